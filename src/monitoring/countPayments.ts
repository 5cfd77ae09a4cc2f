import { addDays, parisDay, type Day } from '#src/kernel/calendar.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { countBins, countDay, findMark, listChangedDays, setMark } from './merchantDays.sql.ts'

/** What began before the mark and was committed after it is found by looking back so far. */
const lookBackMs = 3_600_000
/** A BIN's week ends on a day that is looked at, at most a month after it. */
const binDays = 40

export const countWholeDay = async (tx: Tx, day: Day): Promise<void> => {
  await countDay(tx.db, day)
  await countBins(tx.db, day)
}

/** Counts anew every day of which something changed since the last time. Answers the days. The first time: all there are. */
export const countPayments = async (tx: Tx): Promise<Day[]> => {
  const mark = await findMark(tx.db)
  const today = parisDay(tx.now)
  const days = await listChangedDays(tx.db, mark ? new Date(mark.getTime() - lookBackMs) : new Date(0), tx.now)
  for (const day of days) {
    // a day's BINs are counted once it is over: nothing looks at them before
    if (day < today && day > addDays(today, -binDays)) await countWholeDay(tx, day)
    else await countDay(tx.db, day)
  }
  await setMark(tx.db, tx.now)
  return days
}
