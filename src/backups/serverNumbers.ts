import type { CopyLine } from '#src/platform/copy.ts'
import type { Column } from './catalog.sql.ts'
import type { TablePart } from './manifest.ts'
import { absent } from './rows.ts'

// Numbers of transactions count on one server alone. On another, one of the old would stand for a transaction that never was or is still to
// come: books and horizon would go by it.

const isNumber = ({ type }: Column): boolean => type === 'xid8'

/**
 * Lines as `copy` takes them, with the number of the transaction that brings them in place of those of the server they are from: that one
 * is the first here by which they can be seen.
 */
export const renumber = (columns: readonly Column[], { sealed, plain }: TablePart, transaction: string, lines: string[]): string[] => {
  const names = columns.filter(isNumber).map(({ name }) => name)
  const places = [...sealed, ...plain].flatMap((name, at) => (names.includes(name) ? [at] : []))
  if (places.length === 0) return lines
  return lines.map((line) => {
    const values = line.split('\t')
    for (const at of places) if (values[at] !== absent) values[at] = transaction
    return values.join('\t')
  })
}

export const findTransaction = async (line: CopyLine): Promise<string> =>
  (await line.ask<{ id: string }>('select pg_current_xact_id()::text as id'))[0]!.id

/**
 * How far balances were carried: a mark waits for writers of the old server, of whom none is here. And ids that were drawn there and never
 * kept are not drawn again, for balances say that they have all up to the last of them.
 */
export const settleHorizon = async (line: CopyLine): Promise<void> => {
  await line.ask('update public.ledger_horizon set mark_to = null, mark_xid = null')
  await line.ask(
    `select setval(pg_get_serial_sequence('public.ledger_entries', 'id'), covered_to) from public.ledger_horizon where covered_to > (select coalesce(max(id), 0) from public.ledger_entries)`,
  )
}
