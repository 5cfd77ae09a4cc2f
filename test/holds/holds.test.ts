import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { confirmBreach, declineBreach } from '#src/breaches/decideBreach.ts'
import { proposeBreach } from '#src/breaches/proposeBreach.ts'
import { askContractEnd } from '#src/contracts/askContractEnd.ts'
import { closeEndedContracts } from '#src/contracts/closeEndedContracts.ts'
import { settleEndedContracts } from '#src/contracts/settleEndedContracts.ts'
import { withdrawContractEnd } from '#src/contracts/withdrawContractEnd.ts'
import { chargeReserve } from '#src/holds/chargeReserve.ts'
import { confirmHold, declineHold } from '#src/holds/decideHold.ts'
import { proposeHold } from '#src/holds/proposeHold.ts'
import { system } from '#src/kernel/actor.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { post } from '#src/ledger/post.ts'
import { capture, disputeOpened, madeAvailable, settlementReceived } from '#src/ledger/postings.ts'
import { closeBatch } from '#src/payouts/closeBatch.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { openBatches } from '#src/payouts/openBatches.ts'
import { readBankAnswers } from '#src/payouts/readBankAnswers.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { confirmRelease, declineRelease, proposeRelease } from '#src/releases/releaseHold.ts'
import { acceptRib, fundsOf, lastPayout, payable, payoutsOf, purse, receive } from '#test/payouts/ground.ts'
import { openApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { tellAll } from '#test/support/merchant.ts'
import { proposalOf } from '#test/support/proposalOf.ts'
import { breach, holdsOf, placeHold, runRelease, stateOf, takeBreach, twoOfficers, wanted, type Two } from './ground.ts'

let house: House
let two: Two
beforeAll(async () => {
  house = await openHouse({ at: '2026-01-31T09:00:00Z' })
  two = await twoOfficers(house)
})
afterAll(() => house.close())
afterEach(async () => expect(await checkLedger(house.db)).toMatchObject({ ok: true }))

const payoutRun = () => createPayouts(house.ctx(system('create-payouts')))
const lettersOf = async (merchantId: string) =>
  (await house.db.selectFrom('mails').select('template').where('merchant_id', '=', merchantId).orderBy('id').execute()).map((
    { template },
  ) => template)

/** A dispute, as the room of disputes books it. */
const dispute = (merchantId: string, id: string, amountCents: number) =>
  unit(house.ctx(), async (tx) => {
    const funds = await lockBalances(tx, purse(merchantId))
    const draft = disputeOpened({ merchantId, scheme: 'visa', amountCents, funds })
    await post(tx, { ...draft, eventKey: `dispute:${id}`, book: 'live', currency: 'eur', subjectId: id, at: tx.now })
    await chargeReserve(tx, purse(merchantId), [draft])
    await record(tx, 'dispute.opened', { subject: id, merchantId })
  })

describe('a termination', () => {
  it('on 2026-01-31 keeps what there is, is charged with what is lost meanwhile, and pays the rest on 2027-02-26', async () => {
    house.travel('2026-01-31T09:00:00Z')
    const one = await payable(house)
    await receive(house, one.merchantId, 100_000, 1_000)
    await takeBreach(house, two, breach(one.merchantId))
    expect(await stateOf(house, one.merchantId)).toBe('terminated')
    expect(await fundsOf(house, one.merchantId)).toMatchObject({ availableCents: 0, reserveCents: 99_000 })
    const [hold] = await holdsOf(house, one.merchantId)
    expect(hold).toMatchObject({
      title: 'contract_reserve',
      state: 'active',
      left_cents: 99_000,
      release_on: '2027-02-26',
      clause_version: 'cadre-2026-11',
      proposed_by: two.first.id,
      decided_by: two.second.id,
    })
    expect((await one.live('GET', '/disputes')).status).toBe(401)
    expect((await one.test('GET', '/disputes')).status).toBe(401)
    expect(await lettersOf(one.merchantId)).toContain('contract_terminated')
    // money that comes in later follows; nothing is paid in the mornings
    house.travel('2026-02-03T05:30:00Z')
    await receive(house, one.merchantId, 5_000)
    expect(await runRelease(house)).toMatchObject({ failed: 0 })
    await dispute(one.merchantId, 'dspt_000000000000000000000001', 14_000)
    expect((await holdsOf(house, one.merchantId))[0]).toMatchObject({ left_cents: 90_000 })
    await payoutRun()
    house.travel('2027-02-25T22:00:00Z')
    expect(await runRelease(house)).toMatchObject({ done: 0, failed: 0 })
    expect(await payoutsOf(house, one.merchantId)).toEqual([])
    // the last day: let go, paid and with the bank the same morning; a second run does nothing more
    house.travel('2027-02-26T05:30:00Z')
    expect(await runRelease(house, { dryRun: true })).toMatchObject({ done: 1, failed: 0 })
    expect((await holdsOf(house, one.merchantId))[0]).toMatchObject({ state: 'active' })
    expect(await runRelease(house)).toMatchObject({ done: 1, failed: 0 })
    expect(await runRelease(house)).toMatchObject({ done: 0, skipped: 0, failed: 0 })
    await sendPayouts(house.ctx(system('release-held-funds')))
    expect(await payoutsOf(house, one.merchantId)).toMatchObject([{ amount_cents: 90_000, state: 'sent', is_final: true }])
    expect((await holdsOf(house, one.merchantId))[0]).toMatchObject({ state: 'released', left_cents: 0 })
    expect(await lettersOf(one.merchantId)).toContain('reserve_released')
    house.travel('2027-03-01T06:00:00Z')
    await readBankAnswers(house.ctx())
    expect(await lastPayout(house, one.merchantId)).toMatchObject({ state: 'paid' })
    expect(await fundsOf(house, one.merchantId)).toMatchObject({ availableCents: 0, reserveCents: 0, inTransitCents: 0 })
    // what comes after the last day is kept under no title any more
    await receive(house, one.merchantId, 700)
    expect(await runRelease(house)).toMatchObject({ done: 1, failed: 0 })
    expect(await lastPayout(house, one.merchantId)).toMatchObject({ amount_cents: 700 })
  })

  it('is of two people, once, and only from where it leads', async () => {
    house.travel('2026-03-02T09:00:00Z')
    const { merchantId } = await payable(house)
    const id = await proposeBreach(house.ctx(two.first), breach(merchantId, { act: 'suspend' }))
    await expect(proposeBreach(house.ctx(two.second), breach(merchantId))).rejects.toMatchObject({ code: 'breach_proposed' })
    await expect(confirmBreach(house.ctx(two.first), id)).rejects.toMatchObject({ status: 403, code: 'four_eyes' })
    await expect(confirmBreach(house.ctx(await house.staff('analyst')), id)).rejects.toMatchObject({ status: 403 })
    await expect(
      sql`update breaches set state = 'taken', decided_by = proposed_by, decided_at = proposed_at where id = ${id}`.execute(house.db),
    )
      .rejects
      .toThrow(/two_people/)
    await expect(declineBreach(house.ctx(two.second), id, { reason: ' ' })).rejects.toMatchObject({ status: 422 })
    await declineBreach(house.ctx(two.second), id, { reason: 'Le marchand a retiré les articles.' })
    expect(await stateOf(house, merchantId)).toBe('validated')
    await expect(confirmBreach(house.ctx(two.second), id)).rejects.toMatchObject({ status: 409 })
    await expect(proposeBreach(house.ctx(two.first), breach(merchantId, { reason: '', securedClaims: '' }))).rejects.toMatchObject({
      fields: { reason: 'web:field.missing', securedClaims: 'web:field.missing' },
    })
    await expect(proposeBreach(house.ctx(two.first), breach(merchantId, { act: 'reinstate' }))).rejects.toMatchObject({
      code: 'state_has_changed',
    })
    const both = await Promise.allSettled([
      takeBreach(house, two, breach(merchantId)),
      takeBreach(house, { first: two.second, second: two.first }, breach(merchantId)),
    ])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await holdsOf(house, merchantId)).toHaveLength(1)
  })

  it('a suspension stops keys and payouts, and is lifted', async () => {
    house.travel('2026-03-02T09:00:00Z')
    const one = await payable(house)
    await receive(house, one.merchantId, 3_000)
    await takeBreach(house, two, breach(one.merchantId, { act: 'suspend' }))
    expect((await one.live('GET', '/disputes')).status).toBe(401)
    await payoutRun()
    expect(await payoutsOf(house, one.merchantId)).toEqual([])
    await takeBreach(house, two, breach(one.merchantId, { act: 'reinstate' }))
    expect((await one.live('GET', '/disputes')).status).toBe(200)
    await payoutRun()
    expect(await lastPayout(house, one.merchantId)).toMatchObject({ amount_cents: 3_000, is_final: false })
    expect(await lettersOf(one.merchantId)).toEqual(expect.arrayContaining(['account_barred', 'account_unbarred']))
  })

  it('racing the payouts of the morning: one order of things, and each cent is in one place', async () => {
    house.travel('2026-03-03T06:00:00Z')
    const many = await Promise.all(Array.from({ length: 4 }, () => payable(house)))
    for (const { merchantId } of many) await receive(house, merchantId, 8_000)
    const ids = await Promise.all(many.map(({ merchantId }) => proposeBreach(house.ctx(two.first), breach(merchantId))))
    const [report] = await Promise.all([payoutRun(), ...ids.map((id) => confirmBreach(house.ctx(two.second), id))])
    expect(report).toMatchObject({ failed: 0 })
    for (const { merchantId } of many) {
      const funds = await fundsOf(house, merchantId)
      expect([funds.inTransitCents, funds.reserveCents].toSorted((a, b) => a - b)).toEqual([0, 8_000])
      expect(await stateOf(house, merchantId)).toBe('terminated')
    }
    // a payout that no bank has yet does not leave: its money goes to the reserve as well
    for (const batch of await openBatches(house.ctx())) await closeBatch(house.ctx(), batch)
    expect(await runRelease(house)).toMatchObject({ failed: 0 })
    for (const { merchantId } of many)
      expect(await fundsOf(house, merchantId)).toMatchObject({ inTransitCents: 0, availableCents: 0, reserveCents: 8_000 })
  })

  it('without a proved account the money waits, says so once, and leaves when there is one', async () => {
    house.travel('2025-03-31T09:00:00Z')
    const one = await openApiMerchant(house)
    await tellAll(house, one)
    await receive(house, one.merchantId, 4_000)
    await takeBreach(house, two, breach(one.merchantId))
    house.travel('2026-04-30T05:30:00Z')
    expect(await runRelease(house)).toMatchObject({ done: 1, failed: 0 })
    expect(await runRelease(house)).toMatchObject({ done: 0, skipped: 1, failed: 0 })
    expect((await holdsOf(house, one.merchantId))[0]).toMatchObject({
      state: 'active',
      left_cents: 4_000,
      waits_for: 'account_not_verified',
    })
    await acceptRib(house, one.merchantId)
    house.travel('2026-05-04T05:30:00Z')
    expect(await runRelease(house)).toMatchObject({ done: 1, failed: 0 })
    expect(await lastPayout(house, one.merchantId)).toMatchObject({ amount_cents: 4_000 })
  })

  it('what is owed is paid out of it first', async () => {
    house.travel('2026-03-02T09:00:00Z')
    const { merchantId } = await payable(house)
    await receive(house, merchantId, 2_000)
    await takeBreach(house, two, breach(merchantId))
    await dispute(merchantId, 'dspt_000000000000000000000002', 2_500)
    expect(await fundsOf(house, merchantId)).toMatchObject({ reserveCents: 0, owedCents: 500 })
    await receive(house, merchantId, 1_200)
    await runRelease(house)
    expect(await fundsOf(house, merchantId)).toMatchObject({ reserveCents: 700, owedCents: 0 })
  })
})

describe('a hold', () => {
  it('is proposed, then placed by another; its demands are named', async () => {
    house.travel('2026-03-02T09:00:00Z')
    const { merchantId } = await payable(house)
    await receive(house, merchantId, 6_000)
    await expect(proposeHold(house.ctx(two.first), wanted(merchantId, { releaseOn: '2027-04-30', clauseVersion: '', amountCents: null })))
      .rejects
      .toMatchObject({
        fields: { releaseOn: 'holds:field.bad_release', clauseVersion: 'web:field.missing', amountCents: 'web:field.missing' },
      })
    await expect(proposeHold(house.ctx(two.first), wanted(merchantId, { title: 'tracfin_opposition', grounds: '' }))).rejects.toMatchObject(
      { fields: { grounds: 'web:field.missing', reference: 'web:field.missing', notifiedOn: 'web:field.missing' } },
    )
    await expect(proposeHold(house.ctx(await house.staff('agent')), wanted(merchantId, { releaseOn: '2026-06-30' }))).rejects.toMatchObject(
      { status: 403 },
    )
    const id = (await proposeHold(house.ctx(two.first), wanted(merchantId, { amountCents: 2_500, releaseOn: '2026-08-15' })))!
    await expect(confirmHold(house.ctx(two.first), id)).rejects.toMatchObject({ code: 'four_eyes' })
    await confirmHold(house.ctx(two.second), id)
    await expect(confirmHold(house.ctx(two.second), id)).rejects.toMatchObject({ status: 409 })
    expect((await holdsOf(house, merchantId))[0]).toMatchObject({ state: 'active', left_cents: 2_500, release_on: '2026-08-14' })
    const tooMuch = (await proposeHold(house.ctx(two.first), wanted(merchantId, { amountCents: 9_000, releaseOn: '2026-08-15' })))!
    await expect(confirmHold(house.ctx(two.second), tooMuch)).rejects.toMatchObject({ code: 'hold_exceeds_available' })
    await declineHold(house.ctx(two.second), tooMuch, { reason: 'Trop.' })
    // let go in part, then all, by two; a charge meanwhile changes the figures
    await proposeRelease(house.ctx(two.first), id, { amountCents: 1_000, reason: 'Le contrat a changé.' })
    const read = await proposalOf(house, 'release', id)
    await declineRelease(house.ctx(two.second), id, { reason: 'Non.', proposal: read })
    await proposeRelease(house.ctx(two.second), id, { amountCents: 1_000, reason: 'Moins de contestations.' })
    const late = [
      () => confirmRelease(house.ctx(two.first), id, { seenCents: 1_000, proposal: read }),
      () => declineRelease(house.ctx(two.first), id, { reason: 'x', proposal: read }),
    ]
    for (const one of late) await expect(one()).rejects.toMatchObject({ status: 409, code: 'proposal_has_changed' })
    await expect(confirmRelease(house.ctx(two.second), id, { seenCents: 1_000, proposal: await proposalOf(house, 'release', id) }))
      .rejects
      .toMatchObject({ code: 'four_eyes' })
    await confirmRelease(house.ctx(two.first), id, { seenCents: 1_000, proposal: await proposalOf(house, 'release', id) })
    expect(await fundsOf(house, merchantId)).toMatchObject({ availableCents: 4_500, reserveCents: 1_500 })
    await proposeRelease(house.ctx(two.first), id, { amountCents: null, reason: 'Plus rien d’ouvert.' })
    await dispute(merchantId, 'dspt_000000000000000000000003', 5_000)
    await expect(confirmRelease(house.ctx(two.second), id, { seenCents: 1_500, proposal: await proposalOf(house, 'release', id) }))
      .rejects
      .toMatchObject({ code: 'figures_have_changed' })
    await declineRelease(house.ctx(two.second), id, {
      reason: 'Une contestation vient d’arriver.',
      proposal: await proposalOf(house, 'release', id),
    })
    house.travel('2026-08-14T05:30:00Z')
    expect(await runRelease(house)).toMatchObject({ done: 1 })
    expect(await fundsOf(house, merchantId)).toMatchObject({ availableCents: 1_000, reserveCents: 0 })
  })

  it('of a day that came while it waited for its second person is not placed, and says why', async () => {
    house.travel('2026-03-02T09:00:00Z')
    const { merchantId } = await payable(house)
    await receive(house, merchantId, 6_000)
    const [late, last] = await Promise.all(
      ['2026-03-06', '2026-03-09'].map((releaseOn) =>
        proposeHold(house.ctx(two.first), wanted(merchantId, { amountCents: 1_000, releaseOn }))
      ),
    )
    house.travel('2026-03-06T09:00:00Z')
    await expect(confirmHold(house.ctx(two.second), late!)).rejects.toMatchObject({ status: 409, code: 'hold_day_has_come' })
    const client = await house.clientOf(two.second)
    expect((await client.post(`/console/holds/${late}/confirm`)).text).toContain('Le dernier jour de cette réserve est arrivé')
    expect([await fundsOf(house, merchantId), await lettersOf(merchantId)]).toMatchObject([
      { availableCents: 6_000, reserveCents: 0 },
      expect.not.arrayContaining(['reserve_placed']),
    ])
    await confirmHold(house.ctx(two.second), last!)
    await declineHold(house.ctx(two.second), late!, { reason: 'Trop tard.' })
    house.travel('2026-03-09T09:00:00Z')
    await runRelease(house)
  })

  it('one that takes all takes what comes later too, stops every payout, and takes over a reserve on its last day (RES-08)', async () => {
    house.travel('2026-03-02T09:00:00Z')
    const { merchantId } = await payable(house)
    const other = await payable(house)
    const frozen = await placeHold(
      house,
      two,
      wanted(other.merchantId, { title: 'asset_freeze', amountCents: null, reference: 'Arrêté du 2 mars 2026' }),
    )
    await receive(house, merchantId, 6_000)
    await placeHold(house, two, wanted(merchantId, { amountCents: 2_000, releaseOn: '2026-03-31' }))
    await placeHold(house, two, wanted(merchantId, { title: 'aml_pre_declaration', amountCents: null }))
    expect(await fundsOf(house, merchantId)).toMatchObject({ availableCents: 0, reserveCents: 2_000, amlHoldCents: 4_000 })
    await receive(house, merchantId, 500)
    await receive(house, other.merchantId, 900)
    // a freeze that has caught nothing yet stops payouts as well
    house.travel('2026-03-03T06:00:00Z')
    await payoutRun()
    expect(await payoutsOf(house, other.merchantId)).toEqual([])
    await runRelease(house)
    expect(await fundsOf(house, merchantId)).toMatchObject({ availableCents: 0, amlHoldCents: 4_500 })
    expect(await fundsOf(house, other.merchantId)).toMatchObject({ availableCents: 0, frozenCents: 900 })
    house.travel('2026-03-31T05:30:00Z')
    await runRelease(house)
    expect(await fundsOf(house, merchantId)).toMatchObject({ availableCents: 0, reserveCents: 0, amlHoldCents: 6_500 })
    const [reserve, aml] = await holdsOf(house, merchantId)
    expect([reserve, aml]).toMatchObject([{ state: 'moved', moved_to: aml!.id, left_cents: 0 }, { state: 'active', left_cents: 6_500 }])
    await expect(proposeRelease(house.ctx(two.first), frozen, { amountCents: 100, reason: 'Une partie.' })).rejects.toMatchObject({
      fields: { amountCents: 'holds:field.all_or_nothing' },
    })
    await proposeRelease(house.ctx(two.first), frozen, { amountCents: null, reason: 'Levée du 30 mars.' })
    await confirmRelease(house.ctx(two.second), frozen, { seenCents: 900, proposal: await proposalOf(house, 'release', frozen) })
    house.travel('2026-04-01T05:30:00Z')
    await payoutRun()
    expect(await lastPayout(house, other.merchantId)).toMatchObject({ amount_cents: 900 })
  })

  it('a contract we ended: let go early by two, only what was let go leaves, at once', async () => {
    house.travel('2026-03-02T09:00:00Z')
    const { merchantId } = await payable(house)
    await receive(house, merchantId, 10_000)
    await takeBreach(house, two, breach(merchantId))
    const [hold] = await holdsOf(house, merchantId)
    await receive(house, merchantId, 800)
    await proposeRelease(house.ctx(two.first), hold!.id, { amountCents: 3_000, reason: 'L’exposition a baissé.' })
    await confirmRelease(house.ctx(two.second), hold!.id, { seenCents: 3_000, proposal: await proposalOf(house, 'release', hold!.id) })
    expect(await payoutsOf(house, merchantId)).toMatchObject([{ amount_cents: 3_000, is_final: true }])
    expect(await fundsOf(house, merchantId)).toMatchObject({ availableCents: 0, reserveCents: 7_800 })
  })
})

describe('a contract that its merchant ends', () => {
  it('lives through its notice, closes at its end, and pays the rest once all is settled', async () => {
    house.travel('2026-01-31T09:00:00Z')
    const one = await payable(house)
    await expect(askContractEnd(house.ctx(one.actor), { seenLastDay: '2026-02-27' })).rejects.toMatchObject({
      code: 'figures_have_changed',
    })
    await askContractEnd(house.ctx(one.actor), { seenLastDay: '2026-02-28' })
    await expect(askContractEnd(house.ctx(one.actor), { seenLastDay: '2026-02-28' })).rejects.toMatchObject({ code: 'contract_end_asked' })
    await withdrawContractEnd(house.ctx(one.actor))
    await askContractEnd(house.ctx(one.actor), { seenLastDay: '2026-02-28' })
    const run = () => closeEndedContracts(house.ctx(system('close-ended-contracts')))
    const settle = () => settleEndedContracts(house.ctx(system('close-ended-contracts')))
    house.travel('2026-02-28T22:59:59Z')
    expect(await run()).toMatchObject({ done: 0 })
    expect((await one.live('GET', '/disputes')).status).toBe(200)
    house.travel('2026-03-02T05:00:00Z')
    await receive(house, one.merchantId, 5_000)
    await unit(house.ctx(), async (tx) => {
      await post(tx, {
        ...capture({ merchantId: one.merchantId, scheme: 'visa', amountCents: 1_000 }),
        eventKey: 'capture:paym_late',
        book: 'live',
        currency: 'eur',
        subjectId: 'paym_late',
        at: tx.now,
      })
      await record(tx, 'payment.captured', { subject: 'paym_late', merchantId: one.merchantId })
    })
    expect(await run()).toMatchObject({ done: 1 })
    expect(await run()).toMatchObject({ done: 0 })
    expect(await stateOf(house, one.merchantId)).toBe('closed')
    expect((await house.db.selectFrom('merchants').select('ended_on').where('id', '=', one.merchantId).executeTakeFirstOrThrow()).ended_on)
      .toBe('2026-02-28')
    expect((await one.live('GET', '/disputes')).status).toBe(401)
    expect(await settle()).toMatchObject({ done: 0, skipped: 1 })
    await unit(house.ctx(), async (tx) => {
      const said = { book: 'live', currency: 'eur', subjectId: 'paym_late', at: tx.now } as const
      await post(tx, { ...settlementReceived({ scheme: 'visa', amountCents: 1_000 }), eventKey: 'settlement:paym_late', ...said })
      await post(tx, { ...madeAvailable({ merchantId: one.merchantId, amountCents: 1_000 }), eventKey: 'available:paym_late', ...said })
      await record(tx, 'payment.captured', { subject: 'paym_late', merchantId: one.merchantId })
    })
    expect(await settle()).toMatchObject({ done: 1 })
    expect(await lastPayout(house, one.merchantId)).toMatchObject({ amount_cents: 6_000, is_final: true })
    await sendPayouts(house.ctx(system('create-payouts')))
    house.travel('2026-03-03T06:00:00Z')
    await readBankAnswers(house.ctx())
    expect(await settle()).toMatchObject({ done: 1 })
    expect(await settle()).toMatchObject({ done: 0, skipped: 0 })
    expect(await lettersOf(one.merchantId)).toEqual(
      expect.arrayContaining(['contract_end_asked', 'contract_end_withdrawn', 'contract_ended']),
    )
  })
})
