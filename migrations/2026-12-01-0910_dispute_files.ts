import { sql, type Kysely } from 'kysely'

/**
 * The file of a dispute: what the network's rules say of its code, the messages that opened and closed it, the merchant's resolution with
 * its evidence and its clock (rules.md §4.1–4.3; seed 001). The rules are rows effective by date; a change of rule is a new row.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create type sepa_r_type as enum ('reject', 'refusal', 'return', 'refund', 'reversal');
    create type dispute_category as enum ('fraud', 'authorization', 'duplicate', 'processing_error', 'consumer', 'invalid_account', 'closed_account', 'blocked_account', 'forbidden',
      'insufficient', 'no_mandate', 'unauthorised', 'refund_request', 'deceased', 'refused_by_debtor', 'unspecified', 'technical', 'other');
    -- allocation: the only answer is a pre-arbitration; collaboration, representment: an answer comes first; none: no defence exists
    create type dispute_flow as enum ('allocation', 'collaboration', 'representment', 'none');
    create table dispute_rules (
      id text collate "C" primary key,
      network text not null check (network in ('visa', 'mastercard', 'national', 'sepa')),
      domain text not null check (domain in ('card', 'sepa')),
      -- '*': any other code of the network
      code text not null,
      -- null: whatever the R-type
      r_type sepa_r_type,
      category dispute_category not null,
      flow dispute_flow not null,
      -- the slots of the evidence file, the most telling first
      evidence text[] not null,
      -- how long the payer's bank may open it, from the payment; for display
      issuer_days integer,
      issuer_months integer,
      -- our answer to the network, and the merchant's to us, from the day it was opened, where the message names no date
      answer_days integer not null check (answer_days >= 0),
      merchant_days integer not null check (merchant_days >= 0 and merchant_days <= answer_days),
      -- how long before the network's date the merchant's ends
      margin_days integer not null check (margin_days >= 0),
      -- null: the network has no such stage
      pre_arbitration_days integer,
      arbitration_days integer,
      file_limit_bytes integer not null check (file_limit_bytes > 0),
      -- before VAT; null: what the merchant's tariff says
      fee_cents bigint check (fee_cents >= 0),
      is_retired boolean not null default false,
      -- the mark of rules.md: K and P are to be confirmed before they are relied on
      confidence text not null check (confidence in ('V', 'S', 'C', 'K', 'P')),
      source text not null,
      valid_from date not null,
      valid_to date,
      check (valid_to is null or valid_to > valid_from),
      check ((flow = 'none') = (answer_days = 0 and merchant_days = 0)),
      check ((domain = 'sepa') = (network = 'sepa'))
    );
    create unique index dispute_rules_code on dispute_rules (network, domain, code, r_type, valid_from) nulls not distinct;

    insert into dispute_rules (id, network, domain, code, r_type, category, flow, evidence, issuer_days, issuer_months, answer_days, merchant_days, margin_days, pre_arbitration_days, arbitration_days, file_limit_bytes, is_retired, confidence, source, valid_from) values
      ('national.14.1', 'national', 'card', '14', null, 'authorization', 'representment', '{authorisation,receipt,refund_proof,other}', null, 13, 21, 15, 5, null, null, 10000000, false, 'K', 'rules.md §4.2 (antom; CMF L133-24; Lyra 15 d)', '2020-01-01'),
      ('national.42.1', 'national', 'card', '42', null, 'duplicate', 'representment', '{orders,authorisation,receipt,refund_proof,other}', null, 13, 21, 15, 5, null, null, 10000000, false, 'K', 'rules.md §4.2 (antom)', '2020-01-01'),
      ('national.45.1', 'national', 'card', '45', null, 'fraud', 'representment', '{authentication,chip_log,delivery,history,receipt,refund_proof,other}', null, 13, 21, 15, 5, null, null, 10000000, false, 'K', 'rules.md §4.2 (antom)', '2020-01-01'),
      ('national.other.1', 'national', 'card', '*', null, 'other', 'representment', '{receipt,authentication,delivery,correspondence,refund_proof,other}', null, 13, 21, 15, 5, null, null, 10000000, false, 'P', 'rules.md §4.1', '2020-01-01'),
      ('visa.1040.1', 'visa', 'card', '1040', null, 'fraud', 'allocation', '{authentication,history,authorisation,delivery,withdrawal,refund_proof,other}', 120, null, 30, 23, 7, 30, 10, 10000000, false, 'S', 'rules.md §4.1–4.2 (quavo, chargeflow)', '2020-01-01'),
      ('visa.1261.1', 'visa', 'card', '1261', null, 'duplicate', 'collaboration', '{orders,receipt,authorisation,refund_proof,other}', 120, null, 30, 23, 7, 30, 10, 10000000, false, 'K', 'rules.md §4.1–4.2', '2020-01-01'),
      ('visa.other.1', 'visa', 'card', '*', null, 'other', 'collaboration', '{receipt,authentication,delivery,correspondence,refund_proof,other}', 120, null, 30, 23, 7, 30, 10, 10000000, false, 'P', 'rules.md §4.1', '2020-01-01'),
      ('mastercard.4808.1', 'mastercard', 'card', '4808', null, 'authorization', 'representment', '{authorisation,receipt,refund_proof,other}', 90, null, 45, 38, 7, null, 45, 10000000, false, 'K', 'rules.md §4.1–4.2 (no pre-arbitration: Adyen)', '2020-01-01'),
      ('mastercard.4834.1', 'mastercard', 'card', '4834', null, 'processing_error', 'representment', '{orders,authorisation,receipt,refund_proof,other}', 90, null, 45, 38, 7, 45, 45, 10000000, false, 'S', 'rules.md §4.1–4.2 (Adyen)', '2020-01-01'),
      ('mastercard.4837.1', 'mastercard', 'card', '4837', null, 'fraud', 'representment', '{authentication,chip_log,delivery,history,refund_proof,other}', 120, null, 45, 38, 7, 45, 45, 10000000, false, 'S', 'rules.md §4.1–4.2', '2020-01-01'),
      ('mastercard.4853.1', 'mastercard', 'card', '4853', null, 'consumer', 'representment', '{description,terms,delivery,replacement,correspondence,refund_proof,other}', 120, null, 45, 38, 7, 45, 45, 10000000, false, 'S', 'rules.md §4.1–4.2', '2020-01-01'),
      ('mastercard.4863.1', 'mastercard', 'card', '4863', null, 'fraud', 'representment', '{receipt,description,authentication,delivery,history,refund_proof,other}', 120, null, 45, 38, 7, 45, 45, 10000000, true, 'S', 'rules.md §4.2 (retired by the network)', '2020-01-01'),
      ('mastercard.4870.1', 'mastercard', 'card', '4870', null, 'fraud', 'representment', '{chip_log,receipt,authorisation,refund_proof,other}', 120, null, 45, 38, 7, null, 45, 10000000, false, 'K', 'rules.md §4.1 (no pre-arbitration: Adyen)', '2020-01-01'),
      ('mastercard.4871.1', 'mastercard', 'card', '4871', null, 'fraud', 'representment', '{chip_log,receipt,authorisation,refund_proof,other}', 120, null, 45, 38, 7, null, 45, 10000000, false, 'K', 'rules.md §4.1 (no pre-arbitration: Adyen)', '2020-01-01'),
      ('mastercard.other.1', 'mastercard', 'card', '*', null, 'other', 'representment', '{receipt,authentication,delivery,correspondence,refund_proof,other}', 120, null, 45, 38, 7, 45, 45, 10000000, false, 'P', 'rules.md §4.1', '2020-01-01');

    insert into dispute_rules (id, network, domain, code, r_type, category, flow, evidence, answer_days, merchant_days, margin_days, file_limit_bytes, confidence, source, valid_from)
      select 'sepa.' || lower(case when code = '*' then 'other' else code end) || coalesce('.' || r_type, '') || '.1', 'sepa', 'sepa', code, r_type::sepa_r_type, category::dispute_category, 'none', '{}', 0, 0, 0, 10000000, confidence, 'rules.md §4.3', '2020-01-01'
      from (values
        ('AC01', null, 'invalid_account', 'S'), ('AC04', null, 'closed_account', 'S'), ('AC06', null, 'blocked_account', 'S'), ('AG01', null, 'forbidden', 'S'), ('AM04', null, 'insufficient', 'S'),
        ('MD01', 'return', 'no_mandate', 'S'), ('MD01', 'refund', 'unauthorised', 'S'), ('MD01', null, 'no_mandate', 'P'), ('MD06', null, 'refund_request', 'S'), ('MD07', null, 'deceased', 'S'),
        ('MS02', null, 'refused_by_debtor', 'S'), ('MS03', null, 'unspecified', 'S'), ('SL01', null, 'technical', 'K'), ('BE05', null, 'technical', 'K'), ('RC01', null, 'technical', 'K'),
        ('RR01', null, 'technical', 'K'), ('RR02', null, 'technical', 'K'), ('RR03', null, 'technical', 'K'), ('RR04', null, 'technical', 'K'), ('AM05', null, 'technical', 'K'), ('FF05', null, 'technical', 'K'),
        ('DUPL', null, 'technical', 'K'), ('*', null, 'other', 'P')
      ) as said (code, r_type, category, confidence);

    create type dispute_cause as enum ('accepted', 'expired', 'decided', 'fraud', 'withdrawn');
    create type dispute_standing as enum ('open', 'engaged', 'under_review', 'represented', 'pre_arbitration', 'arbitration', 'won', 'partly_won', 'lost');
    drop index disputes_one_open;
    alter table disputes alter column state drop default;
    alter table disputes alter column state type dispute_standing using state::text::dispute_standing;
    drop type dispute_state;
    alter type dispute_standing rename to dispute_state;
    alter table disputes alter column state set default 'open';
    alter table disputes
      -- what came of it: 0 lost, all of it won, between the two partly
      add column won_cents bigint,
      add column cause dispute_cause,
      -- the row of the rules it was opened under (X-01)
      add column rule_id text collate "C" references dispute_rules (id),
      add column category dispute_category not null default 'other',
      add column r_type sepa_r_type,
      -- the last day on which the network takes an answer: its message's where it named one, which always wins
      add column due_on date,
      add column is_due_told boolean not null default false,
      -- the last day of the merchant's answer to us
      add column merchant_due_on date,
      -- when the acquirer's own message about it was read
      add column told_at timestamptz;
    update disputes d set
      rule_id = r.id, category = r.category,
      due_on = (d.created_at at time zone 'Europe/Paris')::date + r.answer_days, merchant_due_on = (d.created_at at time zone 'Europe/Paris')::date + r.merchant_days
      from dispute_rules r
      where r.id = (select x.id from dispute_rules x where x.network = d.network and x.code in (d.code, '*') and x.r_type is null order by (x.code = '*'), x.id limit 1);
    alter table disputes alter column due_on set not null, alter column merchant_due_on set not null, alter column rule_id set not null;
    alter table disputes
      add check (merchant_due_on <= due_on),
      add check ((closed_at is not null) = (state in ('won', 'partly_won', 'lost'))),
      add check ((cause is not null) = (closed_at is not null) and (won_cents is not null) = (closed_at is not null)),
      add check (won_cents is null or (won_cents between 0 and amount_cents)),
      add check (state not in ('won', 'partly_won', 'lost') or state = case when won_cents = 0 then 'lost' when won_cents = amount_cents then 'won' else 'partly_won' end::dispute_state);
    -- "what is left of a payment", and the living ones by the date that binds
    create index disputes_living on disputes (due_on, id) where closed_at is null;
    create index disputes_merchant_due on disputes (merchant_due_on, id) where closed_at is null;
    create index disputes_newest on disputes (id desc);
    create index disputes_amount on disputes (amount_cents, id);

    -- the merchant's challenge of a dispute ("demande de résolution"), one for each
    create table resolutions (
      id text collate "C" primary key,
      dispute_id text collate "C" not null unique references disputes (id),
      merchant_id text collate "C" not null references merchants (id),
      mode api_mode not null,
      statement text not null default '',
      engaged_by text not null,
      engaged_at timestamptz not null,
      -- 30 days, the day it was engaged not counted; moved only by a row of resolution_changes
      due_on date not null,
      -- since when the clock stands still; null: it runs
      suspended_on date,
      submitted_at timestamptz,
      -- the person who sends the file is not the one who says by hand what came of it (X-07)
      represented_at timestamptz,
      represented_by text collate "C" references staff (id),
      outcome_by text collate "C" references staff (id),
      constraint resolutions_outcome_is_of_another check (outcome_by is null or represented_by is null or outcome_by <> represented_by),
      check ((represented_at is null) = (represented_by is null)),
      closed_at timestamptz,
      -- told to the staff that it overruns, and then to the officer
      alerted_at timestamptz,
      escalated_at timestamptz
    );
    create index resolutions_living on resolutions (due_on, id) where closed_at is null;
    create index resolutions_merchant on resolutions (merchant_id, id);

    create type resolution_change_kind as enum ('suspend', 'resume', 'extend');
    create type resolution_cause as enum ('waiting_for_network', 'waiting_for_merchant', 'waiting_for_payer', 'complexity', 'other');
    create table resolution_changes (
      id text collate "C" primary key,
      resolution_id text collate "C" not null references resolutions (id),
      kind resolution_change_kind not null,
      cause resolution_cause,
      days integer check (days between 1 and 365),
      reason text not null check (reason <> ''),
      made_by text collate "C" not null references staff (id),
      made_at timestamptz not null,
      made_on date not null,
      due_before date not null,
      due_after date not null,
      check ((kind = 'extend') = (days is not null)),
      check ((kind = 'resume') = (cause is null))
    );
    create index resolution_changes_of on resolution_changes (resolution_id, id);
    create trigger resolution_changes_append_only before update or delete on resolution_changes for each row execute function refuse_change();
    create trigger resolution_changes_no_truncate before truncate on resolution_changes for each statement execute function refuse_change();

    -- a piece of evidence, sealed under its merchant's key
    create table resolution_pieces (
      id text collate "C" primary key,
      resolution_id text collate "C" not null references resolutions (id),
      merchant_id text collate "C" not null references merchants (id),
      slot text not null,
      file_name text not null,
      type text not null,
      mime text not null,
      byte_count integer not null,
      page_count integer not null,
      sha256 bytea not null,
      storage_key text not null,
      sent_by_kind text not null check (sent_by_kind in ('staff', 'merchant')),
      sent_by text not null,
      sent_at timestamptz not null,
      removed_at timestamptz,
      removed_by text
    );
    create index resolution_pieces_of on resolution_pieces (resolution_id, id) where removed_at is null;

    -- what is sent to the network: the whole file, once
    create table evidence_files (
      id text collate "C" primary key,
      resolution_id text collate "C" not null references resolutions (id),
      merchant_id text collate "C" not null references merchants (id),
      page_count integer not null,
      byte_count integer not null,
      sha256 bytea not null,
      -- what it was made of: other pieces make another file
      pieces_digest bytea not null,
      built_by text collate "C" not null references staff (id),
      built_at timestamptz not null,
      submitted_by text collate "C" references staff (id),
      submitted_at timestamptz,
      check ((submitted_by is null) = (submitted_at is null))
    );
    create unique index evidence_files_submitted on evidence_files (resolution_id) where submitted_at is not null;
    create index evidence_files_of on evidence_files (resolution_id, id);

    -- a letter of the deadline, each once
    create table dispute_reminders (
      dispute_id text collate "C" not null references disputes (id),
      -- merchant: a letter before his date; staff: an alarm on the list before the network's
      reader text not null check (reader in ('merchant', 'staff')),
      days integer not null check (days in (7, 2, 1)),
      sent_at timestamptz not null,
      primary key (dispute_id, reader, days)
    );

    create type dispute_line_stage as enum ('opened', 'won', 'lost', 'partly', 'pre_arbitration', 'arbitration', 'withdrawn');
    -- what the acquirer said of disputes, line by line; what fits nothing changed nothing and waits to be looked at
    create table dispute_lines (
      id text collate "C" primary key,
      -- the line's own words: read again it is the same line
      line_key text collate "C" not null unique,
      origin text not null check (origin in ('report', 'file')),
      reported_on date not null,
      reference text not null,
      original text not null,
      network text not null,
      code text not null,
      r_type sepa_r_type,
      amount_cents bigint not null,
      currency text not null,
      due_on date,
      stage dispute_line_stage not null,
      payment_id text collate "C" references payments (id),
      dispute_id text collate "C" references disputes (id),
      outcome text not null check (outcome in ('matched', 'broken')),
      reason text,
      read_at timestamptz not null,
      resolved_at timestamptz,
      resolved_by text collate "C" references staff (id),
      resolution text,
      check ((outcome = 'broken') = (reason is not null)),
      check ((resolved_at is null) = (resolved_by is null) and (resolved_at is null) = (resolution is null))
    );
    create index dispute_lines_broken on dispute_lines (id) where outcome = 'broken' and resolved_at is null;
    create index dispute_lines_dispute on dispute_lines (dispute_id, id);

    -- a file somebody of the staff handed in, looked at before it is taken
    create table dispute_imports (
      id text collate "C" primary key,
      made_by text collate "C" not null references staff (id),
      made_at timestamptz not null,
      lines jsonb not null,
      line_count integer not null,
      bad_lines jsonb not null,
      bad_count integer not null,
      taken_by text collate "C" references staff (id),
      taken_at timestamptz,
      check ((taken_by is null) = (taken_at is null))
    );
    create index dispute_imports_open on dispute_imports (made_by, made_at) where taken_at is null;

    -- what was lost to the payers' banks, of all disputes that are over: it is the payer's, and cannot be refunded besides
    alter table payments add column lost_cents bigint not null default 0 check (lost_cents >= 0);

    -- what a scheme gives back of a dispute that was won, when it comes in: 1010 / 1100
    alter type ledger_entry_kind add value 'dispute_credit';
    alter table settlement_lines drop constraint settlement_lines_act_check;
    alter table settlement_lines add constraint settlement_lines_act_check check (act in ('capture', 'debit', 'refund', 'dispute', 'dispute_credit'));

    -- the days whose report was read to its end
    create table dispute_report_days (
      reported_on date primary key,
      read_at timestamptz not null
    );

    -- what the simulated bank reports beside what its test numbers do: drills and trials put lines here
    create table simulator_dispute_lines (
      id bigint generated always as identity primary key,
      reported_on date not null,
      line text not null
    );
    create index simulator_dispute_lines_day on simulator_dispute_lines (reported_on, id);
  `
    .execute(db)
}
