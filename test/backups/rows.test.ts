import { mkdtemp, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readManifest, writeManifest, type Manifest } from '#src/backups/manifest.ts'
import { headOf, readRows, writeRows } from '#src/backups/rowFile.ts'
import { absent, inBatches, openRow, sealRow, splitRow, valueOfShape } from '#src/backups/rows.ts'
import { newKey, useMasterKey } from '#src/platform/crypto.ts'

const collect = async (chunks: Uint8Array[], size: number): Promise<string[][]> => {
  const batches: string[][] = []
  for await (
    const batch of inBatches(
      (async function*() {
        yield* chunks
      })(),
      size,
    )
  ) batches.push(batch)
  return batches
}

const value = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\t\n\r\\]/g, '·'))

describe('lines', () => {
  it('are those that were written, wherever the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value), fc.array(fc.nat(), { maxLength: 8 }), fc.integer({ min: 1, max: 5 }), async (lines, cuts, size) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
        const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
        const chunks = [...places, bytes.length].map((end, at) => bytes.subarray(places[at - 1] ?? 0, end))
        const batches = await collect(chunks, size)
        expect(batches.flat()).toEqual(lines)
        expect(batches.slice(0, -1).every((batch) => batch.length === size)).toBe(true)
      }),
    )
  })

  it('keep the line separators of Unicode within a field', async () => {
    expect(await collect([Buffer.from('a\u2028b\u2029c\u0085d\te\nf')], 10)).toEqual([['a\u2028b\u2029c\u0085d\te', 'f']])
  })
})

describe('a row', () => {
  const fields = ['pkey_1', 'Jeanne', absent, '', '[]', '{}', 'pers_1', '12']

  it('comes back as it was, by its key alone', () => {
    const key = newKey()
    const row = splitRow(sealRow('people', 5, fields, key))
    expect(row).toMatchObject({ keyName: 'pkey_1', plain: ['pers_1', '12'] })
    expect(openRow('people', row, key)).toEqual(fields.slice(1, 6))
    expect(openRow('people', row, null)).toBeNull()
  })

  it('opens with no other key, as no other table’s, and not with one bit changed', () => {
    const key = newKey()
    const row = splitRow(sealRow('people', 5, fields, key))
    expect(() => openRow('people', row, newKey())).toThrow()
    expect(() => openRow('payers', row, key)).toThrow()
    expect(() => openRow('people', { ...row, cipher: `${row.cipher[0] === 'A' ? 'B' : 'A'}${row.cipher.slice(1)}` }, key)).toThrow()
  })

  it('of somebody who was erased meanwhile is sealed by a key that nobody keeps', () => {
    const key = newKey()
    expect(() => openRow('people', splitRow(sealRow('people', 5, fields, null)), key)).toThrow()
  })

  it('says of what is sealed whether anything is there, and no more', () => {
    const { shapes, cipher } = splitRow(sealRow('people', 5, fields, newKey()))
    expect([...shapes].map(valueOfShape)).toEqual([null, absent, '', '[]', '{}'])
    expect(cipher).not.toContain('Jeanne')
  })
})

describe('a manifest', () => {
  const manifest: Manifest = {
    format: 1,
    kind: 'backup',
    at: '2026-03-02T09:00:00.000Z',
    migration: 'x',
    houseKey: 'AAAA',
    sha256: 'a'.repeat(64),
    tables: [{ table: 'people', sealed: ['family_name'], plain: ['id'], rows: 1 }],
  }

  it('is read by whoever has the master key, and by nobody else', () => {
    useMasterKey(Buffer.alloc(32, 7))
    const text = writeManifest(manifest)
    expect(text.includes('people')).toBe(false)
    expect(readManifest(text)).toEqual(manifest)
    useMasterKey(Buffer.alloc(32, 8))
    expect(readManifest(text)).toBeNull()
    useMasterKey(Buffer.alloc(32, 7))
  })

  it.each(['', '{', '[]', '\u0001', '\u0001'.repeat(40)])('that is none: %j', (text) => expect(readManifest(Buffer.from(text))).toBeNull())

  it('that was changed is none', () => {
    useMasterKey(Buffer.alloc(32, 7))
    const bytes = writeManifest(manifest)
    bytes[bytes.length - 4]! ^= 1
    expect(readManifest(bytes)).toBeNull()
  })
})

describe('a file of rows', () => {
  const house = newKey()
  const written = async (lines: string[]): Promise<{ path: string; sha256: string }> => {
    const path = join(await mkdtemp(join(tmpdir(), 'vigie-rows-')), 'rows')
    return { path, sha256: await writeRows(path, house, Readable.from(lines)) }
  }
  const read = async (path: string, key = house): Promise<{ all: [string, string[]][]; digest: string }> => {
    const [{ batches, digest }, all]: [ReturnType<typeof readRows>, [string, string[]][]] = [readRows(path, key), []]
    for await (const { table, lines } of batches) all.push([table, lines])
    return { all, digest: digest() }
  }

  it('holds table after table, those without rows too, whatever a row begins with', async () => {
    const { path, sha256 } = await written([headOf('cards'), headOf('people'), '\tpadding\n', 'padding\n', `${headOf('payers')}a\nb\n`])
    expect(await read(path)).toEqual({ all: [['people', ['\tpadding', 'padding']], ['payers', ['a', 'b']]], digest: sha256 })
  })

  it('goes over into the next batch within a table', async () => {
    const rows = Array.from({ length: 2_500 }, (_, at) => `row ${at}`)
    const { path } = await written([headOf('people'), rows.map((row) => `${row}\n`).join('')])
    expect((await read(path)).all.flatMap(([, lines]) => lines)).toEqual(rows)
  })

  it('is never twice of one size, and noise to whoever has another key', async () => {
    const sizes = await Promise.all([1, 2, 3].map(async () => (await stat((await written([headOf('people'), 'a\n'])).path)).size))
    expect(new Set(sizes).size).toBeGreaterThan(1)
    await expect(read((await written([headOf('people'), 'a\n'])).path, newKey())).rejects.toThrow()
  })
})
