import { sql, type Insertable, type Selectable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Ratings } from '#src/platform/db.types.ts'
import type { RiskFacts } from '#src/riskTables/factor.ts'
import type { Reason, Settled } from './rating.ts'

export type RatingRow = Selectable<Ratings>

export const reasonsOf = ({ reasons }: Pick<RatingRow, 'reasons'>): Reason[] => reasons as unknown as Reason[]
export const factsOf = ({ facts }: Pick<RatingRow, 'facts'>): RiskFacts => facts as unknown as RiskFacts

export const settledFrom = (row: RatingRow): Settled => ({
  tableId: row.table_id,
  countriesOn: row.countries_on,
  score: row.score,
  level: row.level,
  overrideId: row.override_id,
  reasons: reasonsOf(row).map(({ id }) => id),
  facts: factsOf(row),
})

export const insertRating = (db: WritableDb, row: Insertable<Ratings>): Promise<unknown> => db.insertInto('ratings').values(row).execute()

/** The current one. */
export const findRating = async (db: ReadDb, dossierId: string): Promise<RatingRow | null> =>
  (await db.selectFrom('ratings').selectAll().where('dossier_id', '=', dossierId).orderBy('id', 'desc').limit(1).executeTakeFirst()) ?? null

export const findRatings = async (db: ReadDb, dossierIds: readonly string[]): Promise<Map<string, RatingRow>> => {
  const rows = await db
    .selectFrom('ratings')
    .selectAll()
    .distinctOn('dossier_id')
    .where('dossier_id', 'in', [...dossierIds, ''])
    .orderBy('dossier_id')
    .orderBy('id', 'desc')
    .execute()
  return new Map(rows.map((row) => [row.dossier_id, row]))
}

/** All of a file, the newest first. */
export const listRatings = (db: ReadDb, dossierId: string, limit: number): Promise<RatingRow[]> =>
  db.selectFrom('ratings').selectAll().where('dossier_id', '=', dossierId).orderBy('id', 'desc').limit(limit).execute()

export type Mark = { readTo: Date; wholeOn: Day }

export const findMark = async (db: ReadDb): Promise<Mark | null> =>
  (await db.selectFrom('rating_marks').select(['read_to as readTo', 'whole_on as wholeOn']).executeTakeFirst()) ?? null

export const saveMark = (db: WritableDb, { readTo, wholeOn }: Mark): Promise<unknown> => {
  const row = { read_to: readTo, whole_on: wholeOn }
  return db.insertInto('rating_marks').values(row).onConflict((oc) => oc.column('id').doUpdateSet(row)).execute()
}

/** What other rooms leave when something happened on which a rating rests. */
const telling = [
  'screening.pep_confirmed',
  'programme.standing_changed',
  'dossier.review_completed',
  'dossier.submitted',
  'dossier.validated',
]

/** Of whom the feed told since. */
export const listToldOf = async (db: ReadDb, since: Date): Promise<string[]> =>
  (await sql<{ id: string }>`select distinct merchant_id as id from audit_events where at > ${since} and event = any(${telling}::text[]) and merchant_id is not null`
    .execute(db))
    .rows
    .map(({ id }) => id)
