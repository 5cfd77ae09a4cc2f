import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    create type document_state as enum ('received', 'accepted', 'refused', 'superseded', 'withdrawn');
    create type reading_state as enum ('waiting', 'reading', 'read', 'failed');
    create type text_source as enum ('pdf_text', 'ocr');

    create table documents (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      dossier_id text collate "C" not null references dossiers (id),
      -- which line of the checklist it answers (dossiers/requiredPieces): 'registration_proof', 'identity_document:pers_…'
      requirement_key text not null,
      kind text not null,
      person_id text collate "C" references people (id),
      file_name text not null,
      type text not null check (type in ('pdf', 'jpeg', 'png', 'webp')),
      mime text not null,
      byte_count integer not null check (byte_count > 0),
      sha256 bytea not null,
      page_count integer not null check (page_count > 0),
      storage_key text collate "C" not null unique,
      warnings text[] not null default '{}',
      state document_state not null default 'received',
      refusal_reason text,
      refusal_note text,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      uploaded_by text collate "C" not null,
      uploaded_at timestamptz not null,
      reading_state reading_state not null default 'waiting',
      reading_attempts integer not null default 0,
      -- the last sign of life of who reads it: ten silent minutes, and another takes over
      reading_seen_at timestamptz,
      reading_error text,
      pages_read integer not null default 0,
      check ((state in ('accepted', 'refused')) <= (decided_by is not null and decided_at is not null)),
      check ((state = 'refused') <= (refusal_reason is not null))
    );
    -- "the pieces of this dossier"
    create index documents_dossier on documents (dossier_id, requirement_key, id);
    -- "the very file sent before" is refused
    create unique index documents_same_file on documents (merchant_id, sha256) where state <> 'withdrawn';
    -- "which are to be read, oldest first"
    create index documents_unread on documents (id) where reading_state in ('waiting', 'reading');

    create table document_pages (
      document_id text collate "C" not null references documents (id) on delete cascade,
      page integer not null check (page > 0),
      width integer not null,
      height integer not null,
      rotation_degrees real not null default 0,
      source text_source not null,
      text text not null,
      confidence real,
      -- [{ text, box: [x0, y0, x1, y1], confidence }], in the pixels of width × height
      words jsonb not null default '[]',
      primary key (document_id, page)
    );

    create type contract_state as enum ('drafted', 'signed', 'superseded');
    create table contracts (
      id text collate "C" primary key,
      dossier_id text collate "C" not null references dossiers (id),
      merchant_id text collate "C" not null references merchants (id),
      -- version of the wording
      wording text not null,
      state contract_state not null default 'drafted',
      dossier_version integer not null,
      signer_person_id text collate "C" not null references people (id),
      merchant_user_id text collate "C" not null references merchant_users (id),
      storage_key text collate "C" not null unique,
      -- of the very bytes that were shown and signed
      sha256 bytea not null,
      signed_storage_key text collate "C" unique,
      signed_sha256 bytea,
      code_fingerprint bytea,
      code_sent_at timestamptz,
      code_expires_at timestamptz,
      code_attempts integer not null default 0,
      code_entered_at timestamptz,
      ip text,
      user_agent text,
      created_at timestamptz not null,
      signed_at timestamptz,
      check ((state = 'signed') <= (signed_at is not null and signed_sha256 is not null and code_entered_at is not null and ip is not null))
    );
    create unique index contracts_current on contracts (dossier_id) where state <> 'superseded';
  `
    .execute(db)
}
