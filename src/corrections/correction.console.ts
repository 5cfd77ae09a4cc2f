import { historyWords } from '#src/audit/historyWords.page.ts'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import { tellEvent } from '#src/audit/tellEvent.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import type { Draft } from '#src/ledger/entry.ts'
import { entryModel, legColumns } from '#src/ledger/entryModel.page.ts'
import { entriesOf } from '#src/ledger/reads.ts'
import { findMerchant, type MerchantRow } from '#src/merchants/merchants.sql.ts'
import { findStaff } from '#src/staff/staff.sql.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Fact } from '#src/web/components.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { noSums, type Sums } from './correction.ts'
import { effectsOfBooking, purseOf, readSums } from './correctionMoney.ts'
import { findCorrection, type CorrectionRow } from './corrections.sql.ts'
import { correctionChip, correctionPath, correctionsPath, lostOf, mayDecide, mayPropose, money, nameOf,
  type Refused } from './correctionWords.page.ts'

export type OneCorrection = { row: CorrectionRow; merchant: MerchantRow | null }

const shownEvents = 30

export const correctionOfPath = async (visit: Visit): Promise<OneCorrection> => {
  const id = param(visit, 'id')
  const row = isId('corr', id) ? await findCorrection(visit.ctx.db, id) : null
  if (!row) throw notFound()
  return { row, merchant: row.merchant_id === null ? null : await findMerchant(visit.ctx.db, row.merchant_id) }
}

const aboutPages: Record<string, (id: string) => string> = dictionary({
  sttl: (id) => `/console/breaks/${id}`,
  bans: (id) => `/console/breaks/${id}`,
  dspl: (id) => `/console/dispute-lines/${id}`,
  dspt: (id) => `/console/disputes/${id}`,
  paym: (id) => `/console/payments/${id}`,
  pout: (id) => `/console/payouts/${id}`,
})
const aboutFact = ({ t }: Visit, { about_id: id }: CorrectionRow): Fact[] => (id === null
  ? []
  : [{ label: t('corrections:fact.about'), text: id, href: aboutPages[id.slice(0, 4)]?.(id) ?? '', isMono: true }])

const whoFact = async (
  { ctx }: Visit,
  label: string,
  id: string | null,
  at: Date | null,
): Promise<Fact[]> => (id && at ? [{ label, at, note: (await findStaff(ctx.db, id))?.name ?? id }] : [])

export const correctionFacts = async (visit: Visit, { row, merchant }: OneCorrection): Promise<Fact[]> => {
  const { t } = visit
  const words = (label: string, text: string | null): Fact[] => (text ? [{ label: t(label), text }] : [])
  return [
    { label: t('corrections:column.kind'), text: t(`corrections:kind.${row.kind}`) },
    { label: t('corrections:column.amount'), cents: row.amount_cents, currency: row.currency.toUpperCase() },
    {
      label: t('corrections:column.merchant'),
      text: nameOf(visit, row, merchant?.name ?? null),
      ...(merchant ? { href: `/console/merchants/${merchant.id}` } : {}),
    },
    ...aboutFact(visit, row),
    ...(row.bank_reference ? [{ label: t('corrections:fact.bank_reference'), text: row.bank_reference, isMono: true }] : []),
    ...(row.bank_on ? [{ label: t('corrections:fact.bank_on'), day: row.bank_on }] : []),
    ...words('web:form.reason', row.reason),
    ...(await whoFact(visit, t('corrections:column.proposed'), row.proposed_by, row.proposed_at)),
    ...(await whoFact(visit, t('corrections:column.decided'), row.decided_by, row.decided_at)),
    ...words('corrections:fact.decline_reason', row.decline_reason),
    ...words('corrections:fact.undo_reason', row.undo_reason),
    ...(await whoFact(visit, t('corrections:fact.undo_proposed'), row.undo_proposed_by, row.undo_proposed_at)),
    ...(await whoFact(visit, t('corrections:fact.undo_decided'), row.undo_decided_by, row.undo_decided_at)),
    ...(row.state === 'booked' ? words('corrections:fact.undo_decline_reason', row.undo_decline_reason) : []),
  ]
}

/** As the books will have it, on the day it is booked. */
export const plannedEntry = (
  visit: Visit,
  { id: subjectId, merchant_id: merchantId, currency }: CorrectionRow,
  legs: Draft['legs'],
  kind: Draft['kind'] = 'correction',
) => ({
  ...entryModel(visit, {
    id: 0,
    kind,
    merchantId,
    legs: [...legs],
    reverses: null,
    eventKey: '',
    book: 'live',
    currency,
    subjectId,
    at: visit.ctx.now,
    accountingOn: parisDay(visit.ctx.now),
  }),
  number: visit.t('corrections:entry.planned'),
})

const entriesShown = async (visit: Visit, row: CorrectionRow) => {
  if (row.state !== 'proposed') return (await entriesOf(visit.ctx.db, row.id)).map((entry) => entryModel(visit, entry))
  const effects = effectsOfBooking(row, await readSums(visit.ctx.db, purseOf(row)))
  return effects ? [plannedEntry(visit, row, effects.legs)] : []
}

/** What this person may do now; where he might expect to and may not, why. */
const actionsOf = (visit: Visit, { row }: OneCorrection): Action[] => {
  const { t, ctx } = visit
  const path = correctionPath(row)
  if (row.state === 'booked')
    return mayPropose(visit)
      ? [{ label: t('corrections:act.propose_undo'), href: `${path}/propose-undo`, icon: 'history', kind: 'plain' }]
      : []
  if (row.state !== 'proposed' && row.state !== 'undo_proposed') return []
  const isMine = ctx.actor.id === (row.state === 'proposed' ? row.proposed_by : row.undo_proposed_by)
  const withdraw: Action[] = isMine && mayPropose(visit)
    ? [{
      label: t('corrections:act.withdraw'),
      post: `${path}/${row.state === 'proposed' ? 'withdraw' : 'withdraw-undo'}`,
      icon: 'x',
      kind: 'plain',
    }]
    : []
  if (!mayDecide(visit)) return [...withdraw, { label: t('corrections:act.decide'), reason: t('corrections:missing.officer') }]
  if (isMine) return [...withdraw, { label: t('corrections:act.decide'), reason: t('corrections:missing.own_proposal') }]
  return [{
    label: t('corrections:act.decide'),
    href: `${path}/${row.state === 'proposed' ? 'confirm' : 'confirm-undo'}`,
    icon: 'check',
    kind: 'primary',
  }]
}

const sumsThen = (said: unknown): Sums => ({ ...noSums, ...(said as Partial<Sums> | null) })

/** What was there when the second person decided, and what that made of it. */
const balanceFacts = (visit: Visit, row: CorrectionRow): Fact[] => {
  if (row.balances_before === null || row.merchant_id === null) return []
  const [before, after] = [sumsThen(row.balances_before), sumsThen(row.balances_after)]
  const line = (label: string, name: keyof Sums): Fact => ({
    label: visit.t(label),
    text: visit.t('corrections:from_to', { from: money(visit, before[name], row.currency), to: money(visit, after[name], row.currency) }),
  })
  return [
    line('corrections:fact.available', 'availableCents'),
    ...(before.owedCents || after.owedCents ? [line('corrections:fact.owed', 'owedCents')] : []),
  ]
}

/** The page of a correction, once more as it now is where an act on it was refused. */
export const drawCorrection = async (visit: Visit, one: OneCorrection, refused?: Refused): Promise<Answer> => {
  const { ctx, t } = visit
  const { row } = one
  const { entries: events } = await readHistory(ctx.db, { subjectId: row.id }, { limit: shownEvents })
  return view('corrections/show', {
    title: t(`corrections:kind.${row.kind}`),
    back: { href: correctionsPath, label: t('corrections:title') },
    id: row.id,
    chip: correctionChip(visit, row),
    sentence: t(`corrections:stand.${row.state}`, { amount: money(visit, row.amount_cents, row.currency) }),
    actions: actionsOf(visit, one),
    lost: lostOf(visit, refused),
    facts: await correctionFacts(visit, one),
    balances: balanceFacts(visit, row),
    entries: await entriesShown(visit, row),
    columns: legColumns(visit),
    entryTitle: t(`corrections:entry.${row.state === 'proposed' ? 'title_planned' : 'title'}`),
    noEntry: t(`corrections:entry.${row.state === 'proposed' ? 'none_now' : 'none'}`),
    history: events.map((event) => tellEvent(event, historyWords(visit))),
  })
}

/** GET /console/corrections/:id: what it is, the entry, what was done with it. */
export const showCorrection = async (visit: Visit, refused?: Refused): Promise<Answer> =>
  drawCorrection(visit, await correctionOfPath(visit), refused)
