import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { acceptAccountProof } from '#src/documents/judgeAccountProof.ts'
import { adoptPayoutAccount } from '#src/dossiers/adoptPayoutAccount.ts'
import { lockMerchant } from '#src/merchants/merchants.sql.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { screenBeforeDecision } from '#src/screening/screenDossier.ts'
import { accountChangeLifecycle } from './accountChange.ts'
import { findAccountChange } from './accountChanges.sql.ts'
import { endChange, lockForStep } from './decideAccountChange.ts'
import { findObstacle, hasDoubt } from './obstacles.sql.ts'

/**
 * From now on his payouts go to the new account: the RIB is accepted in the same stroke, and the old account ends. Its holder is searched
 * for on the lists of this very moment first. 409 by what stands in the way (`findObstacle`); 422 where the program disagrees and nobody
 * says why it is right all the same.
 */
export const acceptAccountChange = async (ctx: Ctx, id: string, { note = '' }: { note?: string } = {}): Promise<void> => {
  const seen = await findAccountChange(ctx.db, id)
  if (!seen) throw notFound()
  step(accountChangeLifecycle, seen.state, 'accept', ctx.actor)
  await screenBeforeDecision(ctx, seen.dossier_id)
  await unit(ctx, async (tx) => {
    const decided = await lockForStep(tx, id, 'accept')
    const { change, dossier } = decided
    await lockMerchant(tx.db, change.merchant_id)
    const obstacle = await findObstacle(tx.db, change)
    if (obstacle) throw conflict(obstacle)
    if (note.trim() === '' && (await hasDoubt(tx.db, change))) throw invalid({ note: 'accountChanges:accept.say_why' })
    const accountId = await adoptPayoutAccount(tx, dossier, { iban: change.iban, bic: change.bic, holder: change.holder })
    await acceptAccountProof(tx, change.document_id, note)
    await endChange(tx, decided, { accountId, note })
  })
}
