import { addDays, addMonths, daysBetween, parisDay } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { findFirstDay } from '#src/monitoring/merchantDays.sql.ts'
import type { ScenarioId } from '#src/monitoring/scenario.ts'
import { ring } from '#src/platform/bell.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findBacktestOf, insertBacktest } from './backtests.sql.ts'
import { lockVersionsOf } from './versions.sql.ts'

/** How far back the past may be tried, in months. */
export const backtestMonths = ['1', '3', '6'] as const
export type BacktestMonths = (typeof backtestMonths)[number]

/** For whoever has the proposal before him, in its unit: up to yesterday. 409 `backtest_no_past` where there is nothing to try it on. */
export const placeBacktest = async (
  tx: Tx,
  { id, digest, scenario }: { id: string; digest: string; scenario: string },
  months: BacktestMonths,
): Promise<void> => {
  const yesterday = addDays(parisDay(tx.now), -1)
  const [wanted, first] = [addDays(addMonths(yesterday, -Number(months)), 1), await findFirstDay(tx.db)]
  if (!first || first > yesterday) throw conflict('backtest_no_past')
  const from = wanted < first ? first : wanted
  const backtestId = newId('btst', tx.now)
  await insertBacktest(tx.db, {
    id: backtestId,
    version_id: id,
    digest,
    from_on: from,
    to_on: yesterday,
    days_total: daysBetween(from, yesterday) + 1,
    ordered_by: tx.actor.id,
    ordered_at: tx.now,
  })
  await record(tx, 'backtest.ordered', { subject: backtestId, data: { scenario, versionId: id, from, to: yesterday } })
  tx.afterCommit(() => ring('run-backtests'))
}

/** The proposal that waits is tried again, over another past or after a failure. 403; 409 `state_has_changed`, `backtest_is_running`. */
export const orderBacktest = (ctx: Ctx, scenario: ScenarioId, { months }: { months: BacktestMonths }): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'thresholds.propose')) throw forbidden()
    if (!backtestMonths.includes(months)) throw invalid({ months: 'web:field.bad_choice' })
    const proposed = (await lockVersionsOf(tx.db, scenario)).find(({ state }) => state === 'proposed')
    if (!proposed) throw conflict('state_has_changed')
    const last = await findBacktestOf(tx.db, proposed.id)
    if (last && (last.state === 'ordered' || last.state === 'running')) throw conflict('backtest_is_running')
    await placeBacktest(tx, proposed, months)
  })
