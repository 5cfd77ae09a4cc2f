import { sql, type Kysely } from 'kysely'

/**
 * What a purge or a person's request erased while an order of the closed compartment held it: a sealed copy, in the compartment, for as
 * long as the order stands.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table closed_kept (
      id text collate "C" primary key,
      -- the row that was erased, under which category, and what an order may have named of it
      about text collate "C" not null,
      category text not null,
      merchant_id text collate "C",
      subject_ids text[] not null,
      sealed bytea not null,
      kept_at timestamptz not null
    );
    create trigger row_keys_forgotten after delete on closed_kept referencing old table as gone for each statement execute function forget_row_keys();
  `
    .execute(db)
}
