import { z } from 'zod'
import { askedOf, askedText } from '#src/kernel/asked.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { figureText, groupName, scenarioName, scenarioWhat } from '#src/monitoring/monitoringWords.page.ts'
import { scenarioIds, type Scenario, type ScenarioId } from '#src/monitoring/scenario.ts'
import { scenarioOf } from '#src/monitoring/scenarios/index.ts'
import { tradeGroups } from '#src/monitoring/tradeGroups.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { fragment, good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Columns, type Fact, type Field } from '#src/web/components.ts'
import { choice, dayLine, optionalWords, parse, proposalSeen, words } from '#src/web/fields.ts'
import { formatDay, formatNumber } from '#src/web/formats.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { backtestEffects, backtestModel, progressOf } from './backtest.page.ts'
import { findBacktestOf, type BacktestRow } from './backtests.sql.ts'
import { declineThresholds, signThresholds, thresholdsMark, withdrawThresholds } from './decideThresholds.ts'
import { versionOn } from './inForce.ts'
import { backtestMonths, orderBacktest } from './orderBacktest.ts'
import { proposeThresholds } from './proposeThresholds.ts'
import { proposalFields, scopeField, scopeIn, setIn, type Refused } from './thresholdForm.page.ts'
import type { ThresholdSet } from './thresholdSet.ts'
import { changesText, thresholdName, versionChip } from './thresholdWords.page.ts'
import { listVersionsOf, setFrom, type VersionRow } from './versions.sql.ts'

type One = { id: ScenarioId; scenario: Scenario; versions: VersionRow[]; now: ThresholdSet; path: string }

export const scenarioOfPath = (visit: Visit): ScenarioId => {
  const id = askedOf(scenarioIds, param(visit, 'scenario'))
  if (!id) throw notFound()
  return id
}

const oneOfPath = async (visit: Visit): Promise<One> => {
  const id = scenarioOfPath(visit)
  const versions = await listVersionsOf(visit.ctx.db, id)
  const signed = versions.filter(({ state }) => state === 'signed').map((row) => ({
    scenario: id,
    version: row.version,
    validFrom: row.valid_from,
    set: setFrom(row),
  }))
  return {
    id,
    scenario: scenarioOf(id),
    versions,
    now: versionOn(signed, id, parisDay(visit.ctx.now))!.set,
    path: `/console/monitoring/${id}`,
  }
}

const factsOf = ({ t }: Visit, { days, isLive, quietDays, revision }: Scenario): Fact[] => [
  { label: t('monitoring:window'), text: t('monitoring:window_days', { count: days }) },
  { label: t('monitoring:runs'), text: t(isLive ? 'monitoring:live' : 'monitoring:nightly') },
  {
    label: t('monitoring:quiet'),
    text: quietDays === null ? t('monitoring:quiet_none') : t('monitoring:window_days', { count: quietDays }),
  },
  { label: t('monitoring:revision'), text: String(revision) },
]

/** Thresholds line by line; a column for everybody and one for each trade that has its own. */
const limitsTable = (visit: Visit, { scenario, now }: One) => {
  const apart = tradeGroups.filter((group) => Object.keys(now.byGroup[group] ?? {}).length > 0)
  const columns: Columns = {
    threshold: { label: visit.t('thresholds:column.threshold'), isLead: true, isWide: true },
    usual: { label: visit.t('thresholds:usual'), isNumber: true },
    ...Object.fromEntries(apart.map((group) => [group, { label: groupName(visit, group), isNumber: true }])),
  }
  const rows = Object.keys(scenario.defaults).map((name) => ({
    name: thresholdName(visit, name),
    usual: figureText(visit, name, now.usual[name]!),
    apart: apart.map((group) => ({
      column: columns[group]!,
      value: now.byGroup[group]![name] === undefined ? '' : figureText(visit, name, now.byGroup[group]![name]!),
    })),
  }))
  return { columns, rows, note: apart.length === 0 ? visit.t('thresholds:no_override') : '' }
}

const versionColumns = ({ t }: Visit): Columns => ({
  version: { label: t('thresholds:column.version'), isNumber: true },
  values: { label: t('thresholds:column.values'), isLead: true, isWide: true },
  from: { label: t('thresholds:column.from') },
  by: { label: t('thresholds:column.by') },
  state: { label: t('thresholds:column.state') },
  reason: { label: t('thresholds:column.reason'), isWide: true },
})

/** Each version with what it changed of the one that was signed before it. */
const versionRows = async (visit: Visit, { versions }: One) => {
  const names = await namesOfStaff(
    visit.ctx.db,
    versions.flatMap(({ proposed_by: a, decided_by: b }) => [a, b]).filter((id): id is string => id !== null),
  )
  return versions.map((row) => {
    const before = versions.find((one) => one.version < row.version && one.state === 'signed')
    return {
      version: `v${row.version}`,
      values: before ? changesText(visit, setFrom(before), setFrom(row)) : visit.t('thresholds:first_values'),
      from: row.valid_from,
      reason: row.decline_reason ?? row.reason,
      chip: versionChip(visit, row.state),
      by: [
        ...new Set([
          row.proposed_by,
          row.decided_by,
        ]),
      ]
        .filter((id): id is string => id !== null)
        .map((id) => names.get(id) ?? id)
        .join(', ') || visit.t('thresholds:by_rules'),
    }
  })
}

const reasonField = ({ t }: Visit, refused: Refused | undefined): Field => ({
  name: 'reason',
  type: 'textarea',
  rows: 3,
  width: 'full',
  maxlength: 2_000,
  label: t('thresholds:propose.reason'),
  isRequired: true,
  value: String(refused?.values['reason'] ?? ''),
  ...(refused?.errors['reason'] ? { error: t(refused.errors['reason']) } : {}),
})

const missingOf = (
  { t, ctx }: Visit,
  proposed: VersionRow,
  roles: ReturnType<typeof staffOf>['roles'],
  backtest: BacktestRow | null,
): string => {
  if (proposed.proposed_by === ctx.actor.id) return t('thresholds:decide.own')
  if (!isAllowed(roles, 'thresholds.decide')) return t('thresholds:decide.not_officer')
  return backtest?.state === 'done' ? '' : t('thresholds:decide.not_done')
}

const decisionOf = async (visit: Visit, { versions, now, path }: One, refused: Refused | undefined) => {
  const proposed = versions.find(({ state }) => state === 'proposed')
  if (!proposed) return null
  const { t, lang, ctx } = visit
  const { roles } = staffOf(visit)
  const backtest = await findBacktestOf(ctx.db, proposed.id)
  const missing = missingOf(visit, proposed, roles, backtest)
  const isOwn = proposed.proposed_by === ctx.actor.id
  const who = (await namesOfStaff(ctx.db, [proposed.proposed_by!])).get(proposed.proposed_by!) ?? ''
  const intro = t('thresholds:decide.intro', { from: formatDay(proposed.valid_from, lang), who })
  const mayTry = isAllowed(roles, 'thresholds.propose') && backtest !== null && (backtest.state === 'done' || backtest.state === 'failed')
  return {
    intro,
    changes: changesText(visit, now, setFrom(proposed)),
    reason: proposed.reason,
    missing,
    backtest: backtest && (await backtestModel(visit, path, backtest)),
    summary: backtest?.state === 'done' ? backtestEffects(visit, backtest) : [],
    form: missing === '' && backtest ?
      {
        action: `${path}/sign`,
        intro,
        effects: backtestEffects(visit, backtest),
        undo: t('thresholds:decide.undo'),
        hidden: [{ name: 'seen', value: backtest.id }, { name: 'proposal', value: thresholdsMark(proposed) }],
        fields: [],
        submit: t('thresholds:decide.submit'),
        isDangerous: (backtest.lost ?? 0) > 0,
        cancel: { label: t('web:verb.cancel'), href: '/console/monitoring' },
      } :
      null,
    decline: isOwn || !isAllowed(roles, 'thresholds.decide')
      ? null
      : {
        action: `${path}/decline`,
        proposal: thresholdsMark(proposed),
        field: reasonField(visit, refused),
        isOpen: Boolean(refused?.errors['reason'] ?? (refused?.values['proposal'] && refused.values['reason'])),
      },
    withdraw: isOwn ? `${path}/withdraw` : null,
    again: mayTry
      ? {
        action: `${path}/backtest`,
        field: {
          name: 'months',
          type: 'select' as const,
          label: t('thresholds:propose.months'),
          value: '3',
          width: 'short' as const,
          options: backtestMonths.map((value) => ({ value, label: t('thresholds:propose.months_option', { count: Number(value) }) })),
        },
      }
      : null,
  }
}

/**
 * GET /console/monitoring/:scenario: what it looks at, its thresholds by trade and their versions; a proposal with its trial, or the form
 * to make one.
 */
export const showScenario = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const one = await oneOfPath(visit)
  const decision = await decisionOf(visit, one, refused)
  const mayPropose = isAllowed(staffOf(visit).roles, 'thresholds.propose')
  return view('thresholds/scenario', {
    title: `${one.id} · ${scenarioName(visit, one.id)}`,
    sentence: scenarioWhat(visit, one.id),
    back: { href: '/console/monitoring', label: t('monitoring:title') },
    chip: { tone: one.now.isOn ? 'good' : 'neutral', label: t(one.now.isOn ? 'monitoring:on' : 'monitoring:off') },
    actions: [{ label: t('monitoring:to_alerts'), href: `/console/alerts?scenario=${one.id}`, icon: 'bell', kind: 'plain' }],
    errors: errorLines(refused?.errors, t),
    facts: factsOf(visit, one.scenario),
    limits: limitsTable(visit, one),
    decision,
    propose: mayPropose && !decision
      ? {
        scope: { action: one.path, field: scopeField(visit) },
        action: `${one.path}/propose`,
        hidden: scopeIn(visit.query['for'] ?? visit.body['scope']) ?? '',
        fields: proposalFields(visit, one.scenario, one.now, refused),
        isOpen: Boolean(refused) || visit.query['for'] !== undefined,
      }
      : null,
    missing: decision ? '' : mayPropose ? '' : t('thresholds:missing.analyst'),
    versionColumns: versionColumns(visit),
    versions: await versionRows(visit, one),
  })
}

/** GET /console/monitoring/:scenario/progress: the bar alone, for the page that asks again. */
export const showBacktestProgress = async (visit: Visit): Promise<Answer> => {
  const one = await oneOfPath(visit)
  const proposed = one.versions.find(({ state }) => state === 'proposed')
  const backtest = proposed ? await findBacktestOf(visit.ctx.db, proposed.id) : null
  return fragment('thresholds/progress', {
    progress: backtest && progressOf(visit, one.path, backtest),
    href: one.path,
    label: visit.t('thresholds:backtest.ready'),
    total: formatNumber(backtest?.days_total ?? 0, visit.lang),
  })
}

const proposalForm = z.object({ valid_from: dayLine(), months: choice(backtestMonths), reason: words(2_000) })

/** POST /console/monitoring/:scenario/propose */
export const postProposeThresholds = async (visit: Visit): Promise<Answer> => {
  const one = await oneOfPath(visit)
  const { valid_from: validFrom, months, reason } = parse(proposalForm, visit.body)
  await proposeThresholds(visit.ctx, one.id, {
    set: setIn(one.scenario, one.now, visit),
    validFrom,
    months,
    reason,
  })
  return seeOther(one.path, good('thresholds:flash.proposed'))
}

/** POST /console/monitoring/:scenario/backtest */
export const postBacktest = async (visit: Visit): Promise<Answer> => {
  const id = scenarioOfPath(visit)
  await orderBacktest(visit.ctx, id, parse(z.object({ months: choice(backtestMonths) }), visit.body))
  return seeOther(`/console/monitoring/${id}`, good('thresholds:flash.ordered'))
}

/** POST /console/monitoring/:scenario/sign */
export const postSignThresholds = async (visit: Visit): Promise<Answer> => {
  const id = scenarioOfPath(visit)
  await signThresholds(visit.ctx, id, { seen: askedText(visit.body['seen'], 40), proposal: askedText(visit.body['proposal'], 100) })
  return seeOther(`/console/monitoring/${id}`, good('thresholds:flash.signed'))
}

/** POST /console/monitoring/:scenario/decline */
export const postDeclineThresholds = async (visit: Visit): Promise<Answer> => {
  const id = scenarioOfPath(visit)
  await declineThresholds(visit.ctx, id, parse(z.object({ reason: optionalWords(2_000), proposal: proposalSeen() }), visit.body))
  return seeOther(`/console/monitoring/${id}`, good('thresholds:flash.declined'))
}

/** POST /console/monitoring/:scenario/withdraw */
export const postWithdrawThresholds = async (visit: Visit): Promise<Answer> => {
  const id = scenarioOfPath(visit)
  await withdrawThresholds(visit.ctx, id)
  return seeOther(`/console/monitoring/${id}`, good('thresholds:flash.withdrawn'))
}
