import { sql, type Kysely } from 'kysely'

/** A fraud case that an alert of monitoring brought about remembers it; support, which reads fraud cases, is not shown it (AML-11). */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    alter table fraud_reports add alert_id text collate "C" references alerts (id) on delete set null;
    alter table fraud_cases add alert_id text collate "C" references alerts (id) on delete set null;
    create index fraud_reports_alert on fraud_reports (alert_id) where alert_id is not null;
    create index fraud_cases_alert on fraud_cases (alert_id) where alert_id is not null;
  `
    .execute(db)
}
