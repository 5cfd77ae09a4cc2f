import { merchantOf } from '#src/kernel/actor.ts'
import { conflict, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { unsealForMerchant } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { keyLabel } from './apiKey.ts'
import { lockApiKey, setKeyShown, type ApiKeyRow } from './apiKeys.sql.ts'
import { findMerchant } from './merchants.sql.ts'

const mustBeHis = (key: ApiKeyRow, tx: Tx): void => {
  if (key.merchant_id !== merchantOf(tx.actor) || key.revoked_at || key.mode !== 'live' || key.kind !== 'secret') throw notFound()
}

/** The live secret, once: it leaves our tables as it is shown. After that only its last four signs are known. */
export const revealApiKey = (ctx: Ctx, id: string): Promise<{ secret: string }> =>
  unit(ctx, async (tx) => {
    const key = await lockApiKey(tx.db, id)
    mustBeHis(key, tx)
    if (!key.sealed_key) throw conflict('key_was_shown')
    const merchant = await findMerchant(tx.db, key.merchant_id)
    if (merchant?.state !== 'validated') throw conflict('keys_are_off')
    const secret = await unsealForMerchant(tx.db, key.merchant_id, key.sealed_key, keyLabel(id))
    await setKeyShown(tx.db, id, tx.now)
    await record(tx, 'api_key.revealed', { subject: id, merchantId: key.merchant_id, data: { mode: key.mode, last4: key.last4 } })
    return { secret: secret.toString() }
  })
