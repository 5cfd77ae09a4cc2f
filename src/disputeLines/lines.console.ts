import { z } from 'zod'
import { historyWords } from '#src/audit/historyWords.page.ts'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import { tellEvent } from '#src/audit/tellEvent.ts'
import type { Refused } from '#src/disputes/disputeWords.page.ts'
import { correctionsAbout } from '#src/corrections/correctionsAbout.page.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Columns, type Fact, type Field, type Pagination } from '#src/web/components.ts'
import { parse, words } from '#src/web/fields.ts'
import { formatInstant } from '#src/web/formats.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { findDisputeLine, listBrokenLines, type DisputeLineRow } from './disputeLines.sql.ts'
import { resolveDisputeLine } from './resolveDisputeLine.ts'

const here = '/console/dispute-lines'
const pageSize = 50

const columnsOf = ({ t }: Visit): Columns => ({
  stage: { label: t('disputes:line.stage'), isLead: true },
  amount: { label: t('disputes:column.amount'), isNumber: true },
  code: { label: t('disputes:column.code') },
  reason: { label: t('disputes:line.reason'), isWide: true },
  reference: { label: t('disputes:page.reference') },
  on: { label: t('disputes:line.on') },
})

const rowOf = ({ t }: Visit, row: DisputeLineRow) => ({
  href: `${here}/${row.id}`,
  stage: t(`disputes:stage.${row.stage}`),
  cents: row.amount_cents,
  currency: row.currency,
  code: `${t(`payments:network.${row.network}`)} ${row.code}`,
  chip: { tone: 'warning' as const, label: t(`disputes:fault.${row.reason}`) },
  reference: row.reference,
  on: row.reported_on,
})

/** GET /console/dispute-lines: what was said of disputes that fits nothing, the oldest first. */
export const showDisputeLines = async (visit: Visit): Promise<Answer> => {
  const { t, ctx, query } = visit
  const after = typeof query['after'] === 'string' && isId('dspl', query['after']) ? query['after'] : null
  const found = await listBrokenLines(ctx.db, after, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const pages: Pagination = {
    previous: after ? here : null,
    next: found.length > pageSize ? `${here}?after=${rows.at(-1)!.id}` : null,
    shown: t('disputes:lines.shown', { count: rows.length }),
  }
  return view('disputeLines/lines', {
    title: t('disputes:lines.title'),
    sentence: t('disputes:lines.sentence'),
    back: { href: '/console/disputes', label: t('disputes:title') },
    columns: columnsOf(visit),
    rows: rows.map((row) => rowOf(visit, row)),
    pages,
    empty: { title: t('disputes:lines.none_title'), text: t('disputes:lines.none_text'), icon: 'check' },
  })
}

const lineOfPath = async (visit: Visit): Promise<DisputeLineRow> => {
  const id = param(visit, 'id')
  const row = isId('dspl', id) ? await findDisputeLine(visit.ctx.db, id) : null
  if (!row || (row.outcome !== 'broken' && !row.healed_at)) throw notFound()
  return row
}

const factsOf = ({ t }: Visit, row: DisputeLineRow): Fact[] => [
  { label: t('disputes:line.stage'), text: t(`disputes:stage.${row.stage}`) },
  { label: t('disputes:page.reference'), text: row.reference, isMono: true },
  ...(row.original ? [{ label: t('disputes:line.original'), text: row.original, isMono: true }] : []),
  { label: t('disputes:column.code'), text: `${t(`payments:network.${row.network}`)} ${row.code}` },
  { label: t('disputes:column.amount'), cents: row.amount_cents, currency: row.currency },
  ...(row.due_on ? [{ label: t('disputes:column.due'), day: row.due_on }] : []),
  { label: t('disputes:line.on'), day: row.reported_on },
  { label: t('disputes:line.origin'), text: t(`disputes:origin.${row.origin}`) },
]

const knownOf = ({ t }: Visit, row: DisputeLineRow): Fact[] => [
  ...(row.payment_id
    ? [{ label: t('disputes:page.payment'), text: row.payment_id, href: `/console/payments/${row.payment_id}`, isMono: true }]
    : []),
  ...(row.dispute_id
    ? [{ label: t('disputes:line.dispute'), text: row.dispute_id, href: `/console/disputes/${row.dispute_id}`, isMono: true }]
    : []),
]

const shownEvents = 20

/** Why it waits; of one that waits no more, what became of it. */
const headOf = ({ t, lang }: Visit, { healed_at: healedAt, resolved_at: resolvedAt, reason }: DisputeLineRow) => {
  if (healedAt)
    return {
      chip: { tone: 'good' as const, label: t('settlements:outcome.healed') },
      sentence: t('settlements:break.healed', { when: formatInstant(healedAt, lang) }),
    }
  return {
    chip: {
      tone: resolvedAt ? ('good' as const) : ('warning' as const),
      label: t(resolvedAt ? 'disputes:lines.resolved' : `disputes:fault.${reason}`),
    },
    sentence: t(`disputes:fault_text.${reason}`),
  }
}

/** GET /console/dispute-lines/:id: what was said beside what we know, and its end. */
export const showDisputeLine = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const row = await lineOfPath(visit)
  const { t, ctx, lang } = visit
  if (refused?.errors['form']) return seeOther(`${here}/${row.id}`)
  const { entries } = await readHistory(ctx.db, { subjectId: row.id }, { limit: shownEvents })
  const field: Field = {
    name: 'reason',
    type: 'textarea',
    rows: 3,
    width: 'full',
    maxlength: 2_000,
    label: t('web:form.reason'),
    hint: t('disputes:lines.reason_hint'),
    isRequired: true,
    value: String(refused?.values['reason'] ?? ''),
    ...(refused?.errors['reason'] ? { error: t(refused.errors['reason']) } : {}),
  }
  return view('disputeLines/line', {
    title: t('disputes:lines.one_title'),
    back: { href: here, label: t('disputes:lines.title') },
    id: row.id,
    ...headOf(visit, row),
    isHealed: row.healed_at !== null,
    said: factsOf(visit, row),
    known: knownOf(visit, row),
    errors: errorLines(refused?.errors, t),
    action: `${here}/${row.id}/resolve`,
    field: row.resolved_at || row.healed_at ? null : field,
    mayResolve: isAllowed(staffOf(visit).roles, 'disputes.work'),
    resolution: row.resolution ?? '',
    resolvedAt: row.resolved_at ? t('disputes:lines.resolved_at', { at: formatInstant(row.resolved_at, lang) }) : '',
    history: entries.map((one) => tellEvent(one, historyWords(visit))),
    corrections: await correctionsAbout(visit, row.id, { cents: row.amount_cents, currency: row.currency, isOver: row.healed_at !== null }),
  })
}

/** POST /console/dispute-lines/:id/resolve */
export const postResolveLine = async (visit: Visit): Promise<Answer> => {
  const row = await lineOfPath(visit)
  await resolveDisputeLine(visit.ctx, row.id, parse(z.object({ reason: words(2_000) }), visit.body))
  return seeOther(here, good('disputes:flash.line_resolved'))
}
