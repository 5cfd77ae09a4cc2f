import type { Readable, Writable } from 'node:stream'
import pg from 'pg'
import copy from 'pg-copy-streams'

/**
 * A connection of its own over which whole tables travel, in PostgreSQL's own text form: every value comes back as the very one that left.
 * Not of the pool: what is copied holds the line for minutes.
 */
export type CopyLine = {
  /** Lines as `copy … to stdout` writes them: fields parted by tabs, `\N` for null, no other line break within one. */
  out: (query: string) => Readable
  into: (target: string) => Writable
  ask: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>
  /** Rolled back where the work throws. */
  inTransaction: (work: () => Promise<void>) => Promise<void>
  close: () => Promise<void>
}

export const openCopyLine = async (url: string): Promise<CopyLine> => {
  const client = new pg.Client({ connectionString: url, application_name: 'vigie copy' })
  client.on('error', () => {}) // a connection that is lost fails what is under way, and whoever waits for it hears of that
  await client.connect()
  return {
    out: (query) => client.query(copy.to(`copy (${query}) to stdout`)),
    into: (target) => client.query(copy.from(`copy ${target} from stdin`)),
    ask: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) => (await client.query<Row>(text, values)).rows,
    inTransaction: async (work) => {
      await client.query('begin')
      try {
        await work()
        await client.query('commit')
      } catch (fault) {
        await client.query('rollback').catch(() => {})
        throw fault
      }
    },
    close: () => client.end(),
  }
}
