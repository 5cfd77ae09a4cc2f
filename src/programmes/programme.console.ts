import { addMonths, type Day } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { view, type Answer } from '#src/web/answer.ts'
import { barsModel, type Bar } from '#src/web/chart.ts'
import type { Columns } from '#src/web/components.ts'
import { formatNumber, formatPercent } from '#src/web/formats.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { enrolment, partsOf, ratioBps, utcMonth, type Programme, type ProgrammeRule, type Standing } from './programme.ts'
import { figuresFrom } from './programmeMonth.page.ts'
import { listAllRules, listRules, type MonthRow } from './programmes.sql.ts'
import { listMonthsOf } from './ranks.sql.ts'
import { monthsBetween, monthText, partText, ratioText, shortMonthText, standingChip } from './programmeWords.page.ts'

/** A year and the month that runs: what a programme looks back on. */
const monthsBack = 12

const barTones = { clear: 'plain', half: 'plain', three_quarters: 'warning', reached: 'bad' } as const satisfies Record<
  Standing,
  Bar['tone']
>

type Shown = { visit: Visit; months: readonly Day[]; rules: Map<string, ProgrammeRule>; name: string }

const chartOf = ({ visit, months, name }: Shown, rule: ProgrammeRule, byMonth: Map<Day, MonthRow>) => {
  const { t, lang } = visit
  const title = t(`programmes:programme.${rule.programme}`)
  return barsModel({
    label: t('programmes:chart_label', { programme: title, name }),
    written: (bps) => formatPercent(bps, lang),
    marks: [{ value: rule.ratioBps, label: t('programmes:chart_mark', { from: formatPercent(rule.ratioBps, lang) }) }],
    bars: months.map((month): Bar => {
      const row = byMonth.get(month)
      const value = row && row.settled > 0 ? ratioBps(row.counted, row.settled) : 0
      return {
        label: shortMonthText(visit, month),
        value,
        title: `${monthText(visit, month)}: ${row ? ratioText(visit, row.counted, row.settled) : '—'}`,
        tone: barTones[row?.standing ?? 'clear'],
      }
    }),
  })
}

const columnsOf = ({ t }: Visit): Columns => ({
  month: { label: t('programmes:column.month'), isLead: true },
  counted: { label: t('programmes:column.counted'), isNumber: true },
  settled: { label: t('programmes:column.settled'), isNumber: true },
  ratio: { label: t('programmes:column.ratio'), isNumber: true },
  once: { label: t('programmes:column.once'), isNumber: true, isSpare: true },
  parts: { label: t('programmes:column.more'), isSpare: true },
  standing: { label: t('programmes:column.standing') },
})

const rowOf = ({ visit, rules }: Shown, row: MonthRow) => {
  const rule = rules.get(row.rule_id)!
  return {
    month: monthText(visit, row.month),
    counted: formatNumber(row.counted, visit.lang),
    settled: formatNumber(row.settled, visit.lang),
    ratio: ratioText(visit, row.counted, row.settled),
    once: rule.network === 'visa' ? ratioText(visit, row.counted_once, row.settled) : '—',
    parts: partsOf(rule, figuresFrom(row)).filter(({ name }) => name !== 'ratio').map((part) => partText(visit, part)).join(', ') || '—',
    chip: standingChip(visit, row.standing),
  }
}

const enrolledText = ({ visit, months }: Shown, byMonth: Map<Day, MonthRow>): string | null => {
  const current = utcMonth(visit.ctx.now)
  const found = enrolment(months.map((month) => ({ month, standing: byMonth.get(month)?.standing ?? 'clear', isOver: month < current })))
  return found ? visit.t('programmes:enrolled', { since: monthText(visit, found.since), count: found.monthsLeft }) : null
}

const sectionOf = (shown: Shown, rule: ProgrammeRule, rows: readonly MonthRow[]) => {
  const byMonth = new Map(rows.map((row) => [row.month, row]))
  return {
    title: shown.visit.t(`programmes:programme.${rule.programme}`),
    text: shown.visit.t(`programmes:formula.${rule.programme}`),
    enrolled: enrolledText(shown, byMonth),
    chart: chartOf(shown, rule, byMonth),
    rows: [...rows].reverse().map((row) => rowOf(shown, row)),
  }
}

const nameOf = async (visit: Visit, id: string): Promise<string> => {
  if (id === 'portfolio') return visit.t('programmes:portfolio')
  const merchant = isId('mrch', id) ? await findMerchant(visit.ctx.db, id) : null
  if (!merchant) throw notFound()
  return merchant.name || merchant.id
}

/**
 * GET /console/programmes/:id: a merchant, or `portfolio` for all of them together, month by month in each programme; what counts, and what
 * is left to a threshold.
 */
export const showProgramme = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  const id = param(visit, 'id')
  const name = await nameOf(visit, id)
  const months = monthsBetween(addMonths(utcMonth(ctx.now), -monthsBack), utcMonth(ctx.now))
  const [rows, inForce, all] = await Promise.all([
    listMonthsOf(ctx.db, id === 'portfolio' ? null : id, months[0]!),
    listRules(ctx.db, utcMonth(ctx.now)),
    listAllRules(ctx.db),
  ])
  const shown: Shown = { visit, months, rules: new Map(all.map((rule) => [rule.id, rule])), name }
  const of = (programme: Programme): MonthRow[] => rows.filter((row) => row.programme === programme)
  const sections = inForce
    .filter(({ scope, programme }) => (scope === 'portfolio') === (id === 'portfolio') && of(programme).length > 0)
    .map((rule) => sectionOf(shown, rule, of(rule.programme)))
  return view('programmes/one', {
    title: name,
    sentence: t('programmes:one_sentence'),
    back: { href: '/console/programmes', label: t('programmes:title') },
    sections,
    columns: columnsOf(visit),
    merchantHref: id === 'portfolio' ? null : `/console/merchants/${id}`,
    empty: { title: t('programmes:nothing_title'), text: t('programmes:nothing_text'), icon: 'shield-check' },
  })
}
