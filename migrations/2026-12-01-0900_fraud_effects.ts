import { sql, type Kysely } from 'kysely'

/**
 * Confirmed fraud and what follows from it (seed 000, fraud procedure 3 and 4; rules.md §5.4, X-03, X-07): effects per payment,
 * certificates, what the merchant no longer sees.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    alter table fraud_cases drop constraint fraud_cases_check;
    drop index fraud_cases_living;
    alter table fraud_cases alter column state drop default;
    alter type fraud_case_state rename to fraud_case_state_before;
    create type fraud_case_state as enum ('open', 'under_review', 'proposed', 'applying', 'confirmed', 'undo_proposed', 'undoing', 'undone', 'rejected', 'withdrawn');
    alter table fraud_cases alter column state type fraud_case_state using state::text::fraud_case_state;
    alter table fraud_cases alter column state set default 'open';
    drop type fraud_case_state_before;
    alter table fraud_cases add constraint fraud_cases_closed check ((closed_at is not null) = (state in ('rejected', 'withdrawn', 'confirmed', 'undone')));
    create index fraud_cases_living on fraud_cases (id) where closed_at is null;
    -- "which cases have effects that are not applied, or not undone yet"
    create index fraud_cases_at_work on fraud_cases (id) where state in ('applying', 'undoing');

    drop index fraud_case_payments_held;
    alter table fraud_case_payments drop constraint fraud_case_payments_check;
    alter table fraud_case_payments alter column state drop default;
    alter type fraud_payment_state rename to fraud_payment_state_before;
    -- held: it is not refunded. released: its case ended without fraud. removed: it was taken out of the case. fraudulent: it was found so, and its effects stand.
    create type fraud_payment_state as enum ('held', 'released', 'removed', 'fraudulent');
    alter table fraud_case_payments alter column state type fraud_payment_state using state::text::fraud_payment_state;
    alter table fraud_case_payments alter column state set default 'held';
    drop type fraud_payment_state_before;
    alter table fraud_case_payments add constraint fraud_case_payments_removed check ((state = 'removed') = (removed_at is not null and removed_by is not null and remove_reason is not null));
    -- a payment is in one case that is not over, or that found it fraudulent; "may it be refunded"
    create unique index fraud_case_payments_held on fraud_case_payments (payment_id) where state in ('held', 'fraudulent');

    -- what the inquiry found of a payment that is fraud
    alter type fraud_finding add value 'stolen_means';
    alter type fraud_finding add value 'payer_denies';
    alter type fraud_finding add value 'not_by_merchant';
    alter type fraud_finding add value 'shared_traces';
    alter type fraud_finding add value 'other_fraud';

    alter table fraud_decisions alter column verdict type text using verdict::text;
    drop type fraud_verdict;
    create type fraud_verdict as enum ('reject', 'confirm', 'partly', 'undo');
    alter table fraud_decisions alter column verdict type fraud_verdict using verdict::fraud_verdict;
    -- of what was paid out already, and of what the merchant lacks: he owes it, or the institution bears it
    create type fraud_bearer as enum ('merchant', 'institution');
    alter table fraud_decisions add column bearer fraud_bearer;
    -- what the first and the second person had before them, as the plan says it
    alter table fraud_decisions add column proposed_figures jsonb;
    alter table fraud_decisions add column decided_figures jsonb;
    -- the merchant's balances by currency and account, at the decision and once all of it was done
    alter table fraud_decisions add column balances_before jsonb;
    alter table fraud_decisions add column balances_after jsonb;
    alter table fraud_decisions add column done_at timestamptz;

    create type fraud_accounting as enum ('voidable', 'captured', 'dispute_open', 'dispute_lost', 'paid_out', 'untaken');
    create type fraud_effect_state as enum ('planned', 'waiting', 'applied', 'undone');
    create table fraud_effects (
      case_id text collate "C" not null references fraud_cases (id),
      payment_id text collate "C" not null references payments (id),
      merchant_id text collate "C" not null references merchants (id),
      currency text not null,
      -- waiting: its capture is on its way, and comes first
      state fraud_effect_state not null,
      accounting fraud_accounting not null,
      amount_cents bigint not null check (amount_cents >= 0),
      -- what we give back to the payer; what his bank gave him, or is let have, is not in it
      return_cents bigint not null check (return_cents >= 0),
      accept_cents bigint not null check (accept_cents >= 0),
      fee_cents bigint not null check (fee_cents >= 0),
      dispute_fee_cents bigint not null check (dispute_fee_cents >= 0),
      is_absorbed boolean not null,
      -- the facts moved between the decision and its application, and the effect with them
      is_revised boolean not null default false,
      refund_id text collate "C" references refunds (id),
      -- the acquirer did not honour what was sent back: the payer must be given it another way
      return_refused_at timestamptz,
      entry_keys text[] not null default '{}',
      undo_keys text[] not null default '{}',
      before jsonb not null,
      after jsonb,
      planned_at timestamptz not null,
      applied_at timestamptz,
      undone_at timestamptz,
      primary key (case_id, payment_id),
      check (return_cents + accept_cents <= amount_cents),
      check ((state in ('applied', 'undone')) = (applied_at is not null) and (state = 'undone') = (undone_at is not null) and (applied_at is null) = (after is null))
    );
    -- "the next of this case that are to be applied, or undone"; progress
    create index fraud_effects_state on fraud_effects (case_id, state, payment_id);
    create index fraud_effects_payment on fraud_effects (payment_id);
    create unique index fraud_effects_refund on fraud_effects (refund_id) where refund_id is not null;

    create table fraud_certificates (
      id text collate "C" primary key,
      case_id text collate "C" not null references fraud_cases (id),
      decision_id text collate "C" not null unique references fraud_decisions (id),
      storage_key text not null,
      sha256 bytea not null,
      byte_count integer not null,
      made_at timestamptz not null
    );
    create index fraud_certificates_case on fraud_certificates (case_id, id);

    -- hidden from the merchant, never deleted (X-03): staff and books keep everything
    alter table payments add column hidden_at timestamptz;
    alter table refunds add column hidden_at timestamptz;
    alter table disputes add column hidden_at timestamptz;
    create index payments_hidden on payments (merchant_id, id) where hidden_at is not null;
    create index refunds_hidden on refunds (merchant_id, id) where hidden_at is not null;
    create index disputes_hidden on disputes (merchant_id, id) where hidden_at is not null;
    -- what comes about a payment that he does not see, he does not see either
    create function hide_with_payment() returns trigger language plpgsql as $$
      begin
        if new.hidden_at is null then
          new.hidden_at := (select hidden_at from payments where id = new.payment_id);
        end if;
        return new;
      end $$;
    create trigger refunds_hidden_with_payment before insert on refunds for each row execute function hide_with_payment();
    create trigger disputes_hidden_with_payment before insert on disputes for each row execute function hide_with_payment();
    -- asked: by the merchant, his key or the staff. fraud: the institution gives a fraudulent payment back
    create type refund_kind as enum ('asked', 'fraud');
    alter table refunds add column kind refund_kind not null default 'asked';
  `
    .execute(db)
}
