import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { MailState } from '#src/platform/db.types.ts'

export type { MailState } from '#src/platform/db.types.ts'
export type MailAction = 'send' | 'defer' | 'give_up'

/**
 * - queued: written; waits for the next run, or for its next try.
 * - sent: the server took it. Without a server, it is sent by being kept.
 * - failed: refused `mostTries` times; it will not leave by itself any more.
 */
export const mailLifecycle: Lifecycle<MailState, MailAction> = {
  queued: {
    send: { to: 'sent', event: 'mail.sent', by: ['system'] },
    defer: { to: 'queued', event: 'mail.deferred', by: ['system'] },
    give_up: { to: 'failed', event: 'mail.failed', by: ['system'] },
  },
  sent: {},
  failed: {},
}

export const mostTries = 8
/** Minutes before the second try, the third…: a server that is down for a night loses nothing. */
const delaysInMinutes = [1, 5, 15, 60, 180, 360, 720] as const

/** When to try again after so many tries; null: never. */
export const nextTry = (tries: number, now: Date): Date | null => {
  const minutes = tries < mostTries ? delaysInMinutes[tries - 1] : undefined
  return minutes === undefined ? null : new Date(now.getTime() + minutes * 60_000)
}
