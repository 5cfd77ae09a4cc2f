import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { createApp } from '#src/app.ts'
import { log } from '#src/platform/log.ts'
import { unit } from '#src/platform/ctx.ts'
import { openSession } from '#src/platform/sessions.ts'
import { median, now, round, type Ground } from '../ground.ts'

/** An analyst does not ask for one page after another without a breath; nor would it show how the reading disturbs one page. */
const breath = 50

const signIn = async ({ database, ctx }: Ground): Promise<string> => {
  const staffId = 'staf_' + '0'.repeat(24)
  await sql`insert into staff (id, email, name, password_hash, must_change_password, totp_enrolled_at, created_at) values (${staffId}, 'bench@vigie.test', 'Bench', 'none', false, ${now}, ${now})`
    .execute(database.db)
  await sql`insert into staff_roles values (${staffId}, 'analyst')`.execute(database.db)
  return `vigie_console=${await unit(
    ctx('bench'),
    (tx) => openSession(tx, { door: 'console', personId: staffId, ip: '127.0.0.1', userAgent: 'bench' }),
  )}`
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
const walker = (addresses: Pages<string>, cookie: string): Walk => async (isOver) => {
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
const summary = (times: readonly number[]): Summary => ({
  visits: times.length,
  median: round(median([...times])),
  p95: round(times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0),
})

/**
 * The console as it is served, and somebody signed in who goes from its queue to that dossier and back. What hundreds of requests would log
 * is left out, so that it is seen how far the work is.
 */
export const openConsole = async (ground: Ground, dossierId: string): Promise<{ walk: Walk; close: () => void }> => {
  log.level = 'warn'
  const server = createServer(createApp({ database: ground.database, clock: () => now, isTrial: true }))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/console`
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  return { walk: walker({ queue: `${base}/queue`, dossier: `${base}/dossiers/${dossierId}` }, await signIn(ground)), close }
}

const idleRounds = 150
/** Pages while nothing else is done, after some that warm up. */
export const walkIdle = async (walk: Walk): Promise<Pages<Summary>> => {
  await walk((rounds) => rounds >= 20)
  return summarise(await walk((rounds) => rounds >= idleRounds))
}

export const summarise = ({ queue, dossier }: Pages<number[]>): Pages<Summary> => ({ queue: summary(queue), dossier: summary(dossier) })

const ratiosOf = (idle: Pages<Summary>, busy: Pages<Summary>, of: 'median' | 'p95'): Pages<number> => ({
  queue: round(busy.queue[of] / idle.queue[of]),
  dossier: round(busy.dossier[of] / idle.dossier[of]),
})

/** What a console page takes while something else is done, against before: that of the page that suffers more. */
export const besideResult = (idle: Pages<Summary>, busy: Pages<Summary>) => {
  const ratios = ratiosOf(idle, busy, 'median')
  const worse = ratios.queue > ratios.dossier ? 'queue' : 'dossier'
  return {
    part: 'console',
    unit: 'ms a console page, median, of the page that suffers more',
    ours: busy[worse].median,
    raw: idle[worse].median,
    ratio: ratios[worse],
    ratios,
    p95Ratios: ratiosOf(idle, busy, 'p95'),
    before: idle,
    during: busy,
  }
}
