import type { FraudAccounting, RefundState } from '#src/platform/db.types.ts'

/** An effect that stands, and how far what it gave back to the payer has gone. */
export type Standing = {
  paymentId: string
  currency: string
  accounting: FraudAccounting
  returnCents: number
  acceptCents: number
  feeCents: number
  disputeFeeCents: number
  refundState: RefundState | null
}

/**
 * In cents of one currency. `fee`: charged again; `recalled`: on its way to no payer yet, and kept back. What stays: `returned`, the payers
 * have it or will; `accepted`: disputes that are lost for good.
 */
export type UndoSums = Record<'fee' | 'recalled' | 'returned' | 'accepted', number>
export type UndoFigures = { count: number; voided: number; sums: Record<string, UndoSums> }

const nothing: UndoSums = { fee: 0, recalled: 0, returned: 0, accepted: 0 }

const isRecallable = ({ refundState }: Standing): boolean => refundState === 'to_refund'
const isGone = ({ refundState }: Standing): boolean => refundState === 'refund_sent' || refundState === 'refunded'

const added = (sums: UndoSums, one: Standing): UndoSums => ({
  fee: sums.fee + one.feeCents + one.disputeFeeCents,
  recalled: sums.recalled + (isRecallable(one) ? one.returnCents : 0),
  returned: sums.returned + (isGone(one) ? one.returnCents : 0),
  accepted: sums.accepted + one.acceptCents,
})

/**
 * What undoing a confirmed case would do, and what it cannot undo: a payment that was canceled, money that has left, a dispute that was
 * accepted.
 */
export const planUndo = (effects: readonly Standing[]): UndoFigures => {
  const figures: UndoFigures = { count: effects.length, voided: 0, sums: {} }
  for (const one of effects) {
    figures.voided += one.accounting === 'voidable' ? 1 : 0
    figures.sums[one.currency] = added(figures.sums[one.currency] ?? nothing, one)
  }
  return figures
}

/** As one word, that goes with the form and comes back: see `planSeen`. */
export const undoSeen = ({ count, voided, sums }: UndoFigures): string =>
  `undo|${count}|${voided}|${Object .entries(sums) .sort(([a], [b]) => (a < b ? -1 : 1)) .map(([currency, { fee, recalled, returned, accepted }]) => `${currency}:${fee}:${recalled}:${returned}:${accepted}`) .join(',')}`
