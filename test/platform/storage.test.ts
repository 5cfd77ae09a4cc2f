import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#src/kernel/ids.ts'
import { newKey, sealedHeadBytes, unseal, useMasterKey } from '#src/platform/crypto.ts'
import { getFile, nameFilesAnew, putFile, storedName, useStorage } from '#src/platform/storage.ts'
import { storedPath } from '#test/support/stored.ts'

let folder: string
const key = newKey()
const newName = (): string => newId('docu', new Date('2026-03-02T09:00:00Z'))
const pathOf = (name: string): string => storedPath(folder, name)
beforeAll(async () => {
  useMasterKey(Buffer.alloc(32, 7))
  folder = await mkdtemp(join(tmpdir(), 'vigie-storage-'))
  await useStorage(folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a file that is kept', () => {
  it.each([0, 1, 1_048_575, 1_048_576, 1_048_577, 5_000_000])(
    'of %i bytes comes back as it was, and lies as any sealed value does',
    async (size) => {
      const [name, plain] = [newName(), randomBytes(size)]
      await putFile(name, key, plain)
      expect((await getFile(name, key)).equals(plain)).toBe(true)
      const sealed = await readFile(pathOf(name))
      expect([
        sealed.length,
        unseal(key, sealed, name).equals(plain),
        (await readdir(dirname(pathOf(name)))).filter((one) => one.endsWith('.part')),
      ])
        .toEqual([sealedHeadBytes + size, true, []])
    },
  )

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

  it('lies under a name that tells neither what it is nor whose', async () => {
    const [declared, other] = [newId('dpce', new Date('2026-03-02T09:00:00Z')), newName()]
    for (const one of [declared, other]) await putFile(one, key, Buffer.from('x'))
    const names = (await readdir(folder, { recursive: true })).join(' ')
    expect(names).not.toMatch(/dpce|docu/)
    expect(names).not.toContain(declared.slice(5))
    expect(storedName(declared)).toMatch(/^[0-9a-f]{40}$/)
  })

  it('of before, under its key, is found under its new name, and nothing else is touched', async () => {
    const [name, plain] = [newName(), randomBytes(100)]
    await putFile(name, key, plain)
    const old = join(folder, name.slice(-2), name)
    await mkdir(dirname(old), { recursive: true })
    await rename(pathOf(name), old)
    await mkdir(join(folder, 'zz'), { recursive: true })
    await writeFile(join(folder, 'zz', 'notes.txt'), 'of somebody else')
    expect([await nameFilesAnew(), await nameFilesAnew()]).toEqual([1, 0])
    expect((await getFile(name, key)).equals(plain)).toBe(true)
    expect(await readdir(join(folder, 'zz'))).toEqual(['notes.txt'])
    expect(await readdir(folder)).not.toContain(name.slice(-2))
  })
})
