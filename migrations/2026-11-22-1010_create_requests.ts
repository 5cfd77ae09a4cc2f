import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    create type request_purpose as enum ('onboarding', 'refresh');
    create type request_state as enum ('leaving', 'open', 'answered', 'satisfied', 'lapsed', 'withdrawn');
    create type request_item_state as enum ('asked', 'answered', 'accepted', 'refused');

    create table document_requests (
      id text collate "C" primary key,
      dossier_id text collate "C" not null references dossiers (id),
      merchant_id text collate "C" not null references merchants (id),
      purpose request_purpose not null,
      state request_state not null default 'leaving',
      -- what the analyst wrote above the list
      message text not null default '',
      opened_by text collate "C" not null,
      opened_at timestamptz not null,
      -- the letter left: the clock starts
      started_at timestamptz,
      base_days integer not null default 30 check (base_days > 0),
      extension_days integer not null default 0 check (extension_days between 0 and 30),
      -- derived from the ledger of suspensions (requests/clock): when it ends; null while the clock is paused or not started
      due_at timestamptz,
      next_reminder_at timestamptz,
      closed_at timestamptz,
      check ((state in ('satisfied', 'lapsed', 'withdrawn')) = (closed_at is not null)),
      check (state <> 'open' or (due_at is not null and started_at is not null)),
      check (state = 'open' or due_at is null),
      check (state = 'open' or next_reminder_at is null)
    );
    -- one living request per dossier
    create unique index document_requests_living on document_requests (dossier_id) where closed_at is null;
    -- "whose time is over", "who is switched off in the next 24 hours": costs the overdue, not the total
    create index document_requests_due on document_requests (due_at, id) where state = 'open';
    -- "which reminders are due"
    create index document_requests_reminder on document_requests (next_reminder_at, id) where state = 'open' and next_reminder_at is not null;
    -- "which letters have not left yet", "which clocks are paused", "the oldest open request": each by key, oldest first
    create index document_requests_state on document_requests (state, id);
    -- "mine, the nearest end first" and "mine, the oldest first"
    create index document_requests_opener_due on document_requests (opened_by, due_at, id) where state = 'open';
    create index document_requests_opener on document_requests (opened_by, state, id);
    create index document_requests_merchant on document_requests (merchant_id, id desc);

    create table document_request_items (
      id text collate "C" primary key,
      request_id text collate "C" not null references document_requests (id),
      requirement_key text not null,
      kind text not null,
      person_id text collate "C" references people (id),
      reason text not null,
      note text not null default '',
      state request_item_state not null default 'asked',
      document_id text collate "C" references documents (id),
      answered_at timestamptz,
      unique (request_id, requirement_key),
      check ((state = 'asked') or document_id is not null)
    );

    -- the ledger of the clock: time that does not count, because the file was with us
    create table clock_suspensions (
      id text collate "C" primary key,
      request_id text collate "C" not null references document_requests (id),
      from_at timestamptz not null,
      to_at timestamptz,
      why text not null,
      check (to_at is null or to_at >= from_at)
    );
    create unique index clock_suspensions_open on clock_suspensions (request_id) where to_at is null;
    create index clock_suspensions_request on clock_suspensions (request_id);

    -- a refused piece reopens the request with what was left, never under so many days
    create table clock_floors (
      id text collate "C" primary key,
      request_id text collate "C" not null references document_requests (id),
      reopened_at timestamptz not null,
      days integer not null
    );
    create index clock_floors_request on clock_floors (request_id);

    create table clock_extensions (
      id text collate "C" primary key,
      request_id text collate "C" not null references document_requests (id),
      days integer not null check (days between 1 and 30),
      reason text not null check (reason <> ''),
      granted_by text collate "C" not null references staff (id),
      granted_at timestamptz not null
    );
    create index clock_extensions_request on clock_extensions (request_id);

    create type reminder_state as enum ('sent', 'superseded');
    create table clock_reminders (
      request_id text collate "C" not null references document_requests (id),
      rung integer not null,
      state reminder_state not null,
      at timestamptz not null,
      primary key (request_id, rung)
    );

    create type mail_state as enum ('queued', 'sent', 'failed');
    create table mails (
      id text collate "C" primary key,
      merchant_id text collate "C" references merchants (id),
      -- the thing it is about, so that a higher room finds when its letter left
      subject_id text collate "C" not null,
      -- the same letter is written once
      dedupe_key text not null unique,
      template text not null,
      language text not null,
      to_address text not null,
      subject text not null,
      -- it states a date so many days after it leaves (a clock that starts with it); put right should it leave on a later day than it was written
      days_stated integer check (days_stated > 0),
      -- null once sent for real, where the letter carries a link or a code
      text_body text,
      html_body text,
      holds_secret boolean not null,
      state mail_state not null default 'queued',
      attempts integer not null default 0,
      next_attempt_at timestamptz not null,
      error text,
      created_at timestamptz not null,
      sent_at timestamptz
    );
    -- "which are to be sent"
    create index mails_queued on mails (next_attempt_at, id) where state = 'queued';
    create index mails_merchant on mails (merchant_id, id desc);
    create index mails_subject on mails (subject_id, id desc);
  `
    .execute(db)
}
