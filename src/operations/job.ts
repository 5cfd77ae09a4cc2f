import type { Tone } from '#src/web/components.ts'

/** What the pages know of a job: the list stands in jobs/index.ts. */
export type JobInfo = { name: string; every: string | null; queue: string }

type RunState = { ended_at: Date | null; failed: number; error: string | null; started_at: Date }

/** A run that has not ended after this long was cut off: its process died. */
export const abandonedMs = 2 * 3_600_000

/** How a run ended, in a tone and a word (`operations:run.<word>`). */
export const runOutcome = (run: RunState, now: Date): { tone: Tone; word: 'failed' | 'ok' | 'running' | 'interrupted' } => {
  if (run.error === 'interrupted') return { tone: 'bad', word: 'interrupted' }
  if (run.ended_at === null)
    return now.getTime() - run.started_at.getTime() > abandonedMs
      ? { tone: 'bad', word: 'interrupted' }
      : { tone: 'waiting', word: 'running' }
  return run.failed > 0 || run.error ? { tone: 'bad', word: 'failed' } : { tone: 'good', word: 'ok' }
}
