import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { ConfigFault } from './config.ts'
import { type PgFolder, programPassword } from './pg-folder.ts'
import type { Living } from './pg-process.ts'

/** A vigie's own session on its embedded database. Its locks go with it, even by `kill -9`: no file can lie about who is there. */
export type Keeper = pg.Client

const isHere = 'pg_advisory_lock_shared(86, 1)'
const isLast = 'pg_try_advisory_lock(86, 1)'
const isAlone = 'pg_try_advisory_lock(86, 2)'

const pause = 25 // ms
const patience = 120_000 / pause // crash recovery may have a gigabyte to read again

const enter = async (folder: PgFolder, port: number): Promise<Keeper> => {
  const keeper = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: folder.password,
    database: 'postgres',
    keepAlive: true,
    application_name: `vigie ${process.pid}`,
  })
  keeper.on('error', () => {}) // its end is told by 'end'
  await keeper.connect()
  return keeper
}

const wrongPassword = new Set(['28P01', '28000'])
const notYet = new Set(['57P03', 'ECONNREFUSED', 'ECONNRESET'])

/** Waits until the server answers. Undefined when it ended meanwhile. */
export const meet = async (folder: PgFolder, { port }: Living, hasEnded: () => Promise<boolean>): Promise<Keeper | undefined> => {
  for (let tries = patience; tries > 0; tries--) {
    try {
      return await enter(folder, port)
    } catch (fault) {
      const { code = '', message } = fault as { code?: string; message: string }
      if (wrongPassword.has(code)) throw new ConfigFault(`The database in ${folder.home} does not accept the password kept there.`)
      if (await hasEnded()) return undefined
      if (!notYet.has(code) && !message.includes('terminated')) throw fault
      await delay(pause)
    }
  }
  throw new ConfigFault(`The database in ${folder.home} does not answer; its log is ${folder.home}/log.`)
}

const tries = async (keeper: Keeper, lock: string): Promise<boolean> => (await keeper.query(`select ${lock} as got`)).rows[0].got

/** Says "I am here", behind a neighbour who is just closing the door if there is one. False: the server went away with him. */
export const signIn = (keeper: Keeper): Promise<boolean> => keeper.query(`select ${isHere}`).then(() => true, () => false)

/** True when no other vigie is here; from then on none can come in, so the server may be stopped. */
export const isLastOne = (keeper: Keeper): Promise<boolean> => tries(keeper, isLast).catch(() => true)

/** True when nobody else is here at this moment: whatever looks as if somebody worked was left by the dead. */
export const isOnlyOne = async (keeper: Keeper): Promise<boolean> => {
  const { rows } = await keeper.query(
    `select from pg_locks where locktype = 'advisory' and classid = 86 and objid = 1 and granted and pid <> pg_backend_pid()`,
  )
  return rows.length === 0
}

const holder = `select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
  where l.locktype = 'advisory' and l.classid = 86 and l.objid = 2 and l.granted`

/** One server of pages and jobs per folder; the command line may come beside it. */
export const claimAlone = async (keeper: Keeper, folder: PgFolder): Promise<void> => {
  if (await tries(keeper, isAlone)) return
  const { rows } = await keeper.query(holder)
  const who = rows[0] ? ` (${String(rows[0].name).replace('vigie', 'process')})` : ''
  throw new ConfigFault(`Another vigie${who} already runs on ${folder.home}. Stop it first, or set DATA_DIR to another folder.`)
}

const ignoring = (...codes: string[]) => (fault: { code?: string }): void => {
  if (!codes.includes(fault.code ?? '')) throw fault
}

/** The role and the database of the program, which is no superuser. Looked at on each start, so that an interrupted first one heals. */
export const ensureDatabase = async (keeper: Keeper, folder: PgFolder): Promise<void> => {
  const password = keeper.escapeLiteral(programPassword(folder))
  const { rows } = await keeper.query(`select exists (select from pg_database where datname = 'vigie') as found`)
  if (rows[0].found) return
  await keeper.query(`create role vigie login createdb password ${password}`).catch(ignoring('42710'))
  await keeper.query('create database vigie owner vigie').catch(ignoring('42P04', '23505'))
}
