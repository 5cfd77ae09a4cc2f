import { system } from '#src/kernel/actor.ts'
import { openCtx, unit, type Tx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { codeOf, framesOf, log } from '#src/platform/log.ts'
import { record } from '#src/platform/record.ts'
import { keyOf, refusedOf, together, type RefusedDay, type ShutCall } from './refusedPayment.ts'
import { addRefused } from './refusedPayments.sql.ts'

/** The first of a day is told to the history; the thousand that follow only count. */
const add = async (tx: Tx, one: RefusedDay): Promise<void> => {
  const isFirst = await addRefused(tx.db, one)
  if (isFirst)
    await record(tx, 'merchant.payments_refused', {
      subject: one.merchantId,
      merchantId: one.merchantId,
      data: { state: one.ground, onDay: one.onDay, currency: one.currency },
    })
  else tx.watch.noteEvent() // of the same day and ground, which has its event
}

const write = (db: Database, one: RefusedDay): Promise<void> =>
  unit(openCtx({ actor: system('count-refused-payments'), now: one.lastAt, db }), (tx) => add(tx, one))

/**
 * Hears of each call that came with a live key which works no more, and counts the payments among them. The answer does not wait for it.
 * What comes while one is being written is added up and written next: a storm of them costs one connection and one row, and memory for as
 * many merchants as are called for.
 */
export const countRefused = (db: Database): (call: ShutCall) => void => {
  const waiting = new Map<string, RefusedDay>()
  let isWriting = false
  const put = (one: RefusedDay): void => {
    const before = waiting.get(keyOf(one))
    waiting.set(keyOf(one), before ? together(before, one) : one)
  }
  const writeAll = async (): Promise<void> => {
    for (let [next] = waiting; next; [next] = waiting) {
      waiting.delete(next[0])
      try {
        await write(db, next[1])
      } catch (error) {
        put(next[1]) // with the next that comes
        log.warn({ code: codeOf(error), frames: framesOf(error) }, 'refused payments could not be counted')
        break
      }
    }
    isWriting = false
  }
  return (call) => {
    const one = refusedOf(call)
    if (!one) return
    put(one)
    if (isWriting) return
    isWriting = true
    void writeAll()
  }
}
