import type { StaffActor } from '#src/kernel/actor.ts'
import { actingAs, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { endSession, openSession } from '#src/platform/sessions.ts'
import { changeStaff, listRoles, type StaffRow } from './staff.sql.ts'

export type HalfSession = { sessionId: string; ip: string; userAgent: string }

export const actorOfStaff = async (tx: Tx, account: Pick<StaffRow, 'id' | 'name'>): Promise<StaffActor> => ({
  kind: 'staff',
  id: account.id,
  name: account.name,
  roles: await listRoles(tx.db, account.id),
})

/** Both halves are given: the partial session ends and another begins under a new token, so that none fixed before is worth anything. */
export const openFullSession = async (tx: Tx, account: StaffRow, { sessionId, ip, userAgent }: HalfSession): Promise<string> => {
  await changeStaff(tx.db, account.id, { failed_attempts: 0, locked_until: null })
  await endSession(tx, sessionId, 'completed')
  const token = await openSession(tx, { door: 'console', personId: account.id, ip, userAgent })
  await record(actingAs(tx, await actorOfStaff(tx, account)), 'staff.signed_in', { subject: account.id })
  return token
}
