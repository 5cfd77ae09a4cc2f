import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { lockDossierOfMerchant } from '#src/dossiers/dossiers.sql.ts'
import { rerateDossier } from '#src/dossiers/touchDossier.ts'
import { mustBeProposal, proposalMark } from '#src/kernel/proposal.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { notedFacts, type NotedFact } from '#src/riskTables/factor.ts'
import { mustMay, mustSayWhy } from '#src/riskTables/second.ts'
import { insertNoted, listNoted, withdrawNotedRow, type FactRow } from './overrides.sql.ts'

/**
 * Somebody found out what no form asks (a discrepancy with the register of owners, bearer shares): it weighs at once. 403; 404; 409
 * `fact_is_noted`; 422.
 */
export const noteFact = (ctx: Ctx, merchantId: string, { fact, reason }: { fact: NotedFact; reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx.actor, 'ratings.propose')
    mustSayWhy(reason)
    if (!notedFacts.includes(fact)) throw invalid({ fact: 'web:field.bad_choice' })
    const { id: dossierId } = await lockDossierOfMerchant(tx.db, merchantId)
    if ((await listNoted(tx.db, dossierId)).some((one) => one.fact === fact)) throw conflict('fact_is_noted')
    await insertNoted(tx.db, {
      id: newId('rfct', tx.now),
      dossier_id: dossierId,
      merchant_id: merchantId,
      fact,
      reason,
      noted_by: tx.actor.id,
      noted_at: tx.now,
    })
    await record(tx, 'rating.fact_noted', { subject: dossierId, merchantId, data: { fact } })
    await rerateDossier(tx, dossierId)
  })

/** What was noted, as somebody else has it before him: the same fact may be taken back and noted anew for another reason. */
export const factMark = ({ noted_by: by, noted_at: at }: Pick<FactRow, 'noted_by' | 'noted_at'>): string => proposalMark({ by, at })

/**
 * Somebody else than whoever noted it says that it does not hold, or no longer: what it weighed goes by two people. 403, `four_eyes`; 404;
 * 409 `state_has_changed` where it was taken back already, `proposal_has_changed` where it is not `proposal` (`factMark`); 422 without a
 * reason.
 */
export const withdrawFact = (
  ctx: Ctx,
  merchantId: string,
  { fact, reason, proposal }: { fact: string; reason: string; proposal: string },
): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx.actor, 'ratings.propose')
    mustSayWhy(reason)
    const { id: dossierId } = await lockDossierOfMerchant(tx.db, merchantId)
    const noted = (await listNoted(tx.db, dossierId)).find((one) => one.fact === fact)
    if (!noted) throw conflict('state_has_changed')
    if (noted.noted_by === tx.actor.id) throw forbidden('four_eyes')
    mustBeProposal(proposal, { by: noted.noted_by, at: noted.noted_at })
    await withdrawNotedRow(tx.db, noted.id, tx.actor.id, tx.now)
    await record(tx, 'rating.fact_withdrawn', { subject: dossierId, merchantId, data: { fact } })
    await rerateDossier(tx, dossierId)
  })
