import type { Duplex } from 'node:stream'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { OpenedDatabase, WritableDb } from './db.ts'
import type { DB } from './db.types.ts'

/** An inference over a partial index wants its constants: a plan made for all values does not see them. */
const needsItsValues = (text: string): boolean => text.includes('on conflict')

/** The server parses a statement once for all its turns, and what is asked for in one turn of ours leaves in one write. */
const streaming = (client: pg.Client) => {
  const names = new Map<string, string>()
  const nameOf = (text: string): string => {
    const name = names.get(text) ?? `s${names.size}`
    names.set(text, name)
    return name
  }
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection
  return (text: string, values: unknown[]): Promise<pg.QueryResult> => {
    stream.cork()
    process.nextTick(() => stream.uncork())
    return client.query(needsItsValues(text) ? { text, values } : { name: nameOf(text), text, values })
  }
}

/**
 * One transaction on a connection of its own, where statements that are asked for together travel together: for who does very much alone
 * (the demo's fourteen months). Kysely's own transactions wait for each answer before the next question leaves.
 */
export const inOneStream = async <T>({ pool }: Pick<OpenedDatabase, 'pool'>, work: (db: WritableDb) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ ...pool.options, pipeline: true })
  client.on('error', () => {}) // a connection that is lost fails the statements in hand, and whoever waits for them hears of it
  await client.connect()
  const only = { query: streaming(client), release: () => {} }
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: { connect: async () => only, end: async () => {} } as never }) })
  try {
    await client.query('begin')
    const result = await work(db as unknown as WritableDb)
    await client.query('commit')
    return result
  } catch (fault) {
    await client.query('rollback').catch(() => {})
    throw fault
  } finally {
    await client.end().catch(() => {})
  }
}
