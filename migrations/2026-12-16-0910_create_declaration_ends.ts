import { sql, type Kysely } from 'kysely'

/**
 * The end of declarations (rules.md §3.2, SAR file): inside the compartment, by two people of the circle, who leave there what they signed,
 * its certificate and its tombstones. Outside nothing is listed, counted, certified or foretold.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create type closed_purge_state as enum ('proposed', 'executed', 'declined');
    create table closed_purges (
      id text collate "C" primary key,
      state closed_purge_state not null default 'proposed',
      on_day date not null,
      -- the policy's version, in its own words: no key leads out of the compartment
      policy_version integer not null,
      -- first declarations of their lines, as they were signed
      lines text[] not null check (cardinality(lines) > 0),
      list_hash bytea not null check (length(list_hash) = 32),
      proposed_by text collate "C" not null references staff (id),
      proposed_at timestamptz not null,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      -- of lines, and of declarations in them
      erased_lines integer,
      erased_count integer,
      kept_lines integer,
      -- sealed; its signature is over the clear bytes
      certificate bytea,
      signature bytea check (length(signature) = 64),
      constraint closed_purges_are_of_two_people check (decided_by is null or decided_by <> proposed_by),
      check ((state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
      check ((state = 'executed') = (certificate is not null) and (certificate is null) = (signature is null) and (certificate is null) = (erased_count is null))
    );
    create unique index closed_purges_one_proposed on closed_purges ((true)) where state = 'proposed';
    create index closed_purges_newest on closed_purges (id desc);
    create table closed_tombstones (
      hash bytea not null check (length(hash) = 32),
      purge_id text collate "C" not null references closed_purges (id),
      at timestamptz not null,
      primary key (hash, purge_id)
    );
    create trigger closed_tombstones_append_only before update or delete on closed_tombstones for each row execute function refuse_change();
    create trigger closed_tombstones_no_truncate before truncate on closed_tombstones for each statement execute function refuse_change();
    create trigger closed_purges_are_kept before delete on closed_purges for each row execute function refuse_change();
  `
    .execute(db)
}
