import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { ConfigFault } from './config.ts'

// Root by way of `su` has no /usr/sbin in its path, where useradd lies.
const env = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/bin:/sbin:/bin` }
const run = (program: string, words: string[]) => promisify(execFile)(program, words, { env })

/** Who runs the embedded PostgreSQL; undefined: ourselves. Only root, whom postgres refuses to serve, needs somebody else. */
export type Owner = { uid: number; gid: number } | undefined

const idsOf = async (name: string): Promise<Owner> => {
  const ask = async (flag: string): Promise<number> => Number((await run('id', [flag, name])).stdout)
  return Promise.all([ask('-u'), ask('-g')]).then(([uid, gid]) => ({ uid, gid }), () => undefined)
}

// A login of its own, without a home or a shell: the least a machine can give to a database.
const createUser = async (): Promise<Owner> => {
  const nologin = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', 'postgres']
  return run('useradd', nologin).then(() => idsOf('postgres'), () => undefined)
}

/** The owner of what is already in `folder` stays its owner; else the machine's `postgres`, made when missing, or at worst `nobody`. */
export const findOwner = async (folder: string): Promise<Owner> => {
  if (process.getuid?.() !== 0) return undefined
  const there = await stat(folder).catch(() => undefined)
  if (there && there.uid !== 0) return { uid: there.uid, gid: there.gid }
  const owner = (await idsOf('postgres')) ?? (await idsOf('_postgres')) ?? (await createUser()) ?? (await idsOf('nobody'))
  if (!owner)
    throw new ConfigFault(
      'PostgreSQL does not run as root, and no user "postgres" could be found or made. Create one, or set DATABASE_URL.',
    )
  return owner
}

/** May `owner` walk down to `path`? A clone in /root or in a `mktemp -d` is closed to everybody but root. */
export const canReach = async (path: string, owner: Owner): Promise<boolean> => {
  if (!owner) return true
  for (let folder = dirname(path);; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder)
    const needed = uid === owner.uid ? 0o100 : gid === owner.gid ? 0o010 : 0o001
    if (!(mode & needed)) return false
    if (folder === dirname(folder)) return true
  }
}
