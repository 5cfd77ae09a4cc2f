import { sql, type Kysely } from 'kysely'

/** Decided alerts judged again, blind; who stood aside from it; and what the figures of the queues are counted by. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    -- of those that were decided, the drawn ones: what the first said, what the second said, and how an officer settles it where they differ
    create table alert_looks (
      alert_id text collate "C" primary key references alerts (id) on delete cascade,
      first_by text collate "C" not null references staff (id),
      first_verdict text not null check (first_verdict in ('nothing', 'case')),
      first_code alert_close_reason,
      first_words text not null default '',
      chosen_at timestamptz not null,
      by_staff text collate "C" references staff (id),
      verdict text check (verdict in ('nothing', 'case')),
      reason text check (reason <> ''),
      at timestamptz,
      settled_by text collate "C" references staff (id),
      settled_verdict text check (settled_verdict in ('nothing', 'case')),
      settled_reason text check (settled_reason <> ''),
      settled_at timestamptz,
      check ((first_verdict = 'nothing') = (first_code is not null)),
      check (num_nulls(by_staff, verdict, reason, at) in (0, 4)),
      check (num_nulls(settled_by, settled_verdict, settled_reason, settled_at) in (0, 4)),
      constraint alert_looks_by_another check (by_staff is null or by_staff <> first_by),
      -- only where two people differ, and by a third
      constraint alert_looks_settled_by_a_third check (settled_by is null or (by_staff is not null and verdict <> first_verdict and settled_by <> first_by and settled_by <> by_staff))
    );
    -- what waits for a second person; what waits to be settled; those of a period
    create index alert_looks_waiting on alert_looks (alert_id) where by_staff is null;
    create index alert_looks_unsettled on alert_looks (alert_id) where verdict <> first_verdict and settled_by is null;

    -- whoever had to see the first decision, and so is not the second
    create table alert_look_asides (
      alert_id text collate "C" not null references alert_looks (alert_id) on delete cascade,
      staff_id text collate "C" not null references staff (id),
      at timestamptz not null,
      primary key (alert_id, staff_id)
    );

    -- the share of alerts; null: as of hits
    alter table screening_settings add column alert_look_bps integer check (alert_look_bps between 0 and 10000);

    -- the figures of the queues: "decided since", and what is not over (null) of the tables that had no index of it
    create index review_items_closed_at on review_items (closed_at) where closed_at is not null;
    create index decisions_proposed on decisions (proposed_at) where state = 'proposed';
    create index decisions_decided_at on decisions (decided_at) where proposed_at is not null and decided_at is not null;
    create index document_requests_closed_at on document_requests (closed_at) where closed_at is not null;
    create index documents_received on documents (dossier_id) where state = 'received';
    create index documents_decided_at on documents (decided_at) where decided_at is not null;
    create index screening_hits_closed_at on screening_hits (closed_at) where closed_at is not null;
    create index alerts_decided_at on alerts ((coalesce(closed_at, escalated_at))) where state in ('closed', 'escalated');
    create index fraud_cases_closed_at on fraud_cases (closed_at) where closed_at is not null;
    create index resolutions_closed_at on resolutions (closed_at) where closed_at is not null;
    create index rights_requests_closed_at on rights_requests (closed_at) where closed_at is not null;
    create index holds_closed_at on holds (closed_at) where closed_at is not null;
  `
    .execute(db)
}
