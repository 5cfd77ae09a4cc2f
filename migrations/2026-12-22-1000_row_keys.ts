import { sql, type Kysely } from 'kysely'

/**
 * The keys under which rows with an end of their own lie in backups (src/backups/rowKeys.ts): by the id of the row, given by the first
 * backup that sees it, gone with it. In the clear, as the row beside them is: they lock nothing here.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table row_keys (
      id text collate "C" primary key,
      key bytea not null check (length(key) = 32)
    );
    create function forget_row_keys() returns trigger language plpgsql as $$ begin
      delete from row_keys k using gone where k.id = gone.id;
      return null;
    end $$;
  `
    .execute(db)
  const tables = [
    'mails',
    'sessions',
    'rejection_markers',
    'fraud_reports',
    'dispute_lines',
    'dispute_imports',
    'bank_answers',
    'invoices',
    'screening_subjects',
    'freezes',
    'alerts',
    'backtests',
    'rights_requests',
    'closed_declarations',
  ]
  for (const table of tables)
    await sql`create trigger row_keys_forgotten after delete on ${sql.table(table)} referencing old table as gone for each statement execute function forget_row_keys()`
      .execute(db)
  // whom our own list named keeps his row, emptied
  await sql`
    create function forget_entry_key() returns trigger language plpgsql as $$ begin
      delete from row_keys where id = new.id;
      return null;
    end $$;
    create trigger row_keys_forgotten after update of ref on watchlist_entries for each row when (new.ref = new.id) execute function forget_entry_key();
  `
    .execute(db)
}
