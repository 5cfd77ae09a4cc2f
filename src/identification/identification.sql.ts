import type { Insertable, Selectable } from 'kysely'
import type { IdentificationMeasures } from '#src/platform/db.types.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'

export type MeasureRow = Selectable<IdentificationMeasures>

/** The measures of a dossier as they stand, in the order of the article. */
export const listMeasures = (db: ReadDb, dossierId: string): Promise<MeasureRow[]> =>
  db
    .selectFrom('identification_measures')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .where('withdrawn_at', 'is', null)
    .orderBy('measure')
    .orderBy('id')
    .execute()

/** One measure of this dossier, withdrawn ones too; null where there is none. */
export const findMeasure = async (db: ReadDb, dossierId: string, id: string): Promise<MeasureRow | null> =>
  (await db
    .selectFrom('identification_measures')
    .selectAll()
    .where('id', '=', id)
    .where('dossier_id', '=', dossierId)
    .executeTakeFirst()) ?? null

/** False where this person has this measure already: the unique index decides. */
export const insertMeasure = async (db: WritableDb, row: Insertable<IdentificationMeasures>): Promise<boolean> => {
  const written = await db
    .insertInto('identification_measures')
    .values(row)
    .onConflict((oc) => oc.columns(['person_id', 'measure']).where('withdrawn_at', 'is', null).doNothing())
    .executeTakeFirst()
  return Number(written.numInsertedOrUpdatedRows) === 1
}

/** False where it was withdrawn before. */
export const withdrawMeasureRow = async (db: WritableDb, id: string, by: string, at: Date): Promise<boolean> => {
  const written = await db
    .updateTable('identification_measures')
    .set({ withdrawn_at: at, withdrawn_by: by })
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return Number(written.numUpdatedRows) === 1
}
