import { system } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { openCtx, type Ctx } from './ctx.ts'
import type { Database } from './db.ts'
import { stopwatch, wallClock } from './clock.ts'
import { codeOf, framesOf, log } from './log.ts'
import { closeRun, openJournal, type Counts } from './run-journal.ts'
import type { Report } from './sweep.ts'

export type QueueName = 'sweeps' | 'deliveries' | 'documents' | 'readings'

/** A bell: when it rings, and the one use case it calls. */
export type Job = {
  queue: QueueName
  /** Cron, Europe/Paris. Absent: only rung or run by hand. */
  every?: string
  run: (ctx: Ctx) => Promise<Report>
}

export type Launch = { kind: 'schedule' | 'ring' | 'staff' | 'command'; by: string }
export type RunFacts = { name: string; job: Job; db: Database; at?: Date; dryRun?: boolean; launch: Launch }
export type RunResult = {
  job: string
  runId: string
  at: string
  dryRun: boolean
  done: number
  skipped: number
  failed: number
  error: string | null
}

const openRun = async (facts: RunFacts, startedAt: Date, at: Date): Promise<string> => {
  const id = newId('jrun', startedAt)
  await facts
    .db
    .insertInto('job_runs')
    .values({
      id,
      job: facts.name,
      launch: facts.launch.kind,
      launched_by: facts.launch.by,
      as_of: at,
      is_dry_run: facts.dryRun ?? false,
      started_at: startedAt,
    })
    .execute()
  return id
}

/** Where the database itself went away the run stays open, and is found as interrupted. */
const closeBroken = async (runId: string, name: string, error: unknown, ms: number): Promise<Counts & { error: string }> => {
  const code = codeOf(error)
  log.error({ job: name, runId, code, frames: framesOf(error) }, 'a job stopped with an error')
  try {
    return { ...(await closeRun(runId, null, { durationMs: ms, error: code })), error: code }
  } catch {
    log.warn({ job: name, runId }, 'the end of a run could not be kept')
    return { done: 0, skipped: 0, failed: 1, error: code }
  }
}

const runInto = async ({ job, name }: RunFacts, runId: string, ctx: Ctx): Promise<Counts & { error: string | null; cause?: unknown }> => {
  const lap = stopwatch()
  try {
    const report = await job.run(ctx)
    return { ...(await closeRun(runId, report, { durationMs: lap(), error: null })), error: null }
  } catch (cause) {
    return { ...(await closeBroken(runId, name, cause, lap())), cause }
  }
}

/**
 * Runs one job now, as of an instant, or only as a trial that rolls every row back. Keeps the run's record: who launched it,
 * counts, and what it touched, while it goes. A run that stops with an error is recorded as far as it came; `cause` is the error.
 */
export const tryJob = async (facts: RunFacts): Promise<RunResult & { cause?: unknown }> => {
  const startedAt = wallClock()
  const { name, db, dryRun = false, at = startedAt } = facts
  const runId = await openRun(facts, startedAt, at)
  openJournal(db, runId)
  const { cause, ...ended } = await runInto(facts, runId, openCtx({ actor: system(name), now: at, db, requestId: runId, dryRun }))
  if (ended.done + ended.failed > 0) log.info({ job: name, runId, dryRun, ...ended }, 'job')
  return { job: name, runId, at: at.toISOString(), dryRun, ...ended, ...(cause === undefined ? {} : { cause }) }
}

/** The same, for whom an error is thrown again: the queue, which keeps it as failed. */
export const runJob = async (facts: RunFacts): Promise<RunResult> => {
  const { cause, ...result } = await tryJob(facts)
  if (cause !== undefined) throw cause
  return result
}
