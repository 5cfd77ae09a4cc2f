import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    -- A validated merchant asks to be paid on another account. Until it is accepted nothing changes: payouts go on to the old, proved one.
    create type account_change_state as enum ('asked', 'accepted', 'declined', 'withdrawn');
    create table account_changes (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      dossier_id text collate "C" not null references dossiers (id),
      state account_change_state not null default 'asked',
      iban text not null,
      bic text,
      holder text not null,
      -- its RIB, judged with it
      document_id text collate "C" not null references documents (id),
      -- the account of that moment, and the one that took its place
      previous_account_id text collate "C" references payout_accounts (id),
      account_id text collate "C" references payout_accounts (id),
      asked_by text collate "C" not null references merchant_users (id),
      asked_at timestamptz not null,
      -- staff; or the user who withdrew it
      decided_by text collate "C",
      decided_at timestamptz,
      -- a code of ours, which the merchant reads as a sentence
      reason text,
      -- words of staff, which he does not read
      note text not null default '',
      check ((state = 'asked') = (decided_at is null)),
      check ((decided_by is null) = (decided_at is null)),
      check ((state = 'accepted') = (account_id is not null)),
      check ((state = 'declined') = (reason is not null))
    );
    create unique index account_changes_one_open on account_changes (dossier_id) where state = 'asked';
    -- the queue; of one merchant; the same account asked for by another; what is erased with its dossier, its piece and its accounts
    create index account_changes_waiting on account_changes (id) where state = 'asked';
    create index account_changes_state on account_changes (state, id);
    create index account_changes_merchant on account_changes (merchant_id, id);
    create index account_changes_iban on account_changes (iban);
    create index account_changes_dossier on account_changes (dossier_id);
    create index account_changes_document on account_changes (document_id);
    create index account_changes_previous on account_changes (previous_account_id);
    create index account_changes_account on account_changes (account_id);
    -- its holder is searched for on the lists, its piece compared with it
    create trigger account_changes_ask_for_screening after insert or update of state on account_changes for each row execute function screening_due_of_row();
    create trigger account_changes_ask_for_checks after insert or update of state on account_changes for each row execute function checks_due_of_row();
  `
    .execute(db)
}
