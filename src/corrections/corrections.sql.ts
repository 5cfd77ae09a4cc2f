import { sql, type Insertable, type RawBuilder, type Selectable, type Updateable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Corrections } from '#src/platform/db.types.ts'

export type CorrectionRow = Selectable<Corrections>

export const insertCorrection = (db: WritableDb, row: Insertable<Corrections>): Promise<CorrectionRow> =>
  db.insertInto('corrections').values(row).returningAll().executeTakeFirstOrThrow()

export const findCorrection = async (db: ReadDb, id: string): Promise<CorrectionRow | null> =>
  (await db.selectFrom('corrections').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** Take the merchant's purse before (`lockBalances`): always in that order. */
export const lockCorrection = async (db: WritableDb, id: string): Promise<CorrectionRow | null> =>
  (await db.selectFrom('corrections').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const changeCorrection = (db: WritableDb, id: string, change: Updateable<Corrections>): Promise<CorrectionRow> =>
  db.updateTable('corrections').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

/**
 * Whether somebody proposed to put this right by hand, or did: what is said of it once more is then not booked by itself beside that. Lock
 * what it is about first.
 */
export const isPutRight = async (db: ReadDb, aboutId: string): Promise<boolean> =>
  (await db
    .selectFrom('corrections')
    .select('id')
    .where('about_id', '=', aboutId)
    .where('state', 'in', [
      'proposed',
      'booked',
      'undo_proposed',
    ])
    .limit(1)
    .executeTakeFirst()) !== undefined

/** What was proposed of this, whatever came of it, the newest first. */
export const listAbout = (db: ReadDb, aboutId: string): Promise<CorrectionRow[]> =>
  db.selectFrom('corrections').selectAll().where('about_id', '=', aboutId).orderBy('id', 'desc').limit(50).execute()

/** What waits for a second person. */
export const proposedCorrections = (): RawBuilder<{ count: number }> =>
  sql`select count(*)::int as count from corrections where state in ('proposed', 'undo_proposed')`
