import type { ApiMode, CardNetwork, DisputeState, PaymentState, RefundState } from '#src/platform/db.types.ts'
import type { Chip, Tone } from '#src/web/components.ts'
import { hasText } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'

// How pages say what a payment is: its state, its means, what a bank answered.

const paymentTones: Record<PaymentState, Tone> = {
  draft: 'neutral',
  authorizing: 'waiting',
  authorized: 'waiting',
  to_capture: 'waiting',
  capture_sent: 'waiting',
  captured: 'good',
  canceled: 'neutral',
  expired: 'neutral',
  refused: 'bad',
  failed: 'bad',
  disputed: 'warning',
}
const refundTones: Record<RefundState, Tone> = {
  to_refund: 'waiting',
  refund_sent: 'waiting',
  refunded: 'good',
  not_honored: 'bad',
  payment_canceled: 'neutral',
}
const disputeTones: Record<DisputeState, Tone> = {
  open: 'warning',
  engaged: 'waiting',
  under_review: 'waiting',
  represented: 'waiting',
  pre_arbitration: 'waiting',
  arbitration: 'waiting',
  won: 'good',
  partly_won: 'good',
  lost: 'bad',
}

type Talking = Pick<Visit, 't' | 'lang'>

export const paymentChip = ({ t }: Talking, state: PaymentState): Chip => ({
  tone: paymentTones[state],
  label: t(`payments:state.${state}`),
})
export const refundChip = ({ t }: Talking, state: RefundState): Chip => ({
  tone: refundTones[state],
  label: t(`payments:refund_state.${state}`),
})
export const disputeChip = ({ t }: Talking, state: DisputeState): Chip => ({
  tone: disputeTones[state],
  label: t(`payments:dispute_state.${state}`),
})
/** Money that is none: said wherever a live and a test payment could be taken for each other. */
export const testChip = (
  { t }: Talking,
  mode: ApiMode,
): Chip | null => (mode === 'test' ? { tone: 'neutral', label: t('payments:world.test'), icon: 'info' } : null)

export const brandText = (
  { t, lang }: Talking,
  brand: string | null,
): string => (brand && hasText(lang, `payments:brand.${brand}`) ? t(`payments:brand.${brand}`) : t('payments:method.card'))

/** « Visa •••• 4242 », « Prélèvement •••• 2606 »; nothing while the payer has not said how he pays. */
export const meansText = (
  visit: Talking,
  { method, brand, last4 }: { method: 'card' | 'sepa' | null; brand: string | null; last4: string | null },
): string =>
  method === null ? '' : `${method === 'card' ? brandText(visit, brand) : visit.t('payments:method.sepa')}${last4 ? ` •••• ${last4}` : ''}`

/** What a card's or an account's bank means by its code (seed 003, "Payment response codes"); the code alone where no table has it. */
export const responseText = (
  { t, lang }: Talking,
  code: string,
): string => (hasText(lang, `payments:response.${code}`) ? t(`payments:response.${code}`) : t('payments:response_unknown'))

/**
 * A dispute's code means something within its network only (seed 003, "Dispute response codes"); of an account, it is its bank's reason.
 */
export const disputeText = (visit: Talking, network: CardNetwork | 'sepa' | string, code: string): string => {
  const key = `payments:dispute_code.${network}.${code}`
  return hasText(visit.lang, key) ? visit.t(key) : responseText(visit, code)
}
