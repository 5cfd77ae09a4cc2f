import { sql, type Kysely } from 'kysely'

/** The memory of the house: who, what, when. Written once; the database itself refuses to change or forget it. */
export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    create extension if not exists pg_trgm;
    create extension if not exists btree_gist;

    create type actor_kind as enum ('staff', 'merchant', 'api_key', 'system', 'visitor');

    create table audit_events (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      event text not null check (event ~ '^[a-z_]+\\.[a-z_]+$'),
      subject_id text collate "C" not null,
      merchant_id text collate "C",
      actor_kind actor_kind not null,
      actor_id text collate "C" not null,
      request_id text collate "C" not null,
      data jsonb not null default '{}',
      -- sealed under the merchant's key; erasing the key erases the words and breaks nothing
      personal bytea,
      -- sha256 of the salted clear text: what the chain holds of it
      personal_digest bytea,
      check ((personal is null) = (personal_digest is null))
    );
    -- "the history of this merchant", "of this thing", "what did this person do", "everything", "all that happened to dossiers":
    -- newest first, each paged by key
    create index audit_events_merchant on audit_events (merchant_id, at desc, id desc) where merchant_id is not null;
    create index audit_events_subject on audit_events (subject_id, at desc, id desc);
    create index audit_events_actor on audit_events (actor_id, at desc, id desc);
    create index audit_events_at on audit_events (at desc, id desc);
    create index audit_events_noun on audit_events (split_part(event, '.', 1), at desc, id desc);
    -- "what did this request or this run of a job touch"
    create index audit_events_request on audit_events (request_id, id);

    -- events not yet in a block of the chain: the sealing job empties it, so writers never queue for the chain
    create table audit_unsealed (event_id bigint primary key references audit_events (id));

    create table audit_blocks (
      number bigint primary key check (number > 0),
      -- exactly the events it holds: what commits late under a lower id lands in a later block
      event_ids int8multirange not null,
      event_count integer not null check (event_count > 0),
      -- sha256 over the events' canonical lines, in the order of their ids
      digest bytea not null,
      previous_hash bytea not null,
      -- sha256 (number, event_ids, count, digest, previous hash, sealed_at): audit/chain.ts
      hash bytea not null unique,
      sealed_at timestamptz not null,
      -- an event is sealed once
      exclude using gist (event_ids with &&)
    );

    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is written once: % refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
    end $$;
    create trigger audit_events_append_only before update or delete on audit_events for each row execute function refuse_change();
    create trigger audit_events_no_truncate before truncate on audit_events for each statement execute function refuse_change();
    create trigger audit_blocks_append_only before update or delete on audit_blocks for each row execute function refuse_change();
    create trigger audit_blocks_no_truncate before truncate on audit_blocks for each statement execute function refuse_change();
  `
    .execute(db)
}
