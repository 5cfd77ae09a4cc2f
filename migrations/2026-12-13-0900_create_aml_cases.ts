import { sql, type Kysely } from 'kysely'

/**
 * Cases of examination (rules.md §2, CMF L561-10-2): what several alerts and hits say of one merchant is examined together, in writing, and
 * handed over to the closed circle. What the circle concludes stands in `closed_conclusions` alone: a case that was handed over reads the
 * same whatever follows (CMF L561-18).
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create type aml_case_state as enum ('open', 'examination', 'concluded');
    create type aml_case_origin as enum ('alert', 'hit', 'staff');
    create table aml_cases (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      state aml_case_state not null default 'open',
      origin aml_case_origin not null,
      -- what is to be examined, and why
      summary text not null check (summary <> ''),
      owner_id text collate "C" not null references staff (id),
      opened_by text collate "C" not null references staff (id),
      opened_at timestamptz not null,
      -- ten working days on (rules.md §2, SLA); anew when it is taken up again
      due_on date not null,
      -- how many times it was examined: each handing over is answered by itself
      round integer not null default 1 check (round > 0),
      begun_by text collate "C" references staff (id),
      begun_at timestamptz,
      -- handed over to the circle, and the facts that were established: never what was made of them
      concluded_by text collate "C" references staff (id),
      concluded_at timestamptz,
      facts text not null default '',
      check ((begun_at is null) = (begun_by is null) and (concluded_at is null) = (concluded_by is null)),
      check ((state = 'open') = (begun_at is null)),
      check ((state = 'concluded') = (concluded_at is not null)),
      check (state <> 'concluded' or facts <> '')
    );
    -- everything of one merchant is examined together: one living case
    create unique index aml_cases_one_living on aml_cases (merchant_id) where state <> 'concluded';
    -- the queue: the nearest date first; mine
    create index aml_cases_due on aml_cases (due_on, id) where state <> 'concluded';
    create index aml_cases_owner on aml_cases (owner_id, due_on) where state <> 'concluded';
    create index aml_cases_newest on aml_cases (opened_at desc, id desc);
    create index aml_cases_merchant on aml_cases (merchant_id, id desc);

    create table aml_case_notes (
      id text collate "C" primary key,
      case_id text collate "C" not null references aml_cases (id) on delete cascade,
      body text not null check (body <> ''),
      author_id text collate "C" not null references staff (id),
      at timestamptz not null
    );
    create index aml_case_notes_case on aml_case_notes (case_id, id desc);

    -- files brought to a case, sealed under the merchant's key
    create table aml_case_pieces (
      id text collate "C" primary key,
      case_id text collate "C" not null references aml_cases (id) on delete cascade,
      merchant_id text collate "C" not null references merchants (id),
      file_name text not null,
      mime text not null,
      byte_count integer not null,
      sha256 bytea not null,
      storage_key text not null,
      added_by text collate "C" not null references staff (id),
      added_at timestamptz not null,
      unique (case_id, sha256)
    );
    create index aml_case_pieces_merchant on aml_case_pieces (merchant_id);

    -- L561-10-2: origin and destination of the funds, purpose, who benefits, and what makes economic sense of it. An answer is never changed: a later one takes its place
    create type aml_question as enum ('origin', 'destination', 'purpose', 'beneficiary', 'justification');
    create type aml_source as enum ('file', 'payments', 'merchant', 'public', 'third_party', 'none');
    create table aml_case_answers (
      id text collate "C" primary key,
      case_id text collate "C" not null references aml_cases (id) on delete cascade,
      question aml_question not null,
      -- false: it was looked for and could not be established, and how
      is_established boolean not null,
      words text not null check (words <> ''),
      source aml_source not null,
      source_words text not null default '',
      piece_id text collate "C" references aml_case_pieces (id),
      answered_by text collate "C" not null references staff (id),
      answered_at timestamptz not null,
      replaced_at timestamptz,
      check (not is_established or source <> 'none')
    );
    create unique index aml_case_answers_current on aml_case_answers (case_id, question) where replaced_at is null;
    create index aml_case_answers_case on aml_case_answers (case_id, id desc);

    -- the payments behind the alerts of a case, as they were when the alert was put into it
    create table aml_case_payments (
      case_id text collate "C" not null references aml_cases (id) on delete cascade,
      payment_id text collate "C" not null references payments (id),
      alert_id text collate "C" not null references alerts (id) on delete cascade,
      primary key (case_id, payment_id, alert_id)
    );
    create index aml_case_payments_alert on aml_case_payments (alert_id);

    create table aml_case_hits (
      case_id text collate "C" not null references aml_cases (id) on delete cascade,
      hit_id text collate "C" not null references screening_hits (id) on delete cascade,
      attached_by text collate "C" not null references staff (id),
      attached_at timestamptz not null,
      primary key (case_id, hit_id)
    );
    -- a hit is examined in one case
    create unique index aml_case_hits_once on aml_case_hits (hit_id);

    -- What the circle makes of a case that was handed over (AML-08): no suspicion, by two people and with the reasoning, or a declaration. No key points outside but at staff.
    create type closed_outcome as enum ('no_suspicion', 'declaration');
    create type closed_conclusion_state as enum ('proposed', 'decided', 'declined');
    create table closed_conclusions (
      id text collate "C" primary key,
      case_id text collate "C" not null,
      merchant_id text collate "C" not null,
      -- which examination it answers; a declaration may come before its end, for a suspicion waits for none
      round integer not null,
      outcome closed_outcome not null,
      -- of a declaration: its own life says more (two people approve it)
      state closed_conclusion_state not null default 'proposed',
      declaration_id text collate "C" references closed_declarations (id),
      -- the reasoning, sealed under a key of its own
      wrapped_key bytea,
      content bytea,
      proposed_by text collate "C" not null references staff (id),
      proposed_at timestamptz not null,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      constraint closed_conclusions_are_of_two_people check (decided_by is null or decided_by <> proposed_by),
      check ((state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
      check ((outcome = 'declaration') = (declaration_id is not null)),
      check (outcome = 'declaration' or (wrapped_key is not null and content is not null))
    );
    create unique index closed_conclusions_one on closed_conclusions (case_id, round) where outcome = 'no_suspicion' and state <> 'declined';
    create unique index closed_conclusions_declaration on closed_conclusions (declaration_id) where declaration_id is not null;
    create index closed_conclusions_case on closed_conclusions (case_id, id desc);
  `
    .execute(db)
}
