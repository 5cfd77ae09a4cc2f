import { daysBetween, parisDay } from '#src/kernel/calendar.ts'
import { step } from '#src/kernel/lifecycle.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { recordedPieces, saveItems, type Asked } from './askedPieces.ts'
import { dueAt, minDaysAfterRefusal, type ClockFacts } from './clock.ts'
import { clockFacts } from './ledger.ts'
import { readLedger } from './ledger.sql.ts'
import { refreshClock } from './refreshClock.ts'
import { requestLifecycle } from './request.ts'
import type { RequestRow } from './requests.sql.ts'
import { writeAsking } from './writeAsking.ts'

const givenBack = (facts: ClockFacts, at: Date): ClockFacts => ({
  ...facts,
  suspensions: facts.suspensions.map((one) => ({ ...one, to: one.to ?? at })),
  floors: [...facts.floors, { reopenedAt: at, days: minDaysAfterRefusal }],
})

/**
 * How many days the merchant has once the letter leaves: what was left, never under ten. However long the letter takes, the number stays
 * the same, for until then the time is ours.
 */
const daysLeftAfter = async (tx: Tx, request: RequestRow): Promise<number> => {
  const facts = clockFacts(request, await readLedger(tx.db, request.id))
  const due = facts && dueAt(givenBack(facts, tx.now))
  // 24:00 belongs to the last day
  return due ? daysBetween(parisDay(tx.now), parisDay(new Date(due.getTime() - 1))) : request.base_days + request.extension_days
}

/** Gives an answered request back with what was refused and what is new. Its clock stays paused until the letter leaves. */
export const reopenRequest = async (tx: Tx, request: RequestRow, asked: Asked): Promise<void> => {
  const { to, event } = step(requestLifecycle, request.state, 'reopen', tx.actor)
  await saveItems(tx, request.id, asked.items)
  await refreshClock(tx, request, { state: to, message: asked.message })
  const days = await daysLeftAfter(tx, request)
  const { data, personal } = recordedPieces(asked)
  await record(tx, event, {
    subject: request.id,
    merchantId: request.merchant_id,
    data: { from: request.state, to, days, ...data },
    personal,
  })
  await writeAsking(tx, { request, template: 'documents_reopened', days, message: asked.message })
}
