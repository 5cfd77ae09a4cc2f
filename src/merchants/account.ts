import type { MerchantActor } from '#src/kernel/actor.ts'
import { Refusal } from '#src/kernel/errors.ts'

const minute = 60_000

/** product.md, clocks: 24 h for the activation link, 30 min for a forgotten password; both once. */
export const activationMinutes = 24 * 60
export const resetMinutes = 30

/** Five failures lock for half an hour; a lock that is over leaves nothing behind. */
export const triesBeforeLock = 5
export const lockMinutes = 30

export const minutesAfter = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * minute)

type LinkFacts = { expires_at: Date; used_at: Date | null }

/** Why a link does not work any more, or null. */
export const linkProblem = (link: LinkFacts | null, now: Date): 'unknown' | 'used' | 'expired' | null => {
  if (!link) return 'unknown'
  if (link.used_at) return 'used'
  return link.expires_at <= now ? 'expired' : null
}

/** 410: it worked once, or never will again. The page says how to get another. */
export const linkIsOver = (): Refusal => new Refusal(410, 'link_expired')

/** Invited by us he has no password yet; where sign-ups disagreed, the one there is may be a stranger's. */
export const mustChoosePassword = (user: { password_hash: string; is_password_disputed: boolean }): boolean =>
  user.is_password_disputed || user.password_hash === ''

type UserFacts = { id: string; merchant_id: string; name: string; email: string; failed_attempts: number; locked_until: Date | null }

export const isLocked = (user: UserFacts, now: Date): boolean => user.locked_until !== null && user.locked_until > now

/** What one more failure makes of the count and of the lock. */
export const afterFailure = (user: UserFacts, now: Date): { failed_attempts: number; locked_until: Date | null } => {
  const failed = user.failed_attempts + 1
  return failed < triesBeforeLock
    ? { failed_attempts: failed, locked_until: user.locked_until }
    : { failed_attempts: 0, locked_until: minutesAfter(now, lockMinutes) }
}

export const actorOfUser = (user: UserFacts): MerchantActor => ({
  kind: 'merchant',
  id: user.id,
  merchantId: user.merchant_id,
  name: user.name || user.email,
})
