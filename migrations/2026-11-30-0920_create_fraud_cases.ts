import { sql, type Kysely } from 'kysely'

/** Fraud cases: payments reported as fraudulent, their inquiry and its decision (seed 000, fraud procedure; rules.md ). */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create type fraud_reason as enum ('stolen_keys', 'stolen_cards', 'account_takeover', 'other');
    create type fraud_case_state as enum ('open', 'under_review', 'proposed', 'rejected', 'withdrawn');
    create table fraud_cases (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      mode api_mode not null,
      state fraud_case_state not null default 'open',
      reason fraud_reason not null,
      -- of a case the merchant filed, his own words; of one the staff opened, words that stay inside
      statement text not null,
      opened_by_kind text not null check (opened_by_kind in ('staff', 'merchant')),
      opened_by text not null,
      opened_at timestamptz not null,
      closed_at timestamptz,
      -- of the payments that are in the case, as its last change left them: { "eur": cents }
      payment_count integer not null default 0 check (payment_count >= 0),
      totals jsonb not null default '{}',
      check ((closed_at is not null) = (state in ('rejected', 'withdrawn')))
    );
    -- the queue and its count
    create index fraud_cases_living on fraud_cases (id) where closed_at is null;
    create index fraud_cases_merchant on fraud_cases (merchant_id, id);
    create index fraud_cases_size on fraud_cases (payment_count, id);

    create type fraud_payment_state as enum ('held', 'released', 'removed');
    -- what the inquiry found of a payment that is no fraud
    create type fraud_finding as enum ('authenticated', 'payer_recognises', 'usual_purchase', 'no_evidence', 'other');
    create table fraud_case_payments (
      id bigint generated always as identity primary key,
      case_id text collate "C" not null references fraud_cases (id),
      payment_id text collate "C" not null references payments (id),
      -- held: it is not refunded. released: its case ended without fraud. removed: it was taken out of the case.
      state fraud_payment_state not null default 'held',
      added_by text not null,
      added_at timestamptz not null,
      removed_by text,
      removed_at timestamptz,
      remove_reason text,
      finding fraud_finding,
      finding_by text,
      check ((state = 'removed') = (removed_at is not null and removed_by is not null and remove_reason is not null))
    );
    -- a payment is in one living case at most; "may it be refunded"
    create unique index fraud_case_payments_held on fraud_case_payments (payment_id) where state = 'held';
    create index fraud_case_payments_case on fraud_case_payments (case_id, payment_id);
    create index fraud_case_payments_payment on fraud_case_payments (payment_id);

    create type fraud_verdict as enum ('reject');
    create type fraud_decision_state as enum ('proposed', 'taken', 'declined');
    create table fraud_decisions (
      id text collate "C" primary key,
      case_id text collate "C" not null references fraud_cases (id),
      verdict fraud_verdict not null,
      state fraud_decision_state not null default 'proposed',
      reason text not null check (reason <> ''),
      -- what was found of the payments that have no finding of their own; null: each has one
      finding fraud_finding,
      proposed_by text collate "C" not null references staff (id),
      proposed_at timestamptz not null,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      decline_reason text,
      constraint fraud_decisions_are_of_two_people check (decided_by is null or decided_by <> proposed_by),
      check ((state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
      check ((state = 'declined') = (decline_reason is not null))
    );
    create unique index fraud_decisions_one_proposed on fraud_decisions (case_id) where state = 'proposed';
    create index fraud_decisions_case on fraud_decisions (case_id, id);

    -- what somebody named and has not filed yet: checked anew each time it is looked at, filed once
    create table fraud_reports (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      mode api_mode not null,
      -- the case the payments are to be added to; null: a new one
      target_case_id text collate "C" references fraud_cases (id),
      reason fraud_reason not null,
      statement text not null,
      made_by_kind text not null check (made_by_kind in ('staff', 'merchant')),
      made_by text not null,
      made_at timestamptz not null,
      -- the ids read, each with the line it stands on
      payment_ids text[] not null,
      lines integer[] not null,
      -- lines that were not read, or said an id again: [{ line, fault, text }]
      bad_lines jsonb not null,
      bad_count integer not null,
      -- the case it became, or was added to
      case_id text collate "C" references fraud_cases (id),
      check (cardinality(payment_ids) = cardinality(lines))
    );
    create index fraud_reports_unfiled on fraud_reports (made_by, made_at) where case_id is null;

    -- which other merchants the same device, e-mail or address has touched
    create index payments_ip on payments ((device ->> 'ip')) where device is not null;
    create index payers_email on payers (lower(email)) where email is not null;
    create index payer_addresses_place on payer_addresses (zip_code, lower(line1)) where line1 is not null;
  `
    .execute(db)
}
