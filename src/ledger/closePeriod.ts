import { isUsualDay, parisDay, type Day } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { Book } from './entry.ts'
import { findClosedTo, findImbalance, findLastEntryId, insertPeriod, lockBooks } from './periods.sql.ts'

/** `to`: the last day to close, with all before it. */
export type Closing = { book: Book; to: Day }

const mustBeOver = (to: Day, now: Date): void => {
  if (!isUsualDay(to)) throw invalid({ to: 'web:field.bad_date' })
  if (to >= parisDay(now)) throw conflict('ledger_day_not_over', { day: to })
}

/** The days to be closed sum to zero, as everything does; looked at before anybody has to wait for us. */
const mustBalance = async (tx: Tx, { book, to }: Closing): Promise<void> => {
  const found = await findImbalance(tx.db, { book, after: await findClosedTo(tx.db, book), to })
  if (found) throw new Error(`the ${book} book is out of balance by ${found.cents} ${found.currency}: it is not closed`)
}

const close = async (tx: Tx, { book, to }: Closing): Promise<void> => {
  await lockBooks(tx.db)
  const before = await findClosedTo(tx.db, book)
  if (before && before >= to) throw conflict('ledger_day_closed', { day: to })
  const id = newId('lper', tx.now)
  await insertPeriod(tx.db, {
    id,
    book,
    closed_to: to,
    entries_to: await findLastEntryId(tx.db),
    closed_by: tx.actor.id,
    closed_at: tx.now,
  })
  await record(tx, 'ledger.period_closed', { subject: id, data: { mode: book, closedAfter: before, closedTo: to } })
}

/**
 * The officer closes a book up to a day of Paris that is over: nothing is booked on it or before it any more (rules.md §5.4, period lock).
 * 403 for anybody else; 422 naming `to`; 409 where the day is not over, or closed already.
 */
export const closePeriod = (ctx: Ctx, closing: Closing): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'ledger.close')) throw forbidden()
    mustBeOver(closing.to, tx.now)
    await mustBalance(tx, closing)
    await close(tx, closing)
  })
