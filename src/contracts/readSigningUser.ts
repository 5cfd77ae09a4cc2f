import { notFound } from '#src/kernel/errors.ts'
import { findUser, type MerchantUserRow } from '#src/merchants/merchantUsers.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'

/** The user at the keyboard: the code goes to his own mailbox, and to no other. */
export const readSigningUser = async (tx: Tx): Promise<MerchantUserRow> => {
  const user = tx.actor.kind === 'merchant' ? await findUser(tx.db, tx.actor.id) : null
  if (!user) throw notFound()
  return user
}
