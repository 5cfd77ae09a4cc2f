import { accounts } from '../accounts.ts'
import type { Draft } from '../entry.ts'
import { cents, credit, debit, fromAvailable, type Funds } from '../legs.ts'
import { lossAbsorbed } from './debt.ts'

/*
 * What the books lack, booked by hand by two people (src/corrections; rules.md §5.4, "Correction": reversal and new entry only). Never on
 * what is kept, held, contested or on its way: 2030, 2035, 2036, 2040, 2050 and 2060 are what holds, disputes and payouts say they are. Not
 * on 1100 or 2110 either: no settlement will ever clear what only a person knows of.
 */

type OfMerchant = { merchantId: string; amountCents: number }

const { available, safeguardedBank, absorbedLosses } = accounts

/** The acquirer took money that nothing of ours explains, and the merchant bears it: 2020, then what he lacks 1400 / 1010. */
export const acquirerDebitBorne = ({ merchantId, amountCents, funds }: OfMerchant & { funds: Funds }): Draft => ({
  kind: 'correction',
  merchantId,
  legs: [...fromAvailable(amountCents, merchantId, funds), ...credit(safeguardedBank, amountCents)],
})

/** … and we bear it: 5030 / 1010. It may be of no merchant. */
export const acquirerDebitAbsorbed = ({ merchantId, amountCents }: { merchantId: string | null; amountCents: number }): Draft => ({
  kind: 'correction',
  merchantId,
  legs: [...debit(absorbedLosses, amountCents), ...credit(safeguardedBank, amountCents)],
})

/** The acquirer gave money that is the merchant's: 1010 / 2020. */
export const acquirerCreditGiven = ({ merchantId, amountCents }: OfMerchant): Draft => ({
  kind: 'correction',
  merchantId,
  legs: [...debit(safeguardedBank, amountCents), ...credit(available, amountCents, { merchantId })],
})

/**
 * The bank transferred by hand what no payout takes: 2020 / 1010. RangeError above what is available: nobody is paid what he does not have.
 */
export const foreignPaidOut = ({ merchantId, amountCents, funds }: OfMerchant & { funds: Funds }): Draft => {
  if (cents(amountCents) > funds.availableCents) throw new RangeError('more than what is available')
  return {
    kind: 'correction',
    merchantId,
    legs: [...debit(available, amountCents, { merchantId }), ...credit(safeguardedBank, amountCents)],
  }
}

/** A commercial gesture: 5030 / 2020. */
export const goodwillGiven = ({ merchantId, amountCents }: OfMerchant): Draft => ({
  kind: 'correction',
  merchantId,
  legs: [...debit(absorbedLosses, amountCents), ...credit(available, amountCents, { merchantId })],
})

/** What he owes is given up: 5040 / 1400, as a loss is absorbed. RangeError above what he owes. */
export const debtGivenUp = ({ merchantId, amountCents, owedCents }: OfMerchant & { owedCents: number }): Draft => {
  if (cents(amountCents) > owedCents) throw new RangeError('more than what is owed')
  return { ...lossAbsorbed({ merchantId, amountCents, isFraud: false, of: 'debt' }), kind: 'correction' }
}
