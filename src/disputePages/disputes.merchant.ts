import { findRule } from '#src/disputeRules/disputeRules.sql.ts'
import type { DisputeRule } from '#src/disputeRules/disputeRules.ts'
import { amountFacts, categoryText, dateChip, hoursText, isFinal, stateChip, type Refused } from '#src/disputes/disputeWords.page.ts'
import { findAnyDispute, type DisputeRow } from '#src/disputes/disputes.sql.ts'
import { listOwnDisputes, type OwnRow } from '#src/disputes/searchDisputes.sql.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { formatCents } from '#src/kernel/money.ts'
import { testChip } from '#src/payments/paymentWords.page.ts'
import { ownState } from '#src/payments/payments.merchant.ts'
import { evidenceModel } from '#src/resolutions/evidence.page.ts'
import { knownSections, readKnown } from '#src/resolutions/knownFacts.page.ts'
import { standingOn } from '#src/resolutions/resolution.ts'
import { findResolutionOf, listPieces, type PieceRow, type ResolutionRow } from '#src/resolutions/resolutions.sql.ts'
import { ownSendingChip, ownStand, ownTodoKey } from '#src/sendings/sending.page.ts'
import { findSendingOf, type SendingRow } from '#src/sendings/sendings.sql.ts'
import { seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Action, type Columns, type Fact, type Field, type Pagination } from '#src/web/components.ts'
import { merchantUserOf, param, type Visit } from '#src/web/visit.ts'

export const ownBase = '/merchant/disputes'
const pageSize = 50

const rowOf = (visit: Visit, row: OwnRow) => {
  const waits = row.state === 'open' || row.state === 'engaged'
  return {
    href: `${ownBase}/${row.id}`,
    cents: row.amount_cents,
    currency: row.currency,
    why: categoryText(visit, row.category),
    dueOn: row.merchant_due_on,
    date: waits ? dateChip(visit, row, row.merchant_due_on) : null,
    openedAt: row.created_at,
    chip: ownSendingChip(visit, row) ?? stateChip(visit, row),
    test: testChip(visit, row.mode),
    todo: visit.t(isFinal(row) && row.closed_at === null ? 'disputes:own.todo_final' : ownTodoKey(row)),
  }
}

const columnsOf = ({ t }: Visit): Columns => ({
  amount: { label: t('disputes:column.amount'), isLead: true, isNumber: true },
  why: { label: t('disputes:own.why_todo'), isWide: true },
  due: { label: t('disputes:own.last_day') },
  opened: { label: t('disputes:column.opened'), isSpare: true },
  state: { label: t('disputes:column.state') },
})

/** GET /merchant/disputes: his own, the newest first; those that are not over, or all. */
export const showOwnDisputes = async (visit: Visit): Promise<Answer> => {
  if (!(await ownState(visit))) return seeOther('/merchant')
  const { ctx, t, query } = visit
  const isLiving = query['of'] !== 'all'
  const after = typeof query['after'] === 'string' && isId('dspt', query['after']) ? query['after'] : null
  const found = await listOwnDisputes(ctx.db, merchantUserOf(visit).merchantId, { isLiving, after }, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const address = (of: boolean, from: string | null = null): string => {
    const said = new URLSearchParams({ ...(of ? {} : { of: 'all' }), ...(from ? { after: from } : {}) })
    return said.size > 0 ? `${ownBase}?${said}` : ownBase
  }
  const pages: Pagination = {
    previous: after ? address(isLiving) : null,
    next: found.length > pageSize ? address(isLiving, rows.at(-1)!.id) : null,
    shown: t('disputes:shown', { count: rows.length }),
  }
  return view('disputePages/own-list', {
    title: t('disputes:own.title'),
    sentence: t('disputes:own.sentence'),
    tabs: [{ label: t('disputes:shelf.living'), href: address(true), isCurrent: isLiving }, {
      label: t('disputes:shelf.all'),
      href: address(false),
      isCurrent: !isLiving,
    }],
    columns: columnsOf(visit),
    rows: rows.map((row) => rowOf(visit, row)),
    pages,
    empty: { title: t('disputes:own.none_title'), text: t('disputes:own.none_text'), icon: 'check' },
  })
}

export type Own = {
  dispute: DisputeRow
  rule: DisputeRule
  resolution: ResolutionRow | null
  pieces: PieceRow[]
  sending: SendingRow | null
}

/** 404 for another's, and for what is hidden from him. */
export const ownDispute = async (visit: Visit): Promise<Own> => {
  const id = param(visit, 'id')
  const { db } = visit.ctx
  const dispute = isId('dspt', id) ? await findAnyDispute(db, id) : null
  if (!dispute || dispute.merchant_id !== merchantUserOf(visit).merchantId || dispute.hidden_at !== null) throw notFound()
  const resolution = await findResolutionOf(db, id)
  return {
    dispute,
    rule: await findRule(db, dispute.rule_id),
    resolution,
    pieces: resolution ? await listPieces(db, resolution.id) : [],
    sending: await findSendingOf(db, id),
  }
}

export const isInTime = ({ ctx }: Visit, { merchant_due_on: dueOn }: DisputeRow): boolean => parisDay(ctx.now) <= dueOn

/** What he can do now, until his date. */
const actionsOf = (visit: Visit, { dispute, rule }: Own): Action[] => {
  const { t } = visit
  const path = `${ownBase}/${dispute.id}`
  if (rule.flow === 'none' || !isInTime(visit, dispute) || (dispute.state !== 'open' && dispute.state !== 'engaged')) return []
  const accept: Action = { label: t('disputes:own.accept_act'), href: `${path}/accept`, kind: 'plain', icon: 'check' }
  return dispute.state === 'open'
    ? [accept, { label: t('disputes:own.engage_act'), href: `${path}/engage`, kind: 'primary', icon: 'flag' }]
    : [accept]
}

const factsOf = (visit: Visit, { dispute, resolution }: Own): Fact[] => {
  const { t, ctx } = visit
  const hours = hoursText(visit, dispute, dispute.merchant_due_on)
  const waits = !isFinal(dispute) && (dispute.state === 'open' || dispute.state === 'engaged')
  const standing = resolution && resolution.closed_at === null ? standingOn(resolution, ctx.now) : null
  return [
    ...(waits ? [{ label: t('disputes:own.before'), day: dispute.merchant_due_on, ...(hours ? { note: hours } : {}) }] : []),
    ...(standing
      ? [{
        label: t('disputes:own.expected'),
        day: standing.dueOn,
        ...(standing.isSuspended ? { note: t('disputes:page.suspended') } : {}),
      }]
      : []),
    ...amountFacts(visit, dispute),
    { label: t('disputes:page.payment'), text: dispute.payment_id, href: `/merchant/payments/${dispute.payment_id}`, isMono: true },
  ]
}

const statementField = ({ t }: Visit, { resolution }: Own, refused?: Refused): Field => ({
  name: 'statement',
  type: 'textarea',
  rows: 8,
  width: 'full',
  maxlength: 8_000,
  label: t('disputes:own.statement'),
  hint: t('disputes:own.statement_hint'),
  isRequired: true,
  value: String(refused?.values['statement'] ?? resolution?.statement ?? ''),
  ...(refused?.errors['statement'] ? { error: t(refused.errors['statement']) } : {}),
})

const fileOf = (visit: Visit, own: Own, refused?: Refused) => {
  const { dispute, rule, resolution, pieces } = own
  if (!resolution) return null
  const path = `${ownBase}/${dispute.id}`
  const isOpen = dispute.state === 'engaged' && isInTime(visit, dispute)
  return {
    id: resolution.id,
    statement: resolution.statement,
    form: isOpen
      ? {
        action: `${path}/statement`,
        submit: `${path}/submit`,
        field: statementField(visit, own, refused),
        errors: refused?.errors['statement'] ? errorLines(refused.errors, visit.t) : [],
      }
      : null,
    ...evidenceModel(visit, {
      rule,
      pieces,
      base: '/merchant/resolution-pieces',
      isOpen,
      isMerchant: true,
      upload: `${path}/pieces`,
      refused,
    }),
  }
}

const noticeOf = ({ t }: Visit, { dispute, rule }: Own): { tone: 'neutral' | 'warning' | 'good'; text: string } | null => {
  if (rule.flow === 'none')
    return { tone: 'neutral', text: t(dispute.category === 'refund_request' ? 'disputes:own.final_refund' : 'disputes:own.final') }
  if (dispute.state === 'lost' || dispute.state === 'partly_won') return { tone: 'neutral', text: t('disputes:own.no_appeal') }
  if (dispute.state === 'won') return { tone: 'good', text: t('disputes:own.credited') }
  return dispute.state === 'open' ? { tone: 'warning', text: t('disputes:own.do_not_refund') } : null
}

/** GET /merchant/disputes/:id: how much, why, until when, and what to do. */
export const showOwnDispute = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  if (!(await ownState(visit))) return seeOther('/merchant')
  const own = await ownDispute(visit)
  const { dispute } = own
  const { t, lang, ctx } = visit
  if (refused?.errors['form']) return seeOther(`${ownBase}/${dispute.id}`)
  return view('disputePages/own', {
    title: t('disputes:own.page_title', { amount: formatCents(dispute.amount_cents, dispute.currency, lang) }),
    back: { href: ownBase, label: t('disputes:own.title') },
    id: dispute.id,
    chip: ownSendingChip(visit, { state: dispute.state, sendingState: own.sending?.state ?? null }) ?? stateChip(visit, dispute),
    test: testChip(visit, dispute.mode),
    sentence: categoryText(visit, dispute.category),
    actions: actionsOf(visit, own),
    notice: noticeOf(visit, own),
    todo: own.rule.flow === 'none' ? t('disputes:own.text_final') : ownStand(visit, dispute, own.sending),
    facts: factsOf(visit, own),
    file: fileOf(visit, own, refused),
    known: own.resolution ? knownSections(visit, await readKnown(ctx.db, dispute.payment_id)) : [],
  })
}
