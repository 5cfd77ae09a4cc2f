import type { Tx } from '#src/platform/ctx.ts'
import { dueAt, nextReminder } from './clock.ts'
import { clockFacts } from './ledger.ts'
import { readLedger } from './ledger.sql.ts'
import { updateRequest, type RequestRow } from './requests.sql.ts'

type Changes = Partial<Pick<RequestRow, 'state' | 'message' | 'started_at' | 'closed_at' | 'extension_days'>>

const derive = async (tx: Tx, request: RequestRow) => {
  const ledger = await readLedger(tx.db, request.id)
  const facts = clockFacts(request, ledger)
  if (!facts) return { due_at: null, next_reminder_at: null }
  return { due_at: dueAt(facts), next_reminder_at: nextReminder(facts, ledger.reminders.map(({ rung }) => rung))?.at ?? null }
}

const stopped = { due_at: null, next_reminder_at: null }

/**
 * The one place that writes when a clock ends and when its next reminder leaves: derived from the ledger, after every change of it,
 * together with what else changes on the request. Only an open request has either. The caller holds its lock and records what changed.
 * Answers the end.
 */
export const refreshClock = async (tx: Tx, request: RequestRow, changes: Changes = {}): Promise<Date | null> => {
  const changed = { ...request, ...changes }
  const derived = changed.state === 'open' ? await derive(tx, changed) : stopped
  await updateRequest(tx.db, request.id, { ...changes, ...derived })
  return derived.due_at
}
