import type { Tx } from '#src/platform/ctx.ts'
import { dueAt, nextReminder } from './clock.ts'
import { clockFacts } from './ledger.ts'
import { readLedger } from './ledger.sql.ts'
import { findRequest, updateRequest } from './requests.sql.ts'

/**
 * Derives the two columns the jobs look at from the ledger: when the clock ends, and the next reminder. Called after every change of the
 * ledger or of the state, and nothing else writes them. Null while the clock does not run. The caller holds the request's lock and
 * records what changed. Answers the end.
 */
export const refreshClock = async (tx: Tx, requestId: string): Promise<Date | null> => {
  const request = await findRequest(tx.db, requestId)
  const ledger = await readLedger(tx.db, requestId)
  const facts = request?.state === 'open' ? clockFacts(request, ledger) : null
  const due = facts && dueAt(facts)
  const next = facts && nextReminder(facts, ledger.reminders.map(({ rung }) => rung))
  await updateRequest(tx.db, requestId, { due_at: due, next_reminder_at: next?.at ?? null })
  return due
}
