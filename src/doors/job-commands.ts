import { loadJob } from '#jobs/load.ts'
import { wallClock } from '#src/platform/clock.ts'
import { ConfigFault } from '#src/platform/config.ts'
import { tryJob, type RunResult } from '#src/platform/job.ts'
import { runOutcome } from '#src/operations/job.ts'
import { lastRuns, type Run } from '#src/operations/runs.sql.ts'
import { openProgram } from './open-program.ts'

const resultOf = (run: Run, now: Date): string => {
  const { word } = runOutcome(run, now)
  if (word === 'ok') return `${run.done} done`
  return word === 'failed' ? `${run.failed} failed${run.error ? ` (${run.error})` : ''}` : word
}

export const listJobs = async ({ json }: { json?: boolean }): Promise<void> => {
  const { jobs } = await import('#jobs/index.ts')
  const program = await openProgram()
  try {
    const now = wallClock()
    const last = await lastRuns(program.database.db)
    const rows = Object.entries(jobs).map(([job, { every, queue }]) => {
      const run = last.get(job)
      const result = run ? resultOf(run, now) : ''
      return { job, every: every ?? 'when rung', queue, lastRun: run?.started_at.toISOString() ?? 'never', result }
    })
    if (json) console.log(JSON.stringify(rows))
    else console.table(rows)
  } finally {
    await program.close()
  }
}

type RunOptions = { at?: Date; dryRun?: boolean; json?: boolean }

const tell = ({ job, at, dryRun, done, skipped, failed, error }: RunResult): string =>
  `${job} as of ${at}${dryRun ? ' (dry run: nothing was kept)' : ''}: ${done} done, ${skipped} skipped, ${failed} failed${error ? `; it stopped with ${error}` : ''}`

export const runJobByHand = async (name: string, { at, dryRun = false, json }: RunOptions): Promise<void> => {
  const job = await loadJob(name)
  if (!job) throw new ConfigFault(`no job is called ${name}; see npx vigie job list`)
  const program = await openProgram()
  const { cause, ...told } = await tryJob({
    name,
    job,
    db: program.database.db,
    at,
    dryRun,
    launch: { kind: 'command', by: 'command line' },
  })
    .finally(() => program.close())
  // The very last thing that is written, by either channel: the database is closed by now, and nothing is left to log. A job that stopped
  // with an error (its cause is in the log) is told the same way.
  console.log(json ? JSON.stringify(told) : tell(told))
  if (cause !== undefined || told.failed > 0) process.exitCode = 1
}
