import { merchantOf } from '#src/kernel/actor.ts'
import { conflict, notFound } from '#src/kernel/errors.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { isEditableByMerchant } from './dossier.ts'
import { lockDossierOfMerchant, type DossierRow } from './dossiers.sql.ts'

/**
 * The dossier of the merchant who acts, locked. 409 while it is with us or decided: what is being judged does not change under the judge.
 */
export const lockEditable = async (tx: Tx): Promise<DossierRow> => {
  const merchantId = merchantOf(tx.actor)
  if (!merchantId) throw notFound()
  const dossier = await lockDossierOfMerchant(tx.db, merchantId)
  if (!isEditableByMerchant(dossier.state)) throw conflict('dossier_not_editable')
  return dossier
}
