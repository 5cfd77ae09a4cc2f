import { jobs } from '#jobs/index.ts'
import { ConfigFault } from '#src/platform/config.ts'
import { runJob } from '#src/platform/job.ts'
import { lastRuns } from '#src/operations/runs.sql.ts'
import { openProgram } from './open-program.ts'

export const listJobs = async ({ json }: { json?: boolean }): Promise<void> => {
  const program = await openProgram()
  try {
    const last = await lastRuns(program.database.db)
    const rows = Object.entries(jobs).map(([job, { every, queue }]) => {
      const run = last.get(job)
      const result = run ? (run.ended_at === null ? 'running' : run.failed > 0 ? `${run.failed} failed` : `${run.done} done`) : ''
      return { job, every: every ?? 'when rung', queue, lastRun: run?.started_at.toISOString() ?? 'never', result }
    })
    if (json) console.log(JSON.stringify(rows))
    else console.table(rows)
  } finally {
    await program.close()
  }
}

type RunOptions = { at?: Date; dryRun?: boolean; json?: boolean }

export const runJobByHand = async (name: string, { at, dryRun = false, json }: RunOptions): Promise<void> => {
  const job = jobs[name]
  if (!job) throw new ConfigFault(`no job is called ${name}; see npx vigie job list`)
  const program = await openProgram()
  try {
    const result = await runJob({ name, job, db: program.database.db, at, dryRun, launch: { kind: 'command', by: 'command line' } })
    const { done, skipped, failed } = result
    if (json) console.log(JSON.stringify({ job: name, at: result.at, dryRun, done, skipped, failed, runId: result.runId }))
    else console.log(`${name} as of ${result.at}${dryRun ? ' (dry run: nothing was kept)' : ''}: ${done} done, ${skipped} skipped, ${failed} failed`)
    if (failed > 0) process.exitCode = 1
  } finally {
    await program.close()
  }
}
