import { sql } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import type { LegalHoldGround } from '#src/platform/db.types.ts'
import { findOwner } from './legalHolds.sql.ts'

/** The grounds on which a payer is held, as anybody may know them: a secret one is not among them. */
export const isHeldOpenly = async (db: ReadDb, payerId: string): Promise<LegalHoldGround[]> => {
  const owner = await findOwner(db, 'person', payerId)
  return (await sql<{ ground: LegalHoldGround }>`select distinct ground from legal_holds where lifted_at is null and ground <> 'opposition' and (subject_id = ${payerId} or (scope = 'merchant' and merchant_id = ${owner ?? ''})) order by 1`
    .execute(db))
    .rows
    .map(({ ground }) => ground)
}
