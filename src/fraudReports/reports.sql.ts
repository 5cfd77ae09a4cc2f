import { sql, type Insertable, type Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { FraudReports } from '#src/platform/db.types.ts'
import { isHeldSql } from '#src/retention/legalHolds.sql.ts'
import type { BadLine } from './readRows.ts'

export type ReportRow = Omit<Selectable<FraudReports>, 'bad_lines'> & { bad_lines: BadLine[] }

export const insertReport = async (db: WritableDb, row: Insertable<FraudReports>): Promise<void> => {
  await db.insertInto('fraud_reports').values(row).execute()
}

export const findReport = async (db: ReadDb, id: string): Promise<ReportRow | null> =>
  ((await db.selectFrom('fraud_reports').selectAll().where('id', '=', id).executeTakeFirst()) ?? null) as ReportRow | null

export const lockReport = async (db: WritableDb, id: string): Promise<ReportRow | null> =>
  ((await db.selectFrom('fraud_reports').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null) as ReportRow | null

export const noteFiled = async (db: WritableDb, id: string, caseId: string): Promise<void> => {
  await db.updateTable('fraud_reports').set({ case_id: caseId }).where('id', '=', id).execute()
}

const isHeld = isHeldSql({
  merchantId: sql`fraud_reports.merchant_id`,
  subjectIds: sql`array[fraud_reports.made_by, fraud_reports.target_case_id] || fraud_reports.payment_ids`,
})

/** What the same person named before and never filed, unless a legal hold keeps it. */
export const dropUnfiled = async (db: WritableDb, madeBy: string, before: Date): Promise<void> => {
  await db
    .deleteFrom('fraud_reports')
    .where('made_by', '=', madeBy)
    .where('made_at', '<', before)
    .where('case_id', 'is', null)
    .where(sql<boolean>`not ${isHeld}`)
    .execute()
}
