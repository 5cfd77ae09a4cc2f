import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readManifest, writeManifest, type Manifest } from '#src/backups/manifest.ts'
import { absent, inBatches, openRow, sealRow, splitRow, valueOfShape } from '#src/backups/rows.ts'
import { newKey, useMasterKey } from '#src/platform/crypto.ts'

const collect = async (chunks: Uint8Array[], size: number): Promise<string[][]> => {
  const batches: string[][] = []
  for await (const batch of inBatches((async function* () { yield* chunks })(), size)) batches.push(batch)
  return batches
}

const value = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\t\n\r\\]/g, '·'))

describe('lines', () => {
  it('are those that were written, wherever the stream is cut', async () => {
    await fc.assert(fc.asyncProperty(fc.array(value), fc.array(fc.nat(), { maxLength: 8 }), fc.integer({ min: 1, max: 5 }), async (lines, cuts, size) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
      const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
      const chunks = [...places, bytes.length].map((end, at) => bytes.subarray(places[at - 1] ?? 0, end))
      const batches = await collect(chunks, size)
      expect(batches.flat()).toEqual(lines)
      expect(batches.slice(0, -1).every((batch) => batch.length === size)).toBe(true)
    }))
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
  const manifest: Manifest = { format: 1, kind: 'backup', at: '2026-03-02T09:00:00.000Z', migration: 'x', houseKey: 'AAAA', tables: [{ table: 'people', sealed: ['family_name'], plain: ['id'], rows: 1, sha256: 'a'.repeat(64) }] }

  it('is read by whoever has the master key, and by nobody else', () => {
    useMasterKey(Buffer.alloc(32, 7))
    const text = writeManifest(manifest)
    expect(readManifest(text)).toEqual(manifest)
    useMasterKey(Buffer.alloc(32, 8))
    expect(readManifest(text)).toBeNull()
    useMasterKey(Buffer.alloc(32, 7))
  })

  it.each(['', '{', '[]', 'null', '{"manifest":"{}","mark":"zz"}', '{"manifest":1}'])('that is none: %s', (text) => expect(readManifest(text)).toBeNull())

  it('that was changed is none', () => {
    useMasterKey(Buffer.alloc(32, 7))
    expect(readManifest(writeManifest(manifest).replace('people', 'payers'))).toBeNull()
  })
})
