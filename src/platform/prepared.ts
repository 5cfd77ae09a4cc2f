import type { Duplex } from 'node:stream'
import type pg from 'pg'

/** Statements a connection keeps; the server holds a plan of each. A list with many filters has many texts, and each of them is rare. */
const most = 250
/** How often a text must have come before it is kept. */
const worthwhile = 3

/** An inference over a partial index wants its constants: a plan made for all values does not see them, and has no index to go by (42P10). */
const needsItsValues = (text: string): boolean => /on conflict\s*\([^)]*\)\s*where/i.test(text)

type Known = { uses: number; name: string | null }

/** The names under which one connection knows its statements. */
const openNames = () => {
  const known = new Map<string, Known>()
  let count = 0
  const makeRoom = (): void => {
    for (const [text, { name }] of known) if (name === null) known.delete(text)
  }
  return {
    nameOf: (text: string): string | null => {
      if (!known.has(text) && known.size >= most * 4) makeRoom()
      const one = known.get(text) ?? { uses: 0, name: null }
      one.uses++
      if (one.name === null && one.uses >= worthwhile && count < most && !needsItsValues(text)) one.name = `vigie_${count++}`
      known.set(text, one)
      return one.name
    },
    forget: (text: string): void => void known.set(text, { uses: Number.NEGATIVE_INFINITY, name: null }),
  }
}

/** The columns of a table have changed under a statement that was kept (a migration while we run): PostgreSQL refuses it from then on. */
export const isStalePlan = (error: unknown): boolean => {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return code === '0A000' && String(message).includes('cached plan')
}

type Plain = (...said: unknown[]) => Promise<pg.QueryResult>

/** `begin` answers nothing that anybody waits for: it leaves in one write with the statement that follows it. */
const beginEarly = (client: pg.PoolClient, plain: Plain): Promise<unknown> => {
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection
  stream.cork()
  process.nextTick(() => stream.uncork())
  // where it fails the connection is lost, and the statement that follows says so
  plain('begin').catch(() => {})
  return Promise.resolve({ command: 'BEGIN', rowCount: null, rows: [] })
}

/**
 * A connection on which a statement is parsed and planned once for all its turns, from its third on; PostgreSQL goes on planning anew where a plan for all
 * values would be the dearer one. For connections in pipeline mode. Beyond a PgBouncer that hands connections out by transaction, this needs its
 * `max_prepared_statements`.
 */
export const prepares = (client: pg.PoolClient): void => {
  const names = openNames()
  const plain = client.query.bind(client) as unknown as Plain
  const query = (...said: unknown[]): Promise<unknown> => {
    const [text, values] = said
    if (typeof text !== 'string' || !Array.isArray(values) || said.length > 2) return plain(...said)
    if (text === 'begin') return beginEarly(client, plain)
    const name = values.length > 0 ? names.nameOf(text) : null
    if (name === null) return plain(text, values)
    return plain({ name, text, values }).catch((error: unknown) => {
      if (isStalePlan(error)) names.forget(text)
      throw error
    })
  }
  client.query = query as typeof client.query
}
