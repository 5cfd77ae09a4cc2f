import { newId } from '#src/kernel/ids.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { fieldChanges } from './changes.ts'
import { findPayoutAccount, replacePayoutAccount, type DossierRow } from './dossiers.sql.ts'
import type { PayoutAccountRow } from './facts.ts'
import { touchDossier } from './touchDossier.ts'

/**
 * A decided dossier is paid on another account from now on (src/accountChanges, whose caller holds the dossier's lock and accepts the RIB
 * in the same stroke). The one before stays in the file, ended; the contract that was signed stands, for it binds us and not a bank.
 * Answers the new account's id.
 */
export const adoptPayoutAccount = async (
  tx: Tx,
  dossier: DossierRow,
  account: Pick<PayoutAccountRow, 'iban' | 'bic' | 'holder'>,
): Promise<string> => {
  const before = await findPayoutAccount(tx.db, dossier.id)
  const id = newId('acct', tx.now)
  await replacePayoutAccount(tx.db, { ...account, id, dossier_id: dossier.id, created_at: tx.now }, tx.now)
  const changes = fieldChanges(before ?? {}, account)
  await record(tx, 'dossier.account_changed', {
    subject: dossier.id,
    merchantId: dossier.merchant_id,
    data: { country: account.iban.slice(0, 2), fields: changes.map(({ field }) => field) },
    personal: { changes },
  })
  await touchDossier(tx, dossier.id)
  return id
}
