import { sql } from 'kysely'
import { Gauge } from 'prom-client'
import type { Database } from '#src/platform/db.ts'
import { abandonedMs } from './job.ts'
import { registry } from './registry.ts'

const gauge = (name: string, help: string, labelNames: string[] = []): Gauge => new Gauge({ name, help, labelNames, registers: [registry] })

const runs = gauge('vigie_job_runs', 'Runs of the last 24 hours, by job and how they ended', ['job', 'result'])
const lastRun = gauge('vigie_job_last_success_timestamp_seconds', 'When the job last ended without a failure', ['job'])
const depths = gauge('vigie_queue_jobs', 'Jobs in the queues, by state', ['queue', 'state'])
const overdue = gauge('vigie_overdue_clocks', 'Clocks whose end has passed and nothing was done yet', ['clock'])
const waiting = gauge('vigie_review_items', 'Review items open, and of those past their service level', ['state'])
const unread = gauge('vigie_documents_unread', 'Documents that wait to be read')
const mails = gauge('vigie_mails', 'Letters queued or failed', ['state'])

type Depths = () => Promise<Record<string, Record<string, number>>>
let queueDepths: Depths = async () => ({})

/** The door that opened the queues says how deep they are. */
export const watchQueues = (read: Depths): void => void (queueDepths = read)

const results = ['ok', 'failed', 'interrupted', 'running'] as const

/** As the pages say it (`runOutcome`). A job that has no run in these 24 hours has no figure. */
const readRuns = async (db: Database, now: Date): Promise<void> => {
  const since = new Date(now.getTime() - 24 * 3_600_000)
  const { rows } = await sql<{ job: string; result: (typeof results)[number]; n: number; good_at: Date | null }>`
    select job, result, count(*)::int as n, max(ended_at) filter (where result = 'ok') as good_at
    from (select job, ended_at, case
            when error = 'interrupted' or ended_at is null and started_at <= ${new Date(now.getTime() - abandonedMs)} then 'interrupted'
            when ended_at is null then 'running' when failed > 0 or error is not null then 'failed' else 'ok' end as result
          from job_runs where started_at > ${since} and not is_dry_run) as runs
    group by job, result`
    .execute(db)
  runs.reset()
  for (const job of new Set(rows.map((row) => row.job))) for (const result of results) runs.set({ job, result }, 0)
  for (const { job, result, n, good_at: goodAt } of rows) {
    runs.set({ job, result }, n)
    if (goodAt) lastRun.set({ job }, goodAt.getTime() / 1_000)
  }
}

/** Counts that stay cheap whatever the size: each stops at its bound. */
const bounded = async (db: Database, query: ReturnType<typeof sql>): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::int as n from (${query} limit 10000) as bounded`.execute(db)).rows[0]?.n ?? 0

const readClocks = async (db: Database, now: Date): Promise<void> => {
  overdue.set(
    { clock: 'document_request' },
    await bounded(db, sql`select 1 from document_requests where state = 'open' and due_at <= ${now}`),
  )
  waiting.set({ state: 'open' }, await bounded(db, sql`select 1 from review_items where state = 'open'`))
  waiting.set({ state: 'late' }, await bounded(db, sql`select 1 from review_items where state = 'open' and due_at <= ${now}`))
  unread.set(await bounded(db, sql`select 1 from documents where reading_state in ('waiting', 'reading')`))
  mails.set({ state: 'queued' }, await bounded(db, sql`select 1 from mails where state = 'queued'`))
}

/** The whole page, in Prometheus' text format. */
export const readMetrics = async (db: Database, now: Date): Promise<string> => {
  await readRuns(db, now)
  await readClocks(db, now)
  depths.reset()
  for (const [queue, states] of Object.entries(await queueDepths()))
    for (const [state, n] of Object.entries(states)) depths.set({ queue, state }, n)
  return registry.metrics()
}
