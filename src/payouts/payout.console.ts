import { correctionsConcerning } from '#src/corrections/correctionsAbout.page.ts'
import { amountText, mayPropose, proposePath } from '#src/corrections/correctionWords.page.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { formatCents } from '#src/kernel/money.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { entriesOf } from '#src/ledger/reads.ts'
import { file, view, type Answer } from '#src/web/answer.ts'
import type { Action } from '#src/web/components.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { listAnswersOf } from './answers.sql.ts'
import { readBeneficiary } from './beneficiary.sql.ts'
import { takePayout } from './takePayout.ts'
import { exportPayouts } from './exportPayouts.ts'
import { failureWords, linesCsv, linesOf, payoutChip, payoutFacts, payoutListOf, payoutsCsv, shownCounts,
  sumFacts } from './payoutPage.page.ts'
import { payoutAddress, readPayoutQuery } from './payoutSearch.ts'
import { findPayout, type PayoutRow } from './payouts.sql.ts'
import { countForeign, listWithheld, type Withheld } from './searchPayouts.sql.ts'
import { chargeFacts, readReserve } from './reserve.page.ts'
import { statementPdf } from './statement.page.ts'

const here = '/console/payouts'
const mostWithheld = 200

const mayExport = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'exports.make')

/** Nothing of ours takes it to them: somebody must. */
const alarmOf = async ({ ctx, t }: Visit) => {
  const count = await countForeign(ctx.db)
  return count === 0
    ? null
    : {
      tone: 'warning',
      title: t('payouts:withheld.foreign_title', { count }),
      text: t('payouts:withheld.foreign'),
      action: { href: '/console/withheld-payouts', label: t('payouts:withheld.title') },
    }
}

/** GET /console/payouts: every merchant's. */
export const showAllPayouts = async (visit: Visit): Promise<Answer> => {
  const query = readPayoutQuery(visit.query)
  const { t } = visit
  const actions: Action[] = [
    { label: t('payouts:withheld.title'), href: '/console/withheld-payouts', icon: 'pause', kind: 'plain' },
    { label: t('payouts:batch.title'), href: '/console/payout-batches', icon: 'bank', kind: 'plain' },
    ...(mayExport(visit)
      ? [{
        label: t('web:verb.export'),
        href: payoutAddress(`${here}.csv`, { ...query, after: null }),
        icon: 'download',
        kind: 'plain' as const,
      }]
      : []),
  ]
  return view('payouts/list', {
    title: t('payouts:title'),
    sentence: t('payouts:console_sentence'),
    ...(await payoutListOf(visit, here, null, query)),
    actions,
    alarm: await alarmOf(visit),
  })
}

/** GET /console/payouts.csv: taking the list away is recorded. */
export const exportAllPayouts = async (visit: Visit): Promise<Answer> => {
  const query = { ...readPayoutQuery(visit.query), after: null }
  await exportPayouts(visit.ctx, query)
  return { kind: 'csv', fileName: `${visit.t('payouts:file')}-${parisDay(visit.ctx.now)}.csv`, lines: payoutsCsv(visit, null, query) }
}

const found = async (visit: Visit): Promise<PayoutRow> => {
  const row = await findPayout(visit.ctx.db, param(visit, 'id'))
  if (!row) throw notFound()
  return row
}

const entriesShown = async ({ ctx, t, lang }: Visit, { id }: PayoutRow) =>
  (await entriesOf(ctx.db, id)).map((entry) => ({
    at: entry.at,
    what: t(`ledger:kind.${entry.kind}`),
    legs: entry.legs.map((leg) => `${leg.account} ${formatCents(leg.amountCents, entry.currency, lang)}`).join(' · '),
  }))

const answersShown = async ({ ctx, t }: Visit, { id }: PayoutRow) =>
  (await listAnswersOf(ctx.db, id)).map((one) => ({
    at: one.read_at,
    what: t(`payouts:said.${one.said}`),
    reason: one.broken ? t(`payouts:broken.${one.broken}`) : (one.reason ?? ''),
  }))

/** GET /console/payouts/:id */
export const showOnePayout = async (visit: Visit): Promise<Answer> => {
  const { t, lang } = visit
  const row = await found(visit)
  const reserve = await readReserve(visit.ctx.db, row)
  const { last4, name } = await readBeneficiary(visit.ctx.db, row)
  return view('payouts/show', {
    title: formatCents(row.amount_cents, row.currency, lang),
    id: row.id,
    chip: payoutChip(visit, row),
    back: { href: here, label: t('payouts:title') },
    facts: [
      { label: t('payouts:column.merchant'), text: name, href: `/console/merchants/${row.merchant_id}` },
      ...payoutFacts(visit, row, last4),
      ...(row.batch_id ? [{ label: t('payouts:batch.one'), id: row.batch_id }] : []),
    ],
    sums: sumFacts(visit, row, reserve),
    charges: chargeFacts(visit, reserve, row.currency, '/console'),
    counts: await shownCounts(visit, row),
    failure: row.state === 'failed' ? failureWords(visit, row) : '',
    statement: { label: t('payouts:statement.get'), href: `${here}/${row.id}/statement`, icon: 'file-text', kind: 'primary' },
    actions: [{ label: t('payouts:lines_csv'), href: `${here}/${row.id}/lines.csv`, icon: 'download', kind: 'plain' }],
    entries: await entriesShown(visit, row),
    corrections: await correctionsConcerning(visit, row.id, { isLive: true }),
    answers: await answersShown(visit, row),
  })
}

/** GET /console/payouts/:id/statement: recorded. */
export const showOneStatement = async (visit: Visit): Promise<Answer> => {
  const row = await found(visit)
  await takePayout(visit.ctx, row, 'statement')
  return file(
    await statementPdf(
      visit,
      row,
      await readBeneficiary(visit.ctx.db, row),
      linesOf(
        visit
          .ctx
          .db,
        row.id,
      ),
      await readReserve(visit.ctx.db, row),
    ),
    'application/pdf',
    `${visit.t('payouts:statement.file')}-${row.id}.pdf`,
    true,
  )
}

/** GET /console/payouts/:id/lines.csv: recorded. */
export const showOneLinesCsv = async (visit: Visit): Promise<Answer> => {
  const row = await found(visit)
  await takePayout(visit.ctx, row, 'lines')
  return {
    kind: 'csv',
    fileName: `${row.id}.csv`,
    lines: linesCsv(visit, linesOf(visit.ctx.db, row.id), await readReserve(visit.ctx.db, row)),
  }
}

/** Of money that no payout takes: the way to book what the bank transferred by hand. */
const transferOf = (visit: Visit, { merchantId, currency, availableCents }: Withheld) =>
  currency !== 'eur' && availableCents > 0 && mayPropose(visit)
    ? {
      label: visit.t('payouts:withheld.book_transfer'),
      href: proposePath({ kind: 'foreign_payout', merchant: merchantId, amount: amountText(availableCents, currency), currency }),
    }
    : null

/** GET /console/withheld-payouts: whose money waits, and why. */
export const showWithheld = async (visit: Visit): Promise<Answer> => {
  const { t } = visit
  const rows = (await listWithheld(visit.ctx.db, mostWithheld)).map((one) => ({
    href: `/console/merchants/${one.merchantId}`,
    name: one.name || one.merchantId,
    reason: t(`payouts:withheld.${one.reason}`),
    since: one.since,
    cents: one.availableCents,
    currency: one.currency,
    act: transferOf(visit, one),
  }))
  const hasActs = rows.some(({ act }) => act !== null)
  return view('payouts/withheld', {
    title: t('payouts:withheld.title'),
    sentence: t('payouts:withheld.sentence'),
    back: { href: here, label: t('payouts:title') },
    rows,
    columns: {
      name: { label: t('payouts:column.merchant'), isLead: true, isWide: true },
      reason: { label: t('payouts:withheld.reason') },
      since: { label: t('payouts:withheld.since') },
      amount: { label: t('payouts:balance.available'), isNumber: true },
      ...(hasActs ? { act: { label: t('payouts:withheld.act') } } : {}),
    },
    hasActs,
  })
}
