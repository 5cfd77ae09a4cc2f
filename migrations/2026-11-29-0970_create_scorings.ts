import { sql, type Kysely } from 'kysely'

/** The solvency of a payer for one credit, on figures that his bank gives with his consent. The figures themselves are in no column. */
export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    create type scoring_state as enum ('requested', 'attempted', 'success', 'declined', 'failed', 'unavailable', 'expired');
    create table scorings (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      mode api_mode not null,
      state scoring_state not null default 'requested',
      amount_cents bigint not null check (amount_cents > 0),
      upfront_cents bigint not null check (upfront_cents >= 0 and upfront_cents < amount_cents),
      currency text not null check (currency = 'eur'),
      duration_months smallint not null check (duration_months between 1 and 24),
      payer_id text collate "C" not null references payers (id),
      -- the account to look at; null: those that the payer chooses at his bank
      mandate_id text collate "C" references mandates (id),
      return_url text not null,
      -- where the payer consents, as the way to the banks said it
      redirect_url text not null check (redirect_url like 'https://%'),
      -- the last part of our own address in it: 122 random bits, dead after six hours
      token uuid not null unique,
      -- 0 to 100, once he consented and his bank answered
      score smallint check (score between 0 and 100),
      created_at timestamptz not null,
      expires_at timestamptz not null,
      ended_at timestamptz,
      check ((state = 'success') = (score is not null)),
      check ((state in ('requested', 'attempted')) = (ended_at is null))
    );
    -- "whose six hours are over"
    create index scorings_expiring on scorings (expires_at) where state in ('requested', 'attempted');
    create index scorings_payer on scorings (payer_id);
    create index scorings_mandate on scorings (mandate_id) where mandate_id is not null;
    create index scorings_merchant on scorings (merchant_id, mode, id);
    -- an end is final
    create trigger scorings_ended before update on scorings for each row when (old.ended_at is not null) execute function refuse_change();

    -- "what happened to this merchant's file", among the thousands of events that his payments leave; scorings are of those
    drop index audit_events_file;
    create index audit_events_file on audit_events (merchant_id, at desc, id desc)
      where merchant_id is not null and split_part(event, '.', 1) not in ('payment', 'refund', 'card', 'payer', 'address', 'mandate', 'account_check', 'scoring', 'settlement', 'bank_answer', 'payout');
  `
    .execute(db)
}
