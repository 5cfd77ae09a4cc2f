import { sql, type Kysely } from 'kysely'

/**
 * Payments that a merchant tried to take while his account takes none: counted, never one row each, so that nobody fills our tables by
 * calling.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table refused_payments (
      merchant_id text collate "C" not null references merchants (id),
      -- of Paris
      on_day date not null,
      -- the state of the account that they were refused for; whatever brought it there
      ground merchant_state not null,
      currency text not null check (currency ~ '^[a-z]{3}$'),
      call_count integer not null check (call_count > 0),
      amount_cents bigint not null check (amount_cents >= 0),
      first_at timestamptz not null,
      last_at timestamptz not null,
      primary key (merchant_id, on_day, ground, currency),
      check (last_at >= first_at)
    );
  `
    .execute(db)
}
