import { sql, type Kysely } from 'kysely'

/**
 * A kind of entry of its own: what the books lacked and two people booked by hand. Alone, since nothing may use a new value in the
 * transaction that adds it.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter type ledger_entry_kind add value if not exists 'correction'`.execute(db)
}
