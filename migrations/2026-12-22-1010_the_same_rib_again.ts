import { sql, type Kysely } from 'kysely'

/** Whoever mistyped an account, or took his change back, sends the same RIB with the next: it stands in nothing any more. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    drop index documents_same_file;
    create unique index documents_same_file on documents (merchant_id, sha256) where state <> 'withdrawn' and not (requirement_key = 'payout_account_change' and state in ('refused', 'superseded'));
  `
    .execute(db)
}
