import { isPutRight } from '#src/corrections/corrections.sql.ts'
import { newId } from '#src/kernel/ids.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { applyLine } from './applyLine.ts'
import { matchLine, type Matched } from './matchLine.ts'
import type { Broken, SettlementLine } from './settlement.ts'
import { changeLine, insertLine, lockLineSaid, type LineRow } from './settlements.sql.ts'

const note = (
  tx: Tx,
  event: 'broken' | 'matched' | 'healed',
  id: string,
  { act, reference, amountCents }: SettlementLine,
  matched: Matched | null,
  facts: Record<string, string> = {},
): Promise<unknown> =>
  record(tx, `settlement.${event}`, {
    subject: id,
    merchantId: matched?.payment.merchant_id ?? null,
    data: { act, reference, amountCents, ...facts },
  })

const keep = async (tx: Tx, line: SettlementLine, matched: Matched | null, broken: Broken | null): Promise<boolean> => {
  const id = newId('sttl', tx.now)
  const { settledOn, act, reference, original, amountCents, currency, scheme, callId } = line
  const isNew = await insertLine(tx.db, {
    id,
    settled_on: settledOn,
    act,
    reference,
    original,
    amount_cents: amountCents,
    currency,
    scheme,
    call_id: callId,
    payment_id: matched?.payment.id ?? null,
    outcome: broken ? 'broken' : 'matched',
    reason: broken,
    read_at: tx.now,
  })
  if (isNew) await note(tx, broken ? 'broken' : 'matched', id, line, matched, broken ? { reason: broken } : {})
  return isNew
}

/** It fits now: the break closes itself. Else it goes on waiting, for what now stands in its way. */
const judgeAgain = async (
  tx: Tx,
  { id, reason }: LineRow,
  line: SettlementLine,
  matched: Matched | null,
  broken: Broken | null,
): Promise<boolean> => {
  if (broken === reason) return false
  const healed = broken ? {} : ({ outcome: 'matched', healed_at: tx.now } as const)
  await changeLine(tx.db, id, { payment_id: matched?.payment.id ?? null, reason: broken, ...healed })
  await note(tx, broken ? 'broken' : 'healed', id, line, matched, broken ? { reason: broken } : { was: reason ?? '' })
  return broken === null
}

/**
 * One line of a report, reconciled in the unit of its own: what it says is compared with what we know, and done once. What does not fit
 * changes nothing and waits in the queue of breaks; read again, it is judged again, until somebody has dealt with it. False where nothing
 * came of it that was not known.
 */
export const settleLine = async (tx: Tx, line: SettlementLine): Promise<boolean> => {
  const matched = await matchLine(tx, line)
  const kept = await lockLineSaid(tx.db, line)
  if (kept && (kept.outcome !== 'broken' || kept.resolved_at)) return false
  // by hand: booked once, or about to be
  if (kept && (await isPutRight(tx.db, kept.id))) return false
  const broken = matched ? await applyLine(tx, line, matched) : 'unknown_reference'
  return kept ? judgeAgain(tx, kept, line, matched, broken) : keep(tx, line, matched, broken)
}
