import { copyFile, mkdir, open, readdir, readFile, rename, rm, rmdir, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fingerprint, isSame, openSeal, sealedHeadBytes, sha256, unseal } from './crypto.ts'

/**
 * Where files lie. Every file is sealed before it comes here, but what is meant to be given away (`publishFile`): of anything else the
 * store never sees a clear byte.
 */
let root: string | null = null

/** `url` is a folder path or a `file://` address. */
export const useStorage = async (url: string): Promise<void> => {
  const folder = url.startsWith('file:') ? fileURLToPath(url) : url
  await mkdir(join(folder, 'sealed'), { recursive: true, mode: 0o700 })
  root = folder
}

const theRoot = (): string => {
  if (!root) throw new Error('the storage was not set')
  return root
}

export const isStorageKey = (name: string): boolean => /^[a-z]+_[0-9A-Za-z]{24}(\.[a-z]+)?$/.test(name)

/**
 * Under which name the file of a key lies on a disk: one that says nothing, for keys tell what a thing is, and whoever reads the disk would
 * count declarations by them.
 */
export const storedName = (key: string): string => {
  if (!isStorageKey(key)) throw new Error('not a storage key')
  return fingerprint(key, 'stored file').toString('hex', 0, 20)
}

const within = (name: string): string => join('sealed', name.slice(0, 2), name)
const pathOf = (key: string): string => join(theRoot(), within(storedName(key)))

/**
 * Files of before lay under their keys. Each goes to its place, once; answers how many. Called with the master key set, before any file is
 * asked for.
 */
export const nameFilesAnew = async (): Promise<number> => {
  const from = theRoot()
  let moved = 0
  for (const folder of (await readdir(from)).filter((name) => name.length === 2)) {
    for (const key of (await readdir(join(from, folder))).filter(isStorageKey)) {
      await mkdir(dirname(pathOf(key)), { recursive: true, mode: 0o700 })
      await rename(join(from, folder, key), pathOf(key))
      moved++
    }
    await rmdir(join(from, folder)).catch(() => {}) // one that holds anything else stays
  }
  return moved
}

/** Written aside, flushed, then renamed: a crash leaves the whole file or none. */
const writeDurably = async (path: string, write: (file: FileHandle) => Promise<unknown>): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const aside = `${path}.part`
  const file = await open(aside, 'w', 0o600)
  try {
    await write(file)
    await file.datasync()
  } finally {
    await file.close()
  }
  await rename(aside, path)
}

const writeAt = async (file: FileHandle, bytes: Buffer, at: number): Promise<void> => {
  for (let done = 0; done < bytes.length;) done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten
}

/** Sealed a piece at a time, so that nobody waits while a large file is kept: some milliseconds each. */
const sliceBytes = 1_048_576

/** Seals and keeps a file under `key` (an id). AES-256-GCM under the key of whom it is of, the storage key bound as its label. */
export const putFile = (key: string, encryptionKey: Buffer, plain: Buffer): Promise<void> =>
  writeDurably(pathOf(key), async (file) => {
    const { update, head } = openSeal(encryptionKey, key)
    for (let at = 0; at < plain.length; at += sliceBytes)
      await writeAt(file, update(plain.subarray(at, at + sliceBytes)), sealedHeadBytes + at)
    await writeAt(file, head(), 0)
  })

/** The clear bytes. Throws when a bit of it changed, or when they are not those of `expectedSha256`. */
export const getFile = async (key: string, encryptionKey: Buffer, expectedSha256?: Buffer): Promise<Buffer> => {
  const plain = unseal(encryptionKey, await readFile(pathOf(key)), key)
  if (expectedSha256 && !isSame(sha256(plain), expectedSha256)) throw new Error('a stored file is not the one that was received')
  return plain
}

/** A file as it lies, sealed; null where there is none. And back under its key, as it was: the label it is bound to is that key. */
export const readSealed = (key: string): Promise<Buffer | null> =>
  readFile(pathOf(key)).catch((fault: { code?: string }) => (fault.code === 'ENOENT' ? null : Promise.reject(fault)))
export const writeSealed = (key: string, sealed: Buffer): Promise<void> => writeDurably(pathOf(key), (file) => file.writeFile(sealed))

/** In the clear, in a folder of its own: what outsiders are to take, and which says nothing of anybody. */
export const publishFile = async (folder: 'chain-heads', name: string, text: string): Promise<void> => {
  if (!root || !/^[0-9-]+\.json$/.test(name)) throw new Error('not a file to publish')
  await writeDurably(join(root, folder, name), (file) => file.writeFile(text))
}

export const removeFile = (key: string): Promise<void> => rm(pathOf(key), { force: true })

/**
 * The names (`storedName`) of all that is kept, by the folder they lie in: for a backup, which takes them as they are. Throws where the
 * store is not there: a disk that is away is no store that is empty.
 */
export async function* listStored(): AsyncGenerator<{ folder: string; names: string[] }> {
  const sealed = join(theRoot(), 'sealed')
  for (const folder of (await readdir(sealed)).sort())
    yield {
      folder,
      names: (await readdir(join(sealed, folder))).filter((name) => /^[0-9a-f]{40}$/.test(name)),
    }
}

const isThere = (path: string): Promise<boolean> => stat(path).then(() => true, () => false)

/** Beside, then renamed. Answers whether it was copied: not where it is there already, or the source is gone meanwhile. */
const copyWhole = async (from: string, to: string): Promise<boolean> => {
  if ((await isThere(to)) || !(await isThere(from))) return false
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  await copyFile(from, `${to}.part`)
  const copied = await open(`${to}.part`, 'r+')
  await copied.datasync().finally(() => copied.close()) // a name that is there is a file that is whole
  await rename(`${to}.part`, to)
  return true
}

/** A sealed file by its name, as it is, out of the store, and back into it by its key. */
export const copyStored = (name: string, to: string): Promise<boolean> => copyWhole(join(theRoot(), within(name)), to)
export const takeStored = async (key: string, from: string): Promise<boolean> =>
  (await copyWhole(from, pathOf(key))) || isThere(pathOf(key))

/** For /readyz: can the folder be written? */
export const isStorageReady = async (): Promise<boolean> => {
  if (!root) return false
  const probe = join(root, `.probe-${process.pid}`)
  try {
    await writeDurably(probe, (file) => file.writeFile('ready'))
    await rm(probe)
    return (await stat(root)).isDirectory()
  } catch {
    return false
  }
}
