import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { isUsualInstant } from '#src/kernel/calendar.ts'
import { Refusal } from '#src/kernel/errors.ts'
import { fingerprint, isSame } from '#src/platform/crypto.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { record } from '#src/platform/record.ts'
import { insertForeign, listTombstones, type Line } from './tombstones.sql.ts'

const head = 'category,hash,at'
const page = 10_000

/** Every tombstone as lines of CSV: category, SHA-256 of the id, when. Nothing in it names anybody. */
export async function* tombstoneLines(db: ReadDb): AsyncGenerator<string> {
  yield `${head}\n`
  for (let after = { category: '', hash: '' };;) {
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

/**
 * What only this institution can write under these lines: the master key is the same after a restore, however old the backup, and is in
 * none.
 */
const sealOf = (digest: string): string => `seal,${fingerprint(digest, 'tombstone file').toString('hex')}`

/** The file that is kept beside backups: every tombstone, and under them the seal of the institution over all of it. */
export async function* sealedTombstoneLines(db: ReadDb): AsyncGenerator<string> {
  const hash = createHash('sha256')
  for await (const text of tombstoneLines(db)) {
    hash.update(text)
    yield text
  }
  yield `${sealOf(hash.digest('hex'))}\n`
}

const unsealed = (path: string): Refusal => new Refusal(422, 'tombstones_unsealed', {}, { file: path })

/**
 * The lines above the seal, by pages. Throws at the first that is no tombstone, naming it, and at the end where the seal is not ours, or
 * not under these very lines.
 */
async function* pagesOf(path: string): AsyncGenerator<Line[]> {
  const hash = createHash('sha256')
  let [number, lines, isSealed]: [number, Line[], boolean] = [0, [], false]
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    if (isSealed) throw unsealed(path) // something was put under it
    isSealed = text.startsWith('seal,')
    if (isSealed && !isSame(Buffer.from(text), Buffer.from(sealOf(hash.digest('hex'))))) throw unsealed(path)
    if (isSealed) continue
    hash.update(`${text}\n`)
    const line = text === head ? null : readLine(text)
    if (line) lines.push(line)
    else if (text !== head) throw new Error(`line ${number} is no tombstone`)
    if (lines.length === page) yield lines.splice(0)
  }
  if (!isSealed) throw unsealed(path)
  yield lines
}

const keep = async (tx: Tx, path: string): Promise<{ read: number; isNew: number }> => {
  let [read, isNew] = [0, 0]
  for await (const lines of pagesOf(path)) {
    read += lines.length
    isNew += lines.length > 0 ? await insertForeign(tx.db, lines) : 0
  }
  await record(tx, 'retention.tombstones_read', { subject: 'tombstones', data: { read, count: isNew } })
  return { read, isNew }
}

/**
 * Reads the file that another database of this institution wrote, whole or not at all: what it names is erased without asking anybody.
 * Throws where a line is no tombstone, and 422 where the seal of the institution is not under these very lines (none, another master key's,
 * a line altered, added or cut off); then nothing of it is kept.
 */
export const readTombstones = (ctx: Ctx, path: string): Promise<{ read: number; isNew: number }> => unit(ctx, (tx) => keep(tx, path))
