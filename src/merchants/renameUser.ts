import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changeUser, lockUser } from './merchantUsers.sql.ts'

/** A user's name put right at his own request; his address is what he signs in with, and is changed by himself alone. */
export const renameUser = async (tx: Tx, id: string, name: string): Promise<void> => {
  const user = await lockUser(tx.db, id)
  await changeUser(tx.db, id, { name })
  await record(tx, 'account.renamed', {
    subject: id,
    merchantId: user.merchant_id,
    personal: { before: { name: user.name }, after: { name } },
  })
}
