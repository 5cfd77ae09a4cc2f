import type { FraudCaseRow } from '#src/fraud/fraudCases.sql.ts'
import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

/** Somebody takes the effects of a case away: recorded. 403 for who may not export. */
export const exportEffects = (ctx: Ctx, { id, merchant_id: merchantId }: Pick<FraudCaseRow, 'id' | 'merchant_id'>): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'exports.make') || !isAllowed(tx.actor.roles, 'fraud.read'))
      throw forbidden()
    await record(tx, 'fraud_case.effects_exported', { subject: id, merchantId })
  })
