import { sql } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'

export type KnownPayer = { id: string; name: string; email: string | null; paymentsCount: number }

/** Payers who bought most, by name: two of them write to us. */
export const listKnownPayers = async (db: ReadDb, limit: number): Promise<KnownPayer[]> =>
  (await sql<KnownPayer>`select y.id, y.name, y.email, count(p.id)::int as "paymentsCount" from payers y join payments p on p.payer_id = y.id
    where y.mode = 'live' and y.name is not null and p.captured_at is not null group by 1 order by 4 desc, y.name, y.created_at limit ${limit}`
    .execute(db))
    .rows
