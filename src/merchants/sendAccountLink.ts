import { newId, newToken } from '#src/kernel/ids.ts'
import { writeMail } from '#src/notifications/writeMail.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { activationMinutes, minutesAfter, resetMinutes } from './account.ts'
import { insertLink, useLinks, type MerchantUserRow } from './merchantUsers.sql.ts'

const purposes = {
  activation: { minutes: activationMinutes, template: 'activation', path: (token: string) => `/merchant/activate/${token}` },
  password_reset: { minutes: resetMinutes, template: 'password_reset', path: (token: string) => `/merchant/reset/${token}` },
} as const

/** A new link by mail; the ones before it stop working. Only the token's hash is kept. The caller leaves the event. */
export const sendAccountLink = async (tx: Tx, user: MerchantUserRow, purpose: keyof typeof purposes): Promise<void> => {
  const { minutes, template, path } = purposes[purpose]
  const id = newId('link', tx.now)
  const token = newToken()
  const expiresAt = minutesAfter(tx.now, minutes)
  await useLinks(tx.db, user.id, purpose, tx.now)
  await insertLink(tx.db, { id, merchant_user_id: user.id, purpose, token_hash: sha256(token), expires_at: expiresAt, created_at: tx.now })
  await writeMail(tx, {
    template, to: { address: user.email, lang: user.language, merchantId: user.merchant_id }, subjectId: user.id, dedupeKey: `${template}:${id}`,
    values: { link: path(token), expiresAt }, holdsSecret: true,
  })
}
