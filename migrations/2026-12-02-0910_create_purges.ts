import { sql, type Kysely } from 'kysely'

/**
 * Erasing what is over (rules.md §3.2, purge engine). A purge is one run of one version of one policy over one category. The first run of a
 * version is signed by two people on the very list they saw; what is erased leaves a tombstone that names nobody.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create type purge_state as enum ('previewed', 'signed_once', 'signed_twice', 'running', 'done', 'refused', 'expired');
    create table purges (
      id text collate "C" primary key,
      category text not null check (category ~ '^[a-z][a-z_]{2,40}$'),
      policy_id text collate "C" not null references retention_policies (id),
      -- what the erased ids begin with: which kind of thing the tombstones stand for
      subject_kind text not null check (subject_kind ~ '^[a-z]{4}$'),
      state purge_state not null,
      -- of its policy's version: its list was kept, and two people signed it
      is_first boolean not null,
      -- what is over on this day, and nothing else
      on_day date not null,
      opened_by_kind text not null,
      opened_by text collate "C" not null,
      opened_at timestamptz not null,
      -- the figures of the preview; of a later run, those it had at its start
      over_count integer not null check (over_count >= 0),
      list_count integer not null check (list_count >= 0),
      -- null: a later run keeps no list
      list_hash bytea check (length(list_hash) = 32),
      first_signed_by text collate "C" references staff (id),
      first_signed_at timestamptz,
      second_signed_by text collate "C" references staff (id),
      second_signed_at timestamptz,
      refused_by text collate "C" references staff (id),
      refuse_reason text check (refuse_reason <> ''),
      started_at timestamptz,
      ended_at timestamptz,
      -- where the walk by key stands: a run that was killed goes on behind it
      reached text collate "C" not null default '',
      erased_count integer not null default 0 check (erased_count >= 0),
      -- met, and not erased: a hold, or a longer rule
      kept_count integer not null default 0 check (kept_count >= 0),
      -- of the ids erased so far, in their order
      erased_hash bytea not null check (length(erased_hash) = 32),
      -- what the proof of absence looks for: values of a few rows that go, sealed; gone with the end of the run
      sealed_needles bytea,
      books_before jsonb,
      books_after jsonb,
      absence jsonb,
      constraint purges_are_signed_by_two_people check (second_signed_by is null or (first_signed_by is not null and second_signed_by <> first_signed_by)),
      check ((first_signed_by is null) = (first_signed_at is null) and (second_signed_by is null) = (second_signed_at is null)),
      constraint purges_of_a_first_run_are_signed check (not is_first or started_at is null or second_signed_by is not null),
      check (is_first = (list_hash is not null)),
      check ((state = 'signed_once') <= (first_signed_by is not null) and (state = 'signed_twice') <= (second_signed_by is not null)),
      check ((state = 'refused') = (refused_by is not null) and (refused_by is null) = (refuse_reason is null)),
      check ((state in ('running', 'done')) <= (started_at is not null)),
      check ((state in ('done', 'refused', 'expired')) = (ended_at is not null)),
      check (ended_at is null or sealed_needles is null)
    );
    create unique index purges_one_open on purges (category) where ended_at is null;
    create index purges_newest on purges (category, id desc);
    create index purges_policy on purges (policy_id) where state = 'done';

    -- the list that two people sign: ids alone, and only until the purge has ended
    create table purge_list (
      purge_id text collate "C" not null references purges (id),
      subject_id text collate "C" not null,
      primary key (purge_id, subject_id)
    );

    -- what was erased, without saying of whom: category, kind, policy and version stand with its purge. A restored backup is swept with these
    create table tombstones (
      -- SHA-256 of the id; the same thing cannot be erased twice by one purge
      hash bytea not null,
      -- a purge is never deleted (below); a foreign key would be asked a million times
      purge_id text collate "C" not null,
      purged_at timestamptz not null,
      primary key (hash, purge_id)
    );

    create table purge_certificates (
      id text collate "C" primary key,
      purge_id text collate "C" not null unique references purges (id),
      storage_key text not null unique,
      sha256 bytea not null check (length(sha256) = 32),
      byte_count integer not null check (byte_count > 0),
      -- Ed25519 over the bytes of the file, by the institution's key
      signature bytea not null check (length(signature) = 64),
      public_key bytea not null check (length(public_key) = 32),
      made_at timestamptz not null
    );
    create trigger purges_are_kept before delete on purges for each row execute function refuse_change();
    create trigger tombstones_append_only before update or delete on tombstones for each row execute function refuse_change();
    create trigger purge_certificates_append_only before update or delete on purge_certificates for each row execute function refuse_change();
  `
    .execute(db)
}
