import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { unit } from '#src/platform/ctx.ts'
import { openSession } from '#src/platform/sessions.ts'
import { median, now, round, type Ground } from '../ground.ts'

/** An analyst does not ask for one page after another without a breath; nor would it show how the reading disturbs one page. */
const breath = 50

export const signIn = async ({ database, ctx }: Ground): Promise<string> => {
  const staffId = 'staf_' + '0'.repeat(24)
  await sql`insert into staff (id, email, name, password_hash, must_change_password, totp_enrolled_at, created_at) values (${staffId}, 'bench@vigie.test', 'Bench', 'none', false, ${now}, ${now})`.execute(database.db)
  await sql`insert into staff_roles values (${staffId}, 'analyst')`.execute(database.db)
  return `vigie_console=${await unit(ctx('bench'), (tx) => openSession(tx, { door: 'console', personId: staffId, ip: '127.0.0.1', userAgent: 'bench' }))}`
}

/** Milliseconds until the whole page is here. */
const visit = async (url: string, cookie: string): Promise<number> => {
  const start = performance.now()
  const answer = await fetch(url, { headers: { cookie }, redirect: 'manual' })
  await answer.text()
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`)
  return performance.now() - start
}

export type Pages<T> = Record<'queue' | 'dossier', T>
export type Walk = (isOver: (rounds: number) => boolean) => Promise<Pages<number[]>>

/** From page to page in turn, until it is over: milliseconds of each visit. */
export const walker = (addresses: Pages<string>, cookie: string): Walk => async (isOver) => {
  const times: Pages<number[]> = { queue: [], dossier: [] }
  for (let rounds = 0; !isOver(rounds); rounds++) {
    for (const page of ['queue', 'dossier'] as const) {
      times[page].push(await visit(addresses[page], cookie))
      await pause(breath)
    }
  }
  return times
}

export type Summary = { visits: number; median: number; p95: number }
export const summary = (times: readonly number[]): Summary =>
  ({ visits: times.length, median: round(median([...times])), p95: round(times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0) })
