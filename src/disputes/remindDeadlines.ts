import { addDays, daysBetween, endOfParisDay, parisDay } from '#src/kernel/calendar.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { mergeReports, sweep, type Report } from '#src/platform/sweep.ts'
import { insertReminder, listRemindersSent, listWaiting, type Reader } from './deadlines.sql.ts'
import { reminderDays } from './dispute.ts'
import { lockDispute, type DisputeRow } from './disputes.sql.ts'

const dateOf = (
  reader: Reader,
  { due_on: dueOn, merchant_due_on: merchantDueOn }: DisputeRow,
): string => (reader === 'merchant' ? merchantDueOn : dueOn)

const write = async (
  tx: Tx,
  { id, merchant_id: merchantId, mode, amount_cents: cents, currency, category, merchant_due_on: dueOn }: DisputeRow,
  days: number,
): Promise<void> => {
  if (mode !== 'live') return
  const dueAt = endOfParisDay(dueOn)
  const hoursLeft = Math.floor((dueAt.getTime() - tx.now.getTime()) / 3_600_000)
  const values = { sum: { cents, currency }, category, link: `/merchant/disputes/${id}`, dueAt, hoursLeft }
  await writeToMerchant(tx, merchantId, {
    template: 'dispute_reminder',
    subjectId: id,
    dedupeKey: `dispute_reminder:${id}:${days}`,
    values,
  })
}

const filed = { merchant: ['open', 'engaged'], staff: ['open', 'engaged', 'under_review'] } as const

/** After a silence the last reminder that is due stands for those before it. */
const remind = async (tx: Tx, reader: Reader, { id }: DisputeRow): Promise<'done' | 'skipped'> => {
  const one = await lockDispute(tx.db, id)
  const left = daysBetween(parisDay(tx.now), dateOf(reader, one))
  const sent = (await listRemindersSent(tx.db, id)).filter((row) => row.reader === reader).map(({ days }) => days)
  const due = reminderDays.filter((days) => left <= days && !sent.includes(days))
  if (due.length === 0 || left < 0 || !(filed[reader] as readonly string[]).includes(one.state)) return 'skipped'
  for (const days of due) await insertReminder(tx.db, { dispute_id: id, reader, days, sent_at: tx.now })
  const days = Math.min(...due)
  await record(tx, 'dispute.reminded', { subject: id, merchantId: one.merchant_id, data: { reader, days, dueOn: dateOf(reader, one) } })
  if (reader === 'merchant') await write(tx, one, days)
  return 'done'
}

const sweepFor = (ctx: Ctx, reader: Reader): Promise<Report> => {
  const today = parisDay(ctx.now)
  return sweep<DisputeRow>(ctx, {
    find: ({ db }, after, limit) => listWaiting(db, reader, { from: today, to: addDays(today, Math.max(...reminderDays)) }, after, limit),
    subject: ({ id }) => id,
    each: (tx, row) => remind(tx, reader, row),
  })
}

/**
 * A week, two days and a day before a date that binds, where nothing was filed: a letter to the merchant, an alarm to the staff; each once.
 */
export const remindDeadlines = async (ctx: Ctx): Promise<Report> =>
  mergeReports(await sweepFor(ctx, 'merchant'), await sweepFor(ctx, 'staff'))
