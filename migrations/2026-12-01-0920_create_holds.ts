import { sql, type Kysely } from 'kysely'

/**
 * Money kept back, each cent under its legal title (rules.md X-05, §5.1); breaches and what is decided of them; contracts that merchants
 * end (seed 000, seed 002).
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    alter type merchant_state add value if not exists 'barred';
    alter type merchant_state add value if not exists 'terminated';
    -- the last day of the relationship: what is kept for so long after it is counted from here (AML-13)
    alter table merchants add column ended_on date;
    -- made of what was let go to a merchant whose contract is over: it leaves though he is no longer served
    alter table payouts add column is_final boolean not null default false;

    create type breach_act as enum ('suspend', 'reinstate', 'terminate');
    create type breach_state as enum ('proposed', 'taken', 'declined');
    create type breach_ground as enum ('prohibited_use', 'undeclared_activity', 'fraud', 'disputes', 'unpaid', 'other');
    create table breaches (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      act breach_act not null,
      state breach_state not null default 'proposed',
      ground breach_ground not null,
      reason text not null check (reason <> ''),
      -- what the reserve of a termination secures, as the contract words it (C. civ. 2374-1, RES-06)
      clause_version text,
      secured_claims text,
      proposed_by text collate "C" not null references staff (id),
      proposed_at timestamptz not null,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      decline_reason text,
      -- of a termination that was decided: its date, and the last day on which the money may be kept
      terminated_on date,
      release_on date,
      constraint breaches_are_of_two_people check (decided_by is null or decided_by <> proposed_by),
      check ((state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
      check ((state = 'declined') = (decline_reason is not null)),
      check ((act = 'terminate' and state = 'taken') = (terminated_on is not null) and (terminated_on is null) = (release_on is null)),
      check (act <> 'terminate' or (clause_version is not null and secured_claims is not null))
    );
    create unique index breaches_one_proposed on breaches (merchant_id) where state = 'proposed';
    create index breaches_merchant on breaches (merchant_id, id);

    create type hold_title as enum ('contract_reserve', 'aml_pre_declaration', 'tracfin_opposition', 'asset_freeze');
    create type hold_state as enum ('proposed', 'active', 'release_proposed', 'released', 'moved', 'declined');
    create table holds (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      title hold_title not null,
      state hold_state not null default 'proposed',
      currency text not null check (currency ~ '^[a-z]{3}$'),
      breach_id text collate "C" references breaches (id),
      grounds text not null check (grounds <> ''),
      -- the order, the declaration or the list it rests on
      reference text,
      clause_version text,
      secured_claims text,
      -- null: all that is available, and all that becomes so while it lasts
      wanted_cents bigint check (wanted_cents > 0),
      -- what its slices have left: the invariant hold_is_its_slices proves it
      left_cents bigint not null default 0 check (left_cents >= 0),
      -- an opposition counts from here (CMF L561-24)
      notified_on date,
      -- the last day it may be kept; null: no term
      release_on date,
      proposed_by text collate "C" not null references staff (id),
      proposed_at timestamptz not null,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      -- of the release that is proposed or was decided last
      release_cents bigint check (release_cents > 0),
      release_reason text,
      release_proposed_by text collate "C" references staff (id),
      release_proposed_at timestamptz,
      release_decided_by text collate "C" references staff (id),
      -- why a release that is due waits
      waits_for text,
      closed_at timestamptz,
      moved_to text collate "C" references holds (id),
      constraint holds_are_placed_by_two_people check (decided_by is null or decided_by <> proposed_by),
      constraint holds_are_released_by_two_people check (release_decided_by is null or release_decided_by <> release_proposed_by),
      check ((state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
      check ((state in ('released', 'moved', 'declined')) = (closed_at is not null)),
      check (state not in ('released', 'moved', 'declined', 'proposed') or left_cents = 0),
      check ((state = 'moved') = (moved_to is not null)),
      check (state <> 'release_proposed' or (release_proposed_by is not null and release_decided_by is null and release_reason is not null)),
      -- the reserve is a security: in writing, with what it secures and a last day (RES-01, RES-06)
      check (title <> 'contract_reserve' or (clause_version is not null and secured_claims is not null and release_on is not null)),
      check ((title = 'tracfin_opposition') = (notified_on is not null)),
      check (title = 'contract_reserve' or breach_id is null)
    );
    -- the lists: living ones and those that are over, newest first, by title or not
    create index holds_state on holds (state, id desc);
    create index holds_merchant on holds (merchant_id, id);
    -- "which are due"
    create index holds_due on holds (release_on, id) where state in ('active', 'release_proposed');
    -- one of each breach and currency; one that takes all of a title
    create unique index holds_breach on holds (breach_id, currency) where breach_id is not null;

    create table hold_slices (
      id bigint generated always as identity primary key,
      hold_id text collate "C" not null references holds (id),
      merchant_id text collate "C" not null references merchants (id),
      amount_cents bigint not null check (amount_cents > 0),
      left_cents bigint not null check (left_cents between 0 and amount_cents),
      taken_at timestamptz not null,
      release_on date,
      -- the entry of the books that took it
      entry_id bigint not null references ledger_entries (id)
    );
    create index hold_slices_hold on hold_slices (hold_id, id);
    -- "which are charged first", and the calendar
    create index hold_slices_left on hold_slices (merchant_id, release_on, id) where left_cents > 0;

    -- all that was done with a hold, in words: of a secret title the only place that says them
    create table hold_acts (
      id bigint generated always as identity primary key,
      hold_id text collate "C" not null references holds (id),
      at timestamptz not null,
      act text not null,
      actor_kind actor_kind not null,
      actor_id text not null,
      amount_cents bigint,
      words text
    );
    create index hold_acts_hold on hold_acts (hold_id, id);
    create trigger hold_acts_append_only before update or delete on hold_acts for each row execute function refuse_change();
    create trigger hold_acts_no_truncate before truncate on hold_acts for each statement execute function refuse_change();

    create type contract_end_state as enum ('notice', 'withdrawn', 'ended', 'settled');
    create table contract_ends (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      state contract_end_state not null default 'notice',
      asked_by text collate "C" not null references merchant_users (id),
      asked_at timestamptz not null,
      asked_on date not null,
      -- its last day: the contract lives until 24:00 of it
      ends_on date not null check (ends_on > asked_on),
      withdrawn_at timestamptz,
      ended_at timestamptz,
      settled_at timestamptz,
      check ((state = 'withdrawn') = (withdrawn_at is not null)),
      check ((state in ('ended', 'settled')) = (ended_at is not null)),
      check ((state = 'settled') = (settled_at is not null))
    );
    create unique index contract_ends_one_living on contract_ends (merchant_id) where state in ('notice', 'ended');
    create index contract_ends_due on contract_ends (ends_on, id) where state = 'notice';
    create index contract_ends_unsettled on contract_ends (id) where state = 'ended';
    create index contract_ends_merchant on contract_ends (merchant_id, id);
  `
    .execute(db)
}
