import { system } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { openCtx, type Ctx } from './ctx.ts'
import type { Database } from './db.ts'
import { stopwatch, wallClock } from './clock.ts'
import { log } from './log.ts'
import type { Report, Touched } from './sweep.ts'

export type QueueName = 'sweeps' | 'deliveries' | 'documents'

/** A bell: when it rings, and the one use case it calls. */
export type Job = {
  queue: QueueName
  /** Cron, Europe/Paris. Absent: only rung or run by hand. */
  every?: string
  run: (ctx: Ctx) => Promise<Report>
}

export type Launch = { kind: 'schedule' | 'ring' | 'staff' | 'command'; by: string }
export type RunFacts = { name: string; job: Job; db: Database; at?: Date; dryRun?: boolean; launch: Launch }
export type RunResult = { job: string; runId: string; at: string; dryRun: boolean; done: number; skipped: number; failed: number; error: string | null }

const chunk = 1_000

const keepTouched = async (db: Database, runId: string, touched: Touched[]): Promise<void> => {
  for (let start = 0; start < touched.length; start += chunk) {
    const rows = touched.slice(start, start + chunk).map((one, i) => ({ run_id: runId, position: start + i, subject_id: one.subject, outcome: one.outcome, detail: one.detail }))
    await db.insertInto('job_run_items').values(rows).execute()
  }
}

const openRun = async (facts: RunFacts, startedAt: Date, at: Date): Promise<string> => {
  const id = newId('jrun', startedAt)
  await facts.db
    .insertInto('job_runs')
    .values({ id, job: facts.name, launch: facts.launch.kind, launched_by: facts.launch.by, as_of: at, is_dry_run: facts.dryRun ?? false, started_at: startedAt })
    .execute()
  return id
}

const closeRun = async (db: Database, runId: string, report: Report, durationMs: number, error: string | null): Promise<void> => {
  const { done, skipped, failed } = report
  await db.updateTable('job_runs').set({ ended_at: wallClock(), duration_ms: durationMs, done, skipped, failed, error }).where('id', '=', runId).execute()
  await keepTouched(db, runId, report.touched)
}

/**
 * Runs one job now, as of an instant, or only as a trial that rolls every row back. Keeps the run's record: who launched it,
 * counts, and what it touched. A run that stops with an error is recorded and thrown again.
 */
export const runJob = async (facts: RunFacts): Promise<RunResult> => {
  const startedAt = wallClock()
  const at = facts.at ?? startedAt
  const lap = stopwatch()
  const runId = await openRun(facts, startedAt, at)
  const ctx = openCtx({ actor: system(facts.name), now: at, db: facts.db, requestId: runId, dryRun: facts.dryRun })
  try {
    const report = await facts.job.run(ctx)
    await closeRun(facts.db, runId, report, lap(), null)
    if (report.done + report.failed > 0) log.info({ job: facts.name, runId, dryRun: facts.dryRun ?? false, done: report.done, skipped: report.skipped, failed: report.failed, ms: lap() }, 'job')
    const { done, skipped, failed } = report
    return { job: facts.name, runId, at: at.toISOString(), dryRun: facts.dryRun ?? false, done, skipped, failed, error: null }
  } catch (error) {
    const code = (error as { code?: string }).code ?? (error instanceof Error ? error.name : 'unknown')
    await closeRun(facts.db, runId, { done: 0, skipped: 0, failed: 1, touched: [] }, lap(), code)
    log.error({ job: facts.name, runId, code, stack: error instanceof Error ? error.stack : undefined }, 'a job stopped with an error')
    throw error
  }
}
