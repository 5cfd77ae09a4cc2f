import { addDays, parisDay, type Day } from '#src/kernel/calendar.ts'
import type { Ctx } from './ctx.ts'
import { codeOf, log } from './log.ts'
import { isStopping } from './stopping.ts'
import type { Report } from './sweep.ts'

/**
 * `again`: the days before today that are read each time, for a sender that was late. `unread`: of those before, what was never read to its
 * end.
 */
export type Days = {
  again: number
  unread: readonly Day[] /** True where it was read to its end. */
  read: (on: Day) => Promise<boolean>
  note: (on: Day) => Promise<void>
}

/**
 * Reports by the day, the oldest first, of the days that are over in Paris: a job that was silent catches up. A day that fails counts as
 * failed, stops no later one, and is read again at each run until it was read to its end.
 */
export const readDays = async (ctx: Ctx, report: Report, { again, unread, read, note }: Days): Promise<void> => {
  const today = parisDay(ctx.now)
  const recent = Array.from({ length: again }, (_, back) => addDays(today, back - again))
  for (const on of [...new Set([...unread, ...recent])].toSorted()) {
    if (isStopping()) return
    try {
      if (await read(on)) await note(on)
    } catch (error) {
      log.error({ subject: on, code: codeOf(error) }, 'the report of a day could not be read')
      report.failed++
      report.touched.push({ subject: on, outcome: 'failed', detail: codeOf(error) })
    }
  }
}
