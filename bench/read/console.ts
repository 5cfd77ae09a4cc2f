import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { createApp } from '#src/app.ts'
import { unit } from '#src/platform/ctx.ts'
import { closeOcr, readDocument } from '#src/platform/ocr.ts'
import { openSession } from '#src/platform/sessions.ts'
import { addMerchants, id, median, now, openGround, round, say, settle, type Ground } from '../ground.ts'
import type { BenchResult } from '../index.ts'
import { peakOfChildren } from './children.ts'
import type { Picture } from './pictures.ts'

const dossiers = 10_000
const idleRounds = 200
/** An analyst does not ask for one page after another without a breath; nor would it show how the reading disturbs one page. */
const breath = 50

const fill = async ({ database }: Ground): Promise<void> => {
  await addMerchants(database, 1, dossiers)
  await sql`insert into review_items (id, dossier_id, merchant_id, kind, state, risk, ready_at, due_at, opened_at)
    select ${id('revw')}, ${id('doss')}, ${id('mrch')}, 'new_dossier', 'open', 'low', ${now}, ${now}::timestamptz + i * interval '1 minute', ${now}
    from generate_series(1, ${dossiers}::int) i`.execute(database.db)
  await settle(database)
}

const signIn = async ({ database, ctx }: Ground): Promise<string> => {
  const staffId = 'staf_' + '0'.repeat(24)
  await sql`insert into staff (id, email, name, password_hash, must_change_password, totp_enrolled_at, created_at) values (${staffId}, 'bench@vigie.test', 'Bench', 'none', false, ${now}, ${now})`.execute(database.db)
  await sql`insert into staff_roles values (${staffId}, 'analyst')`.execute(database.db)
  return `vigie_console=${await unit(ctx('bench'), (tx) => openSession(tx, { door: 'console', personId: staffId, ip: '127.0.0.1', userAgent: 'bench' }))}`
}

type Visit = () => Promise<number>

const visitor = (base: string, cookie: string): Visit => async () => {
  const start = performance.now()
  const answer = await fetch(`${base}/console/queue`, { headers: { cookie }, redirect: 'manual' })
  await answer.text()
  if (answer.status !== 200) throw new Error(`the page answered ${answer.status}`)
  return performance.now() - start
}

/** Milliseconds of each visit until `isOver`. */
const visitUntil = async (visit: Visit, isOver: (visits: number) => boolean): Promise<number[]> => {
  const times: number[] = []
  while (!isOver(times.length)) {
    times.push(await visit())
    await pause(breath)
  }
  return times
}

/** Two at once, as the worker reads, until so many pages are read. Answers seconds and megabytes of the larger child. */
const readPages = async (pictures: Picture[], pages: number): Promise<{ seconds: number; peak: number | null }> => {
  const [start, peaks] = [performance.now(), [] as number[]]
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < pages) {
      await readDocument(pictures[next++ % pictures.length]!)
      peaks.push(peakOfChildren() ?? 0)
    }
  }
  await Promise.all([lane(), lane()])
  return { seconds: (performance.now() - start) / 1_000, peak: Math.max(...peaks) || null }
}

const summary = (times: number[]): { visits: number; median: number; p95: number } =>
  ({ visits: times.length, median: round(median(times)), p95: round(times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0) })

/** Target: while `pages` pages are read, two documents at once, the console's pages take at most 1.5 × what they take when nothing is read. */
export const run = async (pictures: Picture[], pages: number): Promise<BenchResult> => {
  const ground = await openGround()
  await fill(ground)
  const server = createServer(createApp({ database: ground.database, clock: () => now, isTrial: true }))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const visit = visitor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, await signIn(ground))
  await visitUntil(visit, (visits) => visits >= 20)
  const idle = summary(await visitUntil(visit, (visits) => visits >= idleRounds))
  say(`idle: ${JSON.stringify(idle)}; reading ${pages} pages…`)
  let isRead = false
  const reading = readPages(pictures, pages).finally(() => { isRead = true })
  const busy = summary(await visitUntil(visit, () => isRead))
  const { seconds, peak } = await reading
  await closeOcr()
  server.close()
  await ground.close()
  return {
    bench: 'read', part: 'console', unit: 'ms a console page, median', pages, ours: busy.median, raw: idle.median, ratio: round(busy.median / idle.median),
    target: 'ratio (while reading / idle) <= 1.5', p95Ratio: round(busy.p95 / idle.p95), idle, whileReading: busy,
    pagesAMinute: round((pages / seconds) * 60, 1), peakMegabytes: peak,
  }
}
