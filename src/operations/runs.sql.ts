import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { JobRunItems, JobRuns } from '#src/platform/db.types.ts'
import type { ReadDb } from '#src/platform/db.ts'

export type Run = Selectable<JobRuns>
export type RunItem = Selectable<JobRunItems>

/** The newest run of each job, trials left out. */
export const lastRuns = async (db: ReadDb): Promise<Map<string, Run>> => {
  const rows = await db
    .selectFrom('job_runs')
    .distinctOn('job')
    .selectAll()
    .where('is_dry_run', '=', false)
    .orderBy('job')
    .orderBy('started_at', 'desc')
    .execute()
  return new Map(rows.map((row) => [row.job, row]))
}

export const findRun = (db: ReadDb, id: string): Promise<Run | undefined> =>
  db.selectFrom('job_runs').selectAll().where('id', '=', id).executeTakeFirst()

export type RunFilter = { job?: string; showsIdle: boolean; before?: string }

/** Runs, newest first, a page by key. Runs that found nothing to do are left out unless asked for: most are. */
export const listRuns = (db: ReadDb, { job, showsIdle, before }: RunFilter, limit: number): Promise<Run[]> => {
  let query = db.selectFrom('job_runs').selectAll().orderBy('id', 'desc').limit(limit)
  if (job) query = query.where('job', '=', job)
  if (before) query = query.where('id', '<', before)
  if (!showsIdle)
    query = query.where((eb) =>
      eb.or([eb('done', '>', 0), eb('failed', '>', 0), eb('launch', 'in', ['staff', 'command']), eb('ended_at', 'is', null)])
    )
  return query.execute()
}

export type RunItemFilter = { outcome?: 'done' | 'skipped' | 'failed'; after: number }

/** What a run touched, a page by position. */
export const listRunItems = (db: ReadDb, runId: string, { outcome, after }: RunItemFilter, limit: number): Promise<RunItem[]> => {
  const query = db
    .selectFrom('job_run_items')
    .selectAll()
    .where('run_id', '=', runId)
    .where('position', '>', after)
    .orderBy('position')
    .limit(limit)
  return (outcome ? query.where('outcome', '=', outcome) : query).execute()
}

/** Names of the staff who launched runs. */
export const staffNames = async (db: ReadDb, ids: string[]): Promise<Map<string, string>> => {
  const rows = ids.length === 0 ? [] : await db.selectFrom('staff').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** Whose the things are that a run touched: the merchant's name, by the id of the request, letter, document or review. */
export const merchantsOf = async (db: ReadDb, ids: string[]): Promise<Map<string, string>> => {
  const { rows } = await sql<{ id: string; name: string }>`
    with touched as (
      select id, merchant_id from document_requests where id = any(${ids}::text[]) union all select id, merchant_id from documents where id = any(${ids}::text[])
      union all select id, merchant_id from mails where id = any(${ids}::text[]) union all select id, merchant_id from review_items where id = any(${ids}::text[]))
    select touched.id, m.name from touched join merchants m on m.id = touched.merchant_id`
    .execute(db as never)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export type Backlog = { documentsRead: number; documentsAll: number; mailsQueued: number }

/** Work in the background: what remains to be read and sent. */
export const readBacklog = async (db: ReadDb): Promise<Backlog> => {
  const { rows } = await sql<Backlog>`
    select (select count(*)::int from documents where reading_state in ('read', 'failed')) as "documentsRead",
           (select count(*)::int from documents) as "documentsAll",
           (select count(*)::int from mails where state = 'queued') as "mailsQueued"`
    .execute(db as never)
  return rows[0] ?? { documentsRead: 0, documentsAll: 0, mailsQueued: 0 }
}
