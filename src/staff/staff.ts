import type { Role } from '#src/kernel/permissions.ts'
import type { StaffState } from '#src/platform/db.types.ts'

export type { StaffState } from '#src/platform/db.types.ts'

/** Five failures, of the password or of the code, lock for half an hour (issue 2 §3). */
export const mostFailures = 5
export const lockMinutes = 30

export type Failures = { failedAttempts: number; lockedUntil: Date | null }

export const isLocked = ({ lockedUntil }: Pick<Failures, 'lockedUntil'>, now: Date): boolean => lockedUntil !== null && lockedUntil > now

/** What one more failure makes of the count. A lock that ran out begins a new count; during a lock nothing is counted, it does not grow. */
export const afterFailure = (before: Failures, now: Date): Failures => {
  if (isLocked(before, now)) return before
  const failedAttempts = before.lockedUntil ? 1 : before.failedAttempts + 1
  const lockedUntil = failedAttempts >= mostFailures ? new Date(now.getTime() + lockMinutes * 60_000) : null
  return { failedAttempts, lockedUntil }
}

/** What a person who gave the right password still has to do, in this order; the name of the page that asks for it. */
export type SignInStep = 'new-password' | 'enrol' | 'second-factor'

export const stepAfterPassword = (account: { mustChangePassword: boolean; isEnrolled: boolean }): SignInStep => {
  if (account.mustChangePassword) return 'new-password'
  return account.isEnrolled ? 'second-factor' : 'enrol'
}

/** Why somebody may not come in. The person at the door reads one sentence for all of them; the history keeps which it was. */
export type SignInFault = 'unknown' | 'disabled' | 'locked' | 'password' | 'code'

type Door = { state: StaffState; lockedUntil: Date | null }

export const signInFault = (account: Door | null, isRight: boolean, now: Date, wrong: 'password' | 'code'): SignInFault | null => {
  if (!account) return 'unknown'
  if (account.state === 'disabled') return 'disabled'
  if (isLocked(account, now)) return 'locked'
  return isRight ? null : wrong
}

/** Parts of an address and a name that are long enough to be recognised inside a password. */
const partsOf = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((part) => part.length >= 4)

export const containsOneself = (password: string, email: string, name: string): boolean => {
  const lower = password.toLowerCase()
  return partsOf([email.split('@')[0] ?? '', name]).some((part) => lower.includes(part))
}

/** One word said again, whatever stands between: « Vigie-vigie-vigie ». */
export const isRepetition = (password: string): boolean => /^(.+?)\1+$/u.test(password.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ''))

/** Words of the trade and of the calendar, which the list of leaked passwords lacks in French. */
export const wordsOfTheHouse: readonly string[] = [
  'vigie',
  'administrateur',
  'administrator',
  'analyste',
  'analyst',
  'conformite',
  'compliance',
  'auditeur',
  'auditor',
  'officer',
  'support',
  'bienvenue',
  'bonjour',
  'motdepasse',
  'changezmoi',
  'changeme',
  'soleil',
  'printemps',
  'automne',
  'hiver',
  'janvier',
  'fevrier',
  'mars',
  'avril',
  'juin',
  'juillet',
  'aout',
  'septembre',
  'octobre',
  'novembre',
  'decembre',
  'lundi',
  'mardi',
  'mercredi',
  'jeudi',
  'vendredi',
  'samedi',
  'dimanche',
  'paris',
  'france',
]

/** Adding or taking away roles, as the history tells it. */
export const rolesBetween = (before: readonly Role[], after: readonly Role[]): { added: Role[]; removed: Role[] } => ({
  added: after.filter((role) => !before.includes(role)),
  removed: before.filter((role) => !after.includes(role)),
})
