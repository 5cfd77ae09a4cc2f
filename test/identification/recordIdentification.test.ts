import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import type { Role } from '#src/kernel/permissions.ts'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import { recordIdentification, type Identification } from '#src/identification/recordIdentification.ts'
import { withdrawIdentification } from '#src/identification/withdrawIdentification.ts'
import { newTicket } from '#src/platform/submission.ts'
import { claimReview } from '#src/reviews/claimReview.ts'
import { proposeDecision } from '#src/reviews/proposeDecision.ts'
import { rejectDossier } from '#src/reviews/rejectDossier.ts'
import { validateDossier } from '#src/reviews/validateDossier.ts'
import { decisionsOf, documentsOf, dossierRow, eventsDuring, openDossier, reviewRow, type Dossier } from '#test/reviews/dossiers.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { measuresIn, standing } from './measures.ts'

let house: House
let analyst: StaffActor
let officer: StaffActor
beforeAll(async () => {
  house = await openHouse()
  analyst = await house.staff('analyst', 'Alix Martin')
  officer = await house.staff('officer', 'Claire Morel')
})
afterAll(() => house.close())

const evidence = 'Certifiée par Me Garnier, notaire, le 27 février.'
const second = (one: Dossier, said: Partial<Identification> = {}): Identification => ({
  personId: one.personId,
  measure: 2,
  evidence,
  ...said,
})
const note = (one: Dossier, said: Partial<Identification> = {}, who = analyst) =>
  recordIdentification(house.ctx(who), one.dossierId, second(one, said))
/** A complete file, he who acts identified by his card's copy alone. */
const open = (wish: Parameters<typeof openDossier>[1] = {}) => openDossier(house, { measures: [1], ...wish })
const cardOf = async (one: Dossier) => (await documentsOf(house, one.dossierId)).find(({ kind }) => kind === 'identity_document')!
const refused = (one: Dossier, work: () => Promise<unknown>, what: object) =>
  eventsDuring(house, one.merchantId, () => expect(work()).rejects.toMatchObject(what))

describe('a measure is recorded', () => {
  it('with who, when and what proves it; takes the file in hand, raises its version', async () => {
    const one = await open()
    const { version } = await dossierRow(house, one.dossierId)
    expect(await eventsDuring(house, one.merchantId, () => note(one))).toEqual(['review.claimed', 'identification.recorded'])
    expect((await measuresIn(house, one))[1]).toMatchObject({
      person_id: one.personId,
      measure: 2,
      document_id: null,
      evidence,
      is_automatic: false,
      verified_by: analyst.id,
      verified_at: house.now(),
      withdrawn_at: null,
    })
    expect((await dossierRow(house, one.dossierId)).version).toBe(version + 1)
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ owner_id: analyst.id })
  })

  it('the history names the person and keeps the words sealed, beside codes in the open', async () => {
    const one = await open()
    await note(one)
    const { entries } = await readHistory(house.db, { merchantId: one.merchantId }, { limit: 5 })
    expect(entries.find(({ event }) => event === 'identification.recorded')).toMatchObject({
      data: { measure: 2, personId: one.personId },
      personal: { name: 'Jeanne Lenoir', note: evidence },
    })
    const row = await house
      .db
      .selectFrom('audit_events')
      .select('data')
      .where('event', '=', 'identification.recorded')
      .where('merchant_id', '=', one.merchantId)
      .executeTakeFirstOrThrow()
    expect(JSON.stringify(row.data)).not.toMatch(/Lenoir|Garnier/)
  })

  it('may rest on an accepted piece of that person', async () => {
    const one = await open()
    const { id } = await cardOf(one)
    await note(one, { documentId: id })
    expect((await measuresIn(house, one))[1]).toMatchObject({ measure: 2, document_id: id })
  })

  it('a copy by hand needs the accepted card itself', async () => {
    const one = await open({ measures: [] })
    await refused(one, () => note(one, { measure: 1 }), { status: 422, fields: { document: 'identification:problem.copy_without_piece' } })
    const other = (await documentsOf(house, one.dossierId)).find(({ kind }) => kind === 'registration_proof')!
    await house.db.updateTable('documents').set({ person_id: one.personId }).where('id', '=', other.id).execute()
    await refused(one, () => note(one, { measure: 1, documentId: other.id }), {
      status: 422,
      fields: { document: 'identification:problem.other_piece' },
    })
    await note(one, { measure: 1, documentId: (await cardOf(one)).id })
    expect(await standing(house, one)).toEqual([1])
  })

  it('makes the file complete: lacking before, validated after', async () => {
    const one = await open()
    const lacking = { status: 409, code: 'identification_lacking', details: { people: 'Jeanne Lenoir' } }
    expect(await refused(one, () => validateDossier(house.ctx(analyst), one.dossierId, { reason: '' }), lacking)).toEqual([])
    await refused(one, () => proposeDecision(house.ctx(analyst), one.dossierId, { verdict: 'validate', reason: 'Oui' }), lacking)
    await note(one)
    await validateDossier(house.ctx(analyst), one.dossierId, { reason: '' })
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'validated' })
  })

  it('no officer lets it pass: there is no such gap, and a refusal needs no measure', async () => {
    const one = await open({ measures: [] })
    await refused(one, () => validateDossier(house.ctx(officer), one.dossierId, { reason: 'Je prends sur moi' }), {
      code: 'identification_lacking',
    })
    await rejectDossier(house.ctx(officer), one.dossierId, { ground: 'eligibility', reason: 'Identification impossible' })
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'rejected' })
  })

  it('voids the proposal that waits', async () => {
    const one = await open({ isPep: true, measures: [1, 6] })
    await proposeDecision(house.ctx(analyst), one.dossierId, { verdict: 'validate', reason: 'Oui' })
    await note(one, {}, officer)
    expect(await decisionsOf(house, one.dossierId)).toMatchObject([{ state: 'voided' }])
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'submitted' })
  })
})

describe('once only', () => {
  it('the same form twice, one after the other or at once', async () => {
    const one = await open()
    const ticket = newTicket()
    await Promise.all([note(one, { ticket }), note(one, { ticket })])
    expect(await eventsDuring(house, one.merchantId, () => note(one, { ticket }))).toEqual([])
    expect(await standing(house, one)).toEqual([1, 2])
  })

  it('the same measure from another window is told, and changes nothing', async () => {
    const one = await open()
    await note(one)
    expect(await refused(one, () => note(one, { evidence: 'Autrement' }), { status: 409, code: 'state_has_changed' })).toEqual([])
    const other = await open()
    const ends = await Promise.allSettled([note(other), note(other, { evidence: 'Autrement' })])
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await standing(house, other)).toEqual([1, 2])
  })

  it('the database keeps it: one living row for a person and a measure, none without evidence, none beyond the six', async () => {
    const one = await open()
    const [row] = await measuresIn(house, one)
    const again = (change: object) =>
      house
        .db
        .insertInto('identification_measures')
        .values({
          ...row!,
          id: 'iden_x',
          is_automatic: false,
          document_id: null,
          evidence: 'x',
          ...change,
        })
        .execute()
    await expect(again({})).rejects.toThrow(/identification_measures_current/)
    await expect(again({ measure: 7 })).rejects.toThrow(/check/)
    await expect(again({ measure: 3, evidence: '' })).rejects.toThrow(/check/)
    await expect(again({ measure: 3, is_automatic: true })).rejects.toThrow(/check/)
    await expect(sql`update identification_measures set withdrawn_at = verified_at`.execute(house.database.db)).rejects.toThrow(/check/)
  })
})

describe('a measure is taken back', () => {
  const theSecond = async (one: Dossier) => (await measuresIn(house, one)).find(({ measure }) => measure === 2)!
  const back = (one: Dossier, id: string, reason = 'Étude introuvable', who = analyst) =>
    withdrawIdentification(house.ctx(who), one.dossierId, { id, reason })

  it('with the reason; the row stays, the person lacks it again, and it can be recorded anew', async () => {
    const one = await open()
    await note(one)
    const { id } = await theSecond(one)
    expect(await eventsDuring(house, one.merchantId, () => back(one, id))).toEqual(['identification.withdrawn'])
    expect(await theSecond(one)).toMatchObject({ withdrawn_at: house.now(), withdrawn_by: analyst.id })
    expect(await refused(one, () => back(one, id), { status: 409, code: 'state_has_changed' })).toEqual([])
    expect(await standing(house, one)).toEqual([1])
    await note(one)
    expect(await standing(house, one)).toEqual([1, 2])
  })

  it('voids the proposal that rested on it', async () => {
    const one = await openDossier(house, { isPep: true })
    const six = (await measuresIn(house, one)).find(({ measure }) => measure === 6)!
    await proposeDecision(house.ctx(analyst), one.dossierId, { verdict: 'validate', reason: 'Oui' })
    await back(one, six.id, 'Certificat révoqué', officer)
    expect(await decisionsOf(house, one.dossierId)).toMatchObject([{ state: 'voided' }])
  })

  it('not without a reason, not the one of a piece, not one of another file', async () => {
    const [one, other] = [await open(), await open()]
    await note(one)
    const { id } = await theSecond(one)
    await refused(one, () => back(one, id, '  '), { status: 422, fields: { reason: 'web:field.missing' } })
    const [copy] = await measuresIn(house, one)
    await refused(one, () => back(one, copy!.id), { status: 409, code: 'identification_of_piece' })
    await refused(one, () => withdrawIdentification(house.ctx(analyst), other.dossierId, { id, reason: 'x' }), { status: 404 })
    expect(await standing(house, one)).toEqual([1, 2])
  })

  it('twice at once: one does it', async () => {
    const one = await open()
    await note(one)
    const { id } = await theSecond(one)
    const ends = await Promise.allSettled([back(one, id), back(one, id)])
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('who may, and when', () => {
  it.each(['agent', 'auditor', 'administrator'] satisfies Role[])('not an %s', async (role) => {
    const one = await open()
    const who = await house.staff(role)
    await refused(one, () => note(one, {}, who), { status: 403 })
    const [row] = await measuresIn(house, one)
    await refused(one, () => withdrawIdentification(house.ctx(who), one.dossierId, { id: row!.id, reason: 'x' }), { status: 403 })
  })

  it.each(['draft', 'rejected', 'lapsed', 'validated'] as const)('not on a dossier that is %s', async (dossier) => {
    const one = await open({ dossier, review: null })
    expect(await refused(one, () => note(one), { status: 409, code: 'state_has_changed' })).toEqual([])
  })

  it('not while somebody else holds it', async () => {
    const one = await open()
    await claimReview(house.ctx(officer), one.reviewId)
    expect(await refused(one, () => note(one), { status: 409, code: 'review_held' })).toEqual([])
  })

  it('nothing that is not there, or not his', async () => {
    const [one, other] = [await open(), await open()]
    await refused(one, () => note(one, { personId: other.personId }), { status: 404 })
    const theirs = await cardOf(other)
    await refused(one, () => note(one, { documentId: theirs.id }), {
      status: 422,
      fields: { document: 'identification:problem.other_piece' },
    })
    const register = (await documentsOf(house, one.dossierId)).find(({ kind }) => kind === 'registration_proof')!
    await refused(one, () => note(one, { documentId: register.id }), {
      status: 422,
      fields: { document: 'identification:problem.other_piece' },
    })
    for (const measure of [0, 7, -1, 1.5, Number.NaN])
      await refused(one, () => note(one, { measure }), { status: 422, fields: { measure: 'web:field.bad_choice' } })
    await refused(one, () => note(one, { evidence: ' \n ' }), { status: 422, fields: { evidence: 'web:field.missing' } })
    await house.db.updateTable('people').set({ is_representative: false }).where('id', '=', one.personId).execute()
    await refused(one, () => note(one), { status: 409 })
    expect(await standing(house, one)).toEqual([1])
  })
})
