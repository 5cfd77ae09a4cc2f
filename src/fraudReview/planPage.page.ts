import { totalText } from '#src/fraud/fraudWords.page.ts'
import { accountings, type Effect, type PlanFigures, type Sums } from '#src/fraudEffects/effects.ts'
import type { ReadPlan } from '#src/fraudEffects/plans.sql.ts'
import type { UndoFigures, UndoSums } from '#src/fraudEffects/undo.ts'
import { formatCents } from '#src/kernel/money.ts'
import type { Columns, Fact, Figure } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'

// How pages say what a decision does, to the cent: the same plan is looked at, agreed to, and applied.

const shownLines = 50

/** Of every currency, in its own. */
const sumText = <S extends Record<string, number>>(visit: Visit, sums: Record<string, S>, pick: (sum: S) => number): string =>
  totalText(
    visit,
    Object.fromEntries(Object.entries(sums).map(([currency, sum]) => [currency, pick(sum)] as const).filter(([, cents]) => cents !== 0)),
  )

const has = <S extends Record<string, number>>(sums: Record<string, S>, pick: (sum: S) => number): boolean =>
  Object.values(sums).some((sum) => pick(sum) !== 0)

type Pick<S> = (sum: S) => number
const byFunds: Pick<Sums> = (sum) => sum.return - sum.owed - sum.absorbed

/** Every figure of a plan; what is nothing is left out, but for the credit, which is what the merchant asks about. */
export const planFacts = (visit: Visit, { released, bearer, figures: { count, waiting, sums } }: Omit<ReadPlan, 'rows'>): Fact[] => {
  const { t } = visit
  const line = (name: string, pick: Pick<Sums>): Fact[] => (has(sums, pick)
    ? [{ label: t(`fraud:plan.${name}`), text: sumText(visit, sums, pick), note: t(`fraud:plan.${name}_note`) }]
    : [])
  return [
    { label: t('fraud:plan.fraud'), text: t('fraud:figures', { count, total: sumText(visit, sums, (sum) => sum.amount) }) },
    ...(released > 0
      ? [{
        label: t('fraud:plan.released'),
        text: t('fraud:check.effect_figure', { count: released }),
        note: t('fraud:plan.released_note'),
      }]
      : []),
    ...line('return', (sum) => sum.return),
    ...line(`funds_${bearer}`, byFunds),
    ...line('owed', (sum) => sum.owed),
    ...line('absorbed', (sum) => sum.absorbed),
    ...line('accept', (sum) => sum.accept),
    ...line('fee', (sum) => sum.fee),
    ...line('dispute_fee', (sum) => sum.disputeFee),
    { label: t('fraud:plan.credit'), text: sumText(visit, sums, (sum) => sum.fee + sum.disputeFee), note: t('fraud:plan.credit_note') },
    ...(waiting > 0
      ? [{ label: t('fraud:plan.waiting'), text: t('fraud:check.effect_figure', { count: waiting }), note: t('fraud:plan.waiting_note') }]
      : []),
  ]
}

/** How many payments are of which case. */
export const accountingFigures = ({ t }: Visit, { accountings: byCase }: PlanFigures): Figure[] =>
  accountings.filter((one) => byCase[one]).map((one) => ({
    label: t(`fraud:accounting.${one}`),
    value: String(byCase[one]),
    note: t(`fraud:accounting.${one}_note`),
  }))

const columns = ({ t }: Visit): Columns => ({
  amount: { label: t('fraud:column.amount'), isLead: true, isNumber: true },
  accounting: { label: t('fraud:plan.accounting') },
  back: { label: t('fraud:plan.back'), isNumber: true },
  accept: { label: t('fraud:plan.accepted'), isNumber: true },
  fees: { label: t('fraud:plan.fees'), isNumber: true },
})

const lineOf = (
  { t, lang }: Visit,
  { paymentId, currency, accounting, isWaiting, amountCents, returnCents, acceptCents, feeCents, disputeFeeCents }: Effect,
) => {
  const money = (cents: number): string => (cents === 0 ? '' : formatCents(cents, currency, lang))
  return {
    href: `/console/payments/${paymentId}`,
    amount: formatCents(amountCents, currency, lang),
    id: paymentId,
    accounting: t(`fraud:accounting.${accounting}`),
    waiting: isWaiting ? t('fraud:plan.waits') : '',
    back: money(returnCents),
    accept: money(acceptCents),
    fees: money(feeCents + disputeFeeCents),
  }
}

/** The plan as the page shows it: every sum, the cases, and the first payments one by one. */
export const planModel = (visit: Visit, plan: ReadPlan) => ({
  title: visit.t('fraud:plan.title'),
  facts: planFacts(visit, plan),
  figures: accountingFigures(visit, plan.figures),
  columns: columns(visit),
  rows: plan.rows.slice(0, shownLines).map(({ effect }) => lineOf(visit, effect)),
  count: plan.figures.count,
  more: plan.rows.length > shownLines ? visit.t('fraud:check.more', { count: plan.rows.length - shownLines }) : '',
})

/** What an undoing does, and what it cannot undo. */
export const undoModel = (visit: Visit, { count, voided, sums }: UndoFigures) => {
  const { t } = visit
  const line = (name: string, pick: Pick<UndoSums>): Fact[] => (has(sums, pick)
    ? [{ label: t(`fraud:undo.${name}`), text: sumText(visit, sums, pick), note: t(`fraud:undo.${name}_note`) }]
    : [])
  return {
    title: t('fraud:undo.plan'),
    figures: [],
    columns: {},
    rows: [],
    count,
    more: '',
    facts: [
      { label: t('fraud:undo.shown'), text: t('fraud:check.effect_figure', { count }), note: t('fraud:undo.shown_note') },
      ...line('fee', (sum) => sum.fee),
      ...line('recalled', (sum) => sum.recalled),
      ...line('returned', (sum) => sum.returned),
      ...line('accepted', (sum) => sum.accepted),
      ...(voided > 0
        ? [{ label: t('fraud:undo.voided'), text: t('fraud:check.effect_figure', { count: voided }), note: t('fraud:undo.voided_note') }]
        : []),
    ],
  }
}
