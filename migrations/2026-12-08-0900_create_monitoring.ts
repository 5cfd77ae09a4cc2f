import { sql, type Kysely } from 'kysely'

/**
 * What is watched, and by which thresholds (rules.md §2.1): figures by merchant and day, counted from payments, refunds and disputes;
 * scenarios' thresholds effective by date, changed by two people after a back-test.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    -- one merchant, one day of Paris, the live world: counted from the tables of payments whenever something of it changed, never corrected by hand
    create table merchant_days (
      merchant_id text collate "C" not null references merchants (id),
      traded_on date not null,
      captures integer not null default 0,
      captured_cents bigint not null default 0,
      card_captures integer not null default 0,
      card_cents bigint not null default 0,
      foreign_captures integer not null default 0,
      risk_captures integer not null default 0,
      prepaid_captures integer not null default 0,
      round_captures integer not null default 0,
      night_captures integer not null default 0,
      debits integer not null default 0,
      returns integer not null default 0,
      mandate_faults integer not null default 0,
      attempts integer not null default 0,
      declines integer not null default 0,
      refunds integer not null default 0,
      refunded_cents bigint not null default 0,
      disputes integer not null default 0,
      disputed_cents bigint not null default 0,
      frauds integer not null default 0,
      returned integer not null default 0,
      elsewhere integer not null default 0,
      -- "the windows of this merchant"; "his first day, his last before"
      primary key (merchant_id, traded_on)
    );
    -- "the windows of all that end on a day": rows come in the order of their days
    create index merchant_days_on on merchant_days using brin (traded_on) with (pages_per_range = 32);

    -- the same by the first six digits of the card: a closed day's, once
    create table merchant_bins (
      merchant_id text collate "C" not null references merchants (id),
      traded_on date not null,
      first6 text not null check (first6 ~ '^[0-9]{6}$'),
      captures integer not null,
      cents bigint not null,
      -- "the week of everybody"
      primary key (traded_on, merchant_id, first6)
    );

    -- up to when payments were counted: one row
    create table monitoring_marks (
      id boolean primary key default true check (id),
      counted_to timestamptz not null
    );
    -- the days that are over and were looked at whole, each once
    create table monitored_days (
      monitored_on date primary key,
      merchants integer not null check (merchants >= 0),
      alerts integer not null check (alerts >= 0),
      monitored_at timestamptz not null
    );

    -- "what was captured, declined, refunded since": near enough in the order they were written
    create index payments_processed_at on payments using brin (processed_at) with (pages_per_range = 32);
    create index refunds_created_at on refunds using brin (created_at) with (pages_per_range = 32);

    create type alert_level as enum ('warn', 'high');
    create type scenario_version_state as enum ('proposed', 'signed', 'declined', 'withdrawn');
    create table scenario_versions (
      id text collate "C" primary key,
      scenario text not null check (scenario ~ '^TM-(0[1-9]|1[0-9]|20)$'),
      version integer not null check (version > 0),
      state scenario_version_state not null,
      is_on boolean not null,
      -- { usual: { name: value }, byGroup: { group: { name: value } } }
      thresholds jsonb not null,
      -- of these very values
      digest text not null,
      valid_from date not null,
      reason text not null check (reason <> ''),
      -- null: seeded from the rules
      proposed_by text collate "C" references staff (id),
      proposed_at timestamptz not null,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      decline_reason text,
      -- the back-test that was before the one who signed
      backtest_id text collate "C",
      unique (scenario, version),
      constraint scenario_versions_are_of_two_people check (state not in ('signed', 'declined') or version = 1 or (decided_by is not null and decided_by <> proposed_by)),
      constraint scenario_versions_are_tried_first check (state <> 'signed' or version = 1 or backtest_id is not null),
      check (proposed_by is not null or version = 1),
      check ((state = 'proposed') = (decided_at is null)),
      check ((state = 'declined') = (decline_reason is not null))
    );
    create unique index scenario_versions_one_proposed on scenario_versions (scenario) where state = 'proposed';
    create index scenario_versions_in_force on scenario_versions (scenario, valid_from) where state = 'signed';

    create type backtest_state as enum ('ordered', 'running', 'done', 'failed');
    create table backtests (
      id text collate "C" primary key,
      version_id text collate "C" not null references scenario_versions (id),
      digest text not null,
      state backtest_state not null default 'ordered',
      from_on date not null,
      to_on date not null,
      days_done integer not null default 0,
      days_total integer not null check (days_total > 0),
      kept integer,
      gained integer,
      lost integer,
      ordered_by text collate "C" not null references staff (id),
      ordered_at timestamptz not null,
      -- a sign of life while it runs
      seen_at timestamptz,
      done_at timestamptz,
      done_digest text generated always as (case when state = 'done' then digest end) stored,
      check ((state = 'done') = (done_at is not null) and (state <> 'done' or (kept is not null and gained is not null and lost is not null))),
      unique (id, version_id, done_digest)
    );
    create index backtests_version on backtests (version_id, id);
    -- "which are to be run"
    create index backtests_waiting on backtests (id) where state in ('ordered', 'running');
    -- no decision without a back-test that is done, of this proposal and of these very values
    alter table scenario_versions add constraint scenario_versions_backtest foreign key (backtest_id, id, digest) references backtests (id, version_id, done_digest);

    create type backtest_outcome as enum ('gained', 'lost');
    create table backtest_alerts (
      id bigint generated always as identity primary key,
      backtest_id text collate "C" not null references backtests (id),
      outcome backtest_outcome not null,
      merchant_id text collate "C" not null references merchants (id),
      subject text not null,
      level alert_level not null,
      raised_on date not null,
      finding jsonb not null
    );
    -- "what of it, a page"; "how many of each merchant"
    create index backtest_alerts_listed on backtest_alerts (backtest_id, outcome, id);
    create index backtest_alerts_merchant on backtest_alerts (backtest_id, merchant_id);

    insert into scenario_versions (id, scenario, version, state, is_on, thresholds, digest, valid_from, reason, proposed_at, decided_at)
    select 'scnv_' || lpad(row_number() over ()::text, 24, '0'), scenario, 1, 'signed', true, thresholds::jsonb, 'seed', '2020-01-01', 'rules.md §2.1', '2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z'
    from (values
      ('TM-01', '{"usual":{"countFrom":5,"withinBps":1000,"lowCeilingCents":100000,"highCeilingCents":300000,"usualBps":30000,"sumFromCents":100000},"byGroup":{}}'),
      ('TM-02', '{"usual":{"capturesFrom":20,"warnBps":1500,"highBps":3000},"byGroup":{}}'),
      ('TM-03', '{"usual":{"disputesFrom":10,"warnBps":90,"highBps":150,"fraudBps":5000},"byGroup":{}}'),
      ('TM-04', '{"usual":{"dayBps":30000,"dayFromCents":100000,"historyDaysFrom":7,"monthBps":15000},"byGroup":{}}'),
      ('TM-05', '{"usual":{"silentDays":90,"weekFromCents":500000,"yearBps":5000},"byGroup":{}}'),
      ('TM-06', '{"usual":{"firstDays":30,"declaredBps":20000,"fromCents":100000},"byGroup":{}}'),
      ('TM-07', '{"usual":{"countFrom":30,"peersFrom":20,"elsewhereFrom":20,"elsewhereBps":5000},"byGroup":{}}'),
      ('TM-08', '{"usual":{"countFrom":30,"foreignBps":6000,"riseBps":3000,"riskBps":500},"byGroup":{}}'),
      ('TM-09', '{"usual":{"countFrom":30,"roundBps":4000,"peersBelowBps":1000},"byGroup":{}}'),
      ('TM-10', '{"usual":{"floorCents":300000,"medianBps":50000},"byGroup":{}}'),
      ('TM-11', '{"usual":{"declinesFrom":10,"withinMinutes":10,"pansFrom":3,"pansMinutes":60,"rateBps":4000,"attemptsFrom":20},"byGroup":{}}'),
      ('TM-12', '{"usual":{"countFrom":30,"binBps":3000},"byGroup":{}}'),
      ('TM-13', '{"usual":{"countFrom":20,"nightBps":5000},"byGroup":{"nightlife":{"nightBps":10000}}}'),
      ('TM-14', '{"usual":{"countFrom":2,"sumFromCents":50000},"byGroup":{}}'),
      ('TM-15', '{"usual":{"weekFromCents":500000,"usualBps":20000,"driftFromCents":100000},"byGroup":{}}'),
      ('TM-16', '{"usual":{"debitsFrom":30,"warnBps":500,"highBps":1000,"mandateFaultBps":100},"byGroup":{}}'),
      ('TM-17', '{"usual":{"merchantsFrom":2},"byGroup":{}}'),
      ('TM-18', '{"usual":{"countFrom":30,"prepaidBps":2500},"byGroup":{}}'),
      ('TM-19', '{"usual":{"criteriaFrom":2,"riseBps":30000,"riseFromCents":500000,"silentDays":90,"newDays":90,"directorsFrom":3,"addressFrom":3,"statutesFrom":2,"passBps":8000,"passFromCents":200000,"countFrom":30,"peersFrom":20},"byGroup":{}}'),
      ('TM-20', '{"usual":{"countFrom":30,"patternsFrom":2,"disguisedFrom":3,"prepaidBps":1500,"roundBps":3000,"nightBps":3000,"foreignBps":4000},"byGroup":{}}')
    ) as said (scenario, thresholds);
  `
    .execute(db)
}
