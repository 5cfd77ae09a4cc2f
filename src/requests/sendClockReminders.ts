import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { isShut } from '#src/merchants/merchant.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { readClock, type Clock } from './clock.ts'
import { clockFacts, type Ledger } from './ledger.ts'
import { insertReminders, readLedger } from './ledger.sql.ts'
import { refreshClock } from './refreshClock.ts'
import { findDueReminders, lockRequest, type DueRequest, type RequestRow } from './requests.sql.ts'
import { wantedPieces } from './writeAsking.ts'

/** The rungs that are due and were not dealt with, in order. A job that was silent sends the last of them; the others are superseded. */
const dueRungs = (clock: Clock, { reminders }: Ledger, now: Date): number[] => {
  const last = Math.max(0, ...reminders.map(({ rung }) => rung))
  return clock.rungs.filter(({ day, at }) => at <= now && day > last).map(({ day }) => day)
}

const writeReminder = async (tx: Tx, request: RequestRow, clock: Clock, day: number): Promise<void> => {
  const pieces = await wantedPieces(tx, request.id)
  await writeToMerchant(tx, request.merchant_id, {
    template: 'clock_reminder',
    subjectId: request.id,
    dedupeKey: `clock_reminder:${request.id}:${day}`,
    values: { dueAt: clock.endsAt, hoursLeft: clock.hoursLeft, pieces, isRefresh: request.purpose === 'refresh' },
  })
}

const remindOne = async (tx: Tx, row: DueRequest): Promise<'done' | 'skipped'> => {
  await lockDossier(tx.db, row.dossier_id)
  const request = await lockRequest(tx.db, row.id)
  const ledger = await readLedger(tx.db, row.id)
  const merchant = await findMerchant(tx.db, request.merchant_id)
  if (merchant && isShut(merchant.state)) return 'skipped' // of before: since then the end of a contract ends what was asked
  const facts = request.state === 'open' ? clockFacts(request, ledger) : null
  const clock = facts && readClock(facts, tx.now)
  const rungs = clock && !clock.isLate ? dueRungs(clock, ledger, tx.now) : []
  const day = rungs.at(-1)
  if (!clock || day === undefined) return 'skipped'
  await insertReminders(tx.db, request.id, rungs.map((one) => ({ day: one, state: one === day ? 'sent' : 'superseded' })), tx.now)
  await refreshClock(tx, request)
  await writeReminder(tx, request, clock, day)
  const data = { rung: day, superseded: rungs.slice(0, -1), dueAt: clock.endsAt.toISOString(), hoursLeft: clock.hoursLeft }
  await record(tx, 'document_request.reminded', { subject: request.id, merchantId: request.merchant_id, data })
  return 'done'
}

/** Reminders at day 7, 21 and 28 and two days before an extended end, each once, never after the end (rules.md §1.9). */
export const sendClockReminders = (ctx: Ctx): Promise<Report> =>
  sweep<DueRequest>(ctx, {
    find: (from, after, limit) => findDueReminders(from.db, from.now, after, limit),
    subject: ({ id }) => id,
    each: remindOne,
  })
