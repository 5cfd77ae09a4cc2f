import { fraudCaseLifecycle } from '#src/fraud/fraudCase.ts'
import { lockCase } from '#src/fraud/fraudCases.sql.ts'
import { forbidden, notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { replaceKeys } from '#src/merchants/rollApiKeys.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { takeTicket } from '#src/platform/submission.ts'

/**
 * The keys of a case's world are stolen: a new pair, the old one dead from this instant, and the merchant told. He alone reads the new
 * secret, in his area. Only while its payments may change; the same form twice is one pair. 404; 403; 409 `state_has_changed`,
 * `keys_are_off`.
 */
export const rollStolenKeys = (ctx: Ctx, caseId: string, { ticket }: { ticket?: string | undefined }): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'fraud.work')) throw forbidden()
    const one = await lockCase(tx.db, caseId)
    if (!one) throw notFound()
    step(fraudCaseLifecycle, one.state, 'change', tx.actor)
    if (!(await takeTicket(tx, ticket))) return
    await replaceKeys(tx, one.merchant_id, one.mode)
    await record(tx, 'fraud_case.keys_rolled', { subject: one.id, merchantId: one.merchant_id, data: { mode: one.mode } })
    await writeToMerchant(tx, one.merchant_id, {
      template: 'keys_replaced',
      values: { link: '/merchant/developers', replacedAt: tx.now, isLive: one.mode === 'live' },
      subjectId: one.id,
      dedupeKey: `keys_replaced:${one.id}:${tx.now.toISOString()}`,
    })
  })
