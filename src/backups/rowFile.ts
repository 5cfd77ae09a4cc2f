import { createHash, randomBytes, randomInt, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { Readable, Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { cipherStream, decipherStream } from '#src/platform/crypto.ts'
import { inBatches } from './rows.ts'

// All tables in one file, packed and sealed as a whole: of what is in it without a key of its own (who was declared, whom a hold is of) not
// even the size is anybody's to see.

/** Before the name of a table: a sign that `copy` never writes as it is. */
const mark = '\b'
export const headOf = (table: string): string => `${mark}${table}\n`

const label = 'backup-rows'
const batchSize = 1_000
const padding = 'padding'
/** So much more or less, by chance: from one night to the next the size tells nothing of a single row. */
const mostPadding = 65_536

async function* padded(lines: AsyncIterable<string>): AsyncGenerator<string> {
  yield* lines
  yield `${headOf(padding)}${randomBytes(randomInt(mostPadding)).toString('base64')}\n`
}

const hashing = (hash: Hash): Transform =>
  new Transform({
    transform: (chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) => done(null, (hash.update(chunk), chunk)),
  })

/** Answers the digest of the file. */
export const writeRows = async (path: string, house: Buffer, lines: AsyncIterable<string>): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(
    Readable.from(padded(lines), { objectMode: true }),
    createGzip({ level: 3 }),
    cipherStream(house, label),
    hashing(hash),
    createWriteStream(path, { mode: 0o600, flags: 'wx', flush: true }),
  )
  return hash.digest('hex')
}

export type Batch = { table: string; lines: string[] }

/** Rows of one table after another; once they are read, the digest of the file. Throws where the file is cut, missing or no such file. */
export const readRows = (path: string, house: Buffer): { batches: AsyncGenerator<Batch>; digest: () => string } => {
  const hash = createHash('sha256')
  const gunzip = createGunzip()
  void pipeline(createReadStream(path), hashing(hash), decipherStream(house, label), gunzip).catch((fault: Error) => gunzip.destroy(fault))
  async function* batches(): AsyncGenerator<Batch> {
    let table = ''
    for await (const batch of inBatches(gunzip, batchSize)) {
      let from = 0
      for (let at = 0; at <= batch.length; at++) {
        if (at < batch.length && !batch[at]!.startsWith(mark)) continue
        if (at > from && table !== padding) yield { table, lines: batch.slice(from, at) }
        if (at < batch.length) table = batch[at]!.slice(mark.length)
        from = at + 1
      }
    }
  }
  return { batches: batches(), digest: () => hash.digest('hex') }
}
