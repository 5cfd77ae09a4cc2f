import { sql } from 'kysely'
import type { WritableDb } from '#src/platform/db.ts'

export const hideDisputes = async (db: WritableDb, paymentIds: readonly string[], at: Date): Promise<void> => {
  await sql`update disputes set hidden_at = ${at}::timestamptz where payment_id = any(${paymentIds as string[]}::text[]) and hidden_at is null`
    .execute(db)
}

export const showDisputes = async (db: WritableDb, paymentIds: readonly string[]): Promise<void> => {
  await sql`update disputes set hidden_at = null where payment_id = any(${paymentIds as string[]}::text[]) and hidden_at is not null`
    .execute(db)
}
