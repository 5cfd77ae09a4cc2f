import { sql, type RawBuilder } from 'kysely'
import { addDays, parisDay, startOfParisDay } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'

const cap = 1_000

/** What waits, up to a thousand, how much of it is late, and whether any is in nobody's hands. */
export const waitingAlerts = (now: Date): RawBuilder<{ count: number; breaches: number; isCapped: boolean; hasFree: boolean }> =>
  sql`select count(*)::int as count, count(*) filter (where due_at <= ${now})::int as breaches, count(*) = ${cap} as "isCapped", exists (select from alerts where state = 'new') as "hasFree"
    from (select due_at from alerts where state in ('new', 'triage') order by due_at limit ${cap}) waiting`
export const countWaitingAlerts = async (
  db: ReadDb,
  now: Date,
): Promise<{ count: number; breaches: number; isCapped: boolean; hasFree: boolean }> => (await waitingAlerts(now).execute(db)).rows[0]!

/** `wrong`: of those decided in the window, the ones that came to nothing; a duplicate says nothing of its scenario. */
export type ScenarioCounts = { scenario: string; raised: number; waiting: number; decided: number; wrong: number }

/** By scenario, of the last so many days. */
export const countByScenario = async (db: ReadDb, now: Date, days: number): Promise<Map<string, ScenarioCounts>> => {
  const from = startOfParisDay(addDays(parisDay(now), -days))
  const { rows } = await sql<ScenarioCounts>`
    select scenario, count(*) filter (where raised_at >= ${from})::int as raised, count(*) filter (where state in ('new', 'triage'))::int as waiting,
      count(*) filter (where coalesce(closed_at, escalated_at) >= ${from} and close_reason is distinct from 'duplicate')::int as decided, count(*) filter (where closed_at >= ${from} and close_reason <> 'duplicate')::int as wrong
    from alerts where raised_at >= ${from} or state in ('new', 'triage') or closed_at >= ${from} or escalated_at >= ${from} group by scenario`
    .execute(db)
  return new Map(rows.map((row) => [row.scenario, row]))
}
