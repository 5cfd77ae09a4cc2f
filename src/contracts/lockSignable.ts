import { merchantOf } from '#src/kernel/actor.ts'
import { conflict, notFound } from '#src/kernel/errors.ts'
import { lockDossierOfMerchant, type DossierRow } from '#src/dossiers/dossiers.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { isSignable } from './contract.ts'
import { lockContract, type ContractRow } from './contracts.sql.ts'

/**
 * The dossier of the merchant who acts and its contract, locked, while this one may be drawn and signed: while he fills the file in, and
 * with us too where an edit on the way left it without a signed one. 409 otherwise.
 */
export const lockSignable = async (tx: Tx): Promise<{ dossier: DossierRow; contract: ContractRow | null }> => {
  const merchantId = merchantOf(tx.actor)
  if (!merchantId) throw notFound()
  const dossier = await lockDossierOfMerchant(tx.db, merchantId)
  const contract = await lockContract(tx.db, dossier.id)
  if (!isSignable(dossier.state, contract)) throw conflict('dossier_not_editable')
  return { dossier, contract }
}
