import { sql, type Kysely } from 'kysely'

/**
 * The closed compartment (rules.md AML-11, X-06; CMF L561-18): who is of the circle, its own register of what was done and read,
 * declarations to TRACFIN. Its tables begin with `closed_`. No key of theirs points at a table outside but `staff`: what happens outside is
 * never refused, or waits, on account of a declaration.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create type closed_seat as enum ('declarant', 'correspondent', 'examiner', 'controller');
    create type closed_seat_state as enum ('proposed', 'held', 'declined', 'ended');
    create table closed_seats (
      id text collate "C" primary key,
      staff_id text collate "C" not null references staff (id),
      seat closed_seat not null,
      state closed_seat_state not null default 'proposed',
      from_on date not null,
      reason text not null check (reason <> ''),
      proposed_by text collate "C" not null references staff (id),
      proposed_at timestamptz not null,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      ended_by text collate "C" references staff (id),
      ended_at timestamptz,
      end_reason text,
      constraint closed_seats_are_given_by_two_people check (decided_by is null or (decided_by <> proposed_by and decided_by <> staff_id) or (state = 'declined' and decided_by <> proposed_by)),
      check ((state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
      check ((state = 'ended') = (ended_at is not null) and (ended_at is null) = (ended_by is null) and (ended_at is null) = (end_reason is null))
    );
    -- "is this person of the circle", asked of every visit of the console; one seat a person
    create unique index closed_seats_one_living on closed_seats (staff_id) where state in ('proposed', 'held');

    -- What was done and read inside, in a chain of its own: the history that others read has no gap, and no figure of it moves (audit/closedRegister.ts).
    create table closed_events (
      number bigint primary key check (number > 0),
      at timestamptz not null,
      event text not null check (event ~ '^[a-z_]+\\.[a-z_]+$'),
      subject_id text collate "C" not null,
      actor_kind actor_kind not null,
      actor_id text collate "C" not null,
      request_id text collate "C" not null,
      -- JSON as it was hashed
      data text not null,
      previous_hash bytea not null check (length(previous_hash) = 32),
      hash bytea not null unique check (length(hash) = 32)
    );
    -- "the history of this declaration", newest first
    create index closed_events_subject on closed_events (subject_id, number desc);
    create trigger closed_events_append_only before update or delete on closed_events for each row execute function refuse_change();
    create trigger closed_events_no_truncate before truncate on closed_events for each statement execute function refuse_change();

    -- The criteria of tax fraud (CMF D561-32-1 II), one of which a declaration of it needs (AML-02). Rows marked K wait for the AML officer to confirm their wording.
    create table closed_criteria (
      code text primary key check (code ~ '^[a-z_]+$'),
      position integer not null unique,
      valid_from date not null,
      valid_to date,
      confidence text not null check (confidence in ('V', 'K')),
      source text not null
    );
    insert into closed_criteria (code, position, valid_from, confidence, source)
    select code, position, '2009-07-18', confidence, 'CMF D561-32-1 II ' || position || '°' from (values
      ('shell_companies', 1, 'V'), ('statute_changes', 2, 'V'), ('front_persons', 3, 'V'), ('unusual_activity', 4, 'V'), ('sudden_rise', 5, 'V'), ('invoice_anomalies', 6, 'V'),
      ('pass_through', 7, 'K'), ('cash', 8, 'K'), ('opaque_owners', 9, 'K'), ('foreign_transit', 10, 'K'), ('refused_proof', 11, 'K'), ('round_trip_loans', 12, 'K'), ('arranged_insolvency', 13, 'K'),
      ('foreign_accounts', 14, 'K'), ('private_deposits', 15, 'K'), ('undervalued_property', 16, 'K')) as said (code, position, confidence);

    create type closed_declaration_state as enum ('draft', 'approved', 'filed', 'acknowledged', 'amended', 'closed', 'abandoned');
    create table closed_declarations (
      id text collate "C" primary key,
      merchant_id text collate "C" not null,
      -- what it completes: always the first of its line (AML-04)
      amends_id text collate "C" references closed_declarations (id),
      state closed_declaration_state not null default 'draft',
      is_urgent boolean not null default false,
      -- from here on « sans délai »
      suspected_at timestamptz not null,
      drafted_by text collate "C" not null references staff (id),
      drafted_at timestamptz not null,
      -- whoever wrote a word of it: none of them approves it
      written_by text[] not null,
      approved_by text collate "C" references staff (id),
      approved_at timestamptz,
      filed_by text collate "C" references staff (id),
      filed_at timestamptz,
      -- of ERMES, and of its acknowledgement (AML-05)
      reference text,
      acknowledged_at timestamptz,
      receipt text,
      ended_at timestamptz,
      -- the title under which the merchant's money is kept meanwhile (AML-06); no key of another table
      hold_id text collate "C",
      -- its own key, wrapped: destroying it destroys the file. All that is said in it is sealed: what reads every table finds nothing here
      wrapped_key bytea,
      content bytea not null,
      -- grows with every change of the content: who writes over somebody's words is told
      version integer not null default 1 check (version > 0),
      check (suspected_at <= drafted_at),
      check (drafted_by = any (written_by)),
      constraint closed_declarations_are_of_two_people check (approved_by is null or not (approved_by = any (written_by))),
      check ((approved_by is null) = (approved_at is null)),
      check (state in ('draft', 'abandoned') or approved_by is not null),
      check ((filed_at is null) = (filed_by is null) and (filed_at is null) = (reference is null)),
      check (state in ('draft', 'approved', 'abandoned') = (filed_at is null)),
      check ((acknowledged_at is null) = (receipt is null)),
      check (state <> 'acknowledged' or receipt is not null),
      check ((state in ('closed', 'abandoned')) = (ended_at is not null)),
      check (amends_id is null or state <> 'amended')
    );
    -- the circle's list, by shelf, newest first
    create index closed_declarations_state on closed_declarations (state, id desc);
    create index closed_declarations_merchant on closed_declarations (merchant_id, id desc);
    create index closed_declarations_amends on closed_declarations (amends_id, id) where amends_id is not null;
    -- a number of ERMES is given once
    create unique index closed_declarations_reference on closed_declarations (reference) where reference is not null;

    create type closed_piece_kind as enum ('piece', 'order');
    create table closed_pieces (
      id text collate "C" primary key,
      declaration_id text collate "C" not null references closed_declarations (id),
      kind closed_piece_kind not null,
      -- name, type, size, digest, where it was taken from: under the declaration's key, as the file itself
      facts bytea not null,
      added_by text collate "C" not null references staff (id),
      added_at timestamptz not null,
      removed_at timestamptz
    );
    create index closed_pieces_declaration on closed_pieces (declaration_id, id);

    create table closed_oppositions (
      id text collate "C" primary key,
      declaration_id text collate "C" not null references closed_declarations (id),
      notified_on date not null,
      -- ten working days, both counts (CAL-07): Monday to Saturday, Monday to Friday
      sooner_on date not null check (sooner_on > notified_on),
      later_on date not null check (later_on >= sooner_on),
      reference text not null check (reference <> ''),
      noted_by text collate "C" not null references staff (id),
      noted_at timestamptz not null,
      hold_id text collate "C",
      -- by order of the president of the tribunal judiciaire de Paris, of which the paper is here (AML-07)
      extended_to date,
      order_piece_id text collate "C" references closed_pieces (id),
      extended_by text collate "C" references staff (id),
      extended_at timestamptz,
      check ((extended_to is null) = (order_piece_id is null) and (extended_to is null) = (extended_by is null) and (extended_to is null) = (extended_at is null)),
      check (extended_to is null or extended_to > later_on)
    );
    create index closed_oppositions_declaration on closed_oppositions (declaration_id, id);
  `
    .execute(db)
}
