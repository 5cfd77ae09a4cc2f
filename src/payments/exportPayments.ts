import { merchantOf } from '#src/kernel/actor.ts'
import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { PaymentQuery } from './paymentSearch.ts'

/**
 * Somebody takes a list of payments away: staff who may, or a merchant his own. Recorded. What was searched may be somebody's order or
 * card: only that something was is kept. 403 for who may not export.
 */
export const exportPayments = (ctx: Ctx, { world, search, state, method, from, to, archive }: PaymentQuery): Promise<void> =>
  unit(ctx, async (tx) => {
    const { actor } = tx
    const mayExport = actor.kind === 'merchant' ||
      (actor.kind === 'staff' && isAllowed(actor.roles, 'exports.make') && isAllowed(actor.roles, 'payments.read'))
    if (!mayExport) throw forbidden()
    await record(tx, 'payment.list_exported', {
      subject: actor.id,
      merchantId: merchantOf(actor),
      data: { mode: world, state, method, from, to, ...(archive ? { archive } : {}), isSearch: search !== '' },
    })
  })
