import { fraudReasons, seenOf } from '#src/fraud/fraudCase.ts'
import { countFigures, figuresText, standingColumns, standingRow, totalText, type Refused } from '#src/fraud/fraudWords.page.ts'
import { newTicket } from '#src/platform/submission.ts'
import { view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Field, type Hidden, type Link } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { listFileable, readCheck, type Check } from './check.sql.ts'
import type { ReportRow } from './reports.sql.ts'

/** More is a matter for a file. */
export const mostPasted = 10_000
const shownPayments = 50
const shownFaults = 200

type FormPage = {
  title: string
  sentence: string
  back: Link
  action: string
  before?: Field[]
  hidden?: Hidden[]
  withReason: boolean
  statement: { label: string; hint: string }
  values?: Record<string, string>
}

const fieldsOf = ({ t }: Visit, { before = [], withReason, statement }: FormPage): Field[] => [
  ...before,
  ...(withReason
    ? [{
      name: 'reason',
      type: 'select' as const,
      label: t('fraud:report.reason'),
      options: fraudReasons.map((value) => ({ value, label: t(`fraud:reason.${value}`) })),
      isRequired: true,
    }]
    : []),
  {
    name: 'statement',
    type: 'textarea',
    rows: 3,
    label: statement.label,
    hint: statement.hint,
    maxlength: 4_000,
    width: 'full',
    isRequired: true,
  },
  {
    name: 'pasted',
    type: 'textarea',
    rows: 5,
    label: t('fraud:report.pasted'),
    hint: t('fraud:report.pasted_hint'),
    maxlength: mostPasted,
    width: 'full',
    isOptional: true,
  },
  {
    name: 'file',
    type: 'file',
    label: t('fraud:report.file'),
    hint: t('fraud:report.file_hint'),
    accept: '.csv,.txt,text/csv,text/plain',
    width: 'full',
    isOptional: true,
  },
]

/** The form that names payments, for whichever door; nothing is filed by it. */
export const reportForm = (visit: Visit, page: FormPage, refused?: Refused): Answer => {
  const { t } = visit
  const fields = refill(fieldsOf(visit, page), refused?.values ?? page.values ?? {}, refused?.errors ?? {}, t)
  return view('fraudReports/report-form', {
    title: page.title,
    sentence: page.sentence,
    back: page.back,
    action: page.action,
    hidden: [...(page.hidden ?? []), { name: 'ticket', value: newTicket() }],
    fields,
    errors: errorLines(refused?.errors, t),
    submit: t('fraud:report.check'),
    cancel: page.back,
    note: t('fraud:report.nothing_yet'),
  })
}

const faultRows = ({ t }: Visit, row: ReportRow, check: Check) =>
  [
    ...check.faults.map(({ line, fault, id }) => ({
      line,
      text: id,
      why: t(`fraud:fault.${fault}${fault === 'unknown' ? `_${row.made_by_kind}` : ''}`),
    })),
    ...row.bad_lines.map(({ line, fault, text }) => ({ line, text, why: t(`fraud:fault.${fault}`) })),
  ]
    .sort((a, b) => a.line - b.line)
    .slice(0, shownFaults)

/** Somebody, or something, was quicker: what it was, over the figures as they are now. */
const lostOf = ({ t }: Visit, refused?: Refused) => {
  const code = /^errors:([a-z_]+)\.text$/.exec(refused?.errors['form'] ?? '')?.[1]
  return code ? { title: t(`errors:${code}.title`), text: t(`errors:${code}.text`) } : null
}

const formOf = (visit: Visit, row: ReportRow, { figures }: Check, { action, cancel }: { action: string; cancel: Link }) => {
  const { t } = visit
  if (figures.count === 0) return null
  const kind = row.target_case_id ? 'add' : row.made_by_kind === 'merchant' ? 'report' : 'open'
  const total = totalText(visit, figures.totals)
  return {
    action,
    intro: t('fraud:check.intro'),
    undo: t(`fraud:check.undo_${row.made_by_kind}`),
    fields: [],
    isDangerous: false,
    hidden: [{ name: 'seen', value: seenOf(figures) }],
    cancel,
    effects: [
      {
        figure: t('fraud:check.effect_figure', { count: figures.count }),
        text: t(`fraud:check.effect_${kind}`, { count: figures.count, total }),
        tone: 'warning' as const,
      },
      { figure: t('fraud:check.effect_refunds_figure'), text: t('fraud:check.effect_refunds') },
    ],
    submit: t(`fraud:check.submit_${kind}`, { count: figures.count, total }),
  }
}

type CheckPage = { base: string; payments: string; refused?: Refused | undefined; again: string; back: Link }

/**
 * What was named, held against the rows as they are now: what would be filed, what would not and why. `base`: the address of the reports of
 * this door.
 */
export const checkPage = async (visit: Visit, row: ReportRow, { base, payments, refused, again, back }: CheckPage): Promise<Answer> => {
  const { ctx, t } = visit
  const named = {
    world: { merchantId: row.merchant_id, mode: row.mode },
    named: { ids: row.payment_ids, lines: row.lines },
    isOwn: row.made_by_kind === 'merchant',
  }
  const check = await readCheck(ctx.db, named, shownFaults)
  const fileable = await listFileable(ctx.db, named, shownPayments)
  const faultCount = check.faultCount + row.bad_count
  const faults = faultRows(visit, row, check)
  return view('fraudReports/report', {
    title: t('fraud:check.title'),
    sentence: t('fraud:check.sentence', { figures: figuresText(visit, check.figures) }),
    back,
    lost: lostOf(visit, refused),
    figures: countFigures(visit, check.counts),
    faults,
    faultCount,
    faultsMore: faultCount > faults.length ? t('fraud:check.faults_more', { count: faultCount - faults.length }) : '',
    faultColumns: {
      line: { label: t('fraud:check.line'), isNumber: true },
      text: { label: t('fraud:check.said'), isLead: true },
      why: { label: t('fraud:check.why'), isWide: true },
    },
    columns: standingColumns(visit),
    rows: fileable.map((one) => standingRow(visit, payments, one)),
    count: check.figures.count,
    more: check.figures.count > fileable.length ? t('fraud:check.more', { count: check.figures.count - fileable.length }) : '',
    underWay: check.counts.underWay > 0 ? t('fraud:check.under_way', { count: check.counts.underWay }) : '',
    form: formOf(visit, row, check, { action: `${base}/${row.id}/file`, cancel: { label: t('fraud:check.again'), href: again } }),
    again: { label: t('fraud:check.again'), href: again },
  })
}
