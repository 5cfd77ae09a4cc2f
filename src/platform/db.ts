import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { DB } from './db.types.ts'
import { prepares } from './prepared.ts'

export type Database = Kysely<DB>
export type WritableDb = Transaction<DB>
/** What a context hands out: the doors to insert, update, delete and transactions are not there. The one way to write is `unit`. */
export type ReadDb = Pick<Kysely<DB>, 'selectFrom' | 'with' | 'fn' | 'dynamic' | 'selectNoFrom' | 'getExecutor'>

const asSafeInteger = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error('a bigint left the range that a number holds exactly')
  return value
}

/** Dates stay `YYYY-MM-DD`: a `Date` would drag a time zone in. Integers of 8 bytes are numbers, or an error, never rounded. */
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, asSafeInteger)
types.setTypeParser(pg.types.builtins.DATE, (text: string) => text)

export type OpenedDatabase = { db: Database; pool: pg.Pool; close: () => Promise<void> }

/**
 * A connection that the server drops must not end the process, be it idle (the pool's own event) or in somebody's hands (the client's: its
 * query fails by itself, and whoever waits for it hears of that). The next query opens another.
 */
export const survivesLoss = (pool: pg.Pool): pg.Pool =>
  pool.on('error', () => {}).on('connect', (client) => void client.on('error', () => {}))

export const openDatabase = (url: string, { max = 10, applicationName = 'vigie' } = {}): OpenedDatabase => {
  const pool = new pg.Pool({ connectionString: url, max, types, application_name: applicationName, pipeline: true })
  survivesLoss(pool)
  pool.on('connect', prepares)
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
  return { db, pool, close: () => db.destroy() }
}
