import { faultsOfAccounts, withheldReason, type Kept, type WithheldReason } from '#src/payouts/payee.ts'
import { findPayees } from '#src/payouts/payees.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'

/**
 * `kept`: what is held or frozen of it. Why money that is let go to a merchant whose contract is over could not leave; null: it can, to an
 * account that was proved.
 */
export const whyNotPayable = async (tx: Tx, merchantId: string, kept: Kept): Promise<WithheldReason | null> => {
  const payee = (await findPayees(tx.db, [merchantId], faultsOfAccounts)).get(merchantId)
  return payee ? withheldReason(payee, kept, true) : 'no_account'
}
