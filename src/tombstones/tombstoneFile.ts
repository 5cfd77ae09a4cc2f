import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { isUsualInstant } from '#src/kernel/calendar.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { record } from '#src/platform/record.ts'
import { insertForeign, listTombstones, type Line } from './tombstones.sql.ts'

const head = 'category,hash,at'
const page = 10_000

/** Every tombstone as lines of CSV: category, SHA-256 of the id, when. Nothing in it names anybody. */
export async function* tombstoneLines(db: ReadDb): AsyncGenerator<string> {
  yield `${head}\n`
  for (let after = { category: '', hash: '' }; ; ) {
    const lines = await listTombstones(db, after, page)
    yield lines.map(({ category, hash, at }) => `${category},${hash},${at.toISOString()}\n`).join('')
    const last = lines.at(-1)
    if (lines.length < page || !last) return
    after = last
  }
}

/** Null for a line that is none: the whole file is refused then, since a part of it would pass for all. */
const readLine = (text: string): Line | null => {
  const [, category, hash, at] = /^([a-z][a-z_]{2,40}),([0-9a-f]{64}),(\S{20,30})$/.exec(text) ?? []
  return category && hash && at && isUsualInstant(at) ? { category, hash, at: new Date(at) } : null
}

const keep = (ctx: Ctx, lines: readonly Line[]): Promise<number> =>
  unit(ctx, async (tx) => {
    const count = await insertForeign(tx.db, lines)
    await record(tx, 'retention.tombstones_read', { subject: 'tombstones', data: { read: lines.length, count } })
    return count
  })

/** Reads the file that another database wrote. Throws at the first line that is no tombstone, naming it; what was read before it is kept, and harms nothing. */
export const readTombstones = async (ctx: Ctx, path: string): Promise<{ read: number; isNew: number }> => {
  let [number, read, isNew, lines]: [number, number, number, Line[]] = [0, 0, 0, []]
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    if (text === head || text === '') continue
    const line = readLine(text)
    if (!line) throw new Error(`line ${number} is no tombstone`)
    read++
    lines.push(line)
    if (lines.length < page) continue
    isNew += await keep(ctx, lines)
    lines = []
  }
  if (lines.length > 0) isNew += await keep(ctx, lines)
  return { read, isNew }
}
