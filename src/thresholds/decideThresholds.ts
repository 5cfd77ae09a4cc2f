import { addDays, parisDay } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { ScenarioId } from '#src/monitoring/scenario.ts'
import { mustBeProposal, proposalMark } from '#src/kernel/proposal.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findBacktestOf } from './backtests.sql.ts'
import { changeVersion, lockVersionsOf, type VersionRow } from './versions.sql.ts'

const lockProposed = async (tx: Tx, scenario: ScenarioId): Promise<VersionRow> => {
  const found = (await lockVersionsOf(tx.db, scenario)).find(({ state }) => state === 'proposed')
  if (!found) throw conflict('state_has_changed')
  return found
}

/** The proposal that a second person has before him. */
export const thresholdsMark = ({ proposed_by: by, proposed_at: at }: Pick<VersionRow, 'proposed_by' | 'proposed_at'>): string =>
  proposalMark({ by, at })

/** The proposal that waits, for a second person. Maker ≠ checker, and the database says so too. */
const lockForSecond = async (tx: Tx, scenario: ScenarioId, proposal: string): Promise<VersionRow> => {
  if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'thresholds.decide')) throw forbidden()
  const found = await lockProposed(tx, scenario)
  if (found.proposed_by === tx.actor.id) throw forbidden('four_eyes')
  mustBeProposal(proposal, { by: found.proposed_by, at: found.proposed_at })
  return found
}

/**
 * The second person signs: it holds from its day on, and from tomorrow where that day has come meanwhile. `seen`: the back-test that was
 * before him, `proposal`: `thresholdsMark`; 409 `backtest_missing` where none of these very values is done, `figures_have_changed` where it
 * is another, `proposal_has_changed`, `state_has_changed`. 403, `four_eyes` to the one who proposed.
 */
export const signThresholds = (ctx: Ctx, scenario: ScenarioId, { seen, proposal }: { seen: string; proposal: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const proposed = await lockForSecond(tx, scenario, proposal)
    const backtest = await findBacktestOf(tx.db, proposed.id)
    if (!backtest || backtest.state !== 'done' || backtest.digest !== proposed.digest) throw conflict('backtest_missing')
    if (backtest.id !== seen) throw conflict('figures_have_changed')
    const today = parisDay(tx.now)
    const validFrom = proposed.valid_from > today ? proposed.valid_from : addDays(today, 1)
    await changeVersion(tx.db, proposed.id, {
      state: 'signed',
      decided_by: tx.actor.id,
      decided_at: tx.now,
      valid_from: validFrom,
      backtest_id: backtest.id,
    })
    await record(tx, 'scenario.signed', {
      subject: proposed.id,
      data: { scenario, version: proposed.version, validFrom, backtestId: backtest.id, gained: backtest.gained, lost: backtest.lost },
    })
  })

/** The second person does not sign, and says why. */
export const declineThresholds = (
  ctx: Ctx,
  scenario: ScenarioId,
  { reason, proposal }: { reason: string; proposal: string },
): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const proposed = await lockForSecond(tx, scenario, proposal)
    await changeVersion(tx.db, proposed.id, { state: 'declined', decided_by: tx.actor.id, decided_at: tx.now, decline_reason: reason })
    await record(tx, 'scenario.declined', { subject: proposed.id, data: { scenario, version: proposed.version } })
  })

/** Whoever proposed it thinks better of it. 403 to anybody else. */
export const withdrawThresholds = (ctx: Ctx, scenario: ScenarioId): Promise<void> =>
  unit(ctx, async (tx) => {
    const proposed = await lockProposed(tx, scenario)
    if (proposed.proposed_by !== tx.actor.id) throw forbidden()
    await changeVersion(tx.db, proposed.id, { state: 'withdrawn', decided_by: tx.actor.id, decided_at: tx.now })
    await record(tx, 'scenario.withdrawn', { subject: proposed.id, data: { scenario, version: proposed.version } })
  })
