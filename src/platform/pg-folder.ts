import { execFile } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { chmod, chown, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { newToken } from '#src/kernel/ids.ts'
import { ConfigFault } from './config.ts'
import { type Binaries, findBinaries } from './pg-binaries.ts'
import { canReach, findOwner, type Owner } from './pg-owner.ts'

const run = promisify(execFile)

/** `home` holds `data`, the log, the port and the password; `mark` is on the server's command line, to know ours from another's. */
export type PgFolder = { home: string; data: string; mark: string; owner: Owner; binaries: Binaries; password: string }

// PostgreSQL must know nothing of MASTER_KEY and its like.
export const pgEnvironment = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }

const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false)

const give = async (path: string, owner: Owner): Promise<void> => {
  if (owner) await chown(path, owner.uid, owner.gid)
}

/** A small file of ours in the folder, readable by its owner only. */
export const keepFile = async (path: string, text: string, owner: Owner): Promise<void> => {
  await writeFile(path, text, { mode: 0o600 })
  await give(path, owner)
}

/** How the server is told of its folder: by `.` through /proc when its user may not walk down the path (a closed DATA_DIR of root's). */
export const dataArgument = async ({ data, owner }: Pick<PgFolder, 'data' | 'owner'>): Promise<string> =>
  (await canReach(data, owner)) ? data : '/proc/self/cwd'

const readPassword = async (home: string, owner: Owner): Promise<string> => {
  const path = join(home, 'password')
  if (!(await exists(path))) {
    if (await exists(join(home, 'data')))
      throw new ConfigFault(`${path} is missing: put it back, nobody can enter the database without it.`)
    await keepFile(path, newToken(), owner)
  }
  return (await readFile(path, 'utf8')).trim()
}

// Made aside and renamed, so that a first start cut short leaves nothing that looks like a database.
const createData = async (folder: PgFolder, durable: boolean): Promise<void> => {
  const half = `${folder.data}.${process.pid}`
  await rm(half, { recursive: true, force: true })
  await mkdir(half, { mode: 0o700 })
  await give(half, folder.owner)
  const flags = [
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--auth=scram-sha-256',
    '--username=postgres',
    '--pwfile=../password',
    ...(durable ? [] : ['--no-sync']),
  ]
  const made = run(folder.binaries.initdb, [...flags, '-D', await dataArgument({ ...folder, data: half })], {
    cwd: half,
    env: pgEnvironment,
    ...folder.owner,
  })
  // Ctrl-C reaches initdb too, which belongs to our group: what it left half done is of no use.
  await made.catch(async (fault: unknown) => {
    await rm(half, { recursive: true, force: true })
    throw fault
  })
  await rename(half, folder.data).catch(() => rm(half, { recursive: true, force: true })) // another vigie was quicker
}

/** Finds or makes `${dataDir}/postgres`. The superuser's password never leaves it; the program's is derived from it. */
export const openFolder = async (dataDir: string, durable = true): Promise<PgFolder> => {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const home = join(await realpath(dataDir), 'postgres')
  const owner = await findOwner(home)
  await mkdir(home, { recursive: true })
  await chmod(home, 0o700)
  await give(home, owner)
  const data = join(home, 'data')
  const mark = `vigie-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`
  const folder = { home, data, mark, owner, binaries: await findBinaries(owner), password: await readPassword(home, owner) }
  if (!(await exists(data))) await createData(folder, durable)
  return folder
}

export const programPassword = ({ password }: PgFolder): string => createHmac('sha256', password).update('vigie').digest('hex')
