import { sql, type Kysely } from 'kysely'

/** rules.md §1.7 [P], as the program had it before it was data. */
const firstTable = {
  axes: { product: 25, transactions: 20, channel: 10, client: 25, geography: 20 },
  mediumFrom: 20,
  highFrom: 60,
  mccs: '4816 4829 5122 5912 5933 5962 5964 5965 5966 5967 5968 5969 5993 6051 6211 7273 7321 7801 7802 7995'.split(' '),
  factors: [
    ...['pep', 'high_risk_country', 'high_risk_mcc'].map((id) => ({ id, points: 100, isDecisive: true, from: null })),
    { id: 'layered_ownership', points: 100, isDecisive: true, from: 3 },
    ...['foreign_holding', 'bearer_shares', 'shell', 'rbe_discrepancy'].map((id) => ({ id, points: 100, isDecisive: true, from: null })),
    { id: 'mcc_unknown', points: 40, isDecisive: false, from: null },
    { id: 'delivers_later', points: 50, isDecisive: false, from: null },
    { id: 'large_volume', points: 40, isDecisive: false, from: 5_000_000 },
    { id: 'very_large_volume', points: 40, isDecisive: false, from: 25_000_000 },
    { id: 'large_ticket', points: 40, isDecisive: false, from: 100_000 },
    { id: 'volume_beyond_declared', points: 40, isDecisive: false, from: 20_000 },
    { id: 'dispute_programme', points: 50, isDecisive: false, from: null },
    { id: 'remote_selling', points: 50, isDecisive: false, from: null },
    { id: 'young_company', points: 30, isDecisive: false, from: null },
    { id: 'association', points: 20, isDecisive: false, from: null },
    { id: 'domiciled', points: 30, isDecisive: false, from: null },
    { id: 'company_owner', points: 30, isDecisive: false, from: null },
    { id: 'nexus_abroad', points: 20, isDecisive: false, from: null },
    { id: 'nexus_outside_eea', points: 40, isDecisive: false, from: null },
    { id: 'high_risk_nationality', points: 20, isDecisive: false, from: null },
  ],
}

/**
 * How risky a client is (CMF L561-4-1, rules.md §1.7): the table of factors and the list of high-risk countries, effective by date and
 * changed by two people; every rating ever made, with what it rests on; what a person noted or decided beside it.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create type risk_change_state as enum ('proposed', 'signed', 'declined', 'withdrawn');

    create table risk_tables (
      id text collate "C" primary key,
      version integer not null unique check (version > 0),
      state risk_change_state not null,
      -- { axes, mediumFrom, highFrom, mccs, factors: [{ id, points, isDecisive, from }] }
      rules jsonb not null,
      valid_from date not null,
      source text not null check (source <> ''),
      reason text not null check (reason <> ''),
      -- null: seeded from the rules
      proposed_by text collate "C" references staff (id),
      proposed_at timestamptz not null,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      decline_reason text,
      constraint risk_tables_are_of_two_people check (state not in ('signed', 'declined') or version = 1 or (decided_by is not null and decided_by <> proposed_by)),
      check (proposed_by is not null or version = 1),
      check ((state = 'proposed') = (decided_at is null)),
      check ((state = 'declined') = (decline_reason is not null))
    );
    create unique index risk_tables_one_proposed on risk_tables (state) where state = 'proposed';

    -- a country comes on the list, or leaves it, from a day on: what is listed on a day is read from these
    create table risk_country_changes (
      id text collate "C" primary key,
      country text not null check (country ~ '^[A-Z]{2}$'),
      is_listed boolean not null,
      valid_from date not null,
      source text not null check (source <> ''),
      reason text not null check (reason <> ''),
      state risk_change_state not null,
      proposed_by text collate "C" references staff (id),
      proposed_at timestamptz not null,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      decline_reason text,
      constraint risk_countries_are_of_two_people check (proposed_by is null or state not in ('signed', 'declined') or (decided_by is not null and decided_by <> proposed_by)),
      check ((state = 'proposed') = (decided_at is null)),
      check ((state = 'declined') = (decline_reason is not null))
    );
    create unique index risk_country_changes_one_proposed on risk_country_changes (country) where state = 'proposed';
    create unique index risk_country_changes_one_a_day on risk_country_changes (country, valid_from) where state = 'signed';

    -- a rating below the computed one, or above it, by a person: the last that was signed counts while it stands
    create table rating_overrides (
      id text collate "C" primary key,
      dossier_id text collate "C" not null references dossiers (id),
      merchant_id text collate "C" not null references merchants (id),
      level risk_level not null,
      is_raise boolean not null,
      state risk_change_state not null,
      reason text not null check (reason <> ''),
      -- the reasons that were known when it was asked for: another one, and a lowering no longer holds
      known text[] not null,
      -- a lowering ends with the next review at the latest
      expires_on date check (is_raise or expires_on is not null),
      proposed_by text collate "C" not null references staff (id),
      proposed_at timestamptz not null,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      decline_reason text,
      constraint lowering_is_of_two_people check (is_raise or state not in ('signed', 'declined') or (decided_by is not null and decided_by <> proposed_by)),
      check ((state = 'proposed') = (decided_at is null)),
      check ((state = 'declined') = (decline_reason is not null))
    );
    create unique index rating_overrides_one_proposed on rating_overrides (dossier_id) where state = 'proposed';
    -- "which counts for this file"
    create index rating_overrides_dossier on rating_overrides (dossier_id, decided_at desc, id desc);

    -- what no form asks and a person found out: bearer shares, a domiciliation, a discrepancy with the register of owners
    create table rating_facts (
      id text collate "C" primary key,
      dossier_id text collate "C" not null references dossiers (id),
      merchant_id text collate "C" not null references merchants (id),
      fact text not null check (fact ~ '^[a-z_]{3,40}$'),
      reason text not null check (reason <> ''),
      noted_by text collate "C" not null references staff (id),
      noted_at timestamptz not null,
      withdrawn_by text collate "C" references staff (id),
      withdrawn_at timestamptz,
      check ((withdrawn_by is null) = (withdrawn_at is null))
    );
    create unique index rating_facts_one on rating_facts (dossier_id, fact) where withdrawn_at is null;

    create type rating_trigger as enum ('first', 'dossier', 'screening', 'volume', 'programme', 'note', 'decision', 'table', 'countries', 'expiry');
    create table ratings (
      id text collate "C" primary key,
      dossier_id text collate "C" not null references dossiers (id),
      merchant_id text collate "C" not null references merchants (id),
      rated_at timestamptz not null,
      trigger rating_trigger not null,
      table_id text collate "C" not null references risk_tables (id),
      -- the last day on which the list of countries changed
      countries_on date not null,
      -- what it rests on, as it was
      facts jsonb not null,
      -- { axis: points out of 100 }
      axes jsonb not null,
      score integer not null check (score between 0 and 100),
      -- by the table alone
      computed risk_level not null,
      level risk_level not null,
      -- [{ id, axis, points, isDecisive, says }]
      reasons jsonb not null,
      override_id text collate "C" references rating_overrides (id),
      rated_by text not null,
      check (level = computed or override_id is not null)
    );
    -- "the current one, and those before" of a file
    create index ratings_dossier on ratings (dossier_id, id desc);
    create index ratings_merchant on ratings (merchant_id);
    create trigger ratings_append_only before update on ratings for each row execute function refuse_change();

    -- how far the feed was read, and the last day on which everybody was looked at: one row
    create table rating_marks (
      id boolean primary key default true check (id),
      read_to timestamptz not null,
      whole_on date not null
    );
  `
    .execute(db)
  await sql`insert into risk_tables (id, version, state, rules, valid_from, source, reason, proposed_at, decided_at) values ('rtab_000000000000000000000001', 1, 'signed', ${JSON.stringify(firstTable)}::text::jsonb, '1900-01-01', 'rules.md §1.7 [P]', 'rules.md §1.7', '2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z')`
    .execute(db)
  await sql`
    -- Reg. (EU) 2016/1675, as amended (HRC-01); the list before 2026-01-29 is kept for files decided before [K]
    insert into risk_country_changes (id, country, is_listed, valid_from, source, reason, state, proposed_at, decided_at)
    select 'rcty_' || lpad(row_number() over ()::text, 24, '0'), country, is_listed, valid_from, source, 'rules.md HRC-01', 'signed', valid_from, valid_from
    from (
      select unnest(string_to_array('AF AO CD CI CM DZ HT IR KE KP LA LB MC MM NA NP SS SY TT VE VN VU YE BF ML MZ NG TZ ZA', ' ')) as country, true as is_listed, date '1900-01-01' as valid_from, 'Reg. (EU) 2016/1675' as source
      union all select unnest(string_to_array('BO RU VG', ' ')), true, date '2026-01-29', 'Reg. (EU) 2026/46, 2026/83'
      union all select unnest(string_to_array('BF ML MZ NG TZ ZA', ' ')), false, date '2026-01-29', 'Reg. (EU) 2026/46, 2026/83'
    ) as said;
  `
    .execute(db)
}
