import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { mustMay } from '#src/holds/noteHold.ts'
import { lockMerchant } from '#src/merchants/merchants.sql.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { openActs, type BreachAct, type BreachGround } from './breach.ts'
import { findProposedBreach, insertBreach } from './breaches.sql.ts'

/** `clauseVersion`, `securedClaims`: of the reserve of a termination, as the contract words it (RES-06). */
export type BreachProposal = {
  merchantId: string
  act: BreachAct
  ground: BreachGround
  reason: string
  clauseVersion: string
  securedClaims: string
}

const check = ({ act, reason, clauseVersion, securedClaims }: BreachProposal): void => {
  const isTermination = act === 'terminate'
  const faults = {
    ...(reason.trim() ? {} : { reason: 'web:field.missing' }),
    ...(isTermination && !clauseVersion.trim() ? { clauseVersion: 'web:field.missing' } : {}),
    ...(isTermination && !securedClaims.trim() ? { securedClaims: 'web:field.missing' } : {}),
  }
  if (Object.keys(faults).length > 0) throw invalid(faults)
}

/**
 * An officer proposes to suspend, reinstate or terminate a merchant, with the grounds; a second decides. Answers the proposal's id. 403;
 * 404; 409 `state_has_changed` where the act leads nowhere from his state, `breach_proposed` where a proposal waits already; 422 naming
 * what is missing.
 */
export const proposeBreach = (ctx: Ctx | Tx, said: BreachProposal): Promise<string> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'holds.decide')
    if (tx.actor.kind !== 'staff') throw notFound()
    check(said)
    const { merchantId, act, ground, reason, clauseVersion, securedClaims } = said
    const merchant = await lockMerchant(tx.db, merchantId)
    if (await findProposedBreach(tx.db, merchantId)) throw conflict('breach_proposed')
    if (!openActs(merchant.state).includes(act)) throw conflict('state_has_changed', { state: merchant.state, action: act })
    const id = newId('brch', tx.now)
    const isTermination = act === 'terminate'
    await insertBreach(tx.db, {
      id,
      merchant_id: merchantId,
      act,
      ground,
      reason,
      proposed_by: tx.actor.id,
      proposed_at: tx.now,
      clause_version: isTermination ? clauseVersion : null,
      secured_claims: isTermination ? securedClaims : null,
    })
    await record(tx, 'breach.proposed', { subject: id, merchantId, data: { act, ground }, personal: { reason } })
    return id
  })
