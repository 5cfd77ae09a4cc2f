import { step } from '#src/kernel/lifecycle.ts'
import { system } from '#src/kernel/actor.ts'
import { overrideChecks } from '#src/checks/overrideChecks.ts'
import { actingAs, type Tx } from '#src/platform/ctx.ts'
import { ring } from '#src/platform/bell.ts'
import { record } from '#src/platform/record.ts'
import { accountProofKey, documentLifecycle, type RefusalReason } from './document.ts'
import { lockDocument, updateDocument } from './documents.sql.ts'
import { supersedeDocuments } from './supersedeDocuments.ts'

/**
 * The RIB of a change of account, judged with the change itself and by whoever decides it; the caller holds the dossier's lock. Accepted,
 * it takes the checklist's line from the RIB of the account before: that is what payouts look for (src/payouts/payees.sql.ts). Checks that
 * failed are overridden with the reason (422 without one).
 */
export const acceptAccountProof = async (tx: Tx, id: string, why: string): Promise<void> => {
  const piece = await lockDocument(tx.db, id)
  const { to, event } = step(documentLifecycle, piece.state, 'accept_account', tx.actor)
  const overridden = await overrideChecks(tx, id, why)
  await supersedeDocuments(actingAs(tx, system('account-change')), piece.dossier_id, accountProofKey, ['accepted', 'refused'])
  await updateDocument(tx.db, id, { state: to, requirement_key: accountProofKey, decided_by: tx.actor.id, decided_at: tx.now })
  const said = overridden.length > 0 ? { data: { overridden }, personal: { reason: why } } : { data: {}, personal: {} }
  await record(tx, event, {
    subject: id,
    merchantId: piece.merchant_id,
    data: { dossierId: piece.dossier_id, requirementKey: accountProofKey, from: piece.state, to, ...said.data },
    personal: said.personal,
  })
  tx.afterCommit(() => ring('check-documents'))
}

export const refuseAccountProof = async (tx: Tx, id: string, reason: RefusalReason): Promise<void> => {
  const piece = await lockDocument(tx.db, id)
  const { to, event } = step(documentLifecycle, piece.state, 'refuse_account', tx.actor)
  await updateDocument(tx.db, id, { state: to, decided_by: tx.actor.id, decided_at: tx.now, refusal_reason: reason })
  await record(tx, event, {
    subject: id,
    merchantId: piece.merchant_id,
    data: { dossierId: piece.dossier_id, requirementKey: piece.requirement_key, from: piece.state, to, reason },
  })
}
