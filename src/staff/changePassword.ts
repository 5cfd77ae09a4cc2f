import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { actingAs, unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { hashPassword, passwordProblem, verifyPassword } from '#src/platform/password.ts'
import { record } from '#src/platform/record.ts'
import { endSession, endStaffSessions } from '#src/platform/sessions.ts'
import { countFailure } from './countFailure.ts'
import { actorOfStaff } from './openFullSession.ts'
import { containsOneself, isRepetition, signInFault, wordsOfTheHouse } from './staff.ts'
import { changeStaff, findStaff, lockStaff, type StaffRow } from './staff.sql.ts'

/** Why this person may not have this password, as the key of a sentence, or null. */
export const problemOfPassword = (password: string, { email, name }: Pick<StaffRow, 'email' | 'name'>): string | null => {
  const problem = passwordProblem(password, [email, name, ...wordsOfTheHouse])
  if (problem) return problem
  if (isRepetition(password)) return 'errors:password.too_common'
  return containsOneself(password, email, name) ? 'staff:password.personal' : null
}

const mustBeGood = async (account: StaffRow, password: string): Promise<string> => {
  const problem = problemOfPassword(password, account)
  if (problem) throw invalid({ password: problem })
  if (await verifyPassword(account.password_hash, password)) throw invalid({ password: 'staff:password.same' })
  return hashPassword(password)
}

const keep = async (tx: Tx, account: StaffRow, passwordHash: string, sessionId: string): Promise<void> => {
  await changeStaff(tx.db, account.id, { password_hash: passwordHash, must_change_password: false })
  const ended = await endStaffSessions(tx, account.id, 'password_changed', sessionId)
  await record(actingAs(tx, await actorOfStaff(tx, account)), 'staff.password_changed', {
    subject: account.id,
    data: { endedSessions: ended },
  })
}

/** Whose row it is, unless it changed while the passwords were being hashed. */
const lockUnchanged = async (tx: Tx, seen: StaffRow): Promise<StaffRow> => {
  const account = await lockStaff(tx.db, seen.id)
  if (!account || account.password_hash !== seen.password_hash || account.state === 'disabled') throw conflict('state_has_changed')
  return account
}

/** At the first sign-in: one's own password in the place of the one-time one. The partial session goes on. */
export const chooseNewPassword = async (ctx: Ctx, staffId: string, password: string, sessionId: string): Promise<void> => {
  const seen = await findStaff(ctx.db, staffId)
  if (!seen) throw notFound()
  if (!seen.must_change_password) throw conflict('state_has_changed')
  const passwordHash = await mustBeGood(seen, password)
  await unit(ctx, async (tx) => keep(tx, await lockUnchanged(tx, seen), passwordHash, sessionId))
}

/**
 * The current password, given by somebody signed in: a wrong one counts as at the door, and the one that locks ends this session too, so
 * that whoever found it open guesses nothing.
 */
const mustKnow = async (ctx: Ctx, seen: StaffRow, current: string, sessionId: string): Promise<void> => {
  const isRight = await verifyPassword(seen.password_hash, current)
  const fault = await unit(ctx, async (tx) => {
    const account = await lockStaff(tx.db, seen.id)
    const one = signInFault(account && { state: account.state, lockedUntil: account.locked_until }, isRight, tx.now, 'password')
    if (one && (await countFailure(tx, account, one)).locks) await endSession(tx, sessionId, 'locked')
    return one
  })
  if (fault) throw invalid({ current_password: 'staff:password.wrong_current' })
}

/** On one's own page. Every other session ends. */
export const changePassword = async (
  ctx: Ctx,
  staffId: string,
  typed: { current: string; password: string },
  sessionId: string,
): Promise<void> => {
  const seen = await findStaff(ctx.db, staffId)
  if (!seen) throw notFound()
  await mustKnow(ctx, seen, typed.current, sessionId)
  const passwordHash = await mustBeGood(seen, typed.password)
  await unit(ctx, async (tx) => keep(tx, await lockUnchanged(tx, seen), passwordHash, sessionId))
}
