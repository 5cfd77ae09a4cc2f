import { accounts } from '../accounts.ts'
import type { Draft } from '../entry.ts'
import { credit, debit, moved } from '../legs.ts'

type PaidOut = { merchantId: string; amountCents: number }

const { available, inTransit, returned, safeguardedBank } = accounts

/** Payout P created (`pending` → `to_pay`): 2020 P / 2050 P. Never above what is available: the database refuses it. */
export const payoutCreated = ({ merchantId, amountCents }: PaidOut): Draft => ({
  kind: 'payout_created',
  merchantId,
  legs: moved(amountCents, merchantId, { from: available, to: inTransit }),
})

/** `sent` → `paid`, the bank debited us: 2050 P / 1010 P. */
export const payoutPaid = ({ merchantId, amountCents }: PaidOut): Draft => ({
  kind: 'payout_paid',
  merchantId,
  legs: [...debit(inTransit, amountCents, { merchantId }), ...credit(safeguardedBank, amountCents)],
})

/** `failed` before the bank debited us: 2050 P / 2020 P. */
export const payoutFailed = ({ merchantId, amountCents }: PaidOut): Draft => ({
  kind: 'payout_failed',
  merchantId,
  legs: moved(amountCents, merchantId, { from: inTransit, to: available }),
})

/** Came back after the bank had debited us: 1010 P / 2060 P. */
export const payoutReturned = ({ merchantId, amountCents }: PaidOut): Draft => ({
  kind: 'payout_returned',
  merchantId,
  legs: [...debit(safeguardedBank, amountCents), ...credit(returned, amountCents, { merchantId })],
})

/** … available again, once the IBAN is verified anew: 2060 P / 2020 P. */
export const payoutRecredited = ({ merchantId, amountCents }: PaidOut): Draft => ({
  kind: 'payout_recredited',
  merchantId,
  legs: moved(amountCents, merchantId, { from: returned, to: available }),
})
