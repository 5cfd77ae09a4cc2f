import { system } from '#src/kernel/actor.ts'
import { releaseReadings } from '#src/documents/releaseReadings.ts'
import { wallClock } from '#src/platform/clock.ts'
import { openCtx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { log } from '#src/platform/log.ts'
import type { Queues } from '#src/platform/queue.ts'
import { closeInterruptedRuns } from '#src/platform/run-journal.ts'

/**
 * What a fall (`kill -9`, a power cut) left as if it were still going on. Only for who is surely alone on this database: nobody else runs a
 * job or reads a piece. Elsewhere age tells: silent readers are replaced after ten minutes, open runs count as interrupted after two hours.
 */
export const healAfterFall = async (db: Database, queues: Queues): Promise<void> => {
  const now = wallClock()
  const runs = await closeInterruptedRuns(db, now)
  const pieces = await releaseReadings(openCtx({ actor: system('read-documents'), now, db }))
  await queues.forgetRings()
  if (runs + pieces > 0) log.info({ runs, pieces }, 'taken up after an end that was not in order')
}
