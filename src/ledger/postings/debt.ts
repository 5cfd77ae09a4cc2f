import { accounts } from '../accounts.ts'
import type { Draft } from '../entry.ts'
import { cents, credit, debit, moved, type Funds } from '../legs.ts'

type OfMerchant = { merchantId: string; amountCents: number }

const { available, merchantReceivable, disputesReceivable, badDebt, absorbedLosses } = accounts

/** What a merchant owes is taken from what became available: 2020 / 1400. How much: `recoverableCents`. */
export const debtRecovered = ({ merchantId, amountCents }: OfMerchant): Draft => ({
  kind: 'recovery',
  merchantId,
  legs: moved(amountCents, merchantId, { from: available, to: merchantReceivable }),
})

/** The part of a debt that can be recovered now. In cents. */
export const recoverableCents = ({ availableCents, owedCents }: Funds & { owedCents: number }): number =>
  Math.max(0, Math.min(availableCents, owedCents))

/**
 * 1400 / 2020: after a correction, 2020 below zero becomes a debt, or a debt that was repaid meanwhile (1400 below zero) is given back. To
 * be posted in the same unit as the reversal that needs it.
 */
export const overdraftOwed = ({ merchantId, amountCents }: OfMerchant): Draft => ({
  kind: 'overdraft',
  merchantId,
  legs: moved(amountCents, merchantId, { from: merchantReceivable, to: available }),
})

/**
 * The merchant cannot pay and we bear it. `isFraud`: 5030, else 5040; `of`: a debt (1400), or a dispute that nobody holds money for (1300).
 */
export const lossAbsorbed = (
  { merchantId, amountCents, isFraud, of }: OfMerchant & { isFraud: boolean; of: 'debt' | 'dispute' },
): Draft => ({
  kind: 'loss',
  merchantId,
  legs: [
    ...debit(isFraud ? absorbedLosses : badDebt, cents(amountCents)),
    ...credit(of === 'debt' ? merchantReceivable : disputesReceivable, amountCents, { merchantId }),
  ],
})
