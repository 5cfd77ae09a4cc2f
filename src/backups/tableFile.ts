import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable, Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { cipherStream, decipherStream } from '#src/platform/crypto.ts'

export const fileOf = (folder: string, table: string): string => join(folder, `${table}.sealed`)

const hashing = (hash: Hash): Transform => new Transform({ transform: (chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) => done(null, (hash.update(chunk), chunk)) })

/** Lines into a file of their own, packed and sealed as a whole: what is in it without a key of its own (who was declared, whom a hold is of) is nobody's to read either. Answers the digest of the file. */
export const writeTable = async (folder: string, table: string, house: Buffer, lines: AsyncIterable<string>): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(Readable.from(lines, { objectMode: true }), createGzip({ level: 3 }), cipherStream(house, table), hashing(hash), createWriteStream(fileOf(folder, table), { mode: 0o600, flags: 'wx', flush: true }))
  return hash.digest('hex')
}

/** What is in a file, and, once they are read, its digest. */
export const readTable = (folder: string, table: string, house: Buffer): { bytes: Readable; digest: () => string } => {
  const hash = createHash('sha256')
  const [file, gunzip] = [createReadStream(fileOf(folder, table)), createGunzip()]
  // a file that is cut or missing ends the reading with its error
  void pipeline(file, hashing(hash), decipherStream(house, table), gunzip).catch((fault: Error) => gunzip.destroy(fault))
  return { bytes: gunzip, digest: () => hash.digest('hex') }
}
