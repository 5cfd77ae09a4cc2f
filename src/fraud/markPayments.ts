import type { Tx } from '#src/platform/ctx.ts'
import type { FraudFinding } from './fraudCase.ts'
import { moveCasePayments, releaseHeld, releaseInnocent, setRemainingFindings } from './fraudCases.sql.ts'

/*
 * What a decision says of the payments of a case, and what then becomes of them. The caller holds the case's lock, and its event says so.
 */

/** Of every payment that nobody has said anything of; `finding` null where the decision has none for them. */
export const noteRemaining = async (
  { db }: Tx,
  caseId: string,
  { finding, by }: { finding: FraudFinding | null; by: string },
): Promise<void> => {
  if (finding) await setRemainingFindings(db, caseId, finding, by)
}

/** No fraud was found: all of them may be refunded again. */
export const letAllGo = ({ db }: Tx, caseId: string): Promise<void> => releaseHeld(db, caseId)

/** It is fraud in part: what was not found to be may be refunded again. */
export const letInnocentGo = ({ db }: Tx, caseId: string): Promise<void> => releaseInnocent(db, caseId)

/** What a confirmed case did to these payments stands, or was undone. */
export const markPayments = ({ db }: Tx, caseId: string, ids: readonly string[], to: 'fraudulent' | 'released'): Promise<void> =>
  moveCasePayments(db, caseId, ids, to)
