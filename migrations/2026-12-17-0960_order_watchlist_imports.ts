import { sql, type Kysely } from 'kysely'

/** Files of a list that somebody handed in at its page: read by a job, in a process of its own, so that nobody at a page waits for it. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    -- failed: it broke on our side, which says nothing of the file
    create type watchlist_import_state as enum ('ordered', 'reading', 'writing', 'imported', 'unchanged', 'refused', 'failed');
    create table watchlist_imports (
      id text collate "C" primary key,
      list_code text collate "C" not null references watchlists (code),
      state watchlist_import_state not null default 'ordered',
      -- [{ name, storageKey, byteCount }]: sealed under a key of the house, and gone once they are read
      files jsonb not null default '[]',
      -- why it is to be taken though it is small, older or the same
      forced_reason text check (forced_reason <> ''),
      ordered_by text collate "C" not null references staff (id),
      ordered_at timestamptz not null,
      -- the last sign of life of who reads it: ten silent minutes, and another takes over
      seen_at timestamptz,
      entry_count integer check (entry_count >= 0),
      ended_at timestamptz,
      -- what came of it: the version that was taken, found the same, or kept as a refusal
      version_id text collate "C" references watchlist_versions (id),
      failure text,
      check ((state in ('imported', 'unchanged', 'refused', 'failed')) = (ended_at is not null)),
      check ((state in ('imported', 'unchanged', 'refused')) = (version_id is not null)),
      check ((state = 'failed') = (failure is not null))
    );
    -- one of a list at a time; "what is to be read"
    create unique index watchlist_imports_one on watchlist_imports (list_code) where ended_at is null;
    -- "what came of the last"
    create index watchlist_imports_newest on watchlist_imports (list_code, id desc);
  `
    .execute(db)
}
