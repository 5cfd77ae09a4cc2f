import { newId } from '#src/kernel/ids.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { ReminderState } from '#src/platform/db.types.ts'
import type { Ledger } from './ledger.ts'

/** Everything that moves the end of a clock, and the reminders that left, each in the order it happened. */
export const readLedger = async (db: ReadDb, requestId: string): Promise<Ledger> => {
  const [suspensions, floors, extensions, reminders] = await Promise.all([
    db
      .selectFrom('clock_suspensions')
      .select(['id', 'from_at', 'to_at', 'why'])
      .where('request_id', '=', requestId)
      .orderBy('from_at')
      .execute(),
    db
      .selectFrom('clock_floors')
      .select(['id', 'reopened_at', 'days'])
      .where('request_id', '=', requestId)
      .orderBy('reopened_at')
      .execute(),
    db
      .selectFrom('clock_extensions')
      .select(['id', 'days', 'reason', 'granted_by', 'granted_at'])
      .where('request_id', '=', requestId)
      .orderBy('granted_at')
      .execute(),
    db.selectFrom('clock_reminders').select(['rung', 'state', 'at']).where('request_id', '=', requestId).orderBy('rung').execute(),
  ])
  return { suspensions, floors, extensions, reminders }
}

const byRequest = <Row extends { request_id: string }>(rows: Row[]): (id: string) => Row[] => {
  const found = new Map<string, Row[]>()
  for (const row of rows) found.set(row.request_id, [...(found.get(row.request_id) ?? []), row])
  return (id) => found.get(id) ?? []
}

/** The same for a page of requests: four questions, however many. */
export const readLedgers = async (db: ReadDb, ids: readonly string[]): Promise<Map<string, Ledger>> => {
  if (ids.length === 0) return new Map()
  const [suspensions, floors, extensions, reminders] = await Promise.all([
    db.selectFrom('clock_suspensions').selectAll().where('request_id', 'in', ids).orderBy('from_at').execute().then(byRequest),
    db.selectFrom('clock_floors').selectAll().where('request_id', 'in', ids).orderBy('reopened_at').execute().then(byRequest),
    db.selectFrom('clock_extensions').selectAll().where('request_id', 'in', ids).orderBy('granted_at').execute().then(byRequest),
    db.selectFrom('clock_reminders').selectAll().where('request_id', 'in', ids).orderBy('rung').execute().then(byRequest),
  ])
  return new Map(
    ids.map((id) => [id, { suspensions: suspensions(id), floors: floors(id), extensions: extensions(id), reminders: reminders(id) }]),
  )
}

/** From here on the time is ours. One that is open already goes on. */
export const openSuspension = async (db: WritableDb, requestId: string, at: Date, why: string): Promise<void> => {
  await db
    .insertInto('clock_suspensions')
    .values({ id: newId('susp', at), request_id: requestId, from_at: at, why })
    .onConflict((oc) => oc.column('request_id').where('to_at', 'is', null).doNothing())
    .execute()
}

/** The time is the merchant's again, or nobody's any more. */
export const closeSuspension = async (db: WritableDb, requestId: string, at: Date): Promise<void> => {
  await db.updateTable('clock_suspensions').set({ to_at: at }).where('request_id', '=', requestId).where('to_at', 'is', null).execute()
}

export const insertFloor = async (db: WritableDb, requestId: string, reopenedAt: Date, days: number): Promise<void> => {
  await db
    .insertInto('clock_floors')
    .values({ id: newId('floo', reopenedAt), request_id: requestId, reopened_at: reopenedAt, days })
    .execute()
}

export type Extension = { requestId: string; days: number; reason: string; grantedBy: string; at: Date }

export const insertExtension = async (db: WritableDb, { requestId, days, reason, grantedBy, at }: Extension): Promise<void> => {
  await db
    .insertInto('clock_extensions')
    .values({
      id: newId('extn', at),
      request_id: requestId,
      days,
      reason,
      granted_by: grantedBy,
      granted_at: at,
    })
    .execute()
}

/** Each rung once: a second worker that comes to the same one stops at the key. */
export const insertReminders = async (
  db: WritableDb,
  requestId: string,
  rungs: { day: number; state: ReminderState }[],
  at: Date,
): Promise<void> => {
  await db.insertInto('clock_reminders').values(rungs.map(({ day, state }) => ({ request_id: requestId, rung: day, state, at }))).execute()
}
