import { countByScenario, countWaitingAlerts, type ScenarioCounts } from '#src/alerts/alertCounts.sql.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { versionOn } from '#src/thresholds/inForce.ts'
import { limitsText } from '#src/thresholds/thresholdWords.page.ts'
import { listProposedVersions, listSignedVersions, type SignedVersion } from '#src/thresholds/versions.sql.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Chip, Columns, Figure } from '#src/web/components.ts'
import { formatDay, formatInstant, formatNumber, formatPercent } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { findLastMonitored, findMark } from './merchantDays.sql.ts'
import { scenarioName, scenarioWhat } from './monitoringWords.page.ts'
import { shareBps, type Scenario } from './scenario.ts'
import { scenarios } from './scenarios/index.ts'

/** Over how many days scenarios are judged. */
const days = 30

const columnsOf = ({ t }: Visit): Columns => ({
  scenario: { label: t('monitoring:column.scenario'), isLead: true, isWide: true },
  thresholds: { label: t('monitoring:column.thresholds'), isWide: true },
  alerts: { label: t('monitoring:column.alerts'), isNumber: true },
  open: { label: t('monitoring:column.open'), isNumber: true },
  rate: { label: t('monitoring:column.rate'), isNumber: true },
  version: { label: t('monitoring:column.version'), isNumber: true, isSpare: true },
  state: { label: t('monitoring:column.state') },
})

const chipOf = ({ t }: Visit, isOn: boolean, isProposed: boolean): Chip =>
  isProposed
    ? { tone: 'waiting', label: t('monitoring:proposed'), icon: 'users' }
    : isOn
    ? { tone: 'good', label: t('monitoring:on') }
    : { tone: 'neutral', label: t('monitoring:off') }

const rateText = ({ t, lang }: Visit, counts: ScenarioCounts | undefined): string => (counts && counts.decided > 0
  ? t('monitoring:rate', { rate: formatPercent(shareBps(counts.wrong, counts.decided), lang), decided: formatNumber(counts.decided, lang) })
  : t('monitoring:rate_none'))

type Known = { versions: readonly SignedVersion[]; proposed: ReadonlySet<string>; counts: ReadonlyMap<string, ScenarioCounts> }

const rowOf = (visit: Visit, scenario: Scenario, { versions, proposed, counts }: Known) => {
  const version = versionOn(versions, scenario.id, parisDay(visit.ctx.now))!
  const found = counts.get(scenario.id)
  return {
    href: `/console/monitoring/${scenario.id}`,
    id: scenario.id,
    name: scenarioName(visit, scenario.id),
    what: scenarioWhat(visit, scenario.id),
    thresholds: limitsText(visit, version.set),
    version: `v${version.version}`,
    raised: formatNumber(found?.raised ?? 0, visit.lang),
    waiting: formatNumber(found?.waiting ?? 0, visit.lang),
    rate: rateText(visit, found),
    chip: chipOf(visit, version.set.isOn, proposed.has(scenario.id)),
  }
}

const figuresOf = async (visit: Visit): Promise<Figure[]> => {
  const { t, lang, ctx: { db, now } } = visit
  const [last, mark, { count, breaches }] = [await findLastMonitored(db), await findMark(db), await countWaitingAlerts(db, now)]
  return [
    {
      label: t('monitoring:last_run'),
      value: last ? formatDay(last.monitored_on, lang) : t('monitoring:last_run_none'),
      note: last
        ? t('monitoring:last_run_note', { merchants: formatNumber(last.merchants, lang), alerts: formatNumber(last.alerts, lang) })
        : t('monitoring:last_run_none_note'),
    },
    { label: t('monitoring:counted_to'), value: mark ? formatInstant(mark, lang) : '—' },
    { label: t('monitoring:waiting'), value: formatNumber(count, lang), note: t('monitoring:waiting_note'), href: '/console/alerts' },
    {
      label: t('monitoring:late'),
      value: formatNumber(breaches, lang),
      note: t('monitoring:late_note'),
      tone: breaches > 0 ? 'bad' : 'neutral',
      href: '/console/alerts',
    },
  ]
}

/**
 * GET /console/monitoring: every scenario, its thresholds in force, what it raised and how often nothing came of it; when payments were
 * last looked at.
 */
export const showMonitoring = async (visit: Visit): Promise<Answer> => {
  const { t, ctx: { db, now } } = visit
  const known: Known = {
    versions: await listSignedVersions(db),
    proposed: new Set((await listProposedVersions(db)).map(({ scenario }) => scenario)),
    counts: await countByScenario(db, now, days),
  }
  return view('monitoring/list', {
    title: t('monitoring:title'),
    sentence: t('monitoring:sentence'),
    actions: [{ label: t('monitoring:to_alerts'), href: '/console/alerts', icon: 'bell', kind: 'plain' }],
    figures: await figuresOf(visit),
    columns: columnsOf(visit),
    rows: scenarios.map((scenario) => rowOf(visit, scenario, known)),
  })
}
