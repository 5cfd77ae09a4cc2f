import { sql, type Kysely } from 'kysely'

/** The registers of GDPR 30 and 33(5): what must be typed by hand of the first, and the second whole (rules.md DSR-07, DSR-08). */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    -- the newest of a name is the one in force
    create table privacy_settings (
      id bigint generated always as identity primary key,
      name text not null check (name ~ '^[a-z_]+$'),
      value text not null,
      set_by text collate "C" references staff (id),
      set_at timestamptz not null
    );
    create index privacy_settings_name on privacy_settings (name, id desc);
    create trigger privacy_settings_append_only before update or delete on privacy_settings for each row execute function refuse_change();
    create trigger privacy_settings_no_truncate before truncate on privacy_settings for each statement execute function refuse_change();
    insert into privacy_settings (name, value, set_at) values ('package_days', '30', '2020-01-01T00:00:00Z');

    create type data_breach_state as enum ('open', 'closed');
    create type data_breach_risk as enum ('none', 'risk', 'high');
    create type data_breach_phase as enum ('initial', 'complement', 'final');
    create table data_breaches (
      id text collate "C" primary key,
      state data_breach_state not null default 'open',
      title text not null check (title <> ''),
      -- UTC; 72 hours run from here without a pause (DSR-08)
      aware_at timestamptz not null,
      opened_at timestamptz not null,
      opened_by text collate "C" not null references staff (id),
      began_on date,
      ended_on date,
      -- what was lost: confidentiality, integrity, availability
      natures text[] not null default '{}',
      categories text[] not null default '{}',
      what_happened text not null default '',
      persons_kinds text not null default '',
      persons_count integer check (persons_count >= 0),
      records_count integer check (records_count >= 0),
      consequences text not null default '',
      measures text not null default '',
      risk data_breach_risk,
      risk_reason text not null default '',
      -- null: not decided
      is_notified boolean,
      notify_reason text not null default '',
      persons_told_at timestamptz,
      persons_told_how text not null default '',
      -- GDPR 34(3): why they need not be told, high risk or not
      persons_not_told_reason text not null default '',
      alerted_hours smallint check (alerted_hours in (48, 24, 6, 0)),
      closed_at timestamptz,
      closed_by text collate "C" references staff (id),
      conclusion text check (conclusion <> ''),
      check (aware_at <= opened_at),
      check (natures <@ array['confidentiality', 'integrity', 'availability']),
      check ((state = 'closed') = (closed_at is not null) and (closed_at is null) = (closed_by is null) and (closed_at is null) = (conclusion is null)),
      -- GDPR 33(1): not notified only where no risk is likely
      constraint data_breaches_of_risk_are_notified check (is_notified is not false or risk = 'none')
    );
    -- "which run, the nearest end first"
    create index data_breaches_open on data_breaches (aware_at, id) where closed_at is null;
    -- what was sent to the CNIL, in phases (GDPR 33(4))
    create table data_breach_notices (
      id text collate "C" primary key,
      breach_id text collate "C" not null references data_breaches (id),
      phase data_breach_phase not null,
      sent_at timestamptz not null,
      reference text not null,
      -- GDPR 33(1): why later than 72 hours
      late_reason text check (late_reason <> ''),
      noted_by text collate "C" not null references staff (id),
      noted_at timestamptz not null
    );
    create unique index data_breach_notices_first on data_breach_notices (breach_id) where phase = 'initial';
    create index data_breach_notices_breach on data_breach_notices (breach_id, sent_at, id);
    create trigger data_breach_notices_append_only before update or delete on data_breach_notices for each row execute function refuse_change();
    create trigger data_breach_notices_no_truncate before truncate on data_breach_notices for each statement execute function refuse_change();
    create table data_breach_acts (
      id bigint generated always as identity primary key,
      breach_id text collate "C" not null references data_breaches (id),
      at timestamptz not null,
      act text not null check (act ~ '^[a-z_]+$'),
      actor_kind text not null,
      actor_id text collate "C" not null,
      words text,
      -- what was there before, and after
      changes jsonb not null default '[]'
    );
    create index data_breach_acts_breach on data_breach_acts (breach_id, id desc);
    create trigger data_breach_acts_append_only before update or delete on data_breach_acts for each row execute function refuse_change();
    create trigger data_breach_acts_no_truncate before truncate on data_breach_acts for each statement execute function refuse_change();
  `
    .execute(db)
}
