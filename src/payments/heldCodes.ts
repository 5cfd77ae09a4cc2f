import { log } from '#src/platform/log.ts'

/**
 * The verification code of a payer who was sent to his bank from our own page: in the memory of the process that took it, until he is back
 * and the bank is asked. PCI DSS 3.3.1 lets nobody keep it after the authorisation, and we write it nowhere before it either, not even
 * sealed (issue 4). Whoever comes back to another process, or later, is charged without it, as before.
 */
export const heldFor = 15 * 60_000
const most = 5_000

type Held = { code: Buffer; timer: NodeJS.Timeout }
const held = new Map<string, Held>()

/** Overwritten, not only let go of: memory that is given back keeps what stood in it. */
export const forgetCode = (paymentId: string): void => {
  const one = held.get(paymentId)
  if (!one) return
  clearTimeout(one.timer)
  one.code.fill(0)
  held.delete(paymentId)
}

/** Kept once for a payment: another takes its place. Beyond what is reasonable the oldest goes. */
export const holdCode = (paymentId: string, code: string | null): void => {
  forgetCode(paymentId)
  if (code === null) return
  const oldest = held.keys().next()
  if (held.size >= most && !oldest.done) {
    log.warn({ count: held.size }, 'many payers are at their banks at once: the oldest is charged without his verification code')
    forgetCode(oldest.value)
  }
  held.set(paymentId, { code: Buffer.from(code), timer: setTimeout(() => forgetCode(paymentId), heldFor).unref() })
}

/** Null where there is none any more. Whoever asks the bank with it forgets it then. */
export const heldCode = (paymentId: string): string | null => held.get(paymentId)?.code.toString() ?? null
