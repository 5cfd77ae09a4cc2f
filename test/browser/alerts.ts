import { judgeAlertAgain } from '#src/alertLooks/judgeAlertAgain.ts'
import { newId } from '#src/kernel/ids.ts'
import { claimAlert } from '#src/alerts/claimAlert.ts'
import { closeAlert } from '#src/alerts/closeAlert.ts'
import { escalateAlert } from '#src/alerts/escalateAlert.ts'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { addDays, parisDay } from '#src/kernel/calendar.ts'
import { monitorPayments } from '#src/monitoring/monitorPayments.ts'
import { scenarioOf } from '#src/monitoring/scenarios/index.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { proposeThresholds } from '#src/thresholds/proposeThresholds.ts'
import { runBacktests } from '#src/thresholds/runBacktests.ts'
import { pay } from '../monitoring/trade.ts'
import type { Stop } from './tour.ts'

type Made = (as: string, route: string, name: string, path?: string, more?: Partial<Stop>) => Stop

/** The same as an alert, some days before: what was raised then, and is decided. */
const again = async (db: Database, now: Date, id: string, daysBefore: number): Promise<string> => {
  const { finding, window_from_on: from, window_to_on: to, ...row } = await db
    .selectFrom('alerts')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const other = newId('alrt', now)
  await db
    .insertInto('alerts')
    .values({
      ...row,
      id: other,
      finding: JSON.stringify(finding),
      window_from_on: addDays(from, -daysBefore),
      window_to_on: addDays(to, -daysBefore),
    })
    .execute()
  return other
}

/**
 * A card that pays six times just under a thousand euros, a day later looked at; alerts in each state, a proposal that was tried and one
 * that waits for its trial.
 */
export const addAlerts = async (
  ctx: Ctx,
  db: Database,
  { merchantId, analyst, officer }: Record<'merchantId' | 'analyst' | 'officer', string>,
): Promise<Record<'alert' | 'alertMine' | 'alertClosed' | 'alertLook' | 'backtest', string>> => {
  const staff = (id: string, role: 'analyst' | 'officer'): Ctx => ({
    ...ctx,
    actor: { kind: 'staff', id, name: role, roles: [role] } satisfies StaffActor,
  })
  const house = { ctx: () => ctx }
  const back = (days: number, hours = 0): string => new Date(ctx.now.getTime() - (days * 24 + hours) * 3_600_000).toISOString()
  // a month of small sales, then a card that splits, tickets far beyond them, and cards that are tried
  await pay(
    house,
    merchantId,
    Array.from({ length: 56 }, (_, i) => ({ at: back(3 + (i % 28), i % 5), cents: 4_200 + 17 * i, card: `4970${10 + (i % 9)}c${i}` })),
  )
  await pay(
    house,
    merchantId,
    Array.from({ length: 6 }, (_, i) => ({ at: back(1, i / 2), cents: 95_000 + i * 700, card: '497010splits', ip: '198.51.100.7' })),
  )
  await pay(
    house,
    merchantId,
    Array.from({ length: 3 }, (_, i) => ({ at: back(2, i / 6), cents: 412_000 + i * 9_000, card: `400000g${i}`, country: 'GB' })),
  )
  await pay(
    house,
    merchantId,
    Array.from({ length: 14 }, (_, i) => ({ at: back(2, 1 + i / 120), isRefused: true, card: `41${47_00 + i}t`, ip: '203.0.113.9' })),
  )
  await monitorPayments({ ...ctx, actor: system('monitor-payments') })
  const rows = await db
    .selectFrom('alerts')
    .select(['id', 'scenario', 'merchant_id'])
    .where('state', '=', 'new')
    .orderBy('level', 'desc')
    .orderBy('id')
    .execute()
  const split = rows.find(({ scenario, merchant_id: id }) => scenario === 'TM-01' && id === merchantId) ?? rows[0]!
  const [mine] = rows.filter(({ id }) => id !== split.id)
  const [closed, escalated] = [await again(db, ctx.now, split.id, 10), await again(db, ctx.now, split.id, 20)]
  await claimAlert(staff(analyst, 'analyst'), mine!.id)
  // both are judged again: the first by nobody yet, the second otherwise
  await db.updateTable('screening_settings').set({ alert_look_bps: 10_000 }).where('state', '=', 'in_force').execute()
  await closeAlert(staff(officer, 'officer'), closed, { reason: 'usual_for_trade', note: 'Vente de fin d’année, comme l’an dernier.' })
  await escalateAlert(staff(officer, 'officer'), escalated, { reason: 'Même carte chez deux marchands liés.' })
  await judgeAlertAgain(staff(analyst, 'analyst'), escalated, {
    verdict: 'nothing',
    reason: 'Un couple qui paie tour à tour par la même carte.',
  })
  await db.updateTable('screening_settings').set({ alert_look_bps: null }).where('state', '=', 'in_force').execute()
  const change = (id: 'TM-10' | 'TM-09', usual: Record<string, number>) =>
    proposeThresholds(staff(analyst, 'analyst'), id, {
      set: { isOn: true, usual: { ...scenarioOf(id).defaults, ...usual }, byGroup: {} },
      validFrom: addDays(parisDay(ctx.now), 1),
      months: '1',
      reason: 'Trop d’alertes de peu de poids chez les ébénistes.',
    })
  await change('TM-10', { floorCents: 100_000 })
  await runBacktests({ ...ctx, actor: system('run-backtests') })
  await change('TM-09', { roundBps: 3_000 })
  const backtest = await db.selectFrom('backtests').select('id').where('state', '=', 'done').executeTakeFirstOrThrow()
  return { alert: split.id, alertMine: mine!.id, alertClosed: closed, alertLook: escalated, backtest: backtest.id }
}

export const alertStops = (stop: Made, links: Record<string, string>): Stop[] => {
  const one = `/console/alerts/${links['alert']}`
  return [
    stop('analyst', '/console/alerts', 'alerts'),
    stop('auditor', '/console/alerts', 'alerts-closed', '/console/alerts?view=closed'),
    stop('officer', '/console/alerts', 'alerts-none', '/console/alerts?q=zzzz'),
    stop('auditor', '/console/alerts.csv', 'alerts-csv', '/console/alerts.csv', { type: 'csv' }),
    stop('analyst', '/console/alerts/:id', 'alert', one),
    stop('officer', '/console/alerts/:id', 'alert-held', `/console/alerts/${links['alertMine']}`),
    stop('auditor', '/console/alerts/:id', 'alert-closed', `/console/alerts/${links['alertClosed']}`),
    stop('analyst', '/console/alerts/:id/close', 'alert-close', `${one}/close`),
    stop('analyst', '/console/alerts/:id/escalate', 'alert-escalate', `${one}/escalate`),
    stop('officer', '/console/alerts/:id/hand-over', 'alert-hand-over', `${one}/hand-over`),
    stop('analyst', '/console/alerts/looks', 'alert-looks'),
    stop('officer', '/console/alerts/looks', 'alert-looks-unsettled', '/console/alerts/looks?state=unsettled'),
    stop('officer', '/console/alerts/looks.csv', 'alert-looks-csv', '/console/alerts/looks.csv', { type: 'csv' }),
    stop('analyst', '/console/alerts/looks/:id', 'alert-look', `/console/alerts/looks/${links['alertClosed']}`),
    stop('auditor', '/console/alerts/looks/:id', 'alert-look-judged', `/console/alerts/looks/${links['alertLook']}`),
    stop('officer', '/console/dashboards', 'dashboards'),
    stop('officer', '/console/dashboards.csv', 'dashboards-csv', '/console/dashboards.csv', { type: 'csv' }),
    stop('officer', '/console/dashboards/:queue', 'dashboard', '/console/dashboards/alerts'),
    stop('officer', '/console/dashboards/:queue', 'dashboard-aml-cases', '/console/dashboards/aml_cases?period=90'),
    stop('officer', '/console/dashboards/:queue.csv', 'dashboard-csv', '/console/dashboards/alerts.csv', { type: 'csv' }),
    stop('officer', '/console/dashboards/:queue/items', 'dashboard-items', '/console/dashboards/alerts/items?of=open'),
    stop('officer', '/console/dashboards/:queue/items.csv', 'dashboard-items-csv', '/console/dashboards/alerts/items.csv?of=open', {
      type: 'csv',
    }),
    stop('officer', '/console/monitoring', 'monitoring'),
    stop('officer', '/console/monitoring/:scenario', 'scenario-proposed', '/console/monitoring/TM-10'),
    stop('analyst', '/console/monitoring/:scenario', 'scenario-own', '/console/monitoring/TM-09'),
    stop('analyst', '/console/monitoring/:scenario', 'scenario-propose', '/console/monitoring/TM-13?for=nightlife'),
    stop('auditor', '/console/monitoring/:scenario', 'scenario', '/console/monitoring/TM-19'),
    stop('analyst', '/console/monitoring/:scenario/progress', 'scenario-progress', '/console/monitoring/TM-09/progress', { type: 'part' }),
    stop(
      'auditor',
      '/console/monitoring/:scenario/backtests/:id.csv',
      'backtest-csv',
      `/console/monitoring/TM-10/backtests/${links['backtest']}.csv`,
      { type: 'csv' },
    ),
  ]
}
