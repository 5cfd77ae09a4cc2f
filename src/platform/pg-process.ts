import { execFile, spawn, type SpawnOptions } from 'node:child_process'
import { open, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { dataArgument, keepFile, type PgFolder, pgEnvironment } from './pg-folder.ts'
import { pgArguments, type PgSettings } from './pg-settings.ts'

const run = promisify(execFile)
const logLimit = 10_000_000 // bytes

export type Living = { pid: number; port: number }
/** `failed` tells, once the process has ended, what it last said; undefined while it runs. */
export type Launched = Living & { failed: () => Promise<string> | undefined }

const pidFile = (folder: PgFolder): string => join(folder.data, 'postmaster.pid')
const logFile = (folder: PgFolder): string => join(folder.home, 'log')

// The command line is what anybody may read of a process; a zombie has none, which is right: it is dead.
const commandLine = async (pid: number): Promise<string> =>
  process.platform === 'linux'
    ? readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    : run('ps', ['-o', 'command=', '-p', String(pid)]).then(({ stdout }) => stdout, () => '')

const isOurs = async (folder: PgFolder, pid: number): Promise<boolean> => (await commandLine(pid)).includes(`cluster_name=${folder.mark}`)

/** Whether a process of that number exists, whosever it is. */
export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The server of this very folder that runs now, whoever started it. */
export const findLiving = async (folder: PgFolder): Promise<Living | undefined> => {
  const lines = (await readFile(pidFile(folder), 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  return pid > 0 && (await isOurs(folder, pid)) ? { pid, port: Number(lines[3]) } : undefined
}

/**
 * After a `kill -9` the number in postmaster.pid may be somebody else's by now, and PostgreSQL would refuse to start; so may the one in the
 * lock of its socket. Ours replaces it, which it takes for stale (its parent's), and not the whole file: its last lines guard against
 * orphans still writing in the folder.
 */
const disownStalePid = async (file: string): Promise<void> => {
  const [first, ...rest] = (await readFile(file, 'utf8').catch(() => '')).split('\n')
  if (Number(first) > 0 && isAlive(Number(first))) await writeFile(file, [process.pid, ...rest].join('\n'))
}

const socketOf = (folder: PgFolder, port: number): string => join(folder.home, `.s.PGSQL.${port}`)
/** Bytes that the address of a socket may have: 108 on Linux, 104 elsewhere, its end included. */
const longestAddress = 103

/**
 * Where a client knocks: the folder of the server's socket, half the work of the network's stack for each question; the network where the
 * path is too long for one, or where an older vigie started the server without.
 */
export const hostOf = async (folder: PgFolder, port: number): Promise<string> => {
  const socket = socketOf(folder, port)
  const isThere = Buffer.byteLength(socket) <= longestAddress && (await stat(socket).then((found) => found.isSocket(), () => false))
  return isThere ? folder.home : '127.0.0.1'
}

const isFree = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => {
      const { port: found } = server.address() as { port: number }
      server.close(() => resolve(found))
    })
  })

/** The port asked for, else the one of last time, else any: the last two as long as nobody else has taken them. */
const choosePort = async (folder: PgFolder, wanted?: number): Promise<number> => {
  const kept = join(folder.home, 'port')
  const last = Number(await readFile(kept, 'utf8').catch(() => '0'))
  const port = (wanted && (await isFree(wanted))) || (last && (await isFree(last))) || (await isFree(0))!
  if (port !== last) await keepFile(kept, String(port), folder.owner)
  return port
}

const openLog = async (folder: PgFolder) => {
  const path = logFile(folder)
  const size = await stat(path).then((found) => found.size, () => 0)
  if (size > logLimit) await rename(path, `${path}.1`)
  return open(path, 'a', 0o600)
}

const lastWords = async (folder: PgFolder): Promise<string> =>
  (await readFile(logFile(folder), 'utf8')).trim().split('\n').filter((line) => line.includes('FATAL')).slice(-1).join('') || 'see its log'

/** In a session of its own: the Ctrl-C of a terminal reaches vigie alone, whose jobs then finish before their database goes. */
export const launch = async (folder: PgFolder, wanted: number | undefined, settings: PgSettings): Promise<Launched> => {
  const port = await choosePort(folder, wanted)
  for (const file of [pidFile(folder), `${socketOf(folder, port)}.lock`]) await disownStalePid(file)
  const log = await openLog(folder)
  const options: SpawnOptions = { cwd: folder.data, env: pgEnvironment, detached: true, stdio: ['ignore', log.fd, log.fd], ...folder.owner }
  const child = spawn(folder.binaries.postgres, pgArguments(folder, await dataArgument(folder), port, settings), options)
  let failure: Promise<string> | undefined
  child.once('exit', () => {
    failure = lastWords(folder).catch(() => 'its folder is gone')
  })
  child.once('error', (fault) => {
    failure = Promise.resolve(fault.message)
  })
  child.unref()
  await log.close()
  return { pid: child.pid ?? 0, port, failed: () => failure }
}

const isGone = async (folder: PgFolder, pid: number, seconds: number): Promise<boolean> => {
  for (let tries = seconds * 50; tries > 0; tries--) {
    if (!(await isOurs(folder, pid))) return true
    await delay(20)
  }
  return false
}

/** Fast shutdown: open transactions are rolled back, everything committed is on disk. After half a minute, the immediate one. */
export const shutDown = async (folder: PgFolder): Promise<void> => {
  const living = await findLiving(folder)
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!living) return
    try {
      process.kill(living.pid, signal)
    } catch {
      return
    }
    if (await isGone(folder, living.pid, 30)) return
  }
}
