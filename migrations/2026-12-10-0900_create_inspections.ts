import { sql, type Kysely } from 'kysely'

/**
 * What an outsider can prove: blocks whose events can be shown one by one, the chain's head as it was given away, and the packs made of a
 * dossier.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    -- 32 bytes that make each event's leaf unguessable, and the leaves themselves in the order of the events' ids: 32 bytes each (audit/chain.ts).
    -- Null: a block of before, whose digest is over the lines themselves
    alter table audit_blocks add column salt bytea check (length(salt) = 32), add column leaves bytea,
      add check ((salt is null) = (leaves is null)), add check (length(leaves) = 32 * event_count);
    -- hashes are not compressible
    alter table audit_blocks alter column leaves set storage external;

    create table chain_heads (
      on_day date primary key,
      -- no reference: what was given away stays what it was, whatever becomes of the block
      block_number bigint not null check (block_number > 0),
      hash bytea not null check (length(hash) = 32),
      -- how many events the chain holds up to there
      event_count bigint not null check (event_count > 0),
      exported_at timestamptz not null,
      -- the very file that was given away, its signature in it
      content text not null check (content <> '')
    );
    create trigger chain_heads_append_only before update or delete on chain_heads for each row execute function refuse_change();
    create trigger chain_heads_no_truncate before truncate on chain_heads for each statement execute function refuse_change();

    create type inspection_pack_state as enum ('ordered', 'building', 'ready', 'failed', 'expired');
    create table inspection_packs (
      id text collate "C" primary key,
      dossier_id text collate "C" not null references dossiers (id),
      merchant_id text collate "C" not null references merchants (id),
      -- as it was known before this instant
      known_until timestamptz not null,
      -- for whom, and why
      reason text not null check (reason <> ''),
      state inspection_pack_state not null default 'ordered',
      -- what its paper says, sealed under the merchant's key; gone once it is printed
      paper bytea,
      language text not null check (language in ('fr', 'en')),
      ordered_by text collate "C" not null references staff (id),
      ordered_at timestamptz not null,
      parts_done integer not null default 0,
      parts_total integer not null default 1 check (parts_total > 0),
      -- the last sign of life of who builds it: ten silent minutes, and another takes over
      seen_at timestamptz,
      ready_at timestamptz,
      expires_at timestamptz,
      storage_key text collate "C" unique,
      sha256 bytea,
      byte_count integer,
      event_count integer,
      file_count integer,
      failure text,
      check ((state = 'ready') <= (storage_key is not null and sha256 is not null and expires_at is not null)),
      check ((state = 'failed') = (failure is not null))
    );
    -- "which are to be made", "whose time is over", "those of this dossier, the newest first"
    create index inspection_packs_waiting on inspection_packs (id) where state in ('ordered', 'building');
    create index inspection_packs_ready on inspection_packs (expires_at, id) where state = 'ready';
    create index inspection_packs_dossier on inspection_packs (dossier_id, id desc);
  `
    .execute(db)
}
