import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    -- RefusedSum[] (refusedPayments/refusedPayment): the payments refused since the freeze, as the Treasury was told; null until a report is sent, and of those sent before this was counted
    alter table freeze_reports add column refused jsonb;
  `
    .execute(db)
}
