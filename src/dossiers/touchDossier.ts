import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { judgeDossier, type Kept } from '#src/ratings/judgeDossier.ts'
import { rescheduleReview } from '#src/renewals/scheduleReview.ts'
import { voidProposal } from '#src/reviews/voidProposal.ts'
import { changeDossier, lockDossier, raiseVersion, type DossierRow } from './dossiers.sql.ts'

/** While he fills it in the file is what it is; once sent, what called for a second person stays on it, whatever is edited later. */
const raisedBy = (dossier: DossierRow, { level, reasons }: Kept): string[] => {
  const now = [...(level === 'high' ? ['high_risk'] : []), ...(reasons.some(({ id }) => id === 'pep') ? ['pep'] : [])]
  return dossier.state === 'draft' ? now : [...new Set([...dossier.raised, ...now])].sort()
}

/** Rates the file as it now stands (KYC-13, rules.md §1.7); leaves an event when the rating changed. */
export const rateDossier = async (tx: Tx, dossier: DossierRow): Promise<DossierRow> => {
  const kept = await judgeDossier(tx, dossier.id)
  if (!kept) return dossier
  const raised = raisedBy(dossier, kept)
  if (raised.join() !== dossier.raised.join()) await changeDossier(tx.db, dossier.id, tx.now, { raised })
  if (kept.trigger === null && dossier.risk_rule === kept.rule && dossier.risk === kept.level) return { ...dossier, raised }
  const reasons = kept.reasons.map(({ id, axis }) => ({ key: `dossiers:risk.${id}`, axis }))
  await changeDossier(tx.db, dossier.id, tx.now, {
    risk: kept.level,
    risk_score: kept.score,
    risk_reasons: JSON.stringify(reasons),
    risk_rule: kept.rule,
  })
  const data = {
    from: dossier.risk,
    to: kept.level,
    score: kept.score,
    reasons: reasons.map(({ key }) => key),
    rule: kept.rule,
    trigger: kept.trigger,
  }
  await record(tx, 'dossier.risk_rated', { subject: dossier.id, merchantId: dossier.merchant_id, data })
  const rated = { ...dossier, raised, risk: kept.level, risk_score: kept.score, risk_reasons: reasons, risk_rule: kept.rule }
  if (rated.risk !== dossier.risk) await rescheduleReview(tx, rated)
  return rated
}

/**
 * Something in the dossier changed: a new version, the risk rated again, and a decision that was proposed on the old one is void. The
 * caller holds the dossier's lock and leaves the event that says what changed.
 */
export const touchDossier = async (tx: Tx, dossierId: string): Promise<void> => {
  const dossier = await raiseVersion(tx.db, dossierId, tx.now)
  const rated = await rateDossier(tx, dossier)
  if (rated.risk !== dossier.risk || dossier.state === 'proposed') await voidProposal(tx, dossierId)
}

/** A piece came, went or was judged: the same, but for the rating, in which no piece weighs (`riskFacts`). */
export const touchPieces = async (tx: Tx, dossierId: string): Promise<void> => {
  const { state } = await raiseVersion(tx.db, dossierId, tx.now)
  if (state === 'proposed') await voidProposal(tx, dossierId)
}

/**
 * Something beside the dossier changed on which its rating rests: no new version, for nothing in the file was edited. A level that changes
 * voids a proposal that judged the other one. False where the rating is the same.
 */
export const rerateDossier = async (tx: Tx, dossierId: string): Promise<boolean> => {
  const dossier = await lockDossier(tx.db, dossierId)
  const rated = await rateDossier(tx, dossier)
  if (rated.risk !== dossier.risk) await voidProposal(tx, dossierId)
  return rated.risk_rule !== dossier.risk_rule || rated.risk_reasons !== dossier.risk_reasons || rated.risk !== dossier.risk
}
