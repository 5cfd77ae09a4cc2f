import { sql, type Kysely } from 'kysely'

/**
 * A key for each person, and for each file about persons (rules.md §3.2, purge engine): what is sealed with it dies with it, in every
 * backup.
 */
export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    -- no foreign keys from or to it: it is kept, and restored, apart from what it opens (docs/operators.md)
    create table person_keys (
      id text collate "C" primary key,
      -- whose: a person, a user, a payer, a card, a mandate, an address, a dossier, a dispute, a case of fraud
      subject_id text collate "C" not null,
      -- the dossier with which it goes
      within_id text collate "C",
      merchant_id text collate "C" not null,
      -- AES-256 key sealed under the merchant's key, and that under MASTER_KEY; null once destroyed
      wrapped_key bytea,
      created_at timestamptz not null,
      destroyed_at timestamptz,
      check ((wrapped_key is null) = (destroyed_at is not null))
    );
    -- "the key of this person": one that lives
    create unique index person_keys_living on person_keys (subject_id) where destroyed_at is null;
    -- "every key that goes with this dossier"
    create index person_keys_within on person_keys (within_id) where destroyed_at is null and within_id is not null;

    create function refuse_revival() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and old.destroyed_at is null then return new; end if;
      raise exception 'a key that was destroyed stays destroyed: % refused', lower(tg_op) using errcode = 'restrict_violation';
    end $$;
    create trigger person_keys_stay_destroyed before update or delete on person_keys for each row execute function refuse_revival();

    -- null: under the merchant's key
    alter table audit_events add column key_id text collate "C";
    alter table documents add column key_id text collate "C";
    alter table mandates add column key_id text collate "C";

    -- The words of an event may be sealed anew, once, under a person's key: what they say is held by their digest, which is chained and cannot change. Everything else is written once, as ever.
    create function refuse_change_but_resealing() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and old.key_id is null and new.key_id is not null and old.personal is not null and new.personal is not null
        and (to_jsonb(new) - 'personal' - 'key_id') = (to_jsonb(old) - 'personal' - 'key_id') then return new; end if;
      raise exception '% is written once: % refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
    end $$;
    drop trigger audit_events_append_only on audit_events;
    create trigger audit_events_append_only before update or delete on audit_events for each row execute function refuse_change_but_resealing();

    -- how far what was sealed before has been sealed anew: events of before, by their number
    create table resealing (
      part text primary key check (part = 'history'),
      reached bigint not null,
      upto bigint not null
    );
    insert into resealing (part, reached, upto) select 'history', 0, coalesce(max(id), 0) from audit_events;
    -- "which pieces and accounts still lie under their merchant's key"
    create index documents_to_reseal on documents (id) where key_id is null and person_id is not null;
    create index mandates_to_reseal on mandates (id) where key_id is null and sealed_iban <> '';

    -- what was erased because somebody asked for it, certified as a purge is
    create table erasure_certificates (
      id text collate "C" primary key,
      -- no foreign key: it outlives the request, as tombstones do
      erasure_id text collate "C" not null unique,
      storage_key text not null unique,
      sha256 bytea not null check (length(sha256) = 32),
      byte_count integer not null check (byte_count > 0),
      -- Ed25519 over the bytes of the file, by the institution's key
      signature bytea not null check (length(signature) = 64),
      public_key bytea not null check (length(public_key) = 32),
      made_at timestamptz not null
    );
    create trigger erasure_certificates_append_only before update or delete on erasure_certificates for each row execute function refuse_change();
  `
    .execute(db)
}
