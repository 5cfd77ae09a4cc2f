import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    -- signed up more than once with different passwords before activating: only who holds the mailbox knows which is his, so he chooses
    alter table merchant_users add column is_password_disputed boolean not null default false;
    -- what called for two people at any time since the file was sent (high_risk, pep): taking it off the file does not take the second person off
    alter table dossiers add column raised text[] not null default '{}';
  `
    .execute(db)
}
