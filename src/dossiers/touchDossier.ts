import { parisDay } from '#src/kernel/calendar.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { rescheduleReview } from '#src/renewals/scheduleReview.ts'
import { voidProposal } from '#src/reviews/voidProposal.ts'
import { changeDossier, findCompany, findPayoutAccount, listPeople, raiseVersion, type DossierRow } from './dossiers.sql.ts'
import { riskFacts, type PersonRow } from './facts.ts'
import { rateRisk } from './riskRating.ts'

/** While he fills it in the file is what it is; once sent, what called for a second person stays on it, whatever is edited later. */
const raisedBy = (dossier: DossierRow, risk: DossierRow['risk'], people: readonly PersonRow[]): string[] => {
  const now = [...(risk === 'high' ? ['high_risk'] : []), ...(people.some(({ is_pep }) => is_pep) ? ['pep'] : [])]
  return dossier.state === 'draft' ? now : [...new Set([...dossier.raised, ...now])].sort()
}

/** Rates the file as it now stands (KYC-13, rules.md §1.7); leaves an event when the rating changed. */
export const rateDossier = async (tx: Tx, dossier: DossierRow): Promise<DossierRow> => {
  const company = await findCompany(tx.db, dossier.id)
  if (!company) return dossier
  const people = await listPeople(tx.db, dossier.id)
  const rating = rateRisk(riskFacts(company, people, await findPayoutAccount(tx.db, dossier.id)), parisDay(tx.now))
  const raised = raisedBy(dossier, rating.level, people)
  if (raised.join() !== dossier.raised.join()) await changeDossier(tx.db, dossier.id, tx.now, { raised })
  const reasons = JSON.stringify(rating.reasons)
  const isSame = dossier.risk === rating.level && dossier.risk_rule === rating.ruleVersion && JSON.stringify(dossier.risk_reasons) === reasons
  if (isSame && dossier.risk_score === rating.score) return { ...dossier, raised }
  await changeDossier(tx.db, dossier.id, tx.now, { risk: rating.level, risk_score: rating.score, risk_reasons: reasons, risk_rule: rating.ruleVersion })
  const data = { from: dossier.risk, to: rating.level, score: rating.score, reasons: rating.reasons.map(({ key }) => key), rule: rating.ruleVersion }
  await record(tx, 'dossier.risk_rated', { subject: dossier.id, merchantId: dossier.merchant_id, data })
  const rated = { ...dossier, raised, risk: rating.level, risk_score: rating.score, risk_reasons: rating.reasons, risk_rule: rating.ruleVersion }
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
