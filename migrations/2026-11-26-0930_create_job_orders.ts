import { sql, type Kysely } from 'kysely'

/** Runs that somebody asked for: the queue carries the order's id only, so that nobody forges one there. */
export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    create table job_orders (
      id text collate "C" primary key,
      job text not null,
      -- the instant the job is to be told it is
      as_of timestamptz not null,
      is_dry_run boolean not null,
      ordered_by text collate "C" not null references staff (id),
      ordered_at timestamptz not null,
      -- its run has ended: an order is carried out once
      done_at timestamptz,
      -- a real run as of a date to come would switch off those who still have until then
      check (is_dry_run or as_of <= ordered_at)
    );
  `
    .execute(db)
}
