import { dictionary } from '#src/kernel/dictionary.ts'
import { newKey, seal, unseal } from '#src/platform/crypto.ts'

// Rows as PostgreSQL's `copy` writes them: one a line, fields parted by tabs, every tab and line break within a field escaped. Nothing here
// knows what a field means.

/** How a value that is absent is written. */
export const absent = '\\N'

/** Lines of a stream of bytes, in batches: a batch is asked for its keys at once. The last line needs no break. */
export async function* inBatches(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<string[]> {
  let [batch, rest]: [string[], Buffer] = [[], Buffer.alloc(0)]
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk])
    let start = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      batch.push(bytes.toString('utf8', start, end))
      start = end + 1
      if (batch.length < size) continue
      yield batch
      batch = []
    }
    rest = bytes.subarray(start)
  }
  if (rest.length > 0) batch.push(rest.toString('utf8'))
  if (batch.length > 0) yield batch
}

const labelOf = (table: string): string => `backup:${table}`

/**
 * What a value is without saying it: nothing, an empty one of these, or something. The schema asks for no more of a row whose words are
 * gone.
 */
const shapes: Readonly<Record<string, string>> = dictionary({ n: absent, e: '', l: '[]', o: '{}' })
const shapeOf = (value: string): string => Object.keys(shapes).find((shape) => shapes[shape] === value) ?? 'v'
/** The value where its shape says all of it, else null. */
export const valueOfShape = (shape: string): string | null => shapes[shape] ?? null

/**
 * A row as the database gives it, the key's name first, and as the file has it: the key's name, the shapes of what is sealed, that as one
 * word, the rest as it was. `key` null: erased a moment ago, and nobody is ever to read it.
 */
export const sealRow = (table: string, sealedCount: number, fields: readonly string[], key: Buffer | null): string => {
  const [keyName = '', ...values] = fields
  const sealed = values.slice(0, sealedCount)
  const cipher = seal(key ?? newKey(), Buffer.from(sealed.join('\t')), labelOf(table))
  return [keyName, sealed.map(shapeOf).join(''), cipher.toString('base64'), ...values.slice(sealedCount)].join('\t')
}

export type SealedRow = { keyName: string; shapes: string; cipher: string; plain: string[] }
export const splitRow = (line: string): SealedRow => {
  const [keyName = '', said = '', cipher = '', ...plain] = line.split('\t')
  return { keyName, shapes: said, cipher, plain }
}

/** The fields that were sealed; null where there is no key any more. Throws where a bit of them, the table or the key is another. */
export const openRow = (table: string, { cipher }: SealedRow, key: Buffer | null): string[] | null =>
  key ? unseal(key, Buffer.from(cipher, 'base64'), labelOf(table)).toString('utf8').split('\t') : null
