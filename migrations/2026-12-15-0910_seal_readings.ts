import { sql, type Kysely } from 'kysely'

/**
 * What was read of a person's piece lies under his key, as the piece does. Of the company's pieces, and of before, it stands in the clear.
 */
export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    -- text, words and codes; those columns are empty where it is there
    alter table document_pages add column sealed bytea, add column key_id text collate "C", add check ((sealed is null) = (key_id is null)), add check (sealed is null or (text = '' and words = '[]' and codes = '[]'));
  `
    .execute(db)
}
