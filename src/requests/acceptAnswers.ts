import { conflict } from '#src/kernel/errors.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { isSwitchedOff } from '#src/merchants/merchant.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { reactivateMerchant } from '#src/merchants/reactivateMerchant.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { closeReview } from '#src/reviews/closeReview.ts'
import { endStay, hasUnjudged } from './endStay.ts'
import type { RequestRow } from './requests.sql.ts'
import { settleRequest } from './settleRequest.ts'

/** Switched off by the clock: back where he was. Otherwise only told that nothing is left to send. */
const tellMerchant = async (tx: Tx, request: RequestRow): Promise<void> => {
  const { id, merchant_id: merchantId } = request
  const merchant = await findMerchant(tx.db, merchantId)
  if (!merchant || !isSwitchedOff(merchant.state)) {
    return writeToMerchant(tx, merchantId, {
      template: 'documents_satisfied',
      subjectId: id,
      dedupeKey: `documents_satisfied:${id}`,
      values: {},
    })
  }
  await reactivateMerchant(tx, merchantId)
  const values = { isValidated: merchant.state === 'suspended' }
  await writeToMerchant(tx, merchantId, { template: 'account_reactivated', subjectId: id, dedupeKey: `account_reactivated:${id}`, values })
}

/**
 * Every piece that was asked for is accepted: the request is satisfied, an account that the clock switched off works again (issue 2 §7). A
 * refresh ends there, and a piece renewed before we asked (`endStay`); before validation the decision on the dossier is still due, and its
 * review stays open. 409 while a piece is not accepted.
 */
export const acceptAnswers = (ctx: Ctx | Tx, dossierId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const dossier = await lockDossier(tx.db, dossierId)
    const settled = await settleRequest(tx, dossierId)
    if (!settled) return endStay(tx, dossier)
    if (!settled.isSatisfied) throw conflict('request_pieces_not_accepted')
    await tellMerchant(tx, settled.request)
    // what came beside it, before we asked, is still to be judged
    if (settled.request.purpose === 'refresh' && !(await hasUnjudged(tx, dossierId))) await closeReview(tx, dossierId, 'completed')
  })
