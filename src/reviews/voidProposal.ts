import { findDossier } from '#src/dossiers/dossiers.sql.ts'
import { moveDossier } from '#src/dossiers/moveDossier.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { findProposal, updateDecision } from './decisions.sql.ts'
import { rateReview } from './rateReview.ts'
import { returnReview } from './returnReview.ts'

/**
 * The dossier was edited: the queue shows its risk as it now is, and an open proposal, which judged another file, falls; the dossier is
 * before us again. The caller holds the dossier's lock and records the edit.
 */
export const voidProposal = async (tx: Tx, dossierId: string): Promise<void> => {
  const dossier = await findDossier(tx.db, dossierId)
  if (!dossier) return
  await rateReview(tx, dossierId, dossier.risk)
  const proposal = await findProposal(tx.db, dossierId)
  if (!proposal) return
  await moveDossier(tx, dossier, 'void', { data: { decisionId: proposal.id } })
  await updateDecision(tx.db, proposal.id, { state: 'voided' })
  await returnReview(tx, dossierId)
}
