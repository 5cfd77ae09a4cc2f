import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    create type review_kind as enum ('new_dossier', 'answered_request', 'unlock_request');
    create type review_state as enum ('open', 'waiting', 'proposed', 'closed');

    create table review_items (
      id text collate "C" primary key,
      dossier_id text collate "C" not null references dossiers (id),
      merchant_id text collate "C" not null references merchants (id),
      kind review_kind not null,
      state review_state not null default 'open',
      risk risk_level not null default 'low',
      -- since when it waits for us: its age
      ready_at timestamptz not null,
      -- the service level's own end
      due_at timestamptz not null,
      owner_id text collate "C" references staff (id),
      -- the last sign of the owner's work: 30 idle minutes release the lock
      owner_active_at timestamptz,
      opened_at timestamptz not null,
      closed_at timestamptz,
      outcome text,
      check ((owner_id is null) = (owner_active_at is null)),
      check ((state = 'closed') = (closed_at is not null))
    );
    -- one living item per dossier
    create unique index review_items_living on review_items (dossier_id) where state <> 'closed';
    -- "the queue": any state, kind, risk and owner, oldest first, newest first or by service level, each paged by key. The page asks every
    -- kind × risk it shows for its first rows and merges them (reviews/queue.sql.ts), so that two indexes serve all filters, two more
    -- those with an owner ('' is nobody: btree keeps its order behind an equality, not behind "is null").
    create index review_items_ready on review_items (state, kind, risk, ready_at, id);
    create index review_items_due on review_items (state, kind, risk, due_at, id);
    create index review_items_owner_ready on review_items (coalesce(owner_id, ''), state, kind, risk, ready_at, id);
    create index review_items_owner_due on review_items (coalesce(owner_id, ''), state, kind, risk, due_at, id);
    -- "the next one": the most urgent that nobody holds
    create index review_items_free on review_items (due_at, id) where state = 'open' and owner_id is null;
    -- "which locks fell idle"
    create index review_items_held on review_items (owner_active_at) where owner_id is not null and state <> 'closed';

    -- the owner's page is open before him: said by the page every minute or so, outside the queue's rows and their indexes
    create table review_presences (
      review_item_id text collate "C" primary key references review_items (id),
      staff_id text collate "C" not null references staff (id),
      seen_at timestamptz not null
    );

    create type verdict as enum ('validate', 'reject');
    create type decision_state as enum ('proposed', 'taken', 'declined', 'voided');
    create table decisions (
      id text collate "C" primary key,
      dossier_id text collate "C" not null references dossiers (id),
      review_item_id text collate "C" not null references review_items (id),
      verdict verdict not null,
      state decision_state not null,
      dossier_version integer not null,
      -- stays inside: the merchant reads the neutral wording
      reason text not null default '',
      -- why two people are due
      four_eyes text[] not null default '{}',
      proposed_by text collate "C" references staff (id),
      proposed_at timestamptz,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      decline_reason text,
      constraint four_eyes_are_two_people check (decided_by is null or proposed_by is null or decided_by <> proposed_by),
      -- four eyes due: nobody takes it alone
      constraint four_eyes_were_kept check (state <> 'taken' or cardinality(four_eyes) = 0 or proposed_by is not null),
      check (state <> 'taken' or decided_by is not null),
      check (verdict <> 'reject' or reason <> '')
    );
    create unique index decisions_open on decisions (dossier_id) where state = 'proposed';
    create index decisions_dossier on decisions (dossier_id, id desc);

    create table gap_overrides (
      id text collate "C" primary key,
      dossier_id text collate "C" not null references dossiers (id),
      requirement_key text not null,
      reason text not null check (reason <> ''),
      granted_by text collate "C" not null references staff (id),
      granted_at timestamptz not null,
      withdrawn_at timestamptz
    );
    create unique index gap_overrides_current on gap_overrides (dossier_id, requirement_key) where withdrawn_at is null;

    create table notes (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      -- the case it is written on: a dossier, later a fraud case, a dispute, an alert
      subject_id text collate "C" not null,
      body text not null check (body <> ''),
      author_id text collate "C" not null references staff (id),
      at timestamptz not null
    );
    create index notes_subject on notes (subject_id, id desc);

    create table note_attachments (
      id text collate "C" primary key,
      note_id text collate "C" not null references notes (id),
      merchant_id text collate "C" not null references merchants (id),
      file_name text not null,
      type text not null,
      mime text not null,
      byte_count integer not null,
      sha256 bytea not null,
      storage_key text collate "C" not null unique
    );
    create index note_attachments_note on note_attachments (note_id);
  `
    .execute(db)
}
