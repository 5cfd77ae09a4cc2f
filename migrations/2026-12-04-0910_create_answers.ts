import { sql, type Kysely } from 'kysely'

/**
 * What comes of a request about one's data: the package, the erasure, the rectification, the restriction (GDPR 15–20, rules.md DSR-03 to
 * DSR-05).
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create type data_package_state as enum ('ordered', 'building', 'ready', 'failed', 'expired');
    create table data_packages (
      id text collate "C" primary key,
      request_id text collate "C" not null references rights_requests (id),
      state data_package_state not null default 'ordered',
      is_portability boolean not null,
      -- notes of our people that somebody read and lets through; no other leaves the house
      note_ids text[] not null default '{}',
      ordered_by text collate "C" not null references staff (id),
      ordered_at timestamptz not null,
      parts_done integer not null default 0,
      parts_total integer not null default 0,
      seen_at timestamptz,
      ready_at timestamptz,
      expires_at timestamptz,
      storage_key text,
      sha256 bytea,
      byte_count integer,
      row_count integer,
      file_count integer,
      failure text,
      check ((state = 'ready') <= (storage_key is not null and expires_at is not null)),
      check ((state in ('failed')) = (failure is not null))
    );
    -- "which are to be made", "whose time is over"
    create index data_packages_waiting on data_packages (id) where state in ('ordered', 'building');
    create index data_packages_ready on data_packages (expires_at, id) where state = 'ready';
    create unique index data_packages_one on data_packages (request_id) where state in ('ordered', 'building', 'ready');
    create index data_packages_request on data_packages (request_id, id desc);

    create type erasure_state as enum ('proposed', 'executed', 'declined');
    create table erasures (
      id text collate "C" primary key,
      request_id text collate "C" not null references rights_requests (id),
      state erasure_state not null,
      -- what was seen, as it was seen: by category what goes, what stays, on which ground, until when. A secret hold is not in it
      plan jsonb not null,
      plan_digest text not null,
      proposed_by text collate "C" not null references staff (id),
      proposed_at timestamptz not null,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      decline_reason text check (decline_reason <> ''),
      -- X-07: whoever proposed it does not carry it out, where anything goes
      constraint erasures_are_of_two_people check (decided_by is null or decided_by <> proposed_by or plan ->> 'erases' = '0'),
      check ((state = 'proposed') = (decided_at is null) and (decided_at is null) = (decided_by is null)),
      check ((state = 'declined') = (decline_reason is not null))
    );
    create unique index erasures_one_proposed on erasures (request_id) where state = 'proposed';
    create index erasures_request on erasures (request_id, id desc);
    -- what went, without saying of whom: a restored backup is swept with these
    create table erasure_tombstones (
      hash bytea not null,
      erasure_id text collate "C" not null references erasures (id),
      category text not null,
      erased_at timestamptz not null,
      primary key (hash, erasure_id, category)
    );
    create trigger erasure_tombstones_append_only before update or delete on erasure_tombstones for each row execute function refuse_change();
    create trigger erasure_tombstones_no_truncate before truncate on erasure_tombstones for each statement execute function refuse_change();

    create type rectification_state as enum ('proposed', 'applied', 'declined');
    create table rectifications (
      id text collate "C" primary key,
      request_id text collate "C" not null references rights_requests (id),
      state rectification_state not null default 'proposed',
      subject_id text collate "C" not null,
      field text not null,
      value_before text not null,
      value_after text not null,
      -- what proves it
      reason text not null check (reason <> ''),
      proposed_by text collate "C" not null references staff (id),
      proposed_at timestamptz not null,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      decline_reason text check (decline_reason <> ''),
      constraint rectifications_are_of_two_people check (decided_by is null or decided_by <> proposed_by),
      check (value_before <> value_after),
      check ((state = 'proposed') = (decided_at is null) and (decided_at is null) = (decided_by is null)),
      check ((state = 'declined') = (decline_reason is not null))
    );
    create unique index rectifications_one_proposed on rectifications (subject_id, field) where state = 'proposed';
    create index rectifications_request on rectifications (request_id, id);
    -- the earlier version stays as evidence (DSR-05)
    create table rectified_values (
      id bigint generated always as identity primary key,
      rectification_id text collate "C" not null references rectifications (id),
      subject_id text collate "C" not null,
      field text not null,
      value_before text not null,
      value_after text not null,
      at timestamptz not null
    );
    create index rectified_values_subject on rectified_values (subject_id, id desc);
    create trigger rectified_values_append_only before update or delete on rectified_values for each row execute function refuse_change();
    create trigger rectified_values_no_truncate before truncate on rectified_values for each statement execute function refuse_change();

    create type restriction_ground as enum ('accuracy', 'unlawful', 'claims', 'objection', 'archive');
    -- GDPR 18(1) a to d; archive: what an erasure had to leave (DSR-04)
    create table restrictions (
      id text collate "C" primary key,
      request_id text collate "C" not null references rights_requests (id),
      subject_id text collate "C" not null,
      merchant_id text collate "C" not null references merchants (id),
      ground restriction_ground not null,
      placed_by text collate "C" not null,
      placed_at timestamptz not null,
      lifted_by text collate "C",
      lifted_at timestamptz,
      lift_reason text check (lift_reason <> ''),
      check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lift_reason is null))
    );
    -- "may it be used", on every page that shows the person
    create unique index restrictions_living on restrictions (subject_id, ground) where lifted_at is null;
    create index restrictions_request on restrictions (request_id, id);
  `
    .execute(db)
}
