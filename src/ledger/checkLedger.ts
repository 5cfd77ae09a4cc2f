import { sql } from 'kysely'
import { stopwatch } from '#src/platform/clock.ts'
import type { Database, WritableDb } from '#src/platform/db.ts'
import { invariants, type Invariant } from './invariants.ts'

export type LedgerFault = { invariant: string; subject: string; detail: string }
export type LedgerProof = {
  ok: boolean
  entries: number
  postings: number
  merchants: number
  /** How many invariants were looked at: all of them where none is broken. */
  invariants: number
  /** How long it took. */
  ms: number
  fault?: LedgerFault
}

type Counts = { entries: number; postings: number; merchants: number }

const countAll = async (db: WritableDb): Promise<Counts> =>
  (await sql<Counts>`select (select count(*) from ledger_entries) as entries, (select count(*) from ledger_postings) as postings,
    (select count(*) from (select distinct merchant_id from ledger_postings where merchant_id is not null) known) as merchants`
    .execute(db))
    .rows[0]!

const firstFault = async (db: WritableDb, { name, sql: text }: Invariant): Promise<LedgerFault | null> => {
  const { rows } = await sql<{ subject: string; detail: string }>`select subject, detail from (${sql.raw(text)}) fault order by length(subject), subject limit 1`
    .execute(db)
  return rows[0] ? { invariant: name, ...rows[0] } : null
}

/**
 * Proves every invariant of the books, or names the first that is broken and its first offender. All in one picture of the database:
 * bookings go on meanwhile and are not waited for.
 */
export const checkLedger = (db: Database, list: readonly Invariant[] = invariants): Promise<LedgerProof> =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(async (trx) => {
    const lap = stopwatch()
    const counts = await countAll(trx)
    for (const [i, invariant] of list.entries()) {
      const fault = await firstFault(trx, invariant)
      if (fault) return { ok: false, ...counts, invariants: i + 1, ms: lap(), fault }
    }
    return { ok: true, ...counts, invariants: list.length, ms: lap() }
  })
