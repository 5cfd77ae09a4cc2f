import { findDossierOfMerchant, lockDossier } from '#src/dossiers/dossiers.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { closeReview } from '#src/reviews/closeReview.ts'
import { lockLivingRequest } from './requests.sql.ts'
import { closeRequest } from './withdrawRequest.ts'

/**
 * The contract is over, whoever ended it: nothing more is asked of him, no clock runs, and his file leaves the queue. The letter that says
 * it is over says enough.
 */
export const endRequests = async (tx: Tx, merchantId: string): Promise<void> => {
  const dossier = await findDossierOfMerchant(tx.db, merchantId)
  if (!dossier) return
  await lockDossier(tx.db, dossier.id)
  const request = await lockLivingRequest(tx.db, dossier.id)
  if (request) await closeRequest(tx, request, { cause: 'contract_over' })
  await closeReview(tx, dossier.id, 'withdrawn')
}
