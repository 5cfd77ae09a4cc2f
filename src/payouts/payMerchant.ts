import { addDays, parisDay } from '#src/kernel/calendar.ts'
import { conflict } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { balancesOf, lockBalances, type Balances } from '#src/ledger/balances.ts'
import { postAll } from '#src/ledger/post.ts'
import { debtRecovered, payoutCreated, payoutRecredited } from '#src/ledger/postings.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { faultsOfAccounts, withheldReason, type Payee } from './payee.ts'
import { findPayees, lockMerchantsAsTheyAre } from './payees.sql.ts'
import { purseOf } from './payout.ts'
import { payoutLines, sumLines, type PayoutLine, type PayoutSums } from './payoutLines.ts'
import { changePayout, insertLines, insertPayout, lockReturned, type PayoutRow } from './payouts.sql.ts'
import { readCollected, type Collected } from './unpaid.sql.ts'
import { stopWithholding, withhold } from './withhold.ts'

/** The account is proved anew: what came back from the old one is the merchant's to be paid again (rules.md §5.4). */
const recredit = async (tx: Tx, merchantId: string): Promise<void> => {
  const { book, currency } = purseOf(merchantId)
  for (const { id, amount_cents: amountCents } of await lockReturned(tx.db, merchantId)) {
    await changePayout(tx.db, id, { recredited_at: tx.now })
    await postAll(tx, [{
      ...payoutRecredited({ merchantId, amountCents }),
      eventKey: `payout_recredited:${id}`,
      book,
      currency,
      subjectId: id,
      at: tx.now,
    }])
    await record(tx, 'payout.recredited', { subject: id, merchantId, data: { amountCents } })
  }
}

/** What the lines add up to is what the books say he has: were it not, nothing is paid and the run says so. */
const mustAddUp = ({ positionCents }: Collected, { amountCents }: PayoutSums): void => {
  if (amountCents !== positionCents) throw conflict('payout_does_not_add_up', { lines: amountCents, books: positionCents })
}

const write = async (
  tx: Tx,
  { merchantId, account }: Payee,
  { coversTo, tradedOn }: Collected,
  sums: PayoutSums,
  lines: readonly PayoutLine[],
  isFinal: boolean,
): Promise<PayoutRow> => {
  const day = tradedOn ?? addDays(parisDay(tx.now), -1)
  const payout = await insertPayout(tx.db, {
    id: newId('pout', tx.now),
    merchant_id: merchantId,
    account_id: account!.id,
    amount_cents: sums.amountCents,
    payments_cents: sums.paymentsCents,
    refunds_cents: sums.refundsCents,
    disputes_cents: sums.disputesCents,
    fees_cents: sums.feesCents,
    adjustments_cents: sums.adjustmentsCents,
    traded_on: day,
    covers_to: coversTo,
    is_final: isFinal,
    created_at: tx.now,
    statement_description: `VIGIE REVERSEMENT ${day.split('-').reverse().join('/')}`,
  })
  await insertLines(tx.db, payout.id, lines)
  await record(tx, 'payout.created', {
    subject: payout.id,
    merchantId,
    data: { amountCents: sums.amountCents, lines: lines.length, tradedOn: day },
  })
  return payout
}

/** A debt is taken first, from what is available; the rest is on its way. */
const book = async (
  tx: Tx,
  { id, merchant_id: merchantId, amount_cents: amountCents }: PayoutRow,
  { owedCents }: Balances,
): Promise<void> => {
  const { book: ledger, currency } = purseOf(merchantId)
  const common = { book: ledger, currency, subjectId: id, at: tx.now } as const
  const debt = { ...debtRecovered({ merchantId, amountCents: owedCents }), eventKey: `payout_recovery:${id}`, ...common }
  await postAll(tx, [...(owedCents > 0 ? [debt] : []), {
    ...payoutCreated({ merchantId, amountCents }),
    eventKey: `payout:${id}`,
    ...common,
  }])
}

/**
 * Pays out all that this merchant has available, less what he owes: one payout with its lines, its money gone from 2020 to 2050. Alone with
 * his balances from the first step to the last. `skipped` where there is nothing above zero, where somebody paid him a moment ago, or where
 * it is withheld; the reason is kept. `isFinal`: his contract is over, and all that he has was let go (src/releases); the caller has locked
 * his purse and then him. 409 `payout_does_not_add_up`: what his lines add up to is not what the books say.
 */
export const payMerchant = async (tx: Tx, merchantId: string, isFinal = false): Promise<'done' | 'skipped'> => {
  const balances = await (isFinal ? balancesOf(tx.db, purseOf(merchantId)) : lockBalances(tx, purseOf(merchantId)))
  if (balances.availableCents <= balances.owedCents && balances.returnedCents === 0) return 'skipped'
  if (!isFinal) await lockMerchantsAsTheyAre(tx.db, [merchantId])
  const payee = (await findPayees(tx.db, [merchantId], faultsOfAccounts)).get(merchantId)!
  const reason = withheldReason(payee, balances, isFinal)
  if (reason) return (await withhold(tx, merchantId, reason)) ? 'done' : 'skipped'
  if (balances.returnedCents > 0) await recredit(tx, merchantId)
  const collected = await readCollected(tx.db, merchantId)
  const lines = payoutLines(collected.unpaid)
  const sums = sumLines(lines)
  mustAddUp(collected, sums)
  if (sums.amountCents <= 0) return balances.returnedCents > 0 ? 'done' : 'skipped'
  await stopWithholding(tx, merchantId)
  await book(tx, await write(tx, payee, collected, sums, lines, isFinal), balances)
  return 'done'
}
