import { sql, type Kysely } from 'kysely'

/** Evidence files on their way to the acquirer. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    -- noted: decided, not put yet. unknown: put, and nothing came back. dropped: the dispute was over before it left
    create type sending_state as enum ('noted', 'unknown', 'acknowledged', 'refused', 'dropped');
    create table evidence_sendings (
      -- ours, and the acquirer's key of idempotency
      id text collate "C" primary key,
      dispute_id text collate "C" not null references disputes (id) on delete cascade,
      resolution_id text collate "C" not null references resolutions (id) on delete cascade,
      merchant_id text collate "C" not null references merchants (id),
      file_id text collate "C" not null unique references evidence_files (id) on delete cascade,
      state sending_state not null default 'noted',
      noted_by text collate "C" not null references staff (id),
      noted_at timestamptz not null,
      tries integer not null default 0,
      -- when it is next put, or asked about
      ask_at timestamptz not null,
      -- what the acquirer said of it, and under which reference it keeps it
      response text,
      reference text,
      answered_at timestamptz,
      -- told to the staff that the network's date is near and nothing is acknowledged
      alarmed_at timestamptz,
      check ((state in ('acknowledged', 'refused')) = (response is not null)),
      check ((response is null) = (answered_at is null)),
      check (state <> 'acknowledged' or reference is not null)
    );
    -- one on its way, or there, for each resolution: whatever was refused may be followed by another
    create unique index evidence_sendings_one on evidence_sendings (resolution_id) where state in ('noted', 'unknown', 'acknowledged');
    -- "what is to be put or asked about", and "the last of this dispute"
    create index evidence_sendings_open on evidence_sendings (noted_at, id) where state in ('noted', 'unknown');
    create index evidence_sendings_dispute on evidence_sendings (dispute_id, id);

    -- the simulated acquirer's own memory of the files it was sent: nothing of the core reads or writes it
    create table simulator_evidence (
      call_id text collate "C" primary key,
      dispute text not null,
      network text not null,
      sha256 bytea not null,
      byte_count integer not null,
      page_count integer not null,
      response text not null,
      reference text collate "C" not null unique,
      received_at timestamptz not null
    );
    create index simulator_evidence_dispute on simulator_evidence (dispute);
  `
    .execute(db)
}
