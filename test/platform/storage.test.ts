import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#src/kernel/ids.ts'
import { newKey, sealedHeadBytes, unseal } from '#src/platform/crypto.ts'
import { getFile, putFile, useStorage } from '#src/platform/storage.ts'

let folder: string
const key = newKey()
const newName = (): string => newId('docu', new Date('2026-03-02T09:00:00Z'))
const pathOf = (name: string): string => join(folder, name.slice(-2), name)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigie-storage-'))
  await useStorage(folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a file that is kept', () => {
  it.each([0, 1, 1_048_575, 1_048_576, 1_048_577, 5_000_000])('of %i bytes comes back as it was, and lies as any sealed value does', async (size) => {
    const [name, plain] = [newName(), randomBytes(size)]
    await putFile(name, key, plain)
    expect((await getFile(name, key)).equals(plain)).toBe(true)
    const sealed = await readFile(pathOf(name))
    expect([sealed.length, unseal(key, sealed, name).equals(plain), (await readdir(join(folder, name.slice(-2)))).filter((one) => one.endsWith('.part'))]).toEqual([sealedHeadBytes + size, true, []])
  })

  it('opens under no other name or key, nor where a bit of any piece is another', async () => {
    const [name, plain] = [newName(), randomBytes(3_000_000)]
    await putFile(name, key, plain)
    const sealed = await readFile(pathOf(name))
    await expect(getFile(name, newKey())).rejects.toThrow()
    expect(() => unseal(key, sealed, newName())).toThrow()
    for (const at of [5, 20, sealedHeadBytes, 1_500_000, sealed.length - 1]) {
      const other = Buffer.from(sealed)
      other[at]! ^= 1
      await writeFile(pathOf(name), other)
      await expect(getFile(name, key)).rejects.toThrow()
    }
  })

  it('leaves others their turn while it is sealed', async () => {
    let [isKept, turns] = [false, 0]
    const kept = putFile(newName(), key, Buffer.alloc(40_000_000)).then(() => (isKept = true))
    for (; !isKept; turns++) await turn()
    await kept
    expect(turns).toBeGreaterThan(30)
  })
})
