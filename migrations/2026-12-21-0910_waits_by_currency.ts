import { sql, type Kysely } from 'kysely'

/** Payouts are in euros: what a merchant has in another currency waits, and is said to. */
export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    alter table payout_waits add column currency text not null default 'eur' check (currency ~ '^[a-z]{3}$');
    alter table payout_waits alter column currency drop default;
    alter table payout_waits drop constraint payout_waits_pkey, add primary key (merchant_id, currency);
    -- "who has money in a currency that no payout takes"
    create index ledger_postings_foreign on ledger_postings (merchant_id, currency) where book = 'live' and account = 2020 and currency <> 'eur';
  `
    .execute(db)
}
