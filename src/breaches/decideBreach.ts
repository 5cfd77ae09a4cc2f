import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { currenciesOf, lockBalances } from '#src/ledger/balances.ts'
import { mustMay } from '#src/holds/noteHold.ts'
import { moveMerchant } from '#src/merchants/moveMerchant.ts'
import { reinstateMerchant } from '#src/merchants/reinstateMerchant.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { endMerchantSessions } from '#src/platform/sessions.ts'
import { record } from '#src/platform/record.ts'
import { openActs, breachLifecycle } from './breach.ts'
import { changeBreach, findBreach, lockBreach, type BreachRow } from './breaches.sql.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { terminateMerchant } from './terminateMerchant.ts'

/**
 * Purses first, then the merchant: whoever pays him out goes the same way, so that a payout is wholly before the act or does not happen.
 */
const lockProposal = async (tx: Tx, breachId: string, action: 'confirm' | 'decline'): Promise<{ breach: BreachRow; event: string }> => {
  mustMay(tx, 'holds.decide')
  const seen = await findBreach(tx.db, breachId)
  if (!seen) throw notFound()
  const currencies = new Set(['eur', ...(await currenciesOf(tx.db, seen.merchant_id, 'live'))])
  for (const currency of [...currencies].sort()) await lockBalances(tx, { merchantId: seen.merchant_id, book: 'live', currency })
  const breach = (await lockBreach(tx.db, breachId))!
  const { event } = step(breachLifecycle, breach.state, action, tx.actor)
  if (breach.proposed_by === tx.actor.id) throw forbidden('four_eyes')
  return { breach, event }
}

const carryOut = async (tx: Tx, breach: BreachRow): Promise<void> => {
  const { id, merchant_id: merchantId, act } = breach
  if (act === 'terminate') return terminateMerchant(tx, breach)
  if (act === 'reinstate') return reinstateMerchant(tx, merchantId, id)
  await endMerchantSessions(tx, merchantId, 'suspended')
  await moveMerchant(tx, merchantId, 'bar', { data: { breachId: id } })
  await writeToMerchant(tx, merchantId, { template: 'account_barred', subjectId: id, dedupeKey: `account_barred:${id}`, values: {} })
}

/**
 * The second person agrees, and it is done in one act: a suspension or a termination stops keys and payouts, a termination moves what he
 * has to the reserve. 403 `four_eyes` to the one who proposed; 409 where his state has changed meanwhile.
 */
export const confirmBreach = (ctx: Ctx | Tx, breachId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { breach, event } = await lockProposal(tx, breachId, 'confirm')
    const merchant = await findMerchant(tx.db, breach.merchant_id)
    if (!merchant || !openActs(merchant.state).includes(breach.act)) throw conflict('state_has_changed')
    await record(tx, event, { subject: breachId, merchantId: breach.merchant_id, data: { act: breach.act, ground: breach.ground } })
    if (breach.act !== 'terminate') await changeBreach(tx.db, breachId, { state: 'taken', decided_by: tx.actor.id, decided_at: tx.now })
    await carryOut(tx, breach)
  })

/** The second person does not agree, and says why. */
export const declineBreach = (ctx: Ctx | Tx, breachId: string, { reason }: { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const { breach, event } = await lockProposal(tx, breachId, 'decline')
    await changeBreach(tx.db, breachId, { state: 'declined', decided_by: tx.actor.id, decided_at: tx.now, decline_reason: reason })
    await record(tx, event, { subject: breachId, merchantId: breach.merchant_id, data: { act: breach.act }, personal: { reason } })
  })
