import { merchantOf } from '#src/kernel/actor.ts'
import { conflict, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import type { ApiMode } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import { revokeKeysOfMode } from './apiKeys.sql.ts'
import { lockMerchant } from './merchants.sql.ts'

/** Stops a pair without making another: a key that leaked stops at once, in any state of the account. */
export const revokeApiKeys = (ctx: Ctx, { mode }: { mode: ApiMode }): Promise<void> =>
  unit(ctx, async (tx) => {
    const merchantId = merchantOf(tx.actor)
    if (!merchantId) throw notFound()
    await lockMerchant(tx.db, merchantId)
    const revoked = await revokeKeysOfMode(tx.db, merchantId, mode, tx.now)
    if (revoked.length === 0) throw conflict('no_key_to_revoke')
    await record(tx, 'api_key.revoked', { subject: merchantId, merchantId, data: { mode, revoked } })
  })
