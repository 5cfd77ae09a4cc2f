import { findRule } from '#src/disputeRules/disputeRules.sql.ts'
import { findAnyDispute, lockDispute, type DisputeRow } from '#src/disputes/disputes.sql.ts'
import { moveDispute } from '#src/disputes/moveDispute.ts'
import { tellEnded } from '#src/disputes/tellMerchant.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findResolutionOf } from '#src/resolutions/resolutions.sql.ts'
import { settleDispute } from './settleDispute.ts'

export const outcomes = ['won', 'lost', 'partly', 'withdrawn', 'pre_arbitration', 'arbitration'] as const
export type Outcome = (typeof outcomes)[number]
/**
 * `wonCents`: of a part that was won; `dueOn`: the last day the network names for the next stage; `reason`: where it is written, and what
 * it says.
 */
export type Said = { outcome: Outcome; wonCents: number | null; dueOn: string | null; reason: string }

/** The one who sent the file does not say what came of it: a second person does (rules.md X-07). */
const mustBeAnother = async (tx: Tx, disputeId: string): Promise<void> => {
  const resolution = await findResolutionOf(tx.db, disputeId)
  if (resolution?.represented_by === tx.actor.id) throw forbidden('four_eyes')
}

const advance = async (tx: Tx, dispute: DisputeRow, { outcome, dueOn, reason }: Said): Promise<void> => {
  const { preArbitrationDays, arbitrationDays } = await findRule(tx.db, dispute.rule_id)
  if ((outcome === 'pre_arbitration' ? preArbitrationDays : arbitrationDays) === null)
    throw invalid({ outcome: 'disputes:outcome.no_such_stage' })
  if (dueOn !== null && dueOn < parisDay(tx.now)) throw invalid({ due_on: 'disputes:outcome.day_passed' })
  await moveDispute(tx, dispute, outcome === 'arbitration' ? 'arbitrate' : 'pre_arbitrate', { reason, dueOn })
}

const wonOf = (dispute: DisputeRow, { outcome, wonCents }: Said): number => {
  if (outcome !== 'partly') return outcome === 'lost' ? 0 : dispute.amount_cents
  if (wonCents === null || wonCents <= 0 || wonCents >= dispute.amount_cents) throw invalid({ won: 'disputes:outcome.bad_part' })
  return wonCents
}

/**
 * What the network said, written down by hand where no report says it: an end, or its next stage. Done by another than the one who sent the
 * file. 422 names what is wrong; 403 `four_eyes`; 409 where the dispute does not stand so.
 */
export const recordOutcome = (ctx: Ctx, id: string, said: Said): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'disputes.work')) throw forbidden()
    if (said.reason.trim() === '') throw invalid({ reason: 'web:field.missing' })
    const seen = await findAnyDispute(tx.db, id)
    if (!seen) throw notFound()
    if (seen.closed_at !== null) throw conflict('state_has_changed')
    if (said.outcome === 'pre_arbitration' || said.outcome === 'arbitration') return advance(tx, await lockDispute(tx.db, id), said)
    await mustBeAnother(tx, id)
    const ended = await settleDispute(tx, id, {
      wonCents: wonOf(seen, said),
      cause: said.outcome === 'withdrawn' ? 'withdrawn' : 'decided',
    })
    await record(tx, 'dispute.told', {
      subject: id,
      merchantId: ended.merchant_id,
      data: { outcome: said.outcome, byHand: true },
      personal: { reason: said.reason },
    })
    await tellEnded(tx, ended)
  })
