import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    -- "which extracts of the register of owners say otherwise than the file" (TM-19): costs those, not all that was ever compared
    create index document_checks_owners_differ on document_checks (document_id) where check_id = 'owners_match' and verdict = 'fail';
  `
    .execute(db)
}
