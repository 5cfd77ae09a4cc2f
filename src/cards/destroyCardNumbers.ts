import { parisDay } from '#src/kernel/calendar.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { destroyNumber, findDueNumbers, type DueNumber } from './cards.sql.ts'

const destroyOne = async (tx: Tx, { card_id: id, destroy_on: destroyOn }: DueNumber): Promise<'done' | 'skipped'> => {
  const card = await destroyNumber(tx.db, id, parisDay(tx.now), tx.now)
  if (!card) return 'skipped'
  await record(tx, 'card.number_destroyed', { subject: id, merchantId: card.merchant_id, data: { mode: card.mode, destroyOn } })
  return 'done'
}

/** Card numbers and their keys, each on its date (rules.md §3.2); the card stays by its token. */
export const destroyCardNumbers = (ctx: Ctx): Promise<Report> =>
  sweep<DueNumber>(ctx, {
    find: (from, after, limit) => findDueNumbers(from.db, parisDay(from.now), after, limit),
    subject: ({ card_id: id }) => id,
    each: destroyOne,
  })
