import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    -- BO-05: what somebody holds of a company of this dossier that itself holds the client; the chain goes on from there
    alter table people add column through_person_id text collate "C" references people (id);
    alter table people add column through_capital_bps integer not null default 0 check (through_capital_bps between 0 and 10000);
    alter table people add column through_votes_bps integer not null default 0 check (through_votes_bps between 0 and 10000);
  `
    .execute(db)
}
