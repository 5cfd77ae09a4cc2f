import { sql, type Kysely } from 'kysely'

/** What the books lack is booked by hand, by two people (rules.md §5.4, "Correction": reversal and new entry only). */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create type correction_kind as enum ('acquirer_debit_merchant', 'acquirer_debit_ours', 'acquirer_credit_merchant', 'foreign_payout', 'goodwill', 'debt_given_up');
    create type correction_state as enum ('proposed', 'booked', 'declined', 'withdrawn', 'undo_proposed', 'undone');
    create table corrections (
      id text collate "C" primary key,
      -- null: a debit that nothing explains, and that we bear ourselves
      merchant_id text collate "C" references merchants (id),
      kind correction_kind not null,
      state correction_state not null default 'proposed',
      currency text not null check (currency ~ '^[a-z]{3}$'),
      amount_cents bigint not null check (amount_cents > 0),
      reason text not null check (reason <> ''),
      -- the break, dispute or payment it puts right: of several tables, so no reference; it may be erased before
      about_id text collate "C",
      -- what the bank or the acquirer calls it, and the day it moved the money
      bank_reference text,
      bank_on date,
      proposed_by text collate "C" not null references staff (id),
      proposed_at timestamptz not null,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      decline_reason text,
      withdrawn_at timestamptz,
      -- what the merchant had to be paid and owed, as the second person saw it and as it became
      balances_before jsonb,
      balances_after jsonb,
      undo_reason text,
      undo_proposed_by text collate "C" references staff (id),
      undo_proposed_at timestamptz,
      undo_decided_by text collate "C" references staff (id),
      undo_decided_at timestamptz,
      undo_decline_reason text,
      -- the day of its last step; null while it waits for somebody. What it is kept for counts from the year of it
      closed_on date,
      constraint corrections_are_of_two_people check (decided_by is null or decided_by <> proposed_by),
      constraint corrections_are_undone_by_two_people check (undo_decided_by is null or undo_decided_by <> undo_proposed_by),
      check (merchant_id is not null or kind = 'acquirer_debit_ours'),
      -- payouts in euros have their own way; a transfer by hand is one that the bank names
      check (kind <> 'foreign_payout' or (currency <> 'eur' and bank_reference is not null and bank_on is not null)),
      check ((decided_by is null) = (decided_at is null)),
      check ((state in ('proposed', 'withdrawn')) = (decided_by is null)),
      check ((state = 'withdrawn') = (withdrawn_at is not null)),
      check ((state = 'declined') = (decline_reason is not null)),
      check ((undo_proposed_by is null) = (undo_proposed_at is null) and (undo_proposed_by is null) = (undo_reason is null)),
      check ((undo_decided_by is null) = (undo_decided_at is null)),
      check (undo_proposed_by is null or state in ('booked', 'undo_proposed', 'undone')),
      check (state <> 'undo_proposed' or (undo_proposed_by is not null and undo_decided_by is null)),
      check (state <> 'undone' or undo_decided_by is not null),
      check ((state in ('proposed', 'undo_proposed')) = (closed_on is null))
    );
    -- the list, by state or not, newest first; what waits for a second person
    create index corrections_state on corrections (state, id desc);
    create index corrections_waiting on corrections (id) where state in ('proposed', 'undo_proposed');
    create index corrections_largest on corrections (amount_cents, id);
    -- of one merchant; what goes with a year of his
    create index corrections_merchant on corrections (merchant_id, id);
    -- "which put this break right": its page, and whoever would book it by himself
    create index corrections_about on corrections (about_id) where about_id is not null;
    -- it ends with its year, later than its merchant's key: it has one of its own in backups (src/backups/rowKeys.ts)
    create trigger row_keys_forgotten after delete on corrections referencing old table as gone for each statement execute function forget_row_keys();
  `
    .execute(db)
}
