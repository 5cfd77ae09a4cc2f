import { endOfParisDay } from '#src/kernel/calendar.ts'
import { invalid } from '#src/kernel/errors.ts'
import { moveDispute } from '#src/disputes/moveDispute.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { lockFile, mustBeInTime } from './lockFile.ts'
import { changeResolution } from './resolutions.sql.ts'

/** The merchant hands his file to our staff, once; it asks for his own account at least. 422 `statement`; 409 past his date. */
export const submitResolution = (ctx: Ctx, resolutionId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { dispute, resolution } = await lockFile(tx, resolutionId)
    if (dispute.state === 'under_review' && tx.actor.kind === 'merchant') return
    if (dispute.state === 'engaged' && resolution.statement.trim() === '') throw invalid({ statement: 'disputes:own.statement_missing' })
    mustBeInTime(tx, dispute)
    await moveDispute(tx, dispute, 'submit')
    await changeResolution(tx.db, resolutionId, { submitted_at: tx.now })
    await record(tx, 'resolution.submitted', { subject: resolutionId, merchantId: resolution.merchant_id, data: { disputeId: dispute.id } })
  })

/** Something is missing: the merchant is asked for it, in words he reads, while his date lasts. */
export const sendBack = (ctx: Ctx, resolutionId: string, reason: string): Promise<void> =>
  unit(ctx, async (tx) => {
    if (reason.trim() === '') throw invalid({ reason: 'web:field.missing' })
    const { dispute, resolution } = await lockFile(tx, resolutionId)
    await moveDispute(tx, dispute, 'send_back', { reason })
    await changeResolution(tx.db, resolutionId, { submitted_at: null })
    const { amount_cents: cents, currency, category, merchant_due_on: dueOn, mode, merchant_id: merchantId } = dispute
    if (mode !== 'live') return
    const values = {
      sum: { cents, currency },
      category,
      link: `/merchant/disputes/${dispute.id}`,
      dueAt: endOfParisDay(dueOn),
      message: reason,
    }
    await writeToMerchant(tx, merchantId, {
      template: 'dispute_sent_back',
      subjectId: resolution.id,
      dedupeKey: `dispute_sent_back:${resolution.id}:${tx.now.toISOString()}`,
      values,
    })
  })
