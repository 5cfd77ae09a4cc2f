import { sql } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'

/**
 * Rows that stand only where an event was written with them: which, by `r` and `e`. What two people ended is gone itself, and its events
 * stay.
 */
const made: readonly { table: string; event: string; id?: string; by: string; where?: string }[] = [
  { table: 'closed_declarations', event: 'declaration.drafted', by: 'e.subject_id = r.id' },
  { table: 'closed_declarations', event: 'declaration.approved', by: 'e.subject_id = r.id', where: 'r.approved_at is not null' },
  { table: 'closed_declarations', event: 'declaration.filed', by: 'e.subject_id = r.id', where: 'r.filed_at is not null' },
  { table: 'closed_declarations', event: 'declaration.acknowledged', by: 'e.subject_id = r.id', where: 'r.receipt is not null' },
  {
    table: 'closed_pieces',
    event: 'declaration.piece_added',
    by: `e.subject_id = r.declaration_id and e.data::jsonb ->> 'pieceId' = r.id`,
    where: `r.kind = 'piece'`,
  },
  {
    table: 'closed_pieces',
    event: 'declaration.order_added',
    by: `e.subject_id = r.declaration_id and e.data::jsonb ->> 'pieceId' = r.id`,
    where: `r.kind = 'order'`,
  },
  {
    table: 'closed_oppositions',
    event: 'declaration.opposed',
    by: `e.subject_id = r.declaration_id and e.data::jsonb ->> 'holdId' is not distinct from r.hold_id`,
  },
  {
    table: 'closed_conclusions',
    event: 'conclusion.proposed',
    by: `e.subject_id = r.case_id and e.data::jsonb ->> 'round' = r.round::text`,
    where: `r.outcome = 'no_suspicion'`,
  },
  {
    table: 'closed_conclusions',
    event: 'conclusion.declared',
    by: `e.subject_id = r.case_id and e.data::jsonb ->> 'round' = r.round::text`,
    where: `r.outcome = 'declaration'`,
  },
  { table: 'closed_purges', event: 'purge.proposed', by: 'e.subject_id = r.id' },
]

/** What stands in the compartment and has no event that made it so: its id, and the event that is missing. */
export const listUnrecorded = async (db: ReadDb, limit: number): Promise<{ id: string; event: string }[]> => {
  const found: { id: string; event: string }[] = []
  for (const { table, event, by, where = 'true' } of made) {
    const { rows } = await sql<{ id: string }>`select r.id from ${sql.table(table)} r where ${sql.raw(where)} and not exists (select from closed_events e where e.event = ${event} and ${sql.raw(by)}) order by r.id limit ${limit}`
      .execute(db)
    found.push(...rows.map(({ id }) => ({ id, event })))
  }
  return found.slice(0, limit)
}
