import { sql } from 'kysely'
import { addDays, parisDay, startOfParisDay } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'

const cap = 1_000

/** What waits, up to a thousand, and how much of it is late. */
export const countWaitingAlerts = async (db: ReadDb, now: Date): Promise<{ count: number; breaches: number; isCapped: boolean }> => {
  const { rows: [row] } = await sql<{ count: number; late: number }>`select count(*)::int as count, count(*) filter (where due_at <= ${now})::int as late from (select due_at from alerts where state in ('new', 'triage') order by due_at limit ${cap}) waiting`.execute(db)
  return { count: row!.count, breaches: row!.late, isCapped: row!.count === cap }
}

/** `wrong`: of those decided in the window, the ones that came to nothing; a duplicate says nothing of its scenario. */
export type ScenarioCounts = { scenario: string; raised: number; waiting: number; decided: number; wrong: number }

/** By scenario, of the last so many days. */
export const countByScenario = async (db: ReadDb, now: Date, days: number): Promise<Map<string, ScenarioCounts>> => {
  const from = startOfParisDay(addDays(parisDay(now), -days))
  const { rows } = await sql<ScenarioCounts>`
    select scenario, count(*) filter (where raised_at >= ${from})::int as raised, count(*) filter (where state in ('new', 'triage'))::int as waiting,
      count(*) filter (where coalesce(closed_at, escalated_at) >= ${from} and close_reason is distinct from 'duplicate')::int as decided, count(*) filter (where closed_at >= ${from} and close_reason <> 'duplicate')::int as wrong
    from alerts where raised_at >= ${from} or state in ('new', 'triage') or closed_at >= ${from} or escalated_at >= ${from} group by scenario`.execute(db)
  return new Map(rows.map((row) => [row.scenario, row]))
}
