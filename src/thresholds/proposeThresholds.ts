import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid, type FieldErrors } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { scenarioOf } from '#src/monitoring/scenarios/index.ts'
import type { ScenarioId } from '#src/monitoring/scenario.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { versionOn } from './inForce.ts'
import { backtestMonths, placeBacktest, type BacktestMonths } from './orderBacktest.ts'
import { digestOf, faultsOf, type ThresholdSet } from './thresholdSet.ts'
import { insertVersion, listSignedVersions, lockVersionsOf } from './versions.sql.ts'

export type ThresholdChange = { set: ThresholdSet; validFrom: Day; reason: string; months: BacktestMonths }

const faults = (scenario: ScenarioId, { set, validFrom, reason, months }: ThresholdChange, today: Day): FieldErrors => ({
  ...faultsOf(scenarioOf(scenario), set),
  ...(validFrom > today ? {} : { valid_from: 'thresholds:field.not_tomorrow' }),
  ...(reason.trim() ? {} : { reason: 'web:field.missing' }),
  ...(backtestMonths.includes(months) ? {} : { months: 'web:field.bad_choice' }),
})

/**
 * One person asks that a scenario have other thresholds, or run or not run, from a day on that has not begun. It is tried on the past at
 * once, and takes a second person. 403; 409 `thresholds_are_proposed` while a proposal waits; 422, also where nothing would change.
 */
export const proposeThresholds = (ctx: Ctx, scenario: ScenarioId, change: ThresholdChange): Promise<string> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'thresholds.propose')) throw forbidden()
    const wrong = faults(scenario, change, parisDay(tx.now))
    if (Object.keys(wrong).length > 0) throw invalid(wrong)
    const versions = await lockVersionsOf(tx.db, scenario)
    if (versions.some(({ state }) => state === 'proposed')) throw conflict('thresholds_are_proposed')
    const digest = digestOf(change.set)
    const before = versionOn(await listSignedVersions(tx.db), scenario, change.validFrom)
    if (before && digestOf(before.set) === digest) throw invalid({ form: 'thresholds:field.unchanged' })
    const [id, version] = [newId('scnv', tx.now), (versions[0]?.version ?? 0) + 1]
    const { isOn, usual, byGroup } = change.set
    await insertVersion(tx.db, {
      id,
      scenario,
      version,
      state: 'proposed',
      is_on: isOn,
      thresholds: JSON.stringify({ usual, byGroup }),
      digest,
      valid_from: change.validFrom,
      reason: change.reason,
      proposed_by: tx.actor.id,
      proposed_at: tx.now,
    })
    await record(tx, 'scenario.proposed', { subject: id, data: { scenario, version, validFrom: change.validFrom } })
    await placeBacktest(tx, { id, digest, scenario }, change.months)
    return id
  })
