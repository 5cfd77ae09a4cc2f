import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { reconsiderDocument } from '#src/documents/reconsiderDocument.ts'
import { refuseDocument } from '#src/documents/refuseDocument.ts'
import { refusalReasons } from '#src/documents/document.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import { claimReview } from '#src/reviews/claimReview.ts'
import { proposeDecision } from '#src/reviews/proposeDecision.ts'
import { hasText } from '#src/web/i18n.ts'
import { decisionsOf, documentsOf, dossierRow, eventsDuring, insertPiece, openDossier, reviewRow, type Dossier,
  type DossierWish } from '#test/reviews/dossiers.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { pieceRow } from './pieces.ts'

let house: House
let analyst: StaffActor
let officer: StaffActor
beforeAll(async () => {
  house = await openHouse()
  analyst = await house.staff('analyst', 'Alix Martin')
  officer = await house.staff('officer', 'Claire Morel')
})
afterAll(() => house.close())

type State = 'received' | 'accepted' | 'refused' | 'superseded' | 'withdrawn'
const addPiece = (one: Dossier, requirementKey: string, state: State = 'received'): Promise<string> =>
  unit(house.ctx(), async (tx) => {
    await record(tx, 'document.received', { subject: 'a fixture' })
    return insertPiece(tx, one, { requirementKey, state }, analyst.id)
  })
const withPiece = async (wish: DossierWish = {}, { state }: { state?: State } = {}): Promise<{ one: Dossier; id: string }> => {
  const one = await openDossier(house, { pieces: null, ...wish })
  return { one, id: await addPiece(one, 'registration_proof', state) }
}

describe('accept', () => {
  it('sets who and when, takes the file in hand, raises the version', async () => {
    const { one, id } = await withPiece()
    const { version } = await dossierRow(house, one.dossierId)
    const events = await eventsDuring(house, one.merchantId, () => acceptDocument(house.ctx(analyst), id))
    expect(events).toEqual(['review.claimed', 'document.accepted'])
    expect(await pieceRow(house, id)).toMatchObject({
      state: 'accepted',
      decided_by: analyst.id,
      decided_at: house.now(),
      refusal_reason: null,
      refusal_note: null,
    })
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'submitted', version: version + 1 })
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ owner_id: analyst.id })
  })

  it('once: the second is told that somebody was there', async () => {
    const { one, id } = await withPiece()
    const both = await Promise.allSettled([acceptDocument(house.ctx(analyst), id), acceptDocument(house.ctx(analyst), id)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find((end): end is PromiseRejectedResult => end.status === 'rejected')?.reason).toMatchObject({
      status: 409,
      code: 'state_has_changed',
    })
    expect((await documentsOf(house, one.dossierId)).map(({ state }) => state)).toEqual(['accepted'])
  })
})

describe('refuse', () => {
  it('keeps the reason, and the words under the merchant’s key', async () => {
    const { one, id } = await withPiece()
    await refuseDocument(house.ctx(analyst), id, { reason: 'mismatch', note: 'Le SIREN est celui d’une autre entreprise.' })
    expect(await pieceRow(house, id)).toMatchObject({
      state: 'refused',
      refusal_reason: 'mismatch',
      refusal_note: 'Le SIREN est celui d’une autre entreprise.',
      decided_by: analyst.id,
    })
    const { entries } = await readHistory(house.db, { subjectId: id })
    expect(entries[0]).toMatchObject({
      event: 'document.refused',
      data: { reason: 'mismatch', from: 'received', to: 'refused', dossierId: one.dossierId },
      personal: { note: 'Le SIREN est celui d’une autre entreprise.' },
    })
    const raw = await house.db.selectFrom('audit_events').select('data').where('subject_id', '=', id).execute()
    expect(JSON.stringify(raw)).not.toContain('SIREN')
  })

  it('« other » says what', async () => {
    const { id } = await withPiece()
    await expect(refuseDocument(house.ctx(analyst), id, { reason: 'other', note: '  ' })).rejects.toMatchObject({
      status: 422,
      fields: { note: 'documents:refuse.say_what' },
    })
    expect(await pieceRow(house, id)).toMatchObject({ state: 'received' })
    await refuseDocument(house.ctx(analyst), id, { reason: 'other', note: 'Le tampon manque.' })
  })

  it.each(refusalReasons)('%s has its words, for us and for the merchant', (reason) => {
    for (const lang of ['fr', 'en'] as const)
      expect([hasText(lang, `documents:refusal.${reason}`), hasText(lang, `requests:reason.${reason}`)]).toEqual([true, true])
  })
})

describe('reconsider', () => {
  it.each(['accepted', 'refused'] as const)('a piece %s is to be judged again, with nothing left of the verdict', async (state) => {
    const { one, id } = await withPiece({}, { state })
    const events = await eventsDuring(house, one.merchantId, () => reconsiderDocument(house.ctx(officer), id))
    expect(events).toEqual(['review.claimed', 'document.reconsidered'])
    expect(await pieceRow(house, id)).toMatchObject({
      state: 'received',
      decided_by: null,
      decided_at: null,
      refusal_reason: null,
      refusal_note: null,
    })
  })
})

describe('a verdict on a proposed dossier voids the proposal', () => {
  it.each(
    [
      ['accept', (id: string) => acceptDocument(house.ctx(officer), id)],
      ['refuse', (id: string) => refuseDocument(house.ctx(officer), id, { reason: 'altered', note: '' })],
    ] as const,
  )('%s', async (_name, judge) => {
    const one = await openDossier(house, { isPep: true })
    const id = await addPiece(one, 'accounts')
    await proposeDecision(house.ctx(analyst), one.dossierId, { verdict: 'reject', ground: 'vigilance', reason: 'Fonds inexpliqués.' })
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'proposed' })
    const events = await eventsDuring(house, one.merchantId, () => judge(id))
    expect(events.filter((event) => event === 'dossier.proposal_voided')).toHaveLength(1)
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'submitted' })
    expect(await decisionsOf(house, one.dossierId)).toMatchObject([{ state: 'voided' }])
  })
})

describe('what is not to be judged', () => {
  it.each(
    [
      ['a draft', { dossier: 'draft', review: null }],
      ['a validated dossier out of the queue', { dossier: 'validated', review: null }],
      ['a rejected one', { dossier: 'rejected', review: null }],
      ['one whose time ran out', { dossier: 'lapsed', review: null }],
    ] as const,
  )('%s: 409, and nothing changed', async (_why, wish) => {
    const { one, id } = await withPiece(wish)
    const events = await eventsDuring(house, one.merchantId, async () => {
      await expect(acceptDocument(house.ctx(analyst), id)).rejects.toMatchObject({ status: 409, code: 'state_has_changed' })
      await expect(refuseDocument(house.ctx(analyst), id, { reason: 'expired', note: '' })).rejects.toMatchObject({ status: 409 })
    })
    expect(events).toEqual([])
    expect(await pieceRow(house, id)).toMatchObject({ state: 'received' })
  })

  it('while we wait for the merchant, what came is judged all the same', async () => {
    const { id } = await withPiece({ dossier: 'awaiting_documents', review: 'waiting' })
    await acceptDocument(house.ctx(analyst), id)
    expect(await pieceRow(house, id)).toMatchObject({ state: 'accepted' })
  })

  it('a validated dossier that renews its pieces is judged', async () => {
    const { id } = await withPiece({ dossier: 'validated', merchant: 'validated' })
    await acceptDocument(house.ctx(analyst), id)
    expect(await pieceRow(house, id)).toMatchObject({ state: 'accepted' })
  })

  it.each(
    [['accepted', 'accept'], ['refused', 'refuse'], ['received', 'reconsider'], ['superseded', 'accept'], [
      'superseded',
      'reconsider',
    ]] as const,
  )('a piece %s: no %s', async (state, act) => {
    const { id } = await withPiece({}, { state })
    const acts = {
      accept: () => acceptDocument(house.ctx(analyst), id),
      refuse: () => refuseDocument(house.ctx(analyst), id, { reason: 'expired', note: '' }),
      reconsider: () => reconsiderDocument(house.ctx(analyst), id),
    }
    await expect(acts[act]()).rejects.toMatchObject({ status: 409, code: 'state_has_changed' })
    expect(await pieceRow(house, id)).toMatchObject({ state })
  })

  it('what was taken back, and what never was: 404', async () => {
    const { id } = await withPiece({}, { state: 'withdrawn' })
    for (const one of [id, 'docu_000000000000000000000000'])
      await expect(acceptDocument(house.ctx(analyst), one)).rejects.toMatchObject({ status: 404 })
  })

  it('what a colleague has in his hands: 409, until he leaves it idle', async () => {
    const { one, id } = await withPiece()
    await claimReview(house.ctx(officer), one.reviewId)
    await expect(acceptDocument(house.ctx(analyst), id)).rejects.toMatchObject({ status: 409, code: 'review_held' })
    house.forward(31 * 60_000)
    await acceptDocument(house.ctx(analyst), id)
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ owner_id: analyst.id })
  })
})

it.each(['agent', 'auditor', 'administrator'] as const)('%s judges nothing', async (role) => {
  const { id } = await withPiece()
  const who = await house.staff(role)
  for (const act of [() => acceptDocument(house.ctx(who), id), () => refuseDocument(house.ctx(who), id, { reason: 'expired', note: '' })])
    await expect(act()).rejects.toMatchObject({ status: 403 })
  expect(await pieceRow(house, id)).toMatchObject({ state: 'received', decided_by: null })
})
