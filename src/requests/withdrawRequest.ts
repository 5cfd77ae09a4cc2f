import { step } from '#src/kernel/lifecycle.ts'
import { notFound } from '#src/kernel/errors.ts'
import { lockDossier, type DossierRow } from '#src/dossiers/dossiers.sql.ts'
import { moveDossier } from '#src/dossiers/moveDossier.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { completeReview } from '#src/renewals/completeReview.ts'
import { closeReview } from '#src/reviews/closeReview.ts'
import { openReview } from '#src/reviews/openReview.ts'
import { findLivingReview } from '#src/reviews/reviews.sql.ts'
import { closeSuspension } from './ledger.sql.ts'
import { refreshClock } from './refreshClock.ts'
import { requestLifecycle } from './request.ts'
import { findRequest, lockRequest, type RequestRow } from './requests.sql.ts'

/** `said`: why, in a person's words, or by a code of ours where nobody said it. */
export const closeRequest = async (tx: Tx, request: RequestRow, said: { reason: string } | { cause: 'contract_over' }): Promise<void> => {
  const { to, event } = step(requestLifecycle, request.state, 'withdraw', tx.actor)
  await closeSuspension(tx.db, request.id, tx.now)
  await refreshClock(tx, request, { state: to, closed_at: tx.now })
  const data = { from: request.state, to, dossierId: request.dossier_id }
  const about = { subject: request.id, merchantId: request.merchant_id }
  if ('cause' in said) await record(tx, event, { ...about, data: { ...data, ...said } })
  else {
    await record(tx, event, { ...about, data, personal: said })
    await completeReview(tx, request, 'withdrawn', said.reason)
  }
}

/** Before validation the dossier is ours to judge as it stands; a refresh that is given up leaves nothing to judge. */
const bringBack = async (tx: Tx, dossier: DossierRow, request: RequestRow, reason: string): Promise<void> => {
  if (request.purpose === 'refresh') return closeReview(tx, dossier.id, 'withdrawn')
  if (dossier.state !== 'awaiting_documents') return
  await moveDossier(tx, dossier, 'withdraw_request', { data: { requestId: request.id }, personal: { reason } })
  const waiting = await findLivingReview(tx.db, dossier.id)
  await openReview(tx, { dossierId: dossier.id, merchantId: dossier.merchant_id, kind: waiting?.kind ?? 'new_dossier' })
}

/** Gives up asking: the clock ends, the merchant is told that nothing is expected any more, the dossier is before us as it stands. */
export const withdrawRequest = (ctx: Ctx | Tx, id: string, { reason }: { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const found = await findRequest(tx.db, id)
    if (!found) throw notFound()
    const dossier = await lockDossier(tx.db, found.dossier_id)
    const request = await lockRequest(tx.db, id)
    await closeRequest(tx, request, { reason })
    await bringBack(tx, dossier, request, reason)
    await writeToMerchant(tx, request.merchant_id, {
      template: 'request_withdrawn',
      subjectId: id,
      dedupeKey: `request_withdrawn:${id}`,
      values: {},
    })
  })
