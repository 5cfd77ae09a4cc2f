import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertDisputeLine } from '#src/acquirer/simulator.sql.ts'
import { openDisputes } from '#src/disputeLines/openDisputes.ts'
import { expireDisputes } from '#src/disputeOutcomes/expireDisputes.ts'
import { system } from '#src/kernel/actor.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { readBankAnswers } from '#src/payouts/readBankAnswers.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'
import { breach, holdsOf, runRelease, stateOf, takeBreach, twoOfficers } from '#test/holds/ground.ts'
import { fundsOf, lastPayout, night, payable, payoutsOf } from '#test/payouts/ground.ts'
import { addPerson, type Person } from '#test/staff/people.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import { launchBrowser, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { deliver, openLetter, openVisitor, says, saysPlainly, signInAsMerchant, signInAsStaff, tellInOrder, useHouseLetterhead,
  type Visitor } from '#test/support/journey.ts'
import { password } from '#test/support/merchant.ts'

// A contract is ended for a breach on 31 January 2026: what the merchant has is kept as the contract says, charged with what is contested
// meanwhile, and paid to him on 26 February 2027 (rules.md RES-01…08).

let house: House
let browser: Browser
let shop: ApiMerchant
let other: ApiMerchant
let irene: Person
let paul: Person
let first: Visitor
let second: Visitor
let owner: Visitor
let early: string
/** What the reserve has left, and what of it is his once the dispute's own fee is paid. In cents. */
let reserve: number
let last: number

/** Captured at once; answers the reference the acquirer knows it by. */
const pay = async (one: ApiMerchant, amount: number): Promise<string> => {
  const { body } = await one.live('POST', '/checkout', {
    amount,
    currency: 'eur',
    card: { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123' },
  })
  return (await house.db.selectFrom('acquirer_calls').select('reference').where('payment_id', '=', body['id']).executeTakeFirstOrThrow())
    .reference!
}
const look = async ({ page }: Visitor, name: string): Promise<void> => screenshot(page, `termination-${name}`)
const balances = async (): Promise<void> => expect(await checkLedger(house.db)).toMatchObject({ ok: true })
const job = (name: string) => house.ctx(system(name))
const morning = () => createPayouts(job('create-payouts'))
const funds = (one = shop) => fundsOf(house, one.merchantId)
const page = () => `/console/merchants/${shop.merchantId}`

beforeAll(async () => {
  house = await openHouse({ at: '2026-01-29T09:00:00Z' })
  browser = await launchBrowser()
  const base = await house.url()
  await useHouseLetterhead(house)
  ;[shop, other] = [await payable(house), await payable(house)]
  early = await pay(shop, 60_000)
  await night(house, '2026-01-31T05:00:00Z')
  house.travel('2026-01-31T09:00:00Z')
  await pay(shop, 12_000)
  ;[first, second, owner] = [await openVisitor(browser, base), await openVisitor(browser, base), await openVisitor(browser, base)]
  ;[irene, paul] = [
    await addPerson(house, 'officer', { name: 'Irène Vasseur' }),
    await addPerson(house, 'officer', { name: 'Paul Gérard' }),
  ]
})
afterAll(async () => {
  await browser?.close()
  await house?.close()
})

describe('a termination', { timeout: 120_000 }, () => {
  tellInOrder()

  it('is proposed by an officer, who cannot decide it, for a merchant with money available and money pending', async () => {
    const { availableCents, pendingCents } = await funds()
    expect(availableCents).toBeGreaterThan(55_000)
    expect(pendingCents).toBeGreaterThan(10_000)
    await signInAsStaff(house, first, irene)
    await first.go(page())
    await look(first, '1-merchant')
    await first.follow(says('breaches:act_on'))
    await first.follow(says('breaches:act.terminate'))
    expect(await first.text()).toContain('26 févr. 2027')
    await first.page.getByLabel(says('breaches:column.ground')).selectOption('prohibited_use')
    await first.fill(says('breaches:reason'), 'Vente de contrefaçons, constatée le 30 janvier sur trois commandes d’essai.')
    await first.fill(says('holds:fact.clause'), 'cadre-2026-11')
    await look(first, '2-propose')
    await first.press(says('breaches:new.submit'))
    expect(await first.text()).toContain(saysPlainly('holds:missing.own_proposal'))
    await look(first, '3-proposed')
    expect(await stateOf(house, shop.merchantId)).toBe('validated')
  })

  it('a second confirms: keys are dead, no payout leaves, what is available is in the reserve', async () => {
    const { availableCents } = await funds()
    await signInAsMerchant(owner, shop.email, password)
    await signInAsStaff(house, second, paul)
    await second.go('/console/holds?state=waiting')
    await look(second, '4-waiting')
    await second.follow(/Boulangerie Lenoir/)
    await look(second, '5-decision')
    await second.press(says('breaches:confirm.submit_terminate'))
    expect(second.path()).toBe(page())
    await look(second, '6-terminated')
    await balances()
    expect((await shop.live('GET', '/checkout')).status).toBe(401)
    expect((await shop.test('GET', '/checkout')).status).toBe(401)
    await morning()
    expect(await payoutsOf(house, shop.merchantId)).toEqual([])
    expect(await funds()).toMatchObject({ availableCents: 0, reserveCents: availableCents })
  })

  it('the merchant’s session ended; his letter and his page say how much and until when', async () => {
    await owner.go('/merchant/balance')
    expect(owner.path()).toBe('/merchant/sign-in')
    await deliver(house)
    expect(await openLetter(owner, /^Fin de votre contrat/)).toContain('26 février 2027')
    await look(owner, '7-letter')
    await signInAsMerchant(owner, shop.email, password)
    await look(owner, '8-home')
    await owner.go('/merchant/balance')
    expect(await owner.text()).toContain('26 févr. 2027')
    await look(owner, '9-balance')
  })

  it('what was pending joins the reserve when it comes; a dispute meanwhile is charged to it', async () => {
    await night(house, '2026-02-02T05:30:00Z')
    await morning()
    const { availableCents, reserveCents } = await funds()
    expect(availableCents).toBeGreaterThan(10_000)
    expect(await runRelease(house)).toMatchObject({ failed: 0 })
    expect(await funds()).toMatchObject({ availableCents: 0, pendingCents: 0, reserveCents: reserveCents + availableCents })
    await balances()
    await insertDisputeLine(house.db, '2026-04-10', `T-1;${early};visa;1040;;60000;eur;2026-05-11;opened`)
    house.travel('2026-04-11T05:00:00Z')
    expect(await openDisputes(job('open-disputes'))).toMatchObject({ done: 1, failed: 0 })
    const { reserveCents: left, owedCents } = await funds()
    ;[reserve, last] = [left, left - owedCents]
    expect(reserveCents + availableCents - reserve).toBeGreaterThanOrEqual(60_000)
    await balances()
    house.travel('2026-05-05T05:00:00Z')
    expect(await expireDisputes(job('expire-disputes'))).toMatchObject({ done: 1, failed: 0 })
    await balances()
    const [hold] = await holdsOf(house, shop.merchantId)
    expect(hold).toMatchObject({ state: 'active', left_cents: reserve, release_on: '2027-02-26' })
    await signInAsStaff(house, second, paul)
    await second.go(`/console/holds/${hold!.id}`)
    expect(await second.text()).toContain('26 févr. 2027')
    await look(second, '10-charged')
    await second.go('/console/release-calendar')
    await look(second, '11-calendar')
  })

  it('the day before nothing leaves; on the day all that is left does, once', async () => {
    house.travel('2027-02-25T22:59:00Z')
    expect(await runRelease(house)).toMatchObject({ done: 0, failed: 0 })
    await morning()
    expect(await payoutsOf(house, shop.merchantId)).toEqual([])
    expect((await funds()).reserveCents).toBe(reserve)
    house.travel('2027-02-26T05:30:00Z')
    await Promise.all([runRelease(house), runRelease(house)])
    expect(await runRelease(house)).toMatchObject({ done: 0, failed: 0 })
    await morning()
    await sendPayouts(job('release-held-funds'))
    await balances()
    expect(await payoutsOf(house, shop.merchantId)).toMatchObject([{ amount_cents: last, state: 'sent', is_final: true }])
    house.travel('2027-03-01T06:00:00Z')
    await readBankAnswers(house.ctx())
    await runRelease(house)
    expect(await payoutsOf(house, shop.merchantId)).toMatchObject([{ amount_cents: last, state: 'paid' }])
    expect(await funds()).toMatchObject({ availableCents: 0, pendingCents: 0, reserveCents: 0, inTransitCents: 0, owedCents: 0 })
    await balances()
  })

  it('everybody reads it: the merchant in his letter and his area, the officer on the hold', async () => {
    await deliver(house)
    await openLetter(owner, /de votre réserve sont libérés/)
    await look(owner, '12-released-letter')
    await signInAsMerchant(owner, shop.email, password)
    await owner.go('/merchant/payouts')
    await look(owner, '13-payouts')
    const { id } = await lastPayout(house, shop.merchantId)
    await owner.go(`/merchant/payouts/${id}`)
    expect(await owner.text()).toContain('2606')
    await look(owner, '14-payout')
    await signInAsStaff(house, second, paul)
    await second.go(`/console/holds/${(await holdsOf(house, shop.merchantId))[0]!.id}`)
    expect(await second.text()).toContain(saysPlainly('holds:stand.released'))
    await look(second, '15-released')
  })

  it('a job that slept for a week past the day catches up, once', async () => {
    house.travel('2027-03-29T09:00:00Z')
    await pay(other, 30_000)
    await night(house, '2027-03-31T05:00:00Z')
    await takeBreach(house, await twoOfficers(house), breach(other.merchantId))
    const [hold] = await holdsOf(house, other.merchantId)
    expect(hold).toMatchObject({ release_on: '2028-04-28' })
    expect(hold!.left_cents).toBeGreaterThan(25_000)
    house.travel('2028-05-05T05:30:00Z')
    await runRelease(house)
    await runRelease(house)
    await sendPayouts(job('release-held-funds'))
    expect(await payoutsOf(house, other.merchantId)).toMatchObject([{ amount_cents: hold!.left_cents, state: 'sent', is_final: true }])
    await balances()
    for (const visitor of [first, second, owner]) expect(visitor.complaints()).toEqual([])
  })
})
