import type { Tx } from '#src/platform/ctx.ts'
import type { JsonValue } from '#src/platform/db.types.ts'
import { readBooks } from './books.sql.ts'
import { changePurge, listRunning } from './purges.sql.ts'

/**
 * Purges that a backup caught in the middle, once it is restored: what they are to leave as it was is what came back. What they had read is
 * said in numbers of a server that is no more.
 */
export const readBooksAnew = async (tx: Tx): Promise<void> => {
  const running = await listRunning(tx.db)
  if (running.length === 0) return
  const books = JSON.stringify(await readBooks(tx.db, null)) as JsonValue
  for (const { id } of running) await changePurge(tx.db, id, { books_before: books })
}
