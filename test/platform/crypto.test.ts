import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#src/kernel/ids.ts'
import { newKey, seal, sha256, unseal, useMasterKey } from '#src/platform/crypto.ts'
import { getFile, isStorageReady, putFile, removeFile, useStorage } from '#src/platform/storage.ts'
import { storedPath } from '#test/support/stored.ts'

describe('seal', () => {
  const key = newKey()

  it('opens what it sealed, and only with the key, the label and every bit', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(), (bytes, at) => {
      const sealed = seal(key, Buffer.from(bytes), 'here')
      expect(unseal(key, sealed, 'here')).toEqual(Buffer.from(bytes))
      expect(() => unseal(key, sealed, 'there')).toThrow()
      expect(() => unseal(newKey(), sealed, 'here')).toThrow()
      const bent = Buffer.from(sealed)
      bent[at % bent.length]! ^= 1
      expect(() => unseal(key, bent, 'here')).toThrow()
    }))
  })

  it('never seals the same way twice', () => {
    expect(seal(key, Buffer.from('x'), 'l')).not.toEqual(seal(key, Buffer.from('x'), 'l'))
  })
})

describe('storage', () => {
  let folder: string
  beforeAll(async () => {
    useMasterKey(newKey())
    folder = await mkdtemp(join(tmpdir(), 'vigie-storage-'))
    await useStorage(folder)
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('keeps no clear byte on the disk, and says when a file was changed', async () => {
    const [key, id, plain] = [newKey(), newId('docm', new Date(0)), Buffer.from('passeport de Mme Lenoir')]
    await putFile(id, key, plain)
    expect(await getFile(id, key, sha256(plain))).toEqual(plain)
    const path = storedPath(folder, id)
    const raw = await readFile(path)
    expect(raw.includes('Lenoir')).toBe(false)
    await expect(getFile(id, key, sha256('another'))).rejects.toThrow(/not the one/)
    raw[40]! ^= 1
    await writeFile(path, raw)
    await expect(getFile(id, key)).rejects.toThrow()
    await removeFile(id)
    expect(await readdir(dirname(path))).toEqual([])
  })

  it('takes ids only: no path leads out of it', async () => {
    for (const key of ['../../etc/passwd', '/etc/passwd', 'docm_..', ''])
      await expect(getFile(key, newKey())).rejects.toThrow(/not a storage key/)
    expect(await isStorageReady()).toBe(true)
  })
})
