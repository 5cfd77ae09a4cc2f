import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { endPartialSessions } from '#src/platform/sessions.ts'
import { afterFailure, isLocked, type SignInFault } from './staff.ts'
import { setFailures, type StaffRow } from './staff.sql.ts'

/** Nobody's id: the history of a failure says no e-mail of people it does not know. */
const nobody = 'unknown'

/**
 * One failure more, told to the history; the fifth locks and ends what was half open, and nothing else: whoever knocks from outside
 * must not be able to put the person out of a session at work. Belongs in a unit that commits before the door says no: a refusal
 * thrown inside it would take the count back. Does the same work for nobody as for somebody.
 */
export const countFailure = async (tx: Tx, account: StaffRow | null, fault: SignInFault): Promise<{ locks: boolean }> => {
  const before = { failedAttempts: account?.failed_attempts ?? 0, lockedUntil: account?.locked_until ?? null }
  const after = fault === 'disabled' ? before : afterFailure(before, tx.now)
  const subject = account?.id ?? nobody
  await setFailures(tx.db, subject, after)
  await record(tx, 'staff.sign_in_failed', { subject, data: { fault, failures: after.failedAttempts } })
  if (!account || isLocked(before, tx.now) || !isLocked(after, tx.now)) return { locks: false }
  await endPartialSessions(tx, account.id, 'locked')
  await record(tx, 'staff.locked', { subject, data: { until: after.lockedUntil!.toISOString() } })
  return { locks: true }
}
