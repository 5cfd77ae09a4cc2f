import { merchantOf } from '#src/kernel/actor.ts'
import { conflict, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import type { ApiMode } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { revokeKeysOfMode } from './apiKeys.sql.ts'
import { createApiKeys } from './createApiKeys.ts'
import { isShut, isSwitchedOff, type MerchantState } from './merchant.ts'
import { lockMerchant } from './merchants.sql.ts'

/** KYC-02: live keys belong to a validated merchant, and while an account is off nothing about its keys moves. */
const mayHoldKeys = (state: MerchantState, mode: ApiMode): boolean =>
  mode === 'live' ? state === 'validated' : !isSwitchedOff(state) && !isShut(state)

/** In the caller's unit: a new pair; the old one stops in the same instant. 409 `keys_are_off` where the account may hold none. */
export const replaceKeys = async (tx: Tx, merchantId: string, mode: ApiMode): Promise<void> => {
  const { state } = await lockMerchant(tx.db, merchantId)
  if (!mayHoldKeys(state, mode)) throw conflict('keys_are_off')
  const revoked = await revokeKeysOfMode(tx.db, merchantId, mode, tx.now)
  await record(tx, 'api_key.rolled', { subject: merchantId, merchantId, data: { mode, revoked } })
  await createApiKeys(tx, merchantId, mode)
}

/** A new pair; the old one stops in the same instant. */
export const rollApiKeys = (ctx: Ctx, { mode, ticket }: { mode: ApiMode; ticket?: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const merchantId = merchantOf(tx.actor)
    if (!merchantId) throw notFound()
    if (await takeTicket(tx, ticket)) await replaceKeys(tx, merchantId, mode)
  })
