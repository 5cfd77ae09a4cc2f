import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliverMails } from '#src/notifications/deliverMails.ts'
import { closeEndedContracts } from '#src/contracts/closeEndedContracts.ts'
import { newId } from '#src/kernel/ids.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { deactivateOverdueMerchants } from '#src/requests/deactivateOverdueMerchants.ts'
import { sendClockReminders } from '#src/requests/sendClockReminders.ts'
import { startRequestClocks } from '#src/requests/startRequestClocks.ts'
import { askForDocuments } from '#src/reviews/askForDocuments.ts'
import { breach, takeBreach, twoOfficers, type Two } from '#test/holds/ground.ts'
import { documentsOf, openDossier, type Dossier } from '#test/reviews/dossiers.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let analyst: StaffActor
let two: Two
beforeAll(async () => {
  house = await openHouse()
  analyst = await house.staff('analyst', 'Alix Martin')
  two = await twoOfficers(house)
})
afterAll(() => house.close())

const requestOf = (one: Dossier) =>
  house
    .db
    .selectFrom('document_requests')
    .selectAll()
    .where('dossier_id', '=', one.dossierId)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
const ask = async (one: Dossier) => {
  const [piece] = await documentsOf(house, one.dossierId)
  return askForDocuments(house.ctx(analyst), one.dossierId, {
    items: [{ key: piece!.requirement_key, reason: 'unreadable', note: '' }],
    message: '',
  })
}
/** Validated, and asked for a piece; its 30 days run. */
const asked = async (): Promise<Dossier> => {
  const one = await openDossier(house, { dossier: 'validated', merchant: 'validated', review: null, pieces: 'accepted' })
  await ask(one)
  await deliverMails(house.ctx())
  await startRequestClocks(house.ctx())
  expect((await requestOf(one)).state).toBe('open')
  return one
}
const giveNotice = (one: Dossier) =>
  unit(house.ctx(one.user), async (tx) => {
    await tx
      .db
      .insertInto('contract_ends')
      .values({
        id: newId('cend', tx.now),
        merchant_id: one.merchantId,
        asked_by: one.user.id,
        asked_at: tx.now,
        asked_on: '2026-03-02',
        ends_on: '2026-04-02',
        state: 'notice',
      })
      .execute()
    await record(tx, 'contract.end_asked', { subject: one.merchantId, merchantId: one.merchantId })
  })

const ends: [string, (one: Dossier) => Promise<unknown>][] = [
  ['for a breach, by two officers', (one) => takeBreach(house, two, breach(one.merchantId))],
  ['by his own notice', async (one) => {
    await giveNotice(one)
    house.travel('2026-04-03T09:00:00Z')
    await closeEndedContracts(house.ctx())
  }],
]

describe.each(ends)('a contract that ends %s', (_how, end) => {
  it('ends what was asked of him: no clock, no reminder, no suspension, nothing in the queue, and nothing is asked again', async () => {
    house.travel('2026-03-02T09:00:00Z')
    const one = await asked()
    await end(one)
    expect(await requestOf(one)).toMatchObject({ state: 'withdrawn', due_at: null })
    expect(
      await house
        .db
        .selectFrom('review_items')
        .select('id')
        .where('dossier_id', '=', one.dossierId)
        .where('closed_at', 'is', null)
        .execute(),
    )
      .toEqual([])
    await expect(ask(one)).rejects.toMatchObject({ status: 409, code: 'merchant_is_shut' })
    const letters = async () =>
      (await house.db.selectFrom('mails').select('template').where('merchant_id', '=', one.merchantId).execute()).map(({ template }) =>
        template
      )
    const before = await letters()
    house.travel('2026-05-20T09:00:00Z')
    await sendClockReminders(house.ctx())
    await deactivateOverdueMerchants(house.ctx())
    expect(await letters()).toEqual(before)
    expect(before).not.toContain('request_withdrawn')
    expect((await house.db.selectFrom('merchants').select('state').where('id', '=', one.merchantId).executeTakeFirstOrThrow()).state)
      .toMatch(/terminated|closed/)
  })
})

it('one that was asked before contracts ended what was asked is brought to mind no more', async () => {
  house.travel('2026-03-02T09:00:00Z')
  const one = await asked()
  await unit(house.ctx(), async (tx) => {
    await tx.db.updateTable('merchants').set({ state: 'terminated' }).where('id', '=', one.merchantId).execute()
    await record(tx, 'merchant.terminated', { subject: one.merchantId, merchantId: one.merchantId })
  })
  house.travel('2026-03-10T09:00:00Z')
  const { id } = await requestOf(one)
  expect((await sendClockReminders(house.ctx())).touched.filter(({ subject }) => subject === id).map(({ outcome }) => outcome)).toEqual([
    'skipped',
  ])
})
