import { sql, type Kysely } from 'kysely'

/** What the machinery keeps for itself: runs of jobs, sessions, keys, limits, forms already taken. */
export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    create type launch_kind as enum ('schedule', 'ring', 'staff', 'command');
    create type run_outcome as enum ('done', 'skipped', 'failed');

    create table job_runs (
      id text collate "C" primary key,
      job text not null,
      launch launch_kind not null,
      -- the staff id, the name of the schedule, or "command line"
      launched_by text not null,
      -- the instant the job was told it is
      as_of timestamptz not null,
      is_dry_run boolean not null,
      started_at timestamptz not null,
      ended_at timestamptz,
      duration_ms integer,
      done integer not null default 0,
      skipped integer not null default 0,
      failed integer not null default 0,
      -- a code, never a message with data in it
      error text
    );
    -- "the last runs of this job" and "the last runs of all"
    create index job_runs_job on job_runs (job, started_at desc);
    create index job_runs_started on job_runs (started_at desc);

    create table job_run_items (
      run_id text collate "C" not null references job_runs (id) on delete cascade,
      position integer not null,
      subject_id text collate "C" not null,
      outcome run_outcome not null,
      -- a code: why it was skipped or failed
      detail text,
      primary key (run_id, position)
    );

    create table merchant_keys (
      merchant_id text collate "C" primary key,
      -- AES-256 key sealed under MASTER_KEY; null once destroyed
      wrapped_key bytea,
      created_at timestamptz not null,
      destroyed_at timestamptz,
      check ((wrapped_key is null) = (destroyed_at is not null))
    );

    create table sessions (
      id text collate "C" primary key,
      -- the cookie's token is never kept: a copy of this table opens no session
      token_hash bytea not null unique,
      staff_id text collate "C",
      merchant_user_id text collate "C",
      -- signed in with the password, second factor still due
      is_partial boolean not null default false,
      created_at timestamptz not null,
      seen_at timestamptz not null,
      expires_at timestamptz not null,
      ended_at timestamptz,
      end_reason text,
      ip text not null,
      user_agent text not null,
      check (num_nonnulls(staff_id, merchant_user_id) = 1)
    );
    -- "my open sessions", "end every session of this person"
    create index sessions_staff on sessions (staff_id) where ended_at is null and staff_id is not null;
    -- "when was this colleague last here": the newest few
    create index sessions_staff_newest on sessions (staff_id, created_at desc) where staff_id is not null;
    create index sessions_merchant_user on sessions (merchant_user_id) where ended_at is null and merchant_user_id is not null;

    -- kept by rate-limiter-flexible
    create table rate_limits (key varchar(255) primary key, points integer not null default 0, expire bigint);

    -- one-time tickets of forms: a form sent twice is done once
    create table submissions (ticket text collate "C" primary key, at timestamptz not null);
    create index submissions_at on submissions (at);
  `
    .execute(db)
}
