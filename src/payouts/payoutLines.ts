import type { LedgerEntryKind, PayoutLineKind } from '#src/platform/db.types.ts'

/**
 * An entry of the books that moved what a merchant can be paid (2020 less 1400), and was paid out by none. `effectCents`: + to his good.
 * `grossCents`: of a payment whose money came in.
 */
export type Unpaid = {
  entryId: number
  kind: LedgerEntryKind
  reversedKind: LedgerEntryKind | null
  subjectId: string
  effectCents: number
  grossCents: number | null
}

export type PayoutLine = { entryId: number; kind: PayoutLineKind; subjectId: string; amountCents: number }

export type PayoutSums = Record<
  'paymentsCents' | 'refundsCents' | 'disputesCents' | 'feesCents' | 'adjustmentsCents' | 'amountCents',
  number
>

const kinds: Partial<Record<LedgerEntryKind, PayoutLineKind>> = {
  available: 'payment',
  refund: 'refund',
  dispute_opened: 'dispute',
  dispute_won: 'dispute',
  dispute_lost: 'dispute',
  dispute_split: 'dispute',
  dispute_fee: 'fee',
  fee: 'fee',
  fee_refund: 'fee',
}

/** A payment comes as its gross and its fee, the rest as one line; what is undone counts against its own kind. */
const linesOf = ({ entryId, kind, reversedKind, subjectId, effectCents, grossCents }: Unpaid): PayoutLine[] => {
  const what = kinds[reversedKind ?? kind] ?? 'adjustment'
  if (what === 'payment' && grossCents !== null) {
    const gross = kind === 'reversal' ? -grossCents : grossCents
    const line = { entryId, subjectId }
    return [{ ...line, kind: 'payment', amountCents: gross }, { ...line, kind: 'fee', amountCents: gross - effectCents }]
  }
  return [{ entryId, subjectId, kind: what, amountCents: what === 'payment' || what === 'adjustment' ? effectCents : -effectCents }]
}

export const payoutLines = (unpaid: readonly Unpaid[]): PayoutLine[] =>
  unpaid.flatMap(linesOf).filter(({ amountCents }) => amountCents !== 0)

/** amount = payments − refunds − disputes − fees + adjustments, to the cent (seed 003: 15000 − 5000 − 500 − 100 = 9400). */
export const sumLines = (lines: readonly PayoutLine[]): PayoutSums => {
  const sum = (kind: PayoutLineKind): number => lines.reduce((all, line) => (line.kind === kind ? all + line.amountCents : all), 0)
  const [payments, refunds, disputes, fees, adjustments] = [sum('payment'), sum('refund'), sum('dispute'), sum('fee'), sum('adjustment')]
  return {
    paymentsCents: payments,
    refundsCents: refunds,
    disputesCents: disputes,
    feesCents: fees,
    adjustmentsCents: adjustments,
    amountCents: payments - refunds - disputes - fees + adjustments,
  }
}
