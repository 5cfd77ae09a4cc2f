import type { Tx } from '#src/platform/ctx.ts'
import type { RiskLevel } from '#src/platform/db.types.ts'
import { findLivingReview, updateReview } from './reviews.sql.ts'

/** The queue shows the dossier's risk as it now is. Called by dossiers/touchDossier, whose event says so. */
export const rateReview = async (tx: Tx, dossierId: string, risk: RiskLevel): Promise<void> => {
  const item = await findLivingReview(tx.db, dossierId)
  if (item && item.risk !== risk) await updateReview(tx.db, item.id, { risk })
}
