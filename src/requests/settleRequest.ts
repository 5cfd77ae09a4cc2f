import { step } from '#src/kernel/lifecycle.ts'
import { listDocuments } from '#src/documents/documents.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { completeReview } from '#src/renewals/completeReview.ts'
import { closeSuspension } from './ledger.sql.ts'
import { refreshClock } from './refreshClock.ts'
import { isItemAccepted, requestLifecycle } from './request.ts'
import { listItems, listOverriddenKeys, lockAnswerableRequest, updateItem, type RequestRow } from './requests.sql.ts'

export type Settlement = { request: RequestRow; isSatisfied: boolean }

/** Writes on each piece what became of its document. True: every one was accepted, or let pass by an officer. */
const judgeItems = async (tx: Tx, request: RequestRow): Promise<boolean> => {
  const [items, documents, overridden] = await Promise.all([
    listItems(tx.db, request.id),
    listDocuments(tx.db, request.dossier_id),
    listOverriddenKeys(tx.db, request.dossier_id),
  ])
  const accepted = items.filter((item) => isItemAccepted(item, documents, overridden))
  for (const item of accepted) if (item.document_id && item.state !== 'accepted') await updateItem(tx.db, item.id, { state: 'accepted' })
  return accepted.length === items.length
}

const closeRequest = async (tx: Tx, request: RequestRow, action: 'satisfy' | 'withdraw'): Promise<void> => {
  const { to, event } = step(requestLifecycle, request.state, action, tx.actor)
  await closeSuspension(tx.db, request.id, tx.now)
  await refreshClock(tx, request, { state: to, closed_at: request.closed_at ?? tx.now })
  const why = action === 'withdraw' ? { why: 'decided' } : {}
  await record(tx, event, {
    subject: request.id,
    merchantId: request.merchant_id,
    data: { from: request.state, to, dossierId: request.dossier_id, ...why },
  })
  await completeReview(tx, request, action === 'withdraw' ? 'withdrawn' : 'satisfied')
}

/**
 * Ends the request that is before us, when its dossier is decided or its pieces are complete: satisfied when every piece was accepted or
 * overridden, withdrawn when the dossier is decided without them. A lapsed request is satisfied or stays lapsed. One that still waits
 * for the merchant is left alone. The caller holds the dossier's lock.
 */
export const settleRequest = async (tx: Tx, dossierId: string): Promise<Settlement | null> => {
  const request = await lockAnswerableRequest(tx.db, dossierId)
  if (!request || request.state === 'open' || request.state === 'leaving') return null
  const isSatisfied = await judgeItems(tx, request)
  if (isSatisfied) await closeRequest(tx, request, 'satisfy')
  else if (request.state === 'answered') await closeRequest(tx, request, 'withdraw')
  return { request, isSatisfied }
}
