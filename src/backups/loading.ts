import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type { Writable } from 'node:stream'
import type { CopyLine } from '#src/platform/copy.ts'
import type { TablePart } from './manifest.ts'
import type { Batch } from './rowFile.ts'
import { columnList } from './rowKeys.ts'

/** `text` as `copy` takes it. Whatever the database says against it is thrown here. */
const push = async (stream: Writable, failed: Promise<never>, text: string): Promise<void> => {
  if (!stream.write(text)) await Promise.race([once(stream, 'drain'), failed])
}

type Open = { table: string; stream: Writable; failed: Promise<never> }

const openTable = (line: CopyLine, target: string, { table, sealed, plain }: TablePart): Open => {
  const stream = line.into(`${target} (${columnList([...sealed, ...plain])})`)
  const failed = once(stream, 'error').then(([fault]: Error[]) => {
    throw fault
  })
  failed.catch(() => {}) // heard where it is waited for
  return { table, stream, failed }
}

const closeTable = async (open: Open | null): Promise<void> => {
  if (!open) return
  open.stream.end()
  await Promise.race([finished(open.stream), open.failed])
}

/** Rows into their tables, one after the other. `linesOf`: what of a batch is taken, null for a table that is not. */
export const loadTables = async (
  line: CopyLine,
  batches: AsyncIterable<Batch>,
  parts: readonly TablePart[],
  targetOf: (table: string) => string | null,
  linesOf: (batch: Batch) => Promise<string[]>,
): Promise<void> => {
  let open: Open | null = null
  try {
    for await (const batch of batches) {
      const [part, target] = [parts.find(({ table }) => table === batch.table), targetOf(batch.table)]
      if (!part || target === null) continue
      if (open?.table !== batch.table) {
        await closeTable(open)
        open = openTable(line, target, part)
      }
      await push(open.stream, open.failed, `${(await linesOf(batch)).join('\n')}\n`)
    }
    await closeTable(open)
  } catch (fault) {
    open?.stream.destroy() // or the connection waits for its next line for ever
    throw fault
  }
}
