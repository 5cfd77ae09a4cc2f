import { step } from '#src/kernel/lifecycle.ts'
import { listDocuments } from '#src/documents/documents.sql.ts'
import { lockDossier, type DossierRow } from '#src/dossiers/dossiers.sql.ts'
import { moveDossier } from '#src/dossiers/moveDossier.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { isSwitchedOff } from '#src/merchants/merchant.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { openReview } from '#src/reviews/openReview.ts'
import { openSuspension } from './ledger.sql.ts'
import { refreshClock } from './refreshClock.ts'
import { isItemAnswered, requestLifecycle } from './request.ts'
import { listItems, listOverriddenKeys, lockAnswerableRequest, updateItem, type RequestRow } from './requests.sql.ts'

const isAnsweredInFull = async (tx: Tx, request: RequestRow): Promise<boolean> => {
  const [items, documents, overridden] = await Promise.all([
    listItems(tx.db, request.id),
    listDocuments(tx.db, request.dossier_id),
    listOverriddenKeys(tx.db, request.dossier_id),
  ])
  return items.every((item) => isItemAnswered(item, documents, overridden))
}

/**
 * From now on the file is with us and no time counts against the merchant. A lapsed request keeps its state: its time does not come back.
 */
const pauseClock = async (tx: Tx, request: RequestRow): Promise<void> => {
  if (request.state !== 'open' && request.state !== 'leaving') return
  const { to, event } = step(requestLifecycle, request.state, 'answer', tx.actor)
  await openSuspension(tx.db, request.id, tx.now, 'answered')
  await refreshClock(tx, request, { state: to })
  await record(tx, event, {
    subject: request.id,
    merchantId: request.merchant_id,
    data: { from: request.state, to, dossierId: request.dossier_id },
  })
}

/** The dossier is before us again: after the account was switched off, to be unlocked. */
const bringBack = async (tx: Tx, dossier: DossierRow, request: RequestRow): Promise<void> => {
  if (dossier.state === 'awaiting_documents' || dossier.state === 'lapsed')
    await moveDossier(tx, dossier, 'answer', { data: { requestId: request.id } })
  const merchant = await findMerchant(tx.db, request.merchant_id)
  const kind = merchant && isSwitchedOff(merchant.state) ? 'unlock_request' : 'answered_request'
  await openReview(tx, { dossierId: request.dossier_id, merchantId: request.merchant_id, kind })
}

export type Answer = { dossierId: string; requirementKey: string; documentId: string }

/**
 * A piece came in: was it asked for? Notes it on the request, and when it was the last one, stops the clock and puts the dossier before us,
 * in the same transaction as the upload. Nothing where no request asks for it.
 */
export const noteAnswer = async (tx: Tx, { dossierId, requirementKey, documentId }: Answer): Promise<void> => {
  const dossier = await lockDossier(tx.db, dossierId)
  const request = await lockAnswerableRequest(tx.db, dossierId)
  const item = request && (await listItems(tx.db, request.id)).find((one) => one.requirement_key === requirementKey)
  if (!request || !item) return
  await updateItem(tx.db, item.id, { state: 'answered', document_id: documentId, answered_at: tx.now })
  await record(tx, 'document_request.piece_answered', {
    subject: request.id,
    merchantId: request.merchant_id,
    data: { requirementKey, documentId },
  })
  if (!(await isAnsweredInFull(tx, request))) return
  await pauseClock(tx, request)
  await bringBack(tx, dossier, request)
}
