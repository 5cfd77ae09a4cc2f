import { sql, type Kysely } from 'kysely'

/**
 * Alerts of monitoring: raised once, triaged by a person, closed with a reason or put into a case. No alert ends a merchant by itself (GDPR
 * 22).
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create type alert_state as enum ('new', 'triage', 'closed', 'escalated');
    create type alert_close_reason as enum ('explained', 'usual_for_trade', 'seasonal', 'own_test', 'wrong_data', 'below_interest', 'duplicate');
    create table alerts (
      id text collate "C" primary key,
      scenario text not null check (scenario ~ '^TM-(0[1-9]|1[0-9]|20)$'),
      -- of its thresholds, and of its code
      version integer not null,
      revision integer not null,
      merchant_id text collate "C" not null references merchants (id),
      -- the card, the address, the shared thing it is about; empty: the merchant as a whole
      subject text not null default '',
      level alert_level not null,
      window_from_on date not null,
      window_to_on date not null,
      -- the sentence that says it: monitoring:says.…
      says text not null,
      -- { inputs, values, limits }
      finding jsonb not null,
      state alert_state not null default 'new',
      raised_at timestamptz not null,
      -- two working days on
      due_at timestamptz not null,
      owner_id text collate "C" references staff (id),
      claimed_at timestamptz,
      closed_at timestamptz,
      closed_by text collate "C" references staff (id),
      close_reason alert_close_reason,
      close_note text not null default '',
      escalated_at timestamptz,
      escalated_by text collate "C" references staff (id),
      escalate_note text not null default '',
      -- the case it became part of
      case_id text collate "C",
      check (window_from_on <= window_to_on),
      check ((state = 'triage') = (owner_id is not null and closed_at is null and escalated_at is null)),
      check (state <> 'new' or owner_id is null),
      check ((state = 'closed') = (closed_at is not null) and (closed_at is null) = (closed_by is null) and (closed_at is null) = (close_reason is null)),
      check ((state = 'escalated') = (escalated_at is not null) and (escalated_at is null) = (escalated_by is null)),
      check (case_id is null or state = 'escalated')
    );
    -- the same is raised once, whoever looks twice
    create unique index alerts_once on alerts (scenario, version, merchant_id, subject, window_to_on);
    -- the queue: the most urgent first; what is late
    create index alerts_waiting on alerts (due_at, id) where state in ('new', 'triage');
    create index alerts_newest on alerts (raised_at desc, id desc);
    -- "the earlier ones of this merchant"; "was the same raised of late"
    create index alerts_merchant on alerts (merchant_id, scenario, window_to_on desc);
    create index alerts_owner on alerts (owner_id, due_at) where state = 'triage';
    create index alerts_case on alerts (case_id) where case_id is not null;

    -- what we say among ourselves; kept apart from the notes of a merchant's file, which more people read
    create table alert_notes (
      id text collate "C" primary key,
      alert_id text collate "C" not null references alerts (id),
      body text not null check (body <> ''),
      author_id text collate "C" not null references staff (id),
      at timestamptz not null
    );
    create index alert_notes_alert on alert_notes (alert_id, id desc);
  `
    .execute(db)
}
