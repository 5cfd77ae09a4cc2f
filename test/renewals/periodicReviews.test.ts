import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { touchDossier } from '#src/dossiers/touchDossier.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { noteAnswer } from '#src/requests/noteAnswer.ts'
import { acceptHeldAnswers } from '#src/reviews/acceptHeldAnswers.ts'
import { validateDossier } from '#src/reviews/validateDossier.ts'
import { deactivateOverdueMerchants } from '#src/requests/deactivateOverdueMerchants.ts'
import { withdrawRequest } from '#src/requests/withdrawRequest.ts'
import { openRequest } from '#src/requests/openRequest.ts'
import { reactivateMerchant } from '#src/merchants/reactivateMerchant.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { documentsOf, eventsDuring, insertPiece, openDossier, type Dossier } from '#test/reviews/dossiers.ts'
import { accept, expiryOf, itemsOf, leave, openReviewed, put, requestOf, review, reviewOf, say } from './clients.ts'

let house: House
let analyst: StaffActor
beforeAll(async () => {
  house = await openHouse({ at: '2026-01-31T09:00:00Z' })
  analyst = await house.staff('analyst')
})
afterAll(() => house.close())
beforeEach(async () => {
  await house.db.deleteFrom('periodic_reviews').execute()
  house.travel('2026-01-31T09:00:00Z')
})

const riskOf = async (one: Dossier) =>
  (await house.db.selectFrom('dossiers').select('risk').where('id', '=', one.dossierId).executeTakeFirstOrThrow()).risk

/** Sends and accepts everything the request asks for. */
const satisfy = async (one: Dossier): Promise<void> => {
  const request = (await requestOf(house, one))!
  for (const { requirement_key: requirementKey } of await itemsOf(house, request.id)) {
    const documentId = await unit(house.ctx(one.user), async (tx) => {
      const id = await insertPiece(tx, one, { requirementKey })
      await record(tx, 'document.received', { subject: id, merchantId: one.merchantId })
      await noteAnswer(tx, { dossierId: one.dossierId, requirementKey, documentId: id })
      return id
    })
    await accept(house, one, documentId, analyst)
  }
  await acceptHeldAnswers(house.ctx(analyst), one.dossierId)
}

describe('the date of the next look', () => {
  it('is written when the dossier is validated, by its risk', async () => {
    const one = await openDossier(house)
    await validateDossier(house.ctx(analyst), one.dossierId, { reason: '' })
    expect(await reviewOf(house, one)).toMatchObject({
      risk: 'low',
      last_reviewed_on: '2026-01-31',
      due_on: '2031-01-31',
      request_id: null,
    })
  })

  it('counts anew from the last look when the risk changes, and not where nothing was validated', async () => {
    const [one, draft] = [await openReviewed(house), await openDossier(house)]
    house.travel('2027-06-01T09:00:00Z')
    for (const { dossierId } of [one, draft]) {
      await unit(house.ctx(), async (tx) => {
        await tx.db.updateTable('companies').set({ mcc: '7995' }).where('dossier_id', '=', dossierId).execute()
        await touchDossier(tx, (await lockDossier(tx.db, dossierId)).id)
      })
    }
    expect(await riskOf(one)).toBe('high')
    expect(await reviewOf(house, one)).toMatchObject({ risk: 'high', last_reviewed_on: '2026-01-31', due_on: '2027-01-31' })
    expect(await house.db.selectFrom('periodic_reviews').select('dossier_id').where('dossier_id', '=', draft.dossierId).execute()).toEqual(
      [],
    )
    // due months ago: asked for at the next run
    expect(await review(house)).toMatchObject({ done: 1 })
  })
})

describe('when it comes', () => {
  it('the second before nothing; the second of, a request for what ages; run again, nothing', async () => {
    const one = await openReviewed(house, { isRisky: true })
    expect(await review(house, '2027-01-30T22:59:59Z')).toMatchObject({ done: 0, skipped: 0 })
    const events = await eventsDuring(house, one.merchantId, () => review(house, '2027-01-30T23:00:00Z'))
    expect(events.at(-1)).toBe('dossier.review_begun')
    const request = (await requestOf(house, one))!
    expect(request).toMatchObject({ origin: 'periodic_review', purpose: 'refresh', state: 'leaving' })
    const items = await itemsOf(house, request.id)
    expect(items.map(({ requirement_key }) => requirement_key)).toEqual(
      expect.arrayContaining(['registration_proof', `proof_of_address:${one.personId}`]),
    )
    expect(items.every(({ reason }) => reason === 'to_renew')).toBe(true)
    expect(items.map(({ requirement_key }) => requirement_key)).not.toContain(`identity_document:${one.personId}`)
    expect((await documentsOf(house, one.dossierId)).find(({ requirement_key }) => requirement_key === 'registration_proof')).toMatchObject(
      { state: 'superseded' },
    )
    expect(await reviewOf(house, one)).toMatchObject({ request_id: request.id, due_on: '2027-01-31' })
    expect(await review(house)).toMatchObject({ done: 0, skipped: 0, failed: 0 })
  })

  it('asks for the identity piece that expires within sixty days too', async () => {
    const [soon, later] = [await openReviewed(house, { isRisky: true }), await openReviewed(house, { isRisky: true })]
    for (const [one, on] of [[soon, '2027-04-01'], [later, '2027-04-02']] as const) {
      const card = (await documentsOf(house, one.dossierId)).find(({ kind }) => kind === 'identity_document')!
      await say(house, one, { [card.id]: on })
    }
    await review(house, '2027-01-31T09:00:00Z')
    const keys = async (one: Dossier) =>
      (await itemsOf(house, (await requestOf(house, one))!.id)).map(({ requirement_key }) => requirement_key.split(':')[0])
    expect(await keys(soon)).toContain('identity_document')
    expect(await keys(later)).not.toContain('identity_document')
    const card = (await documentsOf(house, soon.dossierId)).find(({ kind }) => kind === 'identity_document')!
    expect(await expiryOf(house, card.id)).toMatchObject({ state: 'asked' })
  })

  it('a request is out: skipped, and tried again the next day', async () => {
    const one = await openReviewed(house, { isRisky: true })
    house.travel('2027-01-20T09:00:00Z')
    const items = [{ requirementKey: 'other', kind: 'other', personId: null, reason: 'conditional', note: '' }]
    const { id } = await unit(
      house.ctx(analyst),
      (tx) => openRequest(tx, { dossierId: one.dossierId, merchantId: one.merchantId, purpose: 'refresh', items, message: '' }),
    )
    expect(await review(house, '2027-01-31T09:00:00Z')).toMatchObject({ done: 0, skipped: 1 })
    await withdrawRequest(house.ctx(analyst), id, { reason: 'Inutile.' })
    expect(await reviewOf(house, one)).toMatchObject({ last_reviewed_on: '2026-01-31' })
    expect(await review(house, '2027-02-01T09:00:00Z')).toMatchObject({ done: 1 })
  })

  it('an account that is not validated sleeps, and wakes with it', async () => {
    const one = await openReviewed(house, { isRisky: true })
    await put(house, one, 'suspended')
    expect(await review(house, '2027-01-31T09:00:00Z')).toMatchObject({ done: 0, skipped: 1 })
    expect(await review(house, '2027-02-01T09:00:00Z')).toMatchObject({ done: 0, skipped: 0 })
    await unit(house.ctx(analyst), (tx) => reactivateMerchant(tx, one.merchantId))
    expect(await review(house)).toMatchObject({ done: 1 })
  })

  it('two workers at once open one; one poisoned row fails alone', async () => {
    const [one, poisoned] = [await openReviewed(house, { isRisky: true }), await openReviewed(house, { isRisky: true })]
    // a company that is no legal form any more cannot be read: its row fails, whoever reads it
    await unit(house.ctx(), async (tx) => {
      await tx.db.updateTable('people').set({ dossier_id: one.dossierId }).where('id', '=', one.personId).execute()
      await tx.db.deleteFrom('merchant_keys').where('merchant_id', '=', poisoned.merchantId).execute()
      await record(tx, 'merchant.tested', { subject: poisoned.merchantId })
    })
    house.travel('2027-01-31T09:00:00Z')
    const reports = await Promise.all([review(house), review(house)])
    expect(reports.reduce((sum, { done }) => sum + done, 0)).toBe(1)
    expect(
      reports.flatMap(({ touched }) => touched).filter(({ outcome }) => outcome === 'failed').every(({ subject }) =>
        subject === poisoned.dossierId
      ),
    )
      .toBe(true)
    expect(await house.db.selectFrom('document_requests').select('id').where('dossier_id', '=', one.dossierId).execute()).toHaveLength(1)
  })
})

describe('when it ends', () => {
  it('satisfied: the next look counts from that day', async () => {
    const one = await openReviewed(house, { isRisky: true })
    await review(house, '2027-01-31T09:00:00Z')
    await leave(house)
    house.travel('2027-02-10T09:00:00Z')
    await satisfy(one)
    expect(await reviewOf(house, one)).toMatchObject({
      last_reviewed_on: '2027-02-10',
      due_on: '2028-02-10',
      request_id: null,
      opened_at: null,
    })
  })

  it('withdrawn by a person: it counts as done, with his reason in the history', async () => {
    const one = await openReviewed(house, { isRisky: true })
    await review(house, '2027-01-31T09:00:00Z')
    house.travel('2027-02-02T09:00:00Z')
    const events = await eventsDuring(
      house,
      one.merchantId,
      async () => withdrawRequest(house.ctx(analyst), (await requestOf(house, one))!.id, { reason: 'Vu avec lui au téléphone.' }),
    )
    expect(events).toContain('dossier.review_completed')
    expect(await reviewOf(house, one)).toMatchObject({ last_reviewed_on: '2027-02-02', due_on: '2028-02-02', request_id: null })
    const { personal } = await house
      .db
      .selectFrom('audit_events')
      .select('personal')
      .where('event', '=', 'dossier.review_completed')
      .where('subject_id', '=', one.dossierId)
      .executeTakeFirstOrThrow()
    expect(personal).not.toBeNull()
  })

  it('lapsed, it stays open; satisfied late, the account is back and the review done', async () => {
    const one = await openReviewed(house, { isRisky: true })
    await review(house, '2027-01-31T09:00:00Z')
    await leave(house)
    house.travel('2027-03-03T09:00:00Z')
    await deactivateOverdueMerchants(house.ctx())
    expect(await reviewOf(house, one)).toMatchObject({ request_id: (await requestOf(house, one))!.id })
    expect(await review(house)).toMatchObject({ done: 0, skipped: 0 })
    house.travel('2027-03-20T09:00:00Z')
    await satisfy(one)
    expect(await reviewOf(house, one)).toMatchObject({ last_reviewed_on: '2027-03-20', due_on: '2028-03-20', request_id: null })
    expect((await house.db.selectFrom('merchants').select('state').where('id', '=', one.merchantId).executeTakeFirstOrThrow()).state).toBe(
      'validated',
    )
  })
})
