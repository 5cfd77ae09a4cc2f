import { system } from '#src/kernel/actor.ts'
import type { ChainedEvent } from '#src/kernel/eventLine.ts'
import { openCtx, unit } from '#src/platform/ctx.ts'
import type { Database, ReadDb } from '#src/platform/db.ts'
import { markOf } from '#src/platform/event-mark.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { record } from '#src/platform/record.ts'
import { listenToWritten, type Written } from '#src/platform/written-events.ts'
import { listLinesOf } from './audit.sql.ts'
import type { Finding } from './finding.ts'

/** Well before the next seal: until then an event that was taken away with its place among the waiting leaves no trace in the database. */
const everyMs = 20_000
/** More is not held: it is asked after at once. */
const most = 5_000

type Lost = { event: number; how: 'missing' | 'changed' }

const findLost = async (db: ReadDb, written: readonly Written[]): Promise<Lost[]> => {
  const there = new Map((await listLinesOf(db, written.map(({ id }) => id))).map((one) => [one.id, one]))
  return written.flatMap(({ id, mark }): Lost[] => {
    const one = there.get(id)
    if (!one) return [{ event: id, how: 'missing' }]
    return markOf(one).equals(mark) ? [] : [{ event: id, how: 'changed' }]
  })
}

const lossEvent = 'audit.event_lost'

/** What the processes that asked have said. */
export const lossesIn = (events: readonly ChainedEvent[]): Finding[] =>
  events.flatMap(({ event, data }) => {
    if (event !== lossEvent) return []
    const lost = data as Lost
    return [{ code: lost.how === 'missing' ? 'event_lost_missing' : 'event_lost_changed', event: lost.event }]
  })

/** In the history itself, where `vigie audit verify` finds it; and in the log, where somebody hears of it at once. */
const noteLost = (db: Database, now: Date, lost: readonly Lost[]): Promise<void> => {
  const ctx = openCtx({ actor: system('audit-watch'), now, db })
  return unit(ctx, async (tx) => {
    for (const one of lost) {
      log.error(one, 'an event of the history is not what this process wrote')
      await record(tx, lossEvent, { subject: 'audit_trail', data: one })
    }
  })
}

/**
 * Whoever wrote an event remembers it for some seconds, and asks whether it is there as it was written: an event that was deleted before its
 * seal, with its row among the waiting, or that changed places with another, is known to nobody else. What a process that was killed had
 * still to ask after is asked after by nobody. Answers the end: what is still held is asked after.
 */
export const watchWrittenEvents = (db: Database, clock: () => Date): () => Promise<void> => {
  let held: Written[] = []
  let asking: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const ask = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const written = held.splice(0, most)
    if (written.length === 0) return
    try {
      const lost = await findLost(db, written)
      if (lost.length > 0) await noteLost(db, clock(), lost)
    } catch (error) {
      held = [...written, ...held] // the database is away: when it is back
      log.warn({ code: codeOf(error) }, 'what was written into the history could not be asked after yet')
    }
    if (held.length > 0) rest()
  }
  const askInTurn = (): Promise<void> => (asking = asking.then(ask))
  const rest = (): void => void (timer ??= setTimeout(() => void askInTurn(), everyMs).unref())
  const deafen = listenToWritten((of, written) => {
    if (of !== db) return
    held.push(...written)
    if (held.length >= most) void askInTurn()
    else rest()
  })
  return () => {
    deafen()
    return askInTurn().finally(() => clearTimeout(timer))
  }
}
