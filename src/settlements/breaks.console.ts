import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { listOpenAnswers } from '#src/payouts/answers.sql.ts'
import { cancelAnswer } from '#src/payments/refusedCancel.page.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Chip, Columns, EmptyState, Pagination, Tab } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { countAnswers, countLines } from './breakCounts.page.ts'
import { listBreaks } from './settlements.sql.ts'

const here = '/console/breaks'
const pageSize = 50

type Side = 'lines' | 'answers'

const columnsOf = ({ t }: Visit): Columns => ({
  what: { label: t('settlements:breaks.what'), isLead: true },
  amount: { label: t('settlements:breaks.amount'), isNumber: true },
  why: { label: t('settlements:breaks.why') },
  merchant: { label: t('settlements:breaks.merchant') },
  reference: { label: t('settlements:breaks.reference'), isWide: true },
  age: { label: t('settlements:breaks.age') },
})

export const reasonChip = ({ t }: Pick<Visit, 't'>, reason: string): Chip => ({ tone: 'warning', label: t(`settlements:reason.${reason}`) })

type Shown = {
  id: string
  amount_cents: number | null
  currency: string | null
  read_at: Date
  merchantId: string | null
  merchantName: string | null
  cancelRefused?: string | null
}

const rowOf = (visit: Visit, row: Shown, { what, reason, reference }: { what: string; reason: string; reference: string }) => ({
  href: `${here}/${row.id}`,
  what,
  cents: row.amount_cents,
  currency: row.currency ?? 'eur',
  chip: reasonChip(visit, reason),
  reference,
  at: row.read_at,
  note: row.cancelRefused ? visit.t('settlements:breaks.cancel_refused', { answer: cancelAnswer(visit, row.cancelRefused) }) : '',
  merchant: row.merchantId === null ? '' : row.merchantName || row.merchantId,
})

const rowsOf = async (visit: Visit, side: Side, after: string | null) => {
  const { t, ctx } = visit
  if (side === 'lines')
    return (await listBreaks(ctx.db, after, pageSize + 1)).map((row) => ({
      id: row.id,
      row: rowOf(visit, row, { what: t(`settlements:act.${row.act}`), reason: row.reason ?? '', reference: row.reference }),
    }))
  return (await listOpenAnswers(ctx.db, after, pageSize + 1)).map((row) => ({
    id: row.id,
    row: rowOf(visit, row, { what: t(`settlements:said.${row.said}`), reason: row.broken ?? '', reference: row.end_to_end_id }),
  }))
}

const addressOf = (side: Side, after: string | null = null): string => {
  const said = new URLSearchParams({ ...(side === 'answers' ? { of: side } : {}), ...(after ? { after } : {}) })
  return said.size > 0 ? `${here}?${said}` : here
}

const prefixes: Record<Side, string> = { lines: 'sttl', answers: 'bans' }
const afterIn = (visit: Visit, side: Side): string | null => {
  const said = visit.query['after']
  return typeof said === 'string' && isId(prefixes[side], said) ? said : null
}

const emptyOf = ({ t }: Visit, side: Side): EmptyState => ({
  title: t('settlements:breaks.none_title'),
  text: t(`settlements:breaks.none_${side}`),
  icon: 'check',
})

/** GET /console/breaks: what the acquirer and the bank said that fits nothing, the oldest first. */
export const showBreaks = async (visit: Visit): Promise<Answer> => {
  const { t } = visit
  const [lines, answers] = await Promise.all([countLines(visit), countAnswers(visit)])
  const side: Side = visit.query['of'] === 'answers' ? 'answers' : 'lines'
  if (side === 'answers' && !answers) throw notFound()
  const after = afterIn(visit, side)
  const found = await rowsOf(visit, side, after)
  const rows = found.slice(0, pageSize)
  const tab = (one: Side, count: { count: number; isCapped: boolean }): Tab => ({
    label: t(`settlements:breaks.${one}`),
    href: addressOf(one),
    isCurrent: one === side,
    ...count,
  })
  const pages: Pagination = {
    previous: after ? addressOf(side) : null,
    next: found.length > pageSize ? addressOf(side, rows.at(-1)!.id) : null,
    shown: t('settlements:breaks.shown', { count: rows.length }),
  }
  return view('settlements/breaks', {
    title: t('settlements:breaks.title'),
    sentence: t(`settlements:breaks.sentence_${side}`),
    tabs: [tab('lines', lines), ...(answers ? [tab('answers', answers)] : [])],
    columns: columnsOf(visit),
    rows: rows.map(({ row }) => row),
    pages,
    empty: emptyOf(visit, side),
  })
}
