import { sql, type Kysely } from 'kysely'

/** A dispute and a fraud case are in somebody's hands, as an alert is. What is over keeps who had it last. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    alter table disputes add owner_id text collate "C" references staff (id), add claimed_at timestamptz, add check ((owner_id is null) = (claimed_at is null));
    alter table fraud_cases add owner_id text collate "C" references staff (id), add claimed_at timestamptz, add check ((owner_id is null) = (claimed_at is null));
    -- "those of this colleague", by the network's date
    create index disputes_owner on disputes (owner_id, due_on, id) where owner_id is not null;
    create index fraud_cases_owner on fraud_cases (owner_id, id) where owner_id is not null;
  `
    .execute(db)
}
