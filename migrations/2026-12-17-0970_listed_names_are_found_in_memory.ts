import { sql, type Kysely } from 'kysely'

/**
 * Names written alike are found in the memory of whoever searches (src/matching/nameIndex.ts): the index would only slow each import down.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    drop function watchlist_names_like(text, integer);
    drop index watchlist_names_like;
  `
    .execute(db)
}
