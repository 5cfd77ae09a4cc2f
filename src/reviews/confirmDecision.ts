import { conflict, forbidden } from '#src/kernel/errors.ts'
import { mustBeScreened } from '#src/hits/mustBeScreened.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { screenBeforeDecision } from '#src/screening/screenDossier.ts'
import { findProposal, updateDecision, type DecisionRow } from './decisions.sql.ts'
import { holdForDecision } from './holdForDecision.ts'
import { lockCase } from './lockCase.ts'
import { carryOutRejection, carryOutValidation, mustBeComplete } from './takeDecision.ts'
import type { Decided } from './validateDossier.ts'

/** `proposal`: which was read, by its id: another may stand in its place. */
export type Agreed = Decided & { proposal?: string }

/**
 * The proposal before us, and somebody else's: 409 where it fell meanwhile (`state_has_changed`), or another than the one that was read is
 * there (`proposal_has_changed`), 403 `four_eyes` to the one who made it.
 */
export const proposalOfAnother = async (tx: Tx, dossierId: string, read: string | undefined): Promise<DecisionRow> => {
  const proposal = await findProposal(tx.db, dossierId)
  if (!proposal) throw conflict('state_has_changed')
  if (read !== undefined && read !== proposal.id) throw conflict('proposal_has_changed')
  if (proposal.proposed_by === tx.actor.id) throw forbidden('four_eyes')
  return proposal
}

/** The second person agrees: the proposal is taken, with all its effects. The database refuses the one who proposed, whatever we think. */
export const confirmDecision = async (ctx: Ctx, dossierId: string, { version, reason, proposal }: Agreed): Promise<void> => {
  await screenBeforeDecision(ctx, dossierId)
  return unit(ctx, async (tx) => {
    const file = await lockCase(tx, dossierId, version)
    const { id, verdict, ground } = await proposalOfAnother(tx, dossierId, proposal)
    const action = verdict === 'validate' ? 'confirm_validation' : 'confirm_rejection'
    await holdForDecision(tx, file, action)
    await updateDecision(tx.db, id, { state: 'taken', decided_by: tx.actor.id, decided_at: tx.now })
    if (verdict === 'reject') return carryOutRejection(tx, file, { id, action, reason, ground: ground! })
    mustBeComplete(file, tx.now)
    await mustBeScreened(tx, dossierId)
    await carryOutValidation(tx, file, { id, action, reason })
  })
}
