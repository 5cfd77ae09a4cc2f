import { sql, type Kysely } from 'kysely'

/**
 * What persons ask about their data (GDPR 15–21, rules.md §3.4): the request and its clock, whose data it is about, what was sent with it,
 * and what was done. And how a person is looked for across all there is, by the words of a name in whatever order.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create type rights_kind as enum ('access', 'rectification', 'erasure', 'portability', 'restriction', 'objection');
    create type rights_requester as enum ('merchant_user', 'person', 'payer');
    create type rights_channel as enum ('merchant_area', 'letter', 'mail', 'telephone');
    create type rights_state as enum ('received', 'identity_doubt', 'in_progress', 'answered', 'refused', 'withdrawn');
    create type rights_outcome as enum ('done', 'partly', 'nothing_found');
    create type rights_refusal as enum ('unfounded', 'excessive', 'identity', 'legal_obligation', 'legal_claims', 'overriding_interest', 'not_applicable');
    create type rights_subject_kind as enum ('user', 'person', 'payer', 'card', 'mandate');
    create table rights_requests (
      id text collate "C" primary key,
      kind rights_kind not null,
      requester rights_requester not null,
      channel rights_channel not null,
      state rights_state not null default 'received',
      language text not null check (language in ('fr', 'en')),
      name text not null check (name <> ''),
      email text,
      postal_address text,
      birth_date date,
      -- in the person's own words
      said text not null default '',
      -- what was given to say who one is
      identity_given text not null default '',
      merchant_id text collate "C" references merchants (id),
      merchant_user_id text collate "C" references merchant_users (id),
      -- the clock counts from here, whenever it was taken in
      received_on date not null,
      recorded_at timestamptz not null,
      recorded_by_kind text not null,
      recorded_by text collate "C" not null,
      -- the strict date (X-02 a); while the clock stands still, the one it stood at
      due_on date not null,
      suspended_on date,
      suspended_days integer not null default 0 check (suspended_days >= 0),
      extended_at timestamptz,
      extension_reason text check (extension_reason <> ''),
      owner_id text collate "C" references staff (id),
      identity_verified_at timestamptz,
      identity_verified_by text collate "C" references staff (id),
      -- days before the date at which somebody was last told; 0: it is late
      alerted_days smallint check (alerted_days in (7, 3, 1, 0)),
      escalated_at timestamptz,
      -- of an objection: our interest against the person's (GDPR 21(1))
      balancing text check (balancing <> ''),
      closed_at timestamptz,
      closed_by_kind text,
      closed_by text collate "C",
      outcome rights_outcome,
      refusal rights_refusal,
      answer text check (answer <> ''),
      constraint rights_requests_can_be_answered check (email is not null or postal_address is not null),
      check (received_on <= (recorded_at at time zone 'Europe/Paris')::date),
      check ((state = 'identity_doubt') = (suspended_on is not null)),
      check ((extended_at is null) = (extension_reason is null)),
      check ((identity_verified_at is null) = (identity_verified_by is null)),
      check ((state in ('answered', 'refused', 'withdrawn')) = (closed_at is not null) and (closed_at is null) = (closed_by is null)),
      check ((state = 'answered') = (outcome is not null) and (state = 'refused') = (refusal is not null)),
      check ((merchant_user_id is not null) <= (requester = 'merchant_user'))
    );
    -- "which are still to be answered, the nearest date first"
    create index rights_requests_due on rights_requests (due_on, id) where closed_at is null;
    -- "those of this signed-in user"
    create index rights_requests_user on rights_requests (merchant_user_id, id desc) where merchant_user_id is not null;

    -- whose data a request is about: rows of ours, each linked by somebody. Somebody of the same name is not on it
    create table rights_subjects (
      id bigint generated always as identity primary key,
      request_id text collate "C" not null references rights_requests (id),
      kind rights_subject_kind not null,
      subject_id text collate "C" not null,
      merchant_id text collate "C" not null references merchants (id),
      linked_by text collate "C" not null,
      linked_at timestamptz not null,
      unlinked_by text collate "C",
      unlinked_at timestamptz,
      check ((unlinked_at is null) = (unlinked_by is null)),
      check (subject_id ~ '^(user|pers|cust|card|sepa)_')
    );
    create unique index rights_subjects_once on rights_subjects (request_id, subject_id) where unlinked_at is null;
    -- "what has this person asked"
    create index rights_subjects_subject on rights_subjects (subject_id) where unlinked_at is null;

    create type rights_file_kind as enum ('request', 'identity', 'answer');
    -- letters that came, what was asked for in doubt, letters that left; sealed under the institution's own key, since a payer is no merchant's
    create table rights_files (
      id text collate "C" primary key,
      request_id text collate "C" not null references rights_requests (id),
      kind rights_file_kind not null,
      file_name text not null,
      type text not null,
      mime text not null,
      byte_count integer not null,
      sha256 bytea not null,
      storage_key text not null,
      added_by text collate "C" not null,
      added_at timestamptz not null,
      -- what was given in doubt goes once it has served (rules.md §3.2)
      erased_at timestamptz
    );
    create index rights_files_request on rights_files (request_id, id);

    -- what was done, by whom, in which words: a payer has no merchant's key that would seal them in the history
    create table rights_acts (
      id bigint generated always as identity primary key,
      request_id text collate "C" not null references rights_requests (id),
      at timestamptz not null,
      act text not null check (act ~ '^[a-z_]+$'),
      actor_kind text not null,
      actor_id text collate "C" not null,
      words text,
      facts jsonb not null default '{}'
    );
    create index rights_acts_request on rights_acts (request_id, id desc);
    create trigger rights_acts_append_only before update or delete on rights_acts for each row execute function refuse_change();
    create trigger rights_acts_no_truncate before truncate on rights_acts for each statement execute function refuse_change();

    -- the words of a name in the order of the alphabet, without accents or capitals: « MARTIN Jean » is « Jean Martin »
    create function name_key(name text) returns text language sql immutable parallel safe strict as $$
      select coalesce(string_agg(word, ' ' order by word collate "C"), '')
      from regexp_split_to_table(regexp_replace(lower(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g')), '[^[:alnum:]]+', ' ', 'g'), ' +') as word where word <> ''
    $$;
    -- "everybody of that name", among all the payers of all merchants
    create index payers_name on payers (name_key(name)) where name is not null;
    create index cards_name on cards (name_key(name)) where name is not null;
    create index mandates_name on mandates (name_key(name));
    create index people_name on people (name_key(given_names || ' ' || family_name));
    create index people_usage_name on people (name_key(given_names || ' ' || usage_name)) where usage_name <> '';
    create index merchant_users_name on merchant_users (name_key(name)) where name <> '';
    -- "the letters to this address"
    create index mails_address on mails (lower(to_address));
  `
    .execute(db)
}
