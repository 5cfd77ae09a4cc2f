import { dictionary } from '#src/kernel/dictionary.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { readSettings } from '#src/processing/settings.sql.ts'
import { file as sendFile, view, type Answer } from '#src/web/answer.ts'
import type { Action, Fact, HistoryEntry } from '#src/web/components.ts'
import { formatDay, formatInstant, formatNumber } from '#src/web/formats.ts'
import { hasText } from '#src/web/i18n.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { dataBreachLifecycle, notifyBefore, openQuestions, standingAt, type DataBreachAction } from './dataBreach.ts'
import { findDataBreach, listBreachActs, listNotices, type DataBreachRow, type NoticeRow } from './dataBreaches.sql.ts'
import { breachChip, breachPath, hoursChip, lostOf, riskChip, type Refused } from './dataBreachWords.page.ts'
import { draftPdf } from './draftPdf.ts'
import { exportDataBreaches } from './workDataBreach.ts'

export const breachOfPath = async (visit: Visit): Promise<DataBreachRow> => {
  const id = param(visit, 'id')
  const row = isId('dbrc', id) ? await findDataBreach(visit.ctx.db, id) : null
  if (!row) throw notFound()
  return row
}

export const mayStep = ({ ctx }: Visit, row: DataBreachRow, action: DataBreachAction): boolean => {
  try {
    step(dataBreachLifecycle, row.state, action, ctx.actor)
    return true
  } catch {
    return false
  }
}

const actionsOf = (visit: Visit, row: DataBreachRow, questions: readonly string[]): Action[] => {
  const { t } = visit
  const link = (action: DataBreachAction, icon: string, kind: Action['kind'] = 'plain'): Action[] => (mayStep(visit, row, action)
    ? [{ label: t(`dataBreaches:${action}.act`), href: `${breachPath(row)}/${action}`, icon, kind }]
    : [])
  const close: Action[] = mayStep(visit, row, 'close')
    ? (questions.length > 0
      ? [{
        label: t('dataBreaches:close.act'),
        reason: t('dataBreaches:close.missing', { what: questions.map((one) => t(`dataBreaches:question.${one}`)).join(', ') }),
      }]
      : link('close', 'check', 'primary'))
    : []
  return [
    { label: t('dataBreaches:draft.act'), href: `${breachPath(row)}/draft.pdf`, icon: 'file', kind: 'plain' },
    ...link('describe', 'note'),
    ...link('assess', 'scale'),
    ...(row.is_notified === false ? [] : link('notify', 'mail')),
    ...link('tell', 'users'),
    ...close,
  ]
}

const known = ({ t }: Visit, text: string): string => text || t('dataBreaches:unknown')

const clockFacts = (visit: Visit, row: DataBreachRow, isSent: boolean): Fact[] => {
  const { t } = visit
  const hours = hoursChip(visit, row, isSent)
  return [
    { label: t('dataBreaches:fact.aware'), at: row.aware_at },
    { label: t('dataBreaches:fact.ends'), at: notifyBefore(row.aware_at) },
    ...(hours ? [{ label: t('dataBreaches:column.hours'), chip: hours }] : []),
  ]
}

const matterFacts = (visit: Visit, row: DataBreachRow): Fact[] => {
  const { t, lang } = visit
  const count = (value: number | null): string => (value === null ? t('dataBreaches:unknown') : formatNumber(value, lang))
  return [
    {
      label: t('dataBreaches:fact.period'),
      text: row.began_on
        ? t(row.ended_on ? 'dataBreaches:period' : 'dataBreaches:period_open', {
          from: formatDay(row.began_on, lang),
          to: row.ended_on ? formatDay(row.ended_on, lang) : '',
        })
        : t('dataBreaches:unknown'),
    },
    { label: t('dataBreaches:fact.natures'), text: known(visit, row.natures.map((one) => t(`dataBreaches:nature.${one}`)).join(', ')) },
    {
      label: t('dataBreaches:fact.categories'),
      text: known(visit, row.categories.map((one) => t(`retention:category.${one}`)).join(', ')),
    },
    { label: t('dataBreaches:fact.persons'), text: known(visit, row.persons_kinds) },
    { label: t('dataBreaches:fact.persons_count'), text: count(row.persons_count) },
    { label: t('dataBreaches:fact.records'), text: count(row.records_count) },
    { label: t('dataBreaches:fact.consequences'), text: known(visit, row.consequences) },
    { label: t('dataBreaches:fact.measures'), text: known(visit, row.measures) },
  ]
}

const decisionFacts = (visit: Visit, row: DataBreachRow): Fact[] => {
  const { t } = visit
  const risk = riskChip(visit, row)
  return [
    risk
      ? { label: t('dataBreaches:column.risk'), chip: risk, note: row.risk_reason }
      : { label: t('dataBreaches:column.risk'), text: t('dataBreaches:undecided') },
    {
      label: t('dataBreaches:fact.notify'),
      text: row.is_notified === null
        ? t('dataBreaches:undecided')
        : t(row.is_notified ? 'dataBreaches:notified_yes' : 'dataBreaches:notified_no'),
      ...(row.notify_reason ? { note: row.notify_reason } : {}),
    },
    row.persons_told_at
      ? { label: t('dataBreaches:fact.told'), at: row.persons_told_at, note: row.persons_told_how }
      : {
        label: t('dataBreaches:fact.told'),
        text: row.persons_not_told_reason || t(row.risk === 'high' ? 'dataBreaches:told_due' : 'dataBreaches:told_not_due'),
      },
    ...(row.conclusion ? [{ label: t('dataBreaches:fact.conclusion'), text: row.conclusion }] : []),
  ]
}

const roomsOf: Record<string, string> = dictionary({
  natures: 'dataBreaches:nature',
  categories: 'retention:category',
  risk: 'dataBreaches:risk',
  phase: 'dataBreaches:phase',
})

/** A code in words, a day as days are said; what was typed as it was typed. */
const sayChange = ({ t, lang }: Visit, field: string, value: string): string | null => {
  if (value === '') return null
  if (field === 'is_notified') return t(value === 'true' ? 'dataBreaches:yes' : 'dataBreaches:no')
  if (field.endsWith('_on')) return formatDay(value, lang)
  const room = roomsOf[field]
  return room ? value.split(', ').map((one) => t(`${room}.${one}`)).join(', ') : value
}

const historyOf = async (visit: Visit, row: DataBreachRow): Promise<HistoryEntry[]> => {
  const { t, lang } = visit
  const label = (field: string): string => (hasText(lang, `dataBreaches:changed.${field}`) ? t(`dataBreaches:changed.${field}`) : field)
  return (await listBreachActs(visit.ctx.db, row.id)).map((one) => ({
    at: one.at,
    who: one.actorName ?? t(`audit:job.${one.actor_id}`),
    what: t(`dataBreaches:done.${one.act}`),
    ...(one.words ? { why: one.words } : {}),
    changes: (one.changes as { field: string; before: string; after: string }[]).map(({ field, before, after }) => ({
      label: label(field),
      before: sayChange(visit, field, before),
      after: sayChange(visit, field, after),
    })),
  }))
}

const noticeRow = ({ t }: Visit, one: NoticeRow) => ({
  phase: t(`dataBreaches:phase.${one.phase}`),
  at: one.sent_at,
  reference: one.reference,
  late: one.late_reason ?? '',
})

/** GET /console/data-breaches/:id: the hours left, what is known, what is decided, what left for the CNIL; what happened beside. */
export const showDataBreach = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx, lang } = visit
  const row = await breachOfPath(visit)
  const notices = await listNotices(ctx.db, row.id)
  const questions = openQuestions(row, notices.some(({ phase }) => phase === 'initial'))
  const { isLate, endsAt } = standingAt(row.aware_at, ctx.now)
  return view('dataBreaches/show', {
    title: row.title,
    back: { href: '/console/data-breaches', label: t('dataBreaches:title') },
    id: row.id,
    chip: breachChip(visit, row),
    actions: actionsOf(visit, row, questions),
    sentence: row.state === 'closed'
      ? t('dataBreaches:stand.closed')
      : t(
        notices.length > 0
          ? 'dataBreaches:stand.notified'
          : row.is_notified === false
          ? 'dataBreaches:stand.kept'
          : isLate
          ? 'dataBreaches:stand.late'
          : 'dataBreaches:stand.running',
        { at: formatInstant(endsAt, lang) },
      ),
    lost: lostOf(visit, refused),
    clock: clockFacts(visit, row, notices.length > 0),
    what: row.what_happened,
    matter: matterFacts(visit, row),
    decisions: decisionFacts(visit, row),
    questions: row.state === 'open' ? questions.map((one) => t(`dataBreaches:question.${one}`)) : [],
    notices: notices.map((one) => noticeRow(visit, one)),
    history: await historyOf(visit, row),
    columns: {
      phase: { label: t('dataBreaches:notice.phase'), isLead: true },
      at: { label: t('dataBreaches:notice.at') },
      reference: { label: t('dataBreaches:notice.reference') },
      late: { label: t('dataBreaches:notice.late'), isWide: true },
    },
  })
}

/** GET /console/data-breaches/:id/draft.pdf: recorded. */
export const sendDraft = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  const row = await breachOfPath(visit)
  const settings = await readSettings(ctx.db, ctx.now)
  const bytes = await draftPdf(row, await listNotices(ctx.db, row.id), {
    officer: settings.get('officer') ?? '',
    controller: settings.get('controller') ?? '',
    categories: row.categories.map((one) => t(`retention:category.${one}`)).join(', '),
    at: ctx.now,
  })
  await exportDataBreaches(ctx, 'draft', row.id)
  return sendFile(bytes, 'application/pdf', `${row.id}.pdf`)
}
