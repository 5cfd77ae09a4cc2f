import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountsOfMerchants, accountsOfSchemes, taxedAccounts } from '#src/ledger/accounts.ts'
import { checkEntry, sumOf, type Draft, type Leg } from '#src/ledger/entry.ts'
import * as postings from '#src/ledger/postings.ts'

const {
  capture,
  debtRecovered,
  disputeFee,
  disputeLost,
  disputeOpened,
  disputePartlyWon,
  disputeWon,
  fee,
  feeRefunded,
  feesSwept,
  fraudCharged,
  fraudReturned,
  held,
  holdMoved,
  lossAbsorbed,
  madeAvailable,
  overdraftOwed,
  payoutCreated,
  payoutFailed,
  payoutPaid,
  payoutRecredited,
  payoutReturned,
  recoverableCents,
  refund,
  released,
  reserveTaken,
  reversalOf,
  schemeCost,
  schemeDebitSettled,
  settlementReceived,
} = postings

const m = 'mrch_1'
const scheme = 'visa'

/** Any two of them still add up to what a number holds exactly. */
const amount = fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: Math.floor(Number.MAX_SAFE_INTEGER / 4) }))
const said = fc.record({ a: amount, b: amount, c: amount, d: amount, flag: fc.boolean(), other: fc.boolean() })
type Said = { a: number; b: number; c: number; d: number; flag: boolean; other: boolean }

/** One line per row of rules.md §5.4, for any amounts. */
const rows: Record<string, (said: Said) => Draft> = {
  capture: ({ a }) => capture({ merchantId: m, scheme, amountCents: a }),
  'capture with fee': ({ a, b }) => capture({ merchantId: m, scheme, amountCents: a, feeCents: b }),
  fee: ({ a }) => fee({ merchantId: m, feeCents: a }),
  'settlement received': ({ a }) => settlementReceived({ scheme, amountCents: a }),
  'pending → available': ({ a, b, c }) => madeAvailable({ merchantId: m, amountCents: a, feeCents: b, funds: { availableCents: c } }),
  'rolling reserve': ({ a }) => reserveTaken({ merchantId: m, amountCents: a }),
  'fee sweep': ({ a }) => feesSwept({ amountCents: a }),
  refund: ({ a, b }) => refund({ merchantId: m, scheme, amountCents: a, funds: { availableCents: b } }),
  'scheme debit settled': ({ a }) => schemeDebitSettled({ scheme, amountCents: a }),
  'dispute opened': ({ a, b, c }) =>
    disputeOpened({ merchantId: m, scheme, amountCents: a, funds: { availableCents: b, reserveCents: c } }),
  'dispute fee': ({ a, b, c }) => disputeFee({ merchantId: m, feeCents: a, vatCents: b, funds: { availableCents: c } }),
  'dispute lost': ({ a }) => disputeLost({ merchantId: m, amountCents: a }),
  'dispute won': ({ a }) => disputeWon({ merchantId: m, scheme, amountCents: a }),
  'partial win': ({ a, b }) => disputePartlyWon({ merchantId: m, scheme, amountCents: Math.max(a, b), wonCents: Math.min(a, b) }),
  'loss absorbed': ({ a, flag, other }) => lossAbsorbed({ merchantId: m, amountCents: a, isFraud: flag, of: other ? 'debt' : 'dispute' }),
  'fee refund': ({ a, b }) => feeRefunded({ merchantId: m, feeCents: a, vatCents: b }),
  'correction: debit borne': ({ a, b }) => postings.acquirerDebitBorne({ merchantId: m, amountCents: a, funds: { availableCents: b } }),
  'correction: debit absorbed': ({ a, flag }) => postings.acquirerDebitAbsorbed({ merchantId: flag ? m : null, amountCents: a }),
  'correction: credit': ({ a }) => postings.acquirerCreditGiven({ merchantId: m, amountCents: a }),
  'correction: transfer': ({ a, b }) => postings.foreignPaidOut({ merchantId: m, amountCents: a, funds: { availableCents: a + b } }),
  'correction: gesture': ({ a }) => postings.goodwillGiven({ merchantId: m, amountCents: a }),
  'correction: debt given up': ({ a, b }) => postings.debtGivenUp({ merchantId: m, amountCents: a, owedCents: a + b }),
  'contract hold': ({ a }) => held({ merchantId: m, amountCents: a, to: 'reserve' }),
  'AML hold': ({ a }) => held({ merchantId: m, amountCents: a, to: 'aml_hold' }),
  freeze: ({ a }) => held({ merchantId: m, amountCents: a, to: 'frozen' }),
  'hold moved': ({ a }) => holdMoved({ merchantId: m, amountCents: a, from: 'reserve', to: 'aml_hold' }),
  release: ({ a, flag }) => released({ merchantId: m, amountCents: a, from: flag ? 'frozen' : 'reserve' }),
  'payout created': ({ a }) => payoutCreated({ merchantId: m, amountCents: a }),
  'payout paid': ({ a }) => payoutPaid({ merchantId: m, amountCents: a }),
  'payout failed': ({ a }) => payoutFailed({ merchantId: m, amountCents: a }),
  'payout returned': ({ a }) => payoutReturned({ merchantId: m, amountCents: a }),
  'payout re-credited': ({ a }) => payoutRecredited({ merchantId: m, amountCents: a }),
  'fraud A: not cleared': ({ a, b }) =>
    reversalOf({ id: 1, ...capture({ merchantId: m, scheme, amountCents: a, feeCents: b }) } as Parameters<typeof reversalOf>[0]),
  'fraud B: cleared': ({ a, b, c, d, flag, other }) =>
    fraudReturned({
      merchantId: m,
      scheme,
      amountCents: a,
      feeCents: b,
      isPending: flag,
      funds: { availableCents: c, reserveCents: d },
      isAbsorbed: other,
      isFeeReversed: other,
    }),
  'fraud C: dispute accepted': ({ a }) => disputeLost({ merchantId: m, amountCents: a }),
  'fraud D: fees only': ({ a }) => feeRefunded({ merchantId: m, feeCents: a }),
  'fraud E: paid out, scheme': ({ a, flag }) =>
    fraudCharged({ merchantId: m, amountCents: a, isAbsorbed: flag, towards: 'scheme', scheme }),
  'fraud E: paid out, dispute': ({ a, flag }) => fraudCharged({ merchantId: m, amountCents: a, isAbsorbed: flag, towards: 'dispute' }),
  'scheme cost': ({ a }) => schemeCost({ scheme, amountCents: a }),
  'debt recovered': ({ a }) => debtRecovered({ merchantId: m, amountCents: a }),
  'overdraft owed': ({ a }) => overdraftOwed({ merchantId: m, amountCents: a }),
}

const names = ({ account, merchantId, scheme: network, taxCode }: Leg): boolean =>
  accountsOfMerchants.has(account) === (merchantId !== undefined) && accountsOfSchemes.has(account) === (network !== undefined) &&
  taxedAccounts.has(account) === (taxCode !== undefined)

describe.each(Object.entries(rows))('%s', (_name, draftOf) => {
  it('balances whatever the amounts, names what its accounts ask for, and passes as an entry', () => {
    fc.assert(fc.property(said, (one) => {
      const draft = draftOf(one)
      expect(sumOf(draft.legs)).toBe(0n)
      expect(draft.legs.every(names)).toBe(true)
      expect(draft.legs.every(({ amountCents }) => Number.isSafeInteger(amountCents) && amountCents !== 0)).toBe(true)
      const said = { ...draft, eventKey: 'event:paym_1', book: 'live' as const, currency: 'eur', subjectId: 'paym_1', at: new Date(0) }
      if (draft.legs.length > 0) checkEntry(said)
      else expect(() => checkEntry(said)).toThrow(/does not balance: 0 legs/)
    }))
  })

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%s is no amount', (a) => {
    expect(() => draftOf({ a, b: 0, c: 0, d: 0, flag: false, other: false })).toThrow(RangeError)
  })
})

const short = ({ legs }: Draft): [number, number][] => legs.map(({ account, amountCents }) => [account, amountCents])

describe('as §5.4 has them', () => {
  it('capture and fee', () =>
    expect(short(capture({ merchantId: m, scheme, amountCents: 1000, feeCents: 39 }))).toEqual([[1100, 1000], [2010, -1000], [2010, 39], [
      4010,
      -39,
    ]]))

  it('refund without enough balance: the excess is owed', () => {
    const funds = { availableCents: 300 }
    expect(short(refund({ merchantId: m, scheme, amountCents: 500, funds }))).toEqual([[2020, 300], [1400, 200], [2110, -500]])
    expect(short(refund({ merchantId: m, scheme, amountCents: 300, funds }))).toEqual([[2020, 300], [2110, -300]])
    expect(short(refund({ merchantId: m, scheme, amountCents: 500, funds: { availableCents: -10 } }))).toEqual([[1400, 500], [2110, -500]])
  })

  it('dispute opened: 2020, then 2030, then 1400', () => {
    const funds = { availableCents: 100, reserveCents: 250 }
    expect(short(disputeOpened({ merchantId: m, scheme, amountCents: 500, funds }))).toEqual([
      [1300, 500],
      [2110, -500],
      [2020, 100],
      [2030, 250],
      [1400, 150],
      [2040, -500],
    ])
    expect(short(disputeOpened({ merchantId: m, scheme, amountCents: 100, funds }))).toEqual([[1300, 100], [2110, -100], [2020, 100], [
      2040,
      -100,
    ]])
  })

  it('dispute fee with VAT', () => {
    const draft = disputeFee({ merchantId: m, feeCents: 1500, vatCents: 300, taxCode: 'vat_20', funds: { availableCents: 1000 } })
    expect(short(draft)).toEqual([[2020, 1000], [1400, 800], [4020, -1500], [2200, -300]])
    expect(draft.legs.map(({ taxCode }) => taxCode)).toEqual([undefined, undefined, 'vat_20', 'vat_20'])
  })

  it('partial win', () => {
    expect(short(disputePartlyWon({ merchantId: m, scheme, amountCents: 500, wonCents: 200 }))).toEqual([
      [1100, 200],
      [1300, -200],
      [2040, 200],
      [2020, -200],
      [2040, 300],
      [1300, -300],
    ])
    expect(() => disputePartlyWon({ merchantId: m, scheme, amountCents: 500, wonCents: 501 })).toThrow(RangeError)
  })

  it('a fee above its payment is taken from what is available, then owed', () => {
    expect(short(madeAvailable({ merchantId: m, amountCents: 50, feeCents: 70, funds: { availableCents: 5 } }))).toEqual([[2020, 5], [
      1400,
      15,
    ], [2010, -20]])
  })

  it('fraud B: pending money lies in 2010; else available, reserve, and the rest is ours or owed', () => {
    const said = {
      merchantId: m,
      scheme,
      amountCents: 1000,
      feeCents: 40,
      funds: { availableCents: 500, reserveCents: 100 },
      isAbsorbed: false,
      isFeeReversed: true,
      isPending: false,
    }
    expect(short(fraudReturned({ ...said, isPending: true }))).toEqual([[2010, 960], [4010, 40], [2110, -1000]])
    expect(short(fraudReturned(said))).toEqual([[2020, 500], [2030, 100], [1400, 360], [4010, 40], [2110, -1000]])
    expect(short(fraudReturned({ ...said, isAbsorbed: true, isFeeReversed: false }))).toEqual([[2020, 500], [2030, 100], [5030, 360], [
      5010,
      40,
    ], [2110, -1000]])
  })

  it('a reversal is the mirror, and is not reversed again', () => {
    const stored = { id: 7, ...capture({ merchantId: m, scheme, amountCents: 1000, feeCents: 39 }) } as Parameters<typeof reversalOf>[0]
    const back = reversalOf(stored)
    expect(short(back)).toEqual([[1100, -1000], [2010, 1000], [2010, -39], [4010, 39]])
    expect(back).toMatchObject({ kind: 'reversal', reverses: 7, merchantId: m })
    expect(() => reversalOf({ ...back, id: 8 } as Parameters<typeof reversalOf>[0])).toThrow(RangeError)
  })

  it('a hold moves to another one, and a debt is recovered as far as it can be', () => {
    expect(() => holdMoved({ merchantId: m, amountCents: 1, from: 'frozen', to: 'frozen' })).toThrow(RangeError)
    expect([
      recoverableCents({ availableCents: 300, owedCents: 500 }),
      recoverableCents({ availableCents: 300, owedCents: 0 }),
      recoverableCents({ availableCents: -1, owedCents: 5 }),
    ])
      .toEqual([300, 0, 0])
  })
})
