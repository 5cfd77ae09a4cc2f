import { isUsualDay, parisDay, type Day } from '#src/kernel/calendar.ts'
import { invalid, type FieldErrors } from '#src/kernel/errors.ts'
import { isId, newId } from '#src/kernel/ids.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { currencies } from '#src/payments/paymentInput.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { lockAbout } from './about.sql.ts'
import { excessOf, needsBank, needsMerchant, type CorrectionKind } from './correction.ts'
import { readSums } from './correctionMoney.ts'
import { insertCorrection, listBeside } from './corrections.sql.ts'
import { mustMay, noteCorrection } from './noteCorrection.ts'

/**
 * `merchantId` null: of no merchant, where its kind allows it. `amountCents`: minor units, above 0. `aboutId`: '' or a break, a line about
 * a dispute, a bank's answer, a dispute, a payment or a payout. `bankOn`: the day the bank moved the money, not to come. `ticket`: of the form, so
 * that two clicks propose once. `isBesideSeen`: that another, about the same thing, stands or waits is known.
 */
export type CorrectionProposal = {
  kind: CorrectionKind
  merchantId: string | null
  currency: string
  amountCents: number | null
  reason: string
  aboutId: string
  bankReference: string
  bankOn: Day | null
  isBesideSeen?: boolean
  ticket?: string | undefined
}

const missing = 'web:field.missing'
/** A thousand million: beyond whatever a settlement of ours carries, and any sum of them is a safe integer. */
const mostCents = 100_000_000_000

const faultsOf = (
  { kind, merchantId, currency, amountCents, reason, bankReference, bankOn }: CorrectionProposal,
  today: Day,
): FieldErrors => ({
  ...(merchantId === null && needsMerchant(kind) ? { merchant: missing } : {}),
  ...((currencies as readonly string[]).includes(currency) ? {} : { currency: 'web:field.bad_choice' }),
  ...(kind === 'foreign_payout' && currency === 'eur' ? { currency: 'corrections:field.not_euros' } : {}),
  ...(amountCents === null || !Number.isSafeInteger(amountCents) || amountCents <= 0 || amountCents > mostCents
    ? { amount: 'corrections:field.bad_amount' }
    : {}),
  ...(reason.trim() ? {} : { reason: missing }),
  ...(needsBank(kind) && !bankReference ? { bankReference: missing } : {}),
  ...(needsBank(kind) && bankOn === null ? { bankOn: missing } : {}),
  ...(bankOn !== null && (!isUsualDay(bankOn) || bankOn > today) ? { bankOn: 'corrections:field.in_future' } : {}),
})

const isThere = async (tx: Tx, merchantId: string): Promise<boolean> => {
  const merchant = isId('mrch', merchantId) ? await findMerchant(tx.db, merchantId) : null
  return merchant !== null && !merchant.is_erased
}

/** It is there, of the live world, nobody else's, nothing that fits by itself, and nothing that another puts right unless that is known. Its lock keeps it from fitting meanwhile. */
const aboutFault = async (tx: Tx, { aboutId, merchantId, isBesideSeen }: CorrectionProposal): Promise<FieldErrors> => {
  if (aboutId === '') return {}
  const about = await lockAbout(tx.db, aboutId)
  if (!about || (about.merchantId !== null && about.merchantId !== merchantId)) return { about: 'corrections:field.not_his' }
  if (!about.isLive) return { about: 'corrections:field.not_live' }
  if (about.isFitting) return { about: 'corrections:field.fits' }
  return !isBesideSeen && (await listBeside(tx.db, { id: null, about_id: aboutId })).length > 0
    ? { beside: 'corrections:field.beside' }
    : {}
}

const mustFit = async (tx: Tx, said: CorrectionProposal): Promise<void> => {
  const faults = faultsOf(said, parisDay(tx.now))
  if (Object.keys(faults).length > 0) throw invalid(faults)
  const { kind, merchantId, currency } = said
  if (merchantId !== null && !(await isThere(tx, merchantId))) throw invalid({ merchant: 'corrections:field.no_merchant' })
  const amountCents = said.amountCents!
  const excess = merchantId === null
    ? null
    : excessOf({ kind, merchantId, amountCents }, await readSums(tx.db, { merchantId, book: 'live', currency }))
  const found = { ...(await aboutFault(tx, said)), ...(excess ? { amount: `corrections:field.${excess}` } : {}) }
  if (Object.keys(found).length > 0) throw invalid(found)
}

const propose = async (
  tx: Tx,
  { kind, merchantId, currency, amountCents, reason, aboutId, bankReference, bankOn }: CorrectionProposal,
): Promise<string> => {
  const row = await insertCorrection(tx.db, {
    id: newId('corr', tx.now),
    merchant_id: merchantId,
    kind,
    currency,
    amount_cents: amountCents!,
    reason,
    about_id: aboutId || null,
    bank_reference: bankReference || null,
    bank_on: bankOn,
    proposed_by: tx.actor.id,
    proposed_at: tx.now,
  })
  await noteCorrection(tx, row, 'correction.proposed', reason)
  return row.id
}

/**
 * Proposes to a second person that something be booked; nothing moves yet. Answers its id, null where this form was sent before. 403; 422
 * naming the field: what its kind demands, a merchant or a thing that is not there or not his, more than he has or owes.
 */
export const proposeCorrection = (ctx: Ctx | Tx, said: CorrectionProposal): Promise<string | null> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'corrections.propose')
    await mustFit(tx, said)
    return (await takeTicket(tx, said.ticket)) ? propose(tx, said) : null
  })
