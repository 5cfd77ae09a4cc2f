import { sql, type Kysely } from 'kysely'

/** Collections paid out by credit transfer, and what the bank says of it. In the live world only (seed 003, "Payouts"). */
export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    create type payout_state as enum ('pending', 'to_pay', 'sent', 'paid', 'failed');
    create type payout_line_kind as enum ('payment', 'refund', 'dispute', 'fee', 'adjustment');

    -- one credit-transfer file for the bank
    create table payout_batches (
      id text collate "C" primary key,
      opened_at timestamptz not null,
      -- closed: its file is final, its payouts count as sent
      closed_at timestamptz,
      closed_by text,
      execute_on date,
      payout_count integer check (payout_count >= 0),
      total_cents bigint check (total_cents >= 0),
      -- whose account is debited: name, iban, bic, as the file says it
      debtor jsonb,
      -- when a bank that is connected has taken it
      handed_at timestamptz,
      check ((closed_at is null) = (closed_by is null) and (closed_at is null) = (execute_on is null) and (closed_at is null) = (payout_count is null)
        and (closed_at is null) = (total_cents is null) and (closed_at is null) = (debtor is null) and (closed_at is not null or handed_at is null))
    );
    -- "which are still to be given to the bank"
    create index payout_batches_waiting on payout_batches (id) where handed_at is null;

    create table payouts (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      account_id text collate "C" not null references payout_accounts (id),
      state payout_state not null default 'pending',
      currency text not null default 'eur' check (currency = 'eur'),
      amount_cents bigint not null check (amount_cents > 0),
      payments_cents bigint not null,
      refunds_cents bigint not null,
      disputes_cents bigint not null,
      fees_cents bigint not null,
      -- what is none of the four: money held back or let go again, a payout that came back
      adjustments_cents bigint not null,
      -- the Paris day on which its (latest) payments were made: date_paym
      traded_on date not null,
      statement_description text not null,
      batch_id text collate "C" references payout_batches (id),
      created_at timestamptz not null,
      sent_at timestamptz,
      -- the day on which the merchant's bank has it
      bank_on date,
      failed_at timestamptz,
      -- the bank's reason code, or ours: withheld
      failure text,
      returned_at timestamptz,
      recredited_at timestamptz,
      -- every entry of the books up to this one was looked at for this payout: the next begins after it
      covers_to bigint not null,
      check (amount_cents = payments_cents - refunds_cents - disputes_cents - fees_cents + adjustments_cents),
      check ((state = 'failed') = (failure is not null) and (state = 'failed') = (failed_at is not null)),
      check (state <> 'sent' or (batch_id is not null and sent_at is not null)),
      check (returned_at is null or state = 'failed'),
      check (recredited_at is null or returned_at is not null)
    );
    -- GET /v1/payouts: the oldest first
    create index payouts_listed on payouts (merchant_id, created_at, id);
    -- "those of all merchants by state, newest first"
    create index payouts_state on payouts (state, id desc);
    create index payouts_batch on payouts (batch_id, id) where batch_id is not null;
    create index payouts_pending on payouts (id) where state = 'pending';
    create index payouts_returned on payouts (merchant_id) where returned_at is not null and recredited_at is null;

    -- what a payout is made of; an entry of the books is paid out once
    create table payout_lines (
      entry_id bigint not null references ledger_entries (id),
      kind payout_line_kind not null,
      payout_id text collate "C" not null references payouts (id),
      -- the payment, refund, dispute, payout or hold
      subject_id text collate "C" not null,
      -- as the payout counts it: payments and adjustments add, the other kinds take
      amount_cents bigint not null check (amount_cents <> 0),
      primary key (entry_id, kind)
    );
    -- "the payments of this payout, the oldest first"
    create index payout_lines_payout on payout_lines (payout_id, kind, subject_id);
    create index payout_lines_subject on payout_lines (subject_id);
    create trigger payout_lines_append_only before update or delete on payout_lines for each row execute function refuse_change();
    create trigger payout_lines_no_truncate before truncate on payout_lines for each statement execute function refuse_change();

    -- whose money stays available, and why
    create table payout_waits (
      merchant_id text collate "C" primary key references merchants (id),
      reason text not null,
      since timestamptz not null
    );

    -- what the bank said of a transfer, each thing once; what fits nothing waits as a break
    create table bank_answers (
      id text collate "C" primary key,
      said text not null check (said in ('executed', 'rejected', 'returned')),
      end_to_end_id text collate "C" not null,
      amount_cents bigint,
      currency text,
      reason text,
      bank_on date,
      payout_id text collate "C" references payouts (id),
      outcome settlement_outcome not null,
      broken text,
      read_at timestamptz not null,
      check ((outcome = 'broken') = (broken is not null)),
      unique (said, end_to_end_id)
    );
    create index bank_answers_broken on bank_answers (id desc) where outcome = 'broken';
    create index bank_answers_payout on bank_answers (payout_id) where payout_id is not null;

    -- the simulated bank's own memory: nothing of the core reads or writes it
    create table bank_simulator_transfers (
      end_to_end_id text collate "C" primary key,
      message_id text not null,
      amount_cents bigint not null,
      currency text not null,
      -- 00: executed; another: the reason why it was rejected
      response text not null,
      comes_back boolean not null default false,
      received_at timestamptz not null,
      answered_on date,
      returned_on date
    );
    create index bank_simulator_transfers_due on bank_simulator_transfers (received_at) where answered_on is null;
  `
    .execute(db)
}
