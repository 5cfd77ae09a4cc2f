import type { Duplex } from 'node:stream'
import type pg from 'pg'

/** Statements a connection keeps; the server holds a plan of each. A list with many filters has many texts, and each of them is rare. */
const most = 250
/** How often a text must have come before it is kept. */
const worthwhile = 3

/**
 * An inference over a partial index wants its constants: a plan made for all values does not see them, and has no index to go by (42P10).
 */
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

/**
 * At the end of a statement: nobody reads its answer. In a transaction it is not waited for; that it failed is said by the next statement
 * that is, or by the commit.
 */
export const unawaited = '/* unawaited */'

/** What is sent now leaves in one write with the statement that follows it. */
const holdWrites = (client: pg.PoolClient): void => {
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection
  stream.cork()
  process.nextTick(() => stream.uncork())
}

/** By the rows that were handed out in its place. */
const coming = new WeakMap<object, Promise<pg.QueryResult>>()

/** What a statement returned that was not waited for, by the rows it seemed to return; of any other statement these rows. */
export const rowsAtLast = async <Row>(rows: readonly Row[]): Promise<readonly Row[]> =>
  ((await coming.get(rows))?.rows as Row[] | undefined) ?? rows

/** After a failure the server refuses the rest of the transaction with this code: not what anybody wants to hear. */
const isAftermath = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '25P02'

/** One transaction's statements whose answers are still owed. */
const openDebts = () => {
  let isOpen = false
  let owed: Promise<unknown>[] = []
  const takeUp = (): Promise<unknown> => {
    const all = Promise.all(owed.splice(0))
    all.catch(() => {})
    return all
  }
  return {
    isOpen: () => isOpen,
    begin: () => void (isOpen = true),
    owe: (answer: Promise<unknown>): void => {
      answer.catch(() => {})
      owed.push(answer)
    },
    /**
     * The answer of a statement that is waited for. In one transaction nothing succeeds after a failure: where it did, all before it have.
     */
    awaited: async <T>(answer: Promise<T>): Promise<T> => {
      const before = takeUp()
      return answer.catch(async (error: unknown) => {
        if (isAftermath(error)) await before
        throw error
      })
    },
    /** A commit of what has failed answers as though nothing had happened, and has kept nothing. */
    end: async (answer: Promise<pg.QueryResult>): Promise<pg.QueryResult> => {
      isOpen = false
      const before = takeUp()
      const result = await answer
      await before
      if (result.command === 'ROLLBACK') throw new Error('a transaction was to be kept in which a statement had failed')
      return result
    },
    forget: (): void => {
      isOpen = false
      owed = []
    },
  }
}

/**
 * A connection on which a statement is parsed and planned once for all its turns, from its third on; PostgreSQL goes on planning anew where
 * a plan for all values would be the dearer one. `begin` and what is marked `unawaited` leave with the statement after them. For
 * connections in pipeline mode. Beyond a PgBouncer that hands connections out by transaction, this needs its `max_prepared_statements`.
 */
export const prepares = (client: pg.PoolClient): void => {
  const names = openNames()
  const debts = openDebts()
  const plain = client.query.bind(client) as unknown as Plain
  const ask = (text: string, values: unknown[]): Promise<pg.QueryResult> => {
    const name = values.length > 0 ? names.nameOf(text) : null
    if (name === null) return plain(text, values)
    return plain({ name, text, values }).catch((error: unknown) => {
      if (isStalePlan(error)) names.forget(text)
      throw error
    })
  }
  const early = (text: string, values: unknown[]): Promise<unknown> => {
    holdWrites(client)
    const answer = ask(text, values)
    debts.owe(answer)
    const rows: unknown[] = []
    coming.set(rows, answer)
    return Promise.resolve({ command: 'SELECT', rowCount: 0, rows })
  }
  const query = (...said: unknown[]): Promise<unknown> => {
    const [text, values] = said
    if (typeof text !== 'string' || !Array.isArray(values) || said.length > 2) return plain(...said)
    if (text === 'begin') debts.begin()
    if (text === 'begin' || (debts.isOpen() && text.endsWith(unawaited))) return early(text, values)
    if (text === 'commit') return debts.end(plain(text, values))
    if (text === 'rollback') debts.forget()
    return debts.isOpen() ? debts.awaited(ask(text, values)) : ask(text, values)
  }
  client.query = query as typeof client.query
}
