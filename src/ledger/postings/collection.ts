import { accounts } from '../accounts.ts'
import type { Draft } from '../entry.ts'
import { cents, credit, debit, fromAvailable, moved, type Funds } from '../legs.ts'

/** Payment-service commissions bear no VAT (CGI 261 C); what does bear it carries the code of its rate. */
export const exempt = 'exempt_261c'

type Captured = { merchantId: string; scheme: string; amountCents: number; feeCents?: number; taxCode?: string }

const feeLegs = (
  merchantId: string,
  feeCents: number,
  taxCode: string,
) => [...debit(accounts.pending, feeCents, { merchantId }), ...credit(accounts.processingFees, feeCents, { taxCode })]

/** Capture G, and its fee f in the same entry: 1100 G / 2010 G; 2010 f / 4010 f. */
export const capture = ({ merchantId, scheme, amountCents, feeCents = 0, taxCode = exempt }: Captured): Draft => ({
  kind: 'capture',
  merchantId,
  legs: [
    ...debit(accounts.schemeReceivable, amountCents, { scheme }),
    ...credit(accounts.pending, amountCents, { merchantId }),
    ...feeLegs(merchantId, feeCents, taxCode),
  ],
})

/** Fee f where it comes apart from its capture: 2010 f / 4010 f. */
export const fee = ({ merchantId, feeCents, taxCode = exempt }: { merchantId: string; feeCents: number; taxCode?: string }): Draft => ({
  kind: 'fee',
  merchantId,
  legs: feeLegs(merchantId, feeCents, taxCode),
})

/**
 * The scheme's money came in: 1010 / 1100. Where it pays net of refunds and clawbacks, the gross here and those as `schemeDebitSettled`.
 */
export const settlementReceived = ({ scheme, amountCents }: { scheme: string; amountCents: number }): Draft => ({
  kind: 'settlement',
  merchantId: null,
  legs: [...debit(accounts.safeguardedBank, amountCents), ...credit(accounts.schemeReceivable, amountCents, { scheme })],
})

/** The scheme debited refunds, clawbacks or costs: 2110 / 1010. */
export const schemeDebitSettled = ({ scheme, amountCents }: { scheme: string; amountCents: number }): Draft => ({
  kind: 'scheme_debit',
  merchantId: null,
  legs: [...debit(accounts.schemePayable, amountCents, { scheme }), ...credit(accounts.safeguardedBank, amountCents)],
})

/**
 * Pending → available, once the funds are received: 2010 G−f / 2020 G−f. Where the fee exceeds the payment, what it lacks (f−G) is taken
 * from 2020, then owed (1400): `funds` are needed then.
 */
export const madeAvailable = ({ merchantId, amountCents, feeCents = 0, funds = { availableCents: 0 } }: {
  merchantId: string
  amountCents: number
  feeCents?: number
  funds?: Funds
}): Draft => {
  const net = cents(amountCents) - cents(feeCents, 'fee')
  const lacking = () => [...fromAvailable(-net, merchantId, funds), ...credit(accounts.pending, -net, { merchantId })]
  return {
    kind: 'available',
    merchantId,
    legs: net >= 0 ? moved(net, merchantId, { from: accounts.pending, to: accounts.available }) : lacking(),
  }
}

/** One slice of a rolling reserve: 2020 r / 2030 r (RES-05). */
export const reserveTaken = ({ merchantId, amountCents }: { merchantId: string; amountCents: number }): Draft => ({
  kind: 'reserve',
  merchantId,
  legs: moved(amountCents, merchantId, { from: accounts.available, to: accounts.reserve }),
})

/** Our fees leave the segregated account (SG-03): 1020 / 1010. */
export const feesSwept = ({ amountCents }: { amountCents: number }): Draft => ({
  kind: 'fee_sweep',
  merchantId: null,
  legs: [...debit(accounts.operatingBank, amountCents), ...credit(accounts.safeguardedBank, amountCents)],
})

/** Scheme and interchange cost c: 5020 c / 2110 c. */
export const schemeCost = ({ scheme, amountCents }: { scheme: string; amountCents: number }): Draft => ({
  kind: 'scheme_cost',
  merchantId: null,
  legs: [...debit(accounts.schemeCosts, amountCents), ...credit(accounts.schemePayable, amountCents, { scheme })],
})
