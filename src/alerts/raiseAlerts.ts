import { newId } from '#src/kernel/ids.ts'
import { isQuiet, keyOf, type Candidate, type Raised } from '#src/monitoring/judgeDay.ts'
import type { ScenarioId } from '#src/monitoring/scenario.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { recordRows } from '#src/platform/record.ts'
import { triageDueAt } from './alert.ts'
import { listRaised, raising } from './alerts.sql.ts'

const batch = 500

const readBefore = async (tx: Tx, candidates: readonly Candidate[]): Promise<Map<string, Raised[]>> => {
  const before = new Map<string, Raised[]>()
  const [first] = candidates
  const found = first ? await listRaised(tx.db, [...new Set(candidates.map(({ merchantId }) => merchantId))], first.to) : []
  for (const { scenario, merchantId, subject, on, level } of found) {
    const key = keyOf(scenario as ScenarioId, merchantId, subject)
    before.set(key, [...(before.get(key) ?? []), { on, level }])
  }
  return before
}

const rowOf = (
  { now }: Tx,
  { scenario, version, merchantId, from, to, found: { level, says, subject, inputs, values, limits } }: Candidate,
) => ({
  id: newId('alrt', now),
  scenario: scenario.id,
  version,
  revision: scenario.revision,
  merchant_id: merchantId,
  subject,
  level,
  window_from_on: from,
  window_to_on: to,
  says,
  finding: { inputs, values, limits },
  raised_at: now.toISOString(),
  due_at: triageDueAt(now).toISOString(),
})

/**
 * What was found of one day becomes alerts, but for what somebody was told of a short while ago. Twice: once. Answers how many are new, or
 * worse than they were.
 */
export const raiseAlerts = async (tx: Tx, candidates: readonly Candidate[]): Promise<number> => {
  const before = await readBefore(tx, candidates)
  const rows = candidates.filter((one) => !isQuiet(one, before.get(keyOf(one.scenario.id, one.merchantId, one.found.subject)) ?? [])).map((
    one,
  ) => rowOf(tx, one))
  let raised = 0
  for (let i = 0; i < rows.length; i += batch) raised += (await recordRows(tx, 'alert.raised', raising(rows.slice(i, i + batch)))).length
  return raised
}
