import { reviewDueOn } from '#src/renewals/reviewInterval.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { oldestKept } from '#src/kernel/datedRules.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { findPeriodicReview } from '#src/renewals/periodicReviews.sql.ts'
import { notedFacts, riskAxes, type NotedFact, type RiskAxis } from '#src/riskTables/factor.ts'
import type { RiskTable } from '#src/riskTables/riskTable.ts'
import { listTables, tableFrom, type TableRow } from '#src/riskTables/tables.sql.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { barsModel } from '#src/web/chart.ts'
import type { Columns } from '#src/web/components.ts'
import { formatDay, formatInstant, formatNumber } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { listNoted, listOverridesOf, type FactRow, type OverrideRow } from './overrides.sql.ts'
import { levelOf, rate, type Reason, type WhatIf } from './rating.ts'
import { axisText, factText, levelChip, levelText, pointsText, reasonText } from './ratingWords.page.ts'
import { factsOf, listRatings, reasonsOf, type RatingRow } from './ratings.sql.ts'
import { countriesAt } from './rulesOfRating.sql.ts'

const historyShown = 50

type Told = {
  visit: Visit
  rows: RatingRow[]
  tables: Map<string, TableRow>
  names: Map<string, string>
  noted: FactRow[]
  overrides: OverrideRow[]
}

const axisChart = ({ t, lang }: Visit, axes: Record<RiskAxis, number>, table: RiskTable) =>
  barsModel({
    label: t('ratings:panel.chart'),
    marks: [],
    ceiling: 100,
    written: (value) => formatNumber(value, lang),
    bars: riskAxes.map((axis) => ({
      label: t(`ratings:axis_short.${axis}`),
      value: axes[axis],
      title: t('ratings:panel.bar', { axis: axisText({ t, lang }, axis), points: axes[axis], share: table.axes[axis] }),
      tone: axes[axis] >= 100 ? 'bad' : axes[axis] >= 40 ? 'warning' : 'plain',
    })),
  })

const reasonColumns = ({ t }: Visit): Columns => ({
  reason: { label: t('ratings:column.reason'), isLead: true, isWide: true },
  axis: { label: t('ratings:column.axis'), isSpare: true },
  points: { label: t('ratings:column.points'), isNumber: true },
  without: { label: t('ratings:column.without') },
})

const restsOn = ({ visit, noted, names }: Told, reason: Reason): string => {
  const found = notedFacts.includes(reason.id as NotedFact) ? noted.find(({ fact }) => fact === reason.id) : undefined
  return found
    ? visit.t('ratings:says.noted', {
      who: names.get(found.noted_by) ?? found.noted_by,
      when: formatInstant(found.noted_at, visit.lang),
      reason: found.reason,
    })
    : factText(visit, reason)
}

const withoutText = ({ visit }: Told, { points, score, level }: WhatIf): string =>
  visit.t(points === 0 ? 'ratings:without.nothing' : 'ratings:without.points', { points, score, level: levelText(visit, level) })

const reasonRows = (told: Told, reasons: Reason[], whatIf: WhatIf[]) =>
  reasons.map((reason) => ({
    reason: reasonText(told.visit, reason.id),
    says: restsOn(told, reason),
    axis: axisText(told.visit, reason.axis),
    points: pointsText(told.visit, reason),
    without: withoutText(told, whatIf.find(({ id }) => id === reason.id)!),
  }))

const historyColumns = ({ t }: Visit): Columns => ({
  at: { label: t('ratings:column.at'), isLead: true },
  level: { label: t('ratings:column.level') },
  score: { label: t('ratings:column.score'), isNumber: true },
  why: { label: t('ratings:column.why'), isWide: true },
  by: { label: t('ratings:column.by') },
  table: { label: t('ratings:column.table'), isSpare: true },
})

const whoOf = ({ visit, names }: Told, id: string): string =>
  names.get(id) ?? visit.t(id.startsWith('musr_') ? 'ratings:by.merchant' : 'ratings:by.program')

/** What came and what went since the rating before. */
const movedText = ({ visit }: Told, row: RatingRow, before: RatingRow | undefined): string => {
  if (!before) return ''
  const [now, then] = [reasonsOf(row), reasonsOf(before)]
  const only = (some: Reason[], other: Reason[], key: string): string[] =>
    some.filter(({ id }) => !other.some((one) => one.id === id)).map(({ id }) => visit.t(key, { reason: reasonText(visit, id) }))
  return [...only(now, then, 'ratings:moved.came'), ...only(then, now, 'ratings:moved.went')].join(' · ')
}

const historyRows = (told: Told) =>
  told.rows.map((row, i) => {
    const decided = told.overrides.find(({ id }) => id === row.override_id)
    const why = [
      told.visit.t(`ratings:trigger.${row.trigger}`),
      decided ? `« ${decided.reason} »` : '',
      movedText(told, row, told.rows[i + 1]),
    ]
      .filter(Boolean)
      .join(' — ')
    return {
      at: row.rated_at,
      chip: levelChip(told.visit, row.level),
      score: String(row.score),
      why,
      by: whoOf(told, row.rated_by),
      table: String(told.tables.get(row.table_id)?.version ?? ''),
    }
  })

const decidedText = ({ visit, names, overrides }: Told, row: RatingRow): string | null => {
  const decided = overrides.find(({ id }) => id === row.override_id)
  if (!decided) return null
  const who = [decided.proposed_by, decided.decided_by]
    .filter((id, i, all): id is string => id !== null && all.indexOf(id) === i)
    .map((id) => names.get(id) ?? id)
    .join(', ')
  const values = {
    level: levelText(visit, decided.level),
    table: levelText(visit, row.computed),
    who,
    reason: decided.reason,
    until: decided.expires_on ? formatDay(decided.expires_on, visit.lang) : '',
  }
  return visit.t(decided.is_raise ? 'ratings:panel.raised' : 'ratings:panel.lowered', values)
}

/** What a level asks of us (R561-20-2, rules.md §1.7): said where the file is worked on. */
const measuresOf = ({ t }: Visit, row: RatingRow, months: string): string[] => {
  if (row.level !== 'high') return [months]
  const isPep = reasonsOf(row).some(({ id }) => id === 'pep')
  return [...(isPep ? ['executive', 'wealth'] : []), 'four_eyes', 'funds', 'monitoring'].map((name) => t(`ratings:measure.${name}`)).concat(
    months,
  )
}

const readTold = async (visit: Visit, dossierId: string): Promise<Told | null> => {
  const { db } = visit.ctx
  const rows = await listRatings(db, dossierId, historyShown)
  if (rows.length === 0) return null
  const [tables, noted, overrides] = [await listTables(db), await listNoted(db, dossierId), await listOverridesOf(db, dossierId)]
  const ids = [
    ...rows.map(({ rated_by: by }) => by),
    ...noted.map(({ noted_by: by }) => by),
    ...overrides.flatMap(({ proposed_by: a, decided_by: b }) => [a, b]),
  ]
    .filter((id): id is string => id?.startsWith('staf_') ?? false)
  return {
    visit,
    rows,
    noted,
    overrides,
    tables: new Map(tables.map((row) => [row.id, row])),
    names: await namesOfStaff(db, [...new Set(ids)]),
  }
}

const reviewText = async ({ ctx, t, lang }: Visit, dossierId: string, { level }: RatingRow): Promise<string> => {
  const review = await findPeriodicReview(ctx.db, dossierId)
  const months = Math.round(
    (Date.parse(reviewDueOn(parisDay(ctx.now), level, parisDay(ctx.now))) - Date.parse(parisDay(ctx.now))) / (86_400_000 * 30.44),
  )
  return review ? t('ratings:measure.review_on', { months, day: formatDay(review.due_on, lang) }) : t('ratings:measure.review', { months })
}

/** The current rating of a file with all that stands behind it; null where it was never rated, or where whoever looks may not know. */
export const ratingModel = async (visit: Visit, { dossierId, merchantId }: { dossierId: string; merchantId: string }) => {
  const { t, lang, ctx } = visit
  const told = isAllowed(staffOf(visit).roles, 'ratings.read') ? await readTold(visit, dossierId) : null
  if (!told) return null
  const [row] = told.rows as [RatingRow]
  const version = told.tables.get(row.table_id)!
  const table = tableFrom(version)
  const today = parisDay(row.rated_at)
  const { whatWouldChangeIt } = rate(factsOf(row), { table, countries: await countriesAt(ctx.db, row.countries_on), today })
  return {
    chip: levelChip(visit, row.level),
    sentence: t('ratings:panel.sentence', { score: row.score, medium: table.mediumFrom, high: table.highFrom }),
    next: levelOf(row.score, table) === 'low'
      ? ''
      : t(
        row.computed === 'high' && reasonsOf(row).some(({ isDecisive }) => isDecisive)
          ? 'ratings:panel.decided_by_reason'
          : 'ratings:panel.lower_from',
        {
          points: row.score - (row.computed === 'high' ? table.highFrom : table.mediumFrom) + 1,
          level: levelText(visit, row.computed === 'high' ? 'medium' : 'low'),
        },
      ),
    rests: t('ratings:panel.rests', {
      version: version.version,
      countries: row.countries_on === oldestKept ? t('ratings:countries.first') : formatDay(row.countries_on, lang),
      at: formatInstant(row.rated_at, lang),
    }),
    decided: decidedText(told, row),
    chart: axisChart(visit, row.axes as Record<RiskAxis, number>, table),
    columns: reasonColumns(visit),
    reasons: reasonRows(told, reasonsOf(row), whatWouldChangeIt),
    measures: measuresOf(visit, row, await reviewText(visit, dossierId, row)),
    historyColumns: historyColumns(visit),
    history: historyRows(told),
    historyCount: told.rows.length,
    link: { label: t('ratings:panel.link'), href: `/console/ratings/${merchantId}` },
  }
}
