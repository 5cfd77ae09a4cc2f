import { merchantOf } from '#src/kernel/actor.ts'
import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { PayoutQuery } from './payoutSearch.ts'

/**
 * Somebody takes the list away, staff or a merchant his own: recorded. What was searched may be somebody's name: only that something was is
 * kept.
 */
export const exportPayouts = (ctx: Ctx, { state, from, to, search }: PayoutQuery): Promise<void> =>
  unit(ctx, async (tx) => {
    const { actor } = tx
    if (actor.kind !== 'merchant' && !(actor.kind === 'staff' && isAllowed(actor.roles, 'exports.make'))) throw forbidden()
    await record(tx, 'payout.list_exported', {
      subject: actor.id,
      merchantId: merchantOf(actor),
      data: { state, from, to, isSearch: search !== '' },
    })
  })
