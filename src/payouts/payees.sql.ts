import { sql } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Kept, Payee } from './payee.ts'

type Row = {
  merchantId: string
  state: Payee['state']
  isUnderReview: boolean
  accountId: string | null
  iban: string | null
  bic: string | null
  holder: string | null
  verifiedAt: Date | null
  refusedAt: Date | null
}

/** The proof of an account is its RIB: it counts where it was accepted after the account was declared, and still is. */
const rows = async (db: ReadDb, merchantIds: readonly string[], faults: readonly string[]): Promise<Row[]> =>
  (await sql<Row>`
    select m.id as "merchantId", m.state, exists (select from holds h where h.merchant_id = m.id and h.title <> 'contract_reserve' and h.state in ('active', 'release_proposed')) as "isUnderReview", a.id as "accountId", a.iban, a.bic, a.holder,
      (select max(p.decided_at) from documents p where p.dossier_id = d.id and p.requirement_key = 'payout_account_proof' and p.state = 'accepted' and p.decided_at >= a.created_at) as "verifiedAt",
      (select max(coalesce(o.returned_at, o.failed_at)) from payouts o where o.merchant_id = m.id and o.account_id = a.id and o.state = 'failed'
        and (o.returned_at is not null or o.failure = any(${faults}::text[]))) as "refusedAt"
    from merchants m left join dossiers d on d.merchant_id = m.id left join payout_accounts a on a.dossier_id = d.id and a.replaced_at is null
    where m.id = any(${merchantIds}::text[])`
    .execute(db))
    .rows

const payeeFrom = ({ merchantId, state, isUnderReview, accountId, iban, bic, holder, verifiedAt, refusedAt }: Row): Payee => ({
  merchantId,
  state,
  isUnderReview,
  account: accountId === null ? null : { id: accountId, iban: iban ?? '', bic, holder: holder ?? '', verifiedAt, refusedAt },
})

/** `faults`: the bank's reasons that are the account's own. */
export const findPayees = async (db: ReadDb, merchantIds: readonly string[], faults: readonly string[]): Promise<Map<string, Payee>> =>
  new Map((await rows(db, merchantIds, faults)).map((row) => [row.merchantId, payeeFrom(row)]))

/** Whoever is switched off at this moment waits until we are done, or we see that he was. */
export const lockMerchantsAsTheyAre = async (db: WritableDb, merchantIds: readonly string[]): Promise<void> =>
  void (await db.selectFrom('merchants').select('id').where('id', 'in', merchantIds).orderBy('id').forShare().execute())

/** What is held or frozen of each of these merchants, in the live book. */
export const listKept = async (db: ReadDb, merchantIds: readonly string[]): Promise<Map<string, Kept>> => {
  const { rows: kept } = await sql<Kept & { merchantId: string }>`
    select m.id as "merchantId", coalesce(-sum(b.amount_cents) filter (where b.account = 2035), 0)::bigint as "amlHoldCents", coalesce(-sum(b.amount_cents) filter (where b.account = 2036), 0)::bigint as "frozenCents"
    from unnest(${merchantIds}::text[]) m(id) cross join lateral ledger_balances(m.id, 'live', 'eur') b where b.account in (2035, 2036) group by m.id`
    .execute(db)
  return new Map(kept.map(({ merchantId, ...rest }) => [merchantId, rest]))
}
