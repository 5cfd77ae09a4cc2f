import { formatCents } from '#src/kernel/money.ts'
import { formatDeadline } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { isAuthenticationDue } from './payment.ts'
import type { PaymentRow } from './payments.sql.ts'
import { responseText } from './paymentWords.page.ts'

/** Where it stands, as a colleague would say it. */
export const standOf = (visit: Visit, payment: PaymentRow): string => {
  const { t, lang } = visit
  const { state, response, currency, amount_cents: amount, refunded_cents: refunded } = payment
  if (state === 'captured') {
    const key = refunded === 0 ? 'captured' : refunded < amount ? 'captured_partly' : 'captured_refunded'
    return t(`payments:stand.${key}`, {
      refunded: formatCents(refunded, currency, lang),
      left: formatCents(amount - refunded, currency, lang),
    })
  }
  if (state === 'authorized' && payment.authorization_expires_at)
    return t('payments:stand.authorized', { until: formatDeadline(payment.authorization_expires_at, lang) })
  if ((state === 'refused' || state === 'failed') && response)
    return t(`payments:stand.${state}`, { code: response, meaning: responseText(visit, response) })
  if (state === 'draft' && isAuthenticationDue(payment.auth_state)) return t('payments:stand.authenticating')
  return t(`payments:stand.${state}_plain`)
}
