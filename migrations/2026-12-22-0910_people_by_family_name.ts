import { sql, type Kysely } from 'kysely'

/** "Somebody of that name, as one begins to type it." */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create index people_family on people ((name_key(family_name) collate "C"));
    create index people_married on people ((name_key(usage_name) collate "C")) where usage_name <> '';
  `
    .execute(db)
}
