import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { refuseDocument } from '#src/documents/refuseDocument.ts'
import { deliverMails } from '#src/notifications/deliverMails.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { noteAnswer } from '#src/requests/noteAnswer.ts'
import { startRequestClocks } from '#src/requests/startRequestClocks.ts'
import { acceptHeldAnswers } from '#src/reviews/acceptHeldAnswers.ts'
import { askForDocuments } from '#src/reviews/askForDocuments.ts'
import { claimReview } from '#src/reviews/claimReview.ts'
import { validateDossier } from '#src/reviews/validateDossier.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { documentsOf, dossierRow, eventsDuring, insertPiece, merchantRow, openDossier, reviewRow, type Dossier } from './dossiers.ts'

let house: House
let analyst: StaffActor
let other: StaffActor
beforeAll(async () => {
  house = await openHouse()
  analyst = await house.staff('analyst', 'Alix Martin')
  other = await house.staff('analyst', 'Bo')
})
afterAll(() => house.close())

const requestOf = (one: Dossier) =>
  house.db.selectFrom('document_requests').selectAll().where('dossier_id', '=', one.dossierId).orderBy('id', 'desc').executeTakeFirst()
const itemsOf = (requestId: string) =>
  house.db.selectFrom('document_request_items').selectAll().where('request_id', '=', requestId).orderBy('id').execute()
const lettersOf = async (one: Dossier) =>
  (await house.db.selectFrom('mails').select('template').where('merchant_id', '=', one.merchantId).orderBy('id').execute()).map((
    { template },
  ) => template)
const leave = async () => {
  await deliverMails(house.ctx())
  await startRequestClocks(house.ctx())
}
const item = (key: string, note = '') => ({ key, reason: 'unreadable' as const, note })
const keysOf = async (one: Dossier) => [...new Set((await documentsOf(house, one.dossierId)).map(({ requirement_key }) => requirement_key))]

/** The merchant sends a piece for a line that was asked for. */
const answer = (one: Dossier, requirementKey: string): Promise<string> =>
  unit(house.ctx(one.user), async (tx) => {
    const documentId = await insertPiece(tx, one, { requirementKey, personId: requirementKey.endsWith(one.personId) ? one.personId : null })
    await record(tx, 'document.received', { subject: documentId, merchantId: one.merchantId })
    await noteAnswer(tx, { dossierId: one.dossierId, requirementKey, documentId })
    return documentId
  })

describe('asking for documents', () => {
  it('one letter, the dossier with the merchant, its item out of our queue and in nobody’s hands', async () => {
    const one = await openDossier(house, { pieces: 'refused' })
    const keys = await keysOf(one)
    const events = await eventsDuring(
      house,
      one.merchantId,
      () => askForDocuments(house.ctx(analyst), one.dossierId, { items: keys.map((key) => item(key)), message: 'Bonjour' }),
    )
    expect(events).toEqual(['review.claimed', 'dossier.documents_requested', 'review.parked', 'document_request.opened', 'mail.written'])
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'awaiting_documents' })
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ state: 'waiting', owner_id: null, owner_active_at: null })
    expect(await requestOf(one)).toMatchObject({ state: 'leaving', purpose: 'onboarding', message: 'Bonjour', opened_by: analyst.id })
    await expect(askForDocuments(house.ctx(analyst), one.dossierId, { items: [item(keys[0]!)], message: '' })).rejects.toMatchObject({
      status: 409,
    })
  })

  it.each([
    ['nothing', [], 'items'],
    ['a piece of no list', [item('something_else')], 'items'],
    ['a piece nobody judged yet', [item('activity_proof')], 'items'],
  ])('%s is refused, and nothing changed', async (_what, items, field) => {
    const one = await openDossier(house, { pieces: 'received' })
    const events = await eventsDuring(
      house,
      one.merchantId,
      () =>
        expect(askForDocuments(house.ctx(analyst), one.dossierId, { items, message: '' })).rejects.toMatchObject({
          status: 422,
          fields: { [field]: expect.any(String) },
        }),
    )
    expect(events).toEqual([])
    expect(await requestOf(one)).toBeUndefined()
  })

  it('a file in other hands, or for another role, is refused', async () => {
    const one = await openDossier(house, { pieces: 'refused' })
    await claimReview(house.ctx(other), one.reviewId)
    await expect(askForDocuments(house.ctx(analyst), one.dossierId, { items: [item('activity_proof')], message: '' }))
      .rejects
      .toMatchObject({ status: 409, code: 'review_held' })
    await expect(askForDocuments(house.ctx(await house.staff('agent')), one.dossierId, { items: [item('activity_proof')], message: '' }))
      .rejects
      .toMatchObject({ status: 403 })
  })

  it('an accepted piece that is asked for anew counts no longer', async () => {
    const one = await openDossier(house)
    await askForDocuments(house.ctx(analyst), one.dossierId, {
      items: [{ key: 'activity_proof', reason: 'too_old', note: '' }],
      message: '',
    })
    expect((await documentsOf(house, one.dossierId)).find(({ requirement_key }) => requirement_key === 'activity_proof')).toMatchObject({
      state: 'superseded',
    })
  })

  it('answered in full it is before us again; refused again it is given back with what was left, never under ten days', async () => {
    house.travel('2026-03-02T09:00:00Z')
    const one = await openDossier(house, { pieces: 'refused' })
    const keys = await keysOf(one)
    await askForDocuments(house.ctx(analyst), one.dossierId, { items: keys.map((key) => item(key)), message: '' })
    await leave()
    house.travel('2026-03-28T09:00:00Z')
    const sent: string[] = []
    for (const key of keys) sent.push(await answer(one, key))
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ state: 'open', kind: 'answered_request', ready_at: house.now() })
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'submitted' })
    for (const id of sent.slice(1)) await acceptDocument(house.ctx(analyst), id)
    await refuseDocument(house.ctx(analyst), sent[0]!, { reason: 'expired', note: 'Échue en janvier' })
    await askForDocuments(house.ctx(analyst), one.dossierId, {
      items: [{ key: keys[0]!, reason: 'expired', note: 'Échue en janvier' }],
      message: '',
    })
    const request = await requestOf(one)
    expect(request).toMatchObject({ state: 'leaving' })
    expect((await itemsOf(request!.id)).map(({ state }) => state).sort()).toContain('refused')
    expect(await lettersOf(one)).toEqual(['documents_requested', 'documents_reopened'])
    await leave()
    expect((await requestOf(one))!.due_at!.toISOString()).toBe('2026-04-07T22:00:00.000Z')
  })

  it('complete, validating settles the request too', async () => {
    const one = await openDossier(house, { pieces: 'refused', measures: [6] })
    const keys = await keysOf(one)
    await askForDocuments(house.ctx(analyst), one.dossierId, { items: keys.map((key) => item(key)), message: '' })
    await leave()
    for (const key of keys) await acceptDocument(house.ctx(analyst), await answer(one, key))
    await validateDossier(house.ctx(analyst), one.dossierId, { reason: '' })
    expect(await requestOf(one)).toMatchObject({ state: 'satisfied' })
    expect(await merchantRow(house, one.merchantId)).toMatchObject({ state: 'validated' })
  })
})

describe('a refresh after validation', () => {
  const validated = async () => {
    const one = await openDossier(house)
    await validateDossier(house.ctx(analyst), one.dossierId, { reason: '' })
    return one
  }

  it('leaves the dossier validated; the answer comes into the queue; accepted, it leaves it', async () => {
    const one = await validated()
    await askForDocuments(house.ctx(analyst), one.dossierId, {
      items: [{ key: 'registration_proof', reason: 'to_renew', note: '' }],
      message: '',
    })
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'validated' })
    expect(await requestOf(one)).toMatchObject({ purpose: 'refresh' })
    await leave()
    const id = await answer(one, 'registration_proof')
    const living = await house
      .db
      .selectFrom('review_items')
      .selectAll()
      .where('dossier_id', '=', one.dossierId)
      .where('state', '<>', 'closed')
      .executeTakeFirstOrThrow()
    expect(living).toMatchObject({ state: 'open', kind: 'answered_request' })
    await expect(acceptHeldAnswers(house.ctx(analyst), one.dossierId)).rejects.toMatchObject({
      status: 409,
      code: 'request_pieces_not_accepted',
    })
    await acceptDocument(house.ctx(analyst), id)
    await expect(acceptHeldAnswers(house.ctx(other), one.dossierId)).rejects.toMatchObject({ status: 409, code: 'review_held' })
    await acceptHeldAnswers(house.ctx(analyst), one.dossierId)
    expect(await requestOf(one)).toMatchObject({ state: 'satisfied' })
    expect(await reviewRow(house, living.id)).toMatchObject({ state: 'closed', outcome: 'completed' })
    expect(await merchantRow(house, one.merchantId)).toMatchObject({ state: 'validated' })
  })

  it('a validated dossier that is not before us takes no verdict', async () => {
    const one = await validated()
    const [piece] = await documentsOf(house, one.dossierId)
    await expect(refuseDocument(house.ctx(analyst), piece!.id, { reason: 'expired', note: '' })).rejects.toMatchObject({
      status: 409,
      code: 'state_has_changed',
    })
  })
})
