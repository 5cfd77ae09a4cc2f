import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { formatCents } from '#src/kernel/money.ts'
import { listReservesOf, type HoldRow } from '#src/holds/holds.sql.ts'
import { balancesOf, currenciesOf, type Balances } from '#src/ledger/balances.ts'
import { isContractOver, type MerchantState } from '#src/merchants/merchant.ts'
import { file, view, type Answer } from '#src/web/answer.ts'
import type { Figure } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import { merchantUserOf, param, type Visit } from '#src/web/visit.ts'
import { faultsOfAccounts, withheldReason, wordForMerchant, type WithheldReason } from './payee.ts'
import { findPayees } from './payees.sql.ts'
import { arrivesOn, nextRunOn, purseOf } from './payout.ts'
import { failureWords, linesCsv, payoutChip, payoutFacts, payoutListOf, payoutsCsv, shownCounts, shownLinesOf,
  sumFacts } from './payoutPage.page.ts'
import { payoutAddress, readPayoutQuery } from './payoutSearch.ts'
import { findPayoutOf, type PayoutRow } from './payouts.sql.ts'
import { readShown, type Shown } from './shownPayouts.sql.ts'
import { exportPayouts } from './exportPayouts.ts'
import { takePayout } from './takePayout.ts'
import { readBeneficiary } from './beneficiary.sql.ts'
import { asItsMerchantSees, chargeFacts, readReserve } from './reserve.page.ts'
import { statementPdf } from './statement.page.ts'

const here = '/merchant/payouts'

/** Once the contract is over nothing leaves every working day any more: what is left goes on the dates of his balance. */
const sentenceOf = async ({ ctx, t }: Visit, merchantId: string): Promise<string> => {
  const state = (await findMerchant(ctx.db, merchantId))?.state
  return t(state === 'closed' || state === 'terminated' ? 'payouts:sentence_over' : 'payouts:sentence')
}

/** GET /merchant/payouts */
export const showPayouts = async (visit: Visit): Promise<Answer> => {
  const query = { ...readPayoutQuery(visit.query), search: '' }
  const { t } = visit
  return view('payouts/list', {
    title: t('payouts:title'),
    sentence: await sentenceOf(visit, merchantUserOf(visit).merchantId),
    ...(await payoutListOf(visit, here, merchantUserOf(visit).merchantId, query)),
    actions: [{
      label: t('web:verb.export'),
      href: payoutAddress(`${here}.csv`, { ...query, after: null }),
      icon: 'download',
      kind: 'plain',
    }],
  })
}

/** GET /merchant/payouts.csv */
export const showPayoutsCsv = async (visit: Visit): Promise<Answer> => {
  const query = { ...readPayoutQuery(visit.query), search: '', after: null }
  await exportPayouts(visit.ctx, query)
  return {
    kind: 'csv',
    fileName: `${visit.t('payouts:file')}-${parisDay(visit.ctx.now)}.csv`,
    lines: payoutsCsv(visit, merchantUserOf(visit).merchantId, query),
  }
}

/** His own, as he sees it. */
const own = async (visit: Visit): Promise<PayoutRow & Shown> => {
  const row = await findPayoutOf(visit.ctx.db, merchantUserOf(visit).merchantId, param(visit, 'id'))
  const [shown] = row ? await readShown(visit.ctx.db, row.merchant_id, [row]) : []
  if (!shown) throw notFound()
  return shown
}

/** GET /merchant/payouts/:id */
export const showPayout = async (visit: Visit): Promise<Answer> => {
  const { t } = visit
  const row = await own(visit)
  const reserve = asItsMerchantSees(await readReserve(visit.ctx.db, row))
  const { last4 } = await readBeneficiary(visit.ctx.db, row)
  return view('payouts/show', {
    title: formatCents(row.amount_cents, row.currency, visit.lang),
    id: row.id,
    chip: payoutChip(visit, row),
    back: { href: here, label: t('payouts:title') },
    facts: payoutFacts(visit, row, last4),
    sums: sumFacts(visit, row, reserve),
    charges: chargeFacts(visit, reserve, row.currency, '/merchant'),
    counts: await shownCounts(visit, row),
    failure: row.state === 'failed' ? failureWords(visit, row) : '',
    statement: { label: t('payouts:statement.get'), href: `${here}/${row.id}/statement`, icon: 'file-text', kind: 'primary' },
    actions: [{ label: t('payouts:lines_csv'), href: `${here}/${row.id}/lines.csv`, icon: 'download', kind: 'plain' }],
    entries: [],
    answers: [],
  })
}

/** GET /merchant/payouts/:id/statement */
export const showStatement = async (visit: Visit): Promise<Answer> => {
  const row = await own(visit)
  await takePayout(visit.ctx, row, 'statement')
  return file(
    await statementPdf(
      visit,
      row,
      await readBeneficiary(visit.ctx.db, row),
      shownLinesOf(
        visit
          .ctx
          .db,
        row,
      ),
      asItsMerchantSees(await readReserve(visit.ctx.db, row)),
    ),
    'application/pdf',
    `${visit.t('payouts:statement.file')}-${row.id}.pdf`,
    true,
  )
}

/** GET /merchant/payouts/:id/lines.csv */
export const showLinesCsv = async (visit: Visit): Promise<Answer> => {
  const row = await own(visit)
  await takePayout(visit.ctx, row, 'lines')
  return {
    kind: 'csv',
    fileName: `${row.id}.csv`,
    lines: linesCsv(visit, shownLinesOf(visit.ctx.db, row), asItsMerchantSees(await readReserve(visit.ctx.db, row))),
  }
}

/** What is held by law and what is frozen are one figure with one neutral name; where there is none, nothing hints at either. */
const figuresOf = ({ t, lang }: Visit, balances: Balances, isWithheld: boolean): Figure[] => {
  const figure = (name: string, cents: number, note = name): Figure => ({
    label: t(`payouts:balance.${name}`),
    value: formatCents(cents, 'eur', lang),
    note: t(`payouts:balance.${note}_note`),
  })
  const review = balances.amlHoldCents + balances.frozenCents
  return [
    figure('available', balances.availableCents, isWithheld ? 'kept' : 'available'),
    figure('pending', balances.pendingCents),
    ...(balances.reserveCents > 0 ? [figure('reserve', balances.reserveCents)] : []),
    ...(review > 0 ? [figure('review', review)] : []),
    ...(balances.disputeHoldCents > 0 ? [figure('disputes', balances.disputeHoldCents)] : []),
    ...(balances.inTransitCents > 0 ? [figure('in_transit', balances.inTransitCents)] : []),
    ...(balances.returnedCents > 0 ? [figure('returned', balances.returnedCents)] : []),
    ...(balances.owedCents > 0 ? [figure('owed', balances.owedCents)] : []),
  ]
}

const accountPage = { account: '/merchant/account', proof: '/merchant/documents', refused: '/merchant/account', review: null } as const

const waitOf = ({ t }: Visit, reason: WithheldReason, state: MerchantState) => {
  if (isContractOver(state) && reason === 'merchant_not_validated')
    return { tone: 'neutral', title: t('payouts:wait.over_title'), text: t('payouts:wait.over'), action: null }
  const word = wordForMerchant(reason)
  const href = accountPage[word]
  return {
    tone: word === 'review' ? 'neutral' : 'warning',
    title: t(`payouts:wait.${word}_title`),
    text: t(`payouts:wait.${word}`),
    action: href ? { href, label: t(`payouts:wait.${word}_go`) } : null,
  }
}

const nextOf = ({ t, lang, ctx }: Visit, { availableCents, owedCents }: Balances): string => {
  if (availableCents <= owedCents) return t('payouts:balance.next_none')
  const on = nextRunOn(ctx.now)
  return t('payouts:balance.next', {
    day: formatDay(on, lang),
    there: formatDay(arrivesOn(on), lang),
    amount: formatCents(availableCents - owedCents, 'eur', lang),
  })
}

/** Of what is kept only the reserve has a date he may know. */
const reserveLine = ({ t, lang }: Visit, { left_cents: cents, currency, release_on: day }: HoldRow): string =>
  t('holds:own.reserve', { amount: formatCents(cents, currency, lang), day: formatDay(day!, lang) })

/** What he has in other currencies, and that no payout takes it there. */
const foreignOf = async ({ t, lang, ctx: { db } }: Visit, merchantId: string) => {
  const found = await Promise.all(
    (await currenciesOf(db, merchantId, 'live')).filter((one) => one !== 'eur').map(async (currency) => ({
      currency,
      ...(await balancesOf(db, { merchantId, book: 'live', currency })),
    })),
  )
  return found
    .filter(({ availableCents, owedCents }) => availableCents > owedCents)
    .map(({ currency, availableCents, owedCents }) => ({
      tone: 'warning',
      title: t('payouts:wait.currency_title', { amount: formatCents(availableCents - owedCents, currency, lang) }),
      text: t('payouts:wait.currency'),
      action: null,
    }))
}

/** GET /merchant/balance: what he has, by kind, and when the next of it comes; where nothing comes, what to do about it. */
export const showBalance = async (visit: Visit): Promise<Answer> => {
  const { merchantId } = merchantUserOf(visit)
  const { db } = visit.ctx
  const [balances, payees] = await Promise.all([balancesOf(db, purseOf(merchantId)), findPayees(db, [merchantId], faultsOfAccounts)])
  const reason = withheldReason(payees.get(merchantId)!, balances)
  return view('payouts/balance', {
    title: visit.t('payouts:balance.title'),
    sentence: reason ? '' : nextOf(visit, balances),
    wait: reason ? waitOf(visit, reason, payees.get(merchantId)!.state) : null,
    foreign: await foreignOf(visit, merchantId),
    reserves: (await listReservesOf(db, merchantId)).filter(({ left_cents: left }) => left > 0).map((one) => reserveLine(visit, one)),
    figures: figuresOf(visit, balances, reason !== null),
    links: [{ label: visit.t('payouts:balance.all'), href: here, icon: 'list', kind: 'plain' }],
  })
}
