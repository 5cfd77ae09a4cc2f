import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    -- who or what asked: an analyst, a piece that expired, a review that time brought
    create type request_origin as enum ('analyst', 'expiry', 'periodic_review');
    alter table document_requests add column origin request_origin not null default 'analyst';

    -- dormant: the account is not validated; nothing is asked of it before it is again
    create type expiry_state as enum ('running', 'dormant', 'asked', 'replaced');
    -- when accepted pieces expire; the last day they hold, by the rules of rules.md §1.4
    create table document_expiries (
      document_id text collate "C" primary key references documents (id) on delete cascade,
      dossier_id text collate "C" not null references dossiers (id),
      merchant_id text collate "C" not null references merchants (id),
      requirement_key text not null,
      expires_on date not null,
      state expiry_state not null default 'running',
      -- the next of 60, 30 and 7 days before, or the day after the last; null when there is nothing left to do
      next_notice_on date,
      request_id text collate "C" references document_requests (id),
      check ((state = 'running') = (next_notice_on is not null))
    );
    -- "which are to be asked for today": costs the due, not the total
    create index document_expiries_due on document_expiries (next_notice_on, document_id) where state = 'running';
    create index document_expiries_dossier on document_expiries (dossier_id);
    -- "which piece made this request open by itself"
    create index document_expiries_request on document_expiries (request_id) where request_id is not null;

    create table expiry_notices (
      document_id text collate "C" not null references document_expiries (document_id) on delete cascade,
      -- days before: 60, 30, 7
      rung integer not null,
      state reminder_state not null,
      at timestamptz not null,
      primary key (document_id, rung)
    );

    -- when a validated dossier is to be looked at again: 12, 36 or 60 months by risk after the last look (rules.md §1.7)
    create table periodic_reviews (
      dossier_id text collate "C" primary key references dossiers (id),
      merchant_id text collate "C" not null references merchants (id),
      risk risk_level not null,
      last_reviewed_on date not null,
      due_on date not null,
      -- while a review is under way
      request_id text collate "C" references document_requests (id),
      opened_at timestamptz,
      -- due while the account was not validated: waits until it is again
      is_dormant boolean not null default false,
      check ((request_id is null) = (opened_at is null))
    );
    -- "which reviews are due today"
    create index periodic_reviews_due on periodic_reviews (due_on, dossier_id) where request_id is null and not is_dormant;

    -- who was validated before there were reviews: from the day of that decision
    insert into periodic_reviews (dossier_id, merchant_id, risk, last_reviewed_on, due_on)
      select id, merchant_id, risk, decided_on, (decided_on + case risk when 'high' then interval '12 months' when 'medium' then interval '36 months' else interval '60 months' end)::date
      from (select id, merchant_id, risk, (decided_at at time zone 'Europe/Paris')::date as decided_on from dossiers where state = 'validated' and decided_at is not null) validated;
  `
    .execute(db)
}
