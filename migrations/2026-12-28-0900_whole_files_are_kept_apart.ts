import { sql, type Kysely } from 'kysely'

/**
 * What an erasing takes while an order of the closed compartment holds it is noted by the database itself, row by row as it was: whatever
 * statement, foreign key or key of a person takes it. A table made later asks for the same: `select note_what_goes('its name')`.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create function note_lost_row() returns trigger language plpgsql as $$
    begin
      -- a temporary table of the transaction that erases (src/retention/closedKept.sql.ts): legible nowhere else, and gone with it
      execute 'insert into pg_temp.lost_rows (source, was) values ($1, $2)' using tg_table_name, to_jsonb(old);
      return null;
    end $$;
    create function note_what_goes(name text) returns void language plpgsql as $$
    begin
      execute format('create trigger lost_row_is_noted after update or delete on %I for each row when (current_setting(''vigie.notes_lost_rows'', true) = ''on'') execute function note_lost_row()', name);
    end $$;
    -- but the compartment itself, keys that are made anew by each backup, and card numbers, which no order may keep (CNIL 2018-303 art. 4)
    select note_what_goes(c.relname) from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and c.relname !~ '^(kysely|closed)_' and c.relname not in ('row_keys', 'card_vault') order by c.relname;

    -- files of what was kept apart: sealed as they lay, and once more
    create table closed_kept_files (
      storage_key text collate "C" primary key,
      kept_id text collate "C" not null references closed_kept (id)
    );
    create index closed_kept_files_of on closed_kept_files (kept_id);
  `
    .execute(db)
}
