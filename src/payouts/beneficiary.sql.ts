import type { ReadDb } from '#src/platform/db.ts'
import type { PayoutRow } from './payouts.sql.ts'

/** Who is paid and where: the account as the payout took it, whatever was declared since. */
export const readBeneficiary = async (
  db: ReadDb,
  { merchant_id: merchantId, account_id: accountId }: PayoutRow,
): Promise<{ name: string; siren: string | null; holder: string; last4: string }> => {
  const row = await db
    .selectFrom('payout_accounts as a')
    .innerJoin('dossiers as d', 'd.id', 'a.dossier_id')
    .innerJoin('merchants as m', 'm.id', 'd.merchant_id')
    .leftJoin('companies as c', 'c.dossier_id', 'd.id')
    .select(['m.name', 'c.siren', 'a.holder', 'a.iban'])
    .where('a.id', '=', accountId)
    .where('m.id', '=', merchantId)
    .executeTakeFirstOrThrow()
  return { name: row.name || row.holder, siren: row.siren, holder: row.holder, last4: row.iban.slice(-4) }
}
