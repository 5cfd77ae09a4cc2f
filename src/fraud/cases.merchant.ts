import { z } from 'zod'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { ownState } from '#src/payments/payments.merchant.ts'
import { testChip } from '#src/payments/paymentWords.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Action, type Columns, type Pagination } from '#src/web/components.ts'
import { parse, words } from '#src/web/fields.ts'
import { merchantUserOf, param, type Visit } from '#src/web/visit.ts'
import { countHidden, listCasePayments } from './casePayments.sql.ts'
import { readCaseQuery } from './caseSearch.ts'
import { fraudCaseLifecycle, isHolding, totalsIn } from './fraudCase.ts'
import { findCase, type FraudCaseRow } from './fraudCases.sql.ts'
import { figuresText, ownChip, standingColumns, standingRow, totalText, type Refused } from './fraudWords.page.ts'
import { searchCases, type FoundCase } from './searchCases.sql.ts'
import { withdrawCase } from './withdrawCase.ts'

const here = '/merchant/fraud-cases'
const pageSize = 50

const rowOf = (visit: Visit, row: FoundCase) => ({
  href: `${here}/${row.id}`,
  openedAt: row.opened_at,
  payments: row.payment_count,
  total: totalText(visit, totalsIn(row.totals)),
  chip: ownChip(visit, row.state),
  test: testChip(visit, row.mode),
  by: visit.t(`fraud:own.by_${row.opened_by_kind}`),
})

const columnsOf = ({ t }: Visit): Columns => ({
  opened: { label: t('fraud:column.opened'), isLead: true },
  payments: { label: t('fraud:column.payments'), isNumber: true },
  total: { label: t('fraud:column.total'), isNumber: true },
  by: { label: t('fraud:case.opened_by'), isWide: true },
  state: { label: t('fraud:column.state') },
})

/** GET /merchant/fraud-cases: his own, the newest first. */
export const showOwnCases = async (visit: Visit): Promise<Answer> => {
  if (!(await ownState(visit))) return seeOther('/merchant')
  const { ctx, t } = visit
  const { after } = readCaseQuery(visit.query)
  const query = { ...readCaseQuery({}), shelf: 'all' as const, sort: 'newest' as const, after }
  const found = await searchCases(ctx.db, merchantUserOf(visit).merchantId, query, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const last = rows.at(-1)
  const pages: Pagination = {
    previous: after ? here : null,
    next: found.length > pageSize && last ? `${here}?after=${last.payment_count}.${last.id}` : null,
    shown: t('fraud:shown', { count: rows.length }),
  }
  return view('fraud/own-list', {
    title: t('fraud:own.title'),
    sentence: t('fraud:own.sentence'),
    columns: columnsOf(visit),
    rows: rows.map((row) => rowOf(visit, row)),
    pages,
    primary: { label: t('fraud:own.report'), href: `${here}/new`, icon: 'flag', key: 'n' } satisfies Action,
    empty: { title: t('fraud:own.none_title'), text: t('fraud:own.none_text'), icon: 'flag' },
  })
}

const ownCase = async (visit: Visit): Promise<FraudCaseRow> => {
  const id = param(visit, 'id')
  const one = isId('frdc', id) ? await findCase(visit.ctx.db, id) : null
  if (!one || one.merchant_id !== merchantUserOf(visit).merchantId) throw notFound()
  return one
}

const mayWithdraw = ({ state, opened_by_kind: kind }: FraudCaseRow): boolean =>
  kind === 'merchant' && fraudCaseLifecycle[state].withdraw !== undefined

const afterIn = (
  { query }: Visit,
): string | null => (typeof query['after'] === 'string' && isId('paym', query['after']) ? query['after'] : null)

/** GET /merchant/fraud-cases/:id: its payments, and where it stands in neutral words; nothing of the inquiry. */
export const showOwnCase = async (visit: Visit): Promise<Answer> => {
  if (!(await ownState(visit))) return seeOther('/merchant')
  const { ctx, t } = visit
  const one = await ownCase(visit)
  const after = afterIn(visit)
  const found = await listCasePayments(ctx.db, one.id, { after, limit: pageSize + 1, isOwn: true })
  const gone = await countHidden(ctx.db, one.id)
  const rows = found.slice(0, pageSize)
  const path = `${here}/${one.id}`
  return view('fraud/own-case', {
    title: t('fraud:own.case_title', { figures: figuresText(visit, { count: one.payment_count, totals: totalsIn(one.totals) }) }),
    back: { href: here, label: t('fraud:own.title') },
    id: one.id,
    chip: ownChip(visit, one.state),
    test: testChip(visit, one.mode),
    sentence: t(`fraud:own.sentence_${one.state}`),
    facts: [{ label: t('fraud:column.opened'), at: one.opened_at }, {
      label: t('fraud:case.opened_by'),
      text: t(`fraud:own.by_${one.opened_by_kind}`),
    }, ...(one.closed_at ? [{ label: t('fraud:column.closed'), at: one.closed_at }] : [])],
    isLiving: isHolding(one.state),
    gone: gone > 0 ? t('fraud:own.gone', { count: gone }) : '',
    actions: mayWithdraw(one) ? [{ label: t('fraud:own.withdraw'), href: `${path}/withdraw`, icon: 'x', kind: 'plain' }] : [],
    statement: one.opened_by_kind === 'merchant' ? one.statement : '',
    columns: standingColumns(visit),
    rows: rows.map((row) => standingRow(visit, '/merchant/payments', row)),
    count: one.payment_count - gone,
    pages: {
      previous: after ? path : null,
      next: found.length > pageSize ? `${path}?after=${rows.at(-1)!.paymentId}` : null,
      shown: t('payments:list.shown', { count: rows.length }),
    },
  })
}

/** GET /merchant/fraud-cases/:id/withdraw */
export const showWithdrawCase = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  if (!(await ownState(visit))) return seeOther('/merchant')
  const { t } = visit
  const one = await ownCase(visit)
  const back = { href: `${here}/${one.id}`, label: t('fraud:own.back_to') }
  if (!mayWithdraw(one)) return seeOther(back.href)
  const figures = { count: one.payment_count, totals: totalsIn(one.totals) }
  return view('fraud/act', {
    title: t('fraud:withdraw.title'),
    back,
    id: one.id,
    sentence: figuresText(visit, figures),
    errors: errorLines(refused?.errors, t),
    lost: null,
    rows: [],
    columns: standingColumns(visit),
    decisions: [],
    decline: null,
    tabs: [],
    choices: null,
    plan: null,
    warning: '',
    form: {
      action: `${back.href}/withdraw`,
      intro: t('fraud:withdraw.intro'),
      undo: t('fraud:withdraw.undo'),
      hidden: [],
      isDangerous: true,
      submit: t('fraud:withdraw.submit'),
      cancel: { href: back.href, label: t('web:verb.cancel') },
      effects: [{
        figure: t('fraud:check.effect_figure', { count: figures.count }),
        text: t('fraud:withdraw.effect', { count: figures.count, total: totalText(visit, figures.totals) }),
      }],
      fields: [{
        name: 'reason',
        type: 'textarea',
        rows: 3,
        width: 'full',
        maxlength: 2_000,
        label: t('fraud:withdraw.reason'),
        isRequired: true,
        value: String(refused?.values['reason'] ?? ''),
        error: refused?.errors['reason'] ? t(refused.errors['reason']) : undefined,
      }],
    },
  })
}

/** POST /merchant/fraud-cases/:id/withdraw */
export const postWithdrawCase = async (visit: Visit): Promise<Answer> => {
  const one = await ownCase(visit)
  await withdrawCase(visit.ctx, one.id, parse(z.object({ reason: words(2_000) }), visit.body))
  return seeOther(`${here}/${one.id}`, good('fraud:flash.withdrawn'))
}
