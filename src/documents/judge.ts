import { conflict, notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { touchPieces } from '#src/dossiers/touchDossier.ts'
import { settleIdentification } from '#src/identification/settleIdentification.ts'
import { ring } from '#src/platform/bell.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { holdDossier } from '#src/reviews/touchReview.ts'
import { accountChangeKey, documentLifecycle, type DocumentAction, type RefusalReason } from './document.ts'
import { findDocument, lockDocument, updateDocument } from './documents.sql.ts'

type Said = {
  reason?: RefusalReason
  note?: string
  /** Checks that failed and are overridden, and why. */
  overridden?: readonly string[]
  why?: string
}

/** What the history keeps of a verdict: codes in the open, words under the merchant's key. */
const recorded = ({ reason, note, overridden = [], why }: Said) => ({
  data: { ...(reason ? { reason } : {}), ...(overridden.length > 0 ? { overridden: [...overridden] } : {}) },
  personal: { ...(note ? { note } : {}), ...(overridden.length > 0 && why ? { reason: why } : {}) },
})

const judgedColumns = (tx: Tx, action: DocumentAction, { reason, note }: Said) =>
  action === 'reconsider'
    ? { decided_by: null, decided_at: null, refusal_reason: null, refusal_note: null }
    : { decided_by: tx.actor.id, decided_at: tx.now, refusal_reason: reason ?? null, refusal_note: note || null }

/**
 * A verdict on a piece, or its withdrawal: the row, its event, what it makes of its person's identification, a new version of the dossier
 * (which voids a proposal). 409 where the dossier is not before us, somebody else holds it, the piece was judged a moment ago, or belongs
 * to a change of account. `saying` is asked once nobody else can judge it.
 */
export const judge = async (
  tx: Tx,
  id: string,
  action: 'accept' | 'refuse' | 'reconsider',
  saying: () => Promise<Said> = async () => ({}),
): Promise<void> => {
  const found = await findDocument(tx.db, id)
  if (!found || found.state === 'withdrawn') throw notFound()
  if (found.requirement_key === accountChangeKey) throw conflict('judged_with_account_change')
  await holdDossier(tx, found.dossier_id)
  const piece = await lockDocument(tx.db, id)
  const { to, event } = step(documentLifecycle, piece.state, action, tx.actor)
  const said = await saying()
  await updateDocument(tx.db, id, { state: to, ...judgedColumns(tx, action, said) })
  const { data, personal } = recorded(said)
  await record(tx, event, {
    subject: id,
    merchantId: piece.merchant_id,
    data: { dossierId: piece.dossier_id, requirementKey: piece.requirement_key, from: piece.state, to, ...data },
    personal,
  })
  await settleIdentification(tx, piece)
  await touchPieces(tx, piece.dossier_id)
  tx.afterCommit(() => ring('check-documents'))
}
