import { merchantOf } from '#src/kernel/actor.ts'
import { notFound } from '#src/kernel/errors.ts'
import { accountChangeKey } from '#src/documents/document.ts'
import { supersedeDocuments } from '#src/documents/supersedeDocuments.ts'
import { findDossierOfMerchant } from '#src/dossiers/dossiers.sql.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { findOpenChange } from './accountChanges.sql.ts'
import { endChange, lockForStep } from './decideAccountChange.ts'

/**
 * Any of his users takes it back, whoever asked for it: this is how one objects to what another did in his name. The RIB stays with us, as
 * evidence of what was asked. 404 where nothing is open.
 */
export const withdrawAccountChange = (ctx: Ctx): Promise<void> =>
  unit(ctx, async (tx) => {
    const merchantId = merchantOf(tx.actor)
    const dossier = merchantId && (await findDossierOfMerchant(tx.db, merchantId))
    const open = dossier ? await findOpenChange(tx.db, dossier.id) : null
    if (!open) throw notFound()
    const decided = await lockForStep(tx, open.id, 'withdraw')
    await supersedeDocuments(tx, open.dossier_id, accountChangeKey, ['received'])
    await endChange(tx, decided)
  })
