import { newToken } from '#src/kernel/ids.ts'
import { fingerprint, isSame } from '#src/platform/crypto.ts'

/** A form left open longer than this is asked for anew. */
const lifetime = 6 * 3_600_000

const mark = (paymentId: string, time: number, nonce: string, terms: string): Buffer =>
  fingerprint(`${paymentId} ${time} ${nonce} ${terms}`, 'page-ticket')

/**
 * The ticket of one form of the payment page: ours by its mark, for this payment, for a while; that it works once is for `takeTicket` to
 * see. `terms` (`termsOf`): what the payer read on that form, which is what he agrees to; that it still is so is for `payFromPage` to see.
 */
export const pageTicket = (paymentId: string, terms: string, now: Date): string => {
  const [time, nonce] = [now.getTime(), newToken()]
  return `${time.toString(36)}.${nonce}.${terms}.${mark(paymentId, time, nonce, terms).subarray(0, 24).toString('base64url')}`
}

export const isPageTicket = (text: unknown, paymentId: string, now: Date): text is string => {
  const [, time36 = '', nonce = '', terms = '', said = ''] =
    (typeof text === 'string' && /^([0-9a-z]{1,9})\.([0-9A-Za-z]{32})\.([0-9a-z-]{1,32})\.([\w-]{32})$/.exec(text)) || []
  const time = Number.parseInt(time36, 36)
  if (said === '' || time > now.getTime() || now.getTime() - time > lifetime) return false
  return isSame(mark(paymentId, time, nonce, terms).subarray(0, 24), Buffer.from(said, 'base64url'))
}

/** What is kept of a ticket that was used: its own random part. */
export const ticketNumber = (ticket: string): string => `page.${ticket.split('.')[1]}`

/** What the payer read, by a ticket that is ours. */
export const ticketTerms = (ticket: string): string => ticket.split('.')[2] ?? ''
