import { sql, type Insertable, type Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { RatingFacts, RatingOverrides } from '#src/platform/db.types.ts'
import type { Override } from './rating.ts'

export type OverrideRow = Selectable<RatingOverrides>
export type FactRow = Selectable<RatingFacts>

const overrideFrom = (
  { id, level, is_raise: isRaise, known, expires_on: expiresOn }: Pick<OverrideRow, 'id' | 'level' | 'is_raise' | 'known' | 'expires_on'>,
): Override => ({ id, level, isRaise, known, expiresOn })

/** The file was looked at since: a lowering was to hold until then. */
const isReviewed = sql<boolean>`not o.is_raise and exists (select from periodic_reviews p where p.dossier_id = o.dossier_id and p.last_reviewed_on > (o.decided_at at time zone 'Europe/Paris')::date)`

/** The last that was signed, of each of these files: whether it still counts for what is known, `settle` says. */
export const findOverrides = async (db: ReadDb, dossierIds: readonly string[]): Promise<Map<string, Override>> => {
  const rows = await db
    .selectFrom('rating_overrides as o')
    .selectAll('o')
    .select(isReviewed.as('isReviewed'))
    .distinctOn('o.dossier_id')
    .where('o.dossier_id', 'in', [...dossierIds, ''])
    .where('o.state', '=', 'signed')
    .orderBy('o.dossier_id')
    .orderBy('o.decided_at', 'desc')
    .orderBy('o.id', 'desc')
    .execute()
  return new Map(rows.filter((row) => !row.isReviewed).map((row) => [row.dossier_id, overrideFrom(row)]))
}

export const findOverride = async (db: ReadDb, dossierId: string): Promise<Override | null> =>
  (await findOverrides(db, [dossierId])).get(dossierId) ?? null

/** A lowering that waits for a second person. */
export const findAsked = async (db: ReadDb, dossierId: string): Promise<OverrideRow | null> =>
  (await db
    .selectFrom('rating_overrides')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .where('state', '=', 'proposed')
    .executeTakeFirst()) ?? null

export const listOverridesOf = (db: ReadDb, dossierId: string): Promise<OverrideRow[]> =>
  db.selectFrom('rating_overrides').selectAll().where('dossier_id', '=', dossierId).orderBy('id', 'desc').execute()

export const insertOverride = (db: WritableDb, row: Insertable<RatingOverrides>): Promise<unknown> =>
  db.insertInto('rating_overrides').values(row).execute()

export const changeOverride = (
  db: WritableDb,
  id: string,
  change: Partial<Pick<OverrideRow, 'state' | 'expires_on' | 'decided_by' | 'decided_at' | 'decline_reason'>>,
): Promise<unknown> => db.updateTable('rating_overrides').set(change).where('id', '=', id).execute()

export const listNoted = (db: ReadDb, dossierId: string): Promise<FactRow[]> =>
  db
    .selectFrom('rating_facts')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .where('withdrawn_at', 'is', null)
    .orderBy('noted_at')
    .orderBy('id')
    .execute()

export const insertNoted = (db: WritableDb, row: Insertable<RatingFacts>): Promise<unknown> =>
  db.insertInto('rating_facts').values(row).execute()

export const withdrawNotedRow = (db: WritableDb, id: string, by: string, at: Date): Promise<unknown> =>
  db.updateTable('rating_facts').set({ withdrawn_by: by, withdrawn_at: at }).where('id', '=', id).execute()
