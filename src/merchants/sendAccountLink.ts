import { newId, newToken } from '#src/kernel/ids.ts'
import { writeMail } from '#src/notifications/writeMail.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { activationMinutes, minutesAfter, resetMinutes } from './account.ts'
import { insertLink, useLinks, type MerchantUserRow } from './merchantUsers.sql.ts'
import { findMerchant } from './merchants.sql.ts'

const purposes = {
  activation: { minutes: activationMinutes, template: 'activation', path: (token: string) => `/merchant/activate/${token}` },
  password_reset: { minutes: resetMinutes, template: 'password_reset', path: (token: string) => `/merchant/reset/${token}` },
} as const

type Purpose = keyof typeof purposes

/** Whoever signed up asked for his link; whoever was added reads first who gives him access. */
const letterOf = async (tx: Tx, { added_by: addedBy, merchant_id: merchantId }: MerchantUserRow, purpose: Purpose) =>
  purpose === 'activation' && addedBy
    ? ({ template: 'invitation', merchant: (await findMerchant(tx.db, merchantId))?.name ?? '' } as const)
    : ({ template: purposes[purpose].template, merchant: '' } as const)

/** A new link by mail; the ones before it stop working. Only the token's hash is kept. The caller leaves the event. */
export const sendAccountLink = async (tx: Tx, user: MerchantUserRow, purpose: Purpose): Promise<void> => {
  const { minutes, path } = purposes[purpose]
  const { template, merchant } = await letterOf(tx, user, purpose)
  const id = newId('link', tx.now)
  const token = newToken()
  const expiresAt = minutesAfter(tx.now, minutes)
  await useLinks(tx.db, user.id, purpose, tx.now)
  await insertLink(tx.db, { id, merchant_user_id: user.id, purpose, token_hash: sha256(token), expires_at: expiresAt, created_at: tx.now })
  await writeMail(tx, {
    template,
    to: { address: user.email, lang: user.language, merchantId: user.merchant_id },
    subjectId: user.id,
    dedupeKey: `${template}:${id}`,
    values: { link: path(token), expiresAt, merchant },
    holdsSecret: true,
  })
}
