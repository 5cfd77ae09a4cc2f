import { sql, type Insertable, type RawBuilder, type Selectable, type Updateable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { AmlCaseAnswers, AmlCaseNotes, AmlCasePieces, AmlCases } from '#src/platform/db.types.ts'

export type AmlCaseRow = Selectable<AmlCases>
export type AnswerRow = Selectable<AmlCaseAnswers> & { who: string }
export type PieceRow = Selectable<AmlCasePieces>

/** False: this merchant has a living case. */
export const insertAmlCase = async (db: WritableDb, row: Insertable<AmlCases>): Promise<boolean> => {
  const done = await db
    .insertInto('aml_cases')
    .values(row)
    .onConflict((oc) => oc.column('merchant_id').where('state', '<>', 'concluded').doNothing())
    .executeTakeFirst()
  return Number(done.numInsertedOrUpdatedRows) === 1
}

export const findAmlCase = async (db: ReadDb, id: string): Promise<(AmlCaseRow & { merchantName: string }) | null> =>
  (await db
    .selectFrom('aml_cases as c')
    .innerJoin('merchants as m', 'm.id', 'c.merchant_id')
    .selectAll('c')
    .select('m.name as merchantName')
    .where('c.id', '=', id)
    .executeTakeFirst()) ?? null

export const findLivingCase = async (db: ReadDb, merchantId: string): Promise<AmlCaseRow | null> =>
  (await db
    .selectFrom('aml_cases')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('state', '<>', 'concluded')
    .executeTakeFirst()) ?? null

export const lockAmlCase = async (db: WritableDb, id: string): Promise<AmlCaseRow | null> =>
  (await db.selectFrom('aml_cases').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null
export const lockLivingCase = async (db: WritableDb, merchantId: string): Promise<AmlCaseRow | null> =>
  (await db
    .selectFrom('aml_cases')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('state', '<>', 'concluded')
    .forUpdate()
    .executeTakeFirst()) ?? null

export const changeAmlCase = (db: WritableDb, id: string, change: Updateable<AmlCases>): Promise<unknown> =>
  db.updateTable('aml_cases').set(change).where('id', '=', id).execute()

/** The other cases of a merchant, the newest first. */
export const listOtherCases = (
  db: ReadDb,
  { id, merchant_id: merchantId }: Pick<AmlCaseRow, 'id' | 'merchant_id'>,
): Promise<AmlCaseRow[]> =>
  db
    .selectFrom('aml_cases')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('id', '<>', id)
    .orderBy('id', 'desc')
    .limit(20)
    .execute()

/** What is to be concluded, and how much of it is past its day. */
export const livingAmlCases = (today: Day): RawBuilder<{ count: number; breaches: number }> =>
  sql`select count(*)::int as count, count(*) filter (where due_on < ${today}::date)::int as breaches from aml_cases where state <> 'concluded'`
export const countLivingAmlCases = async (db: ReadDb, today: Day): Promise<{ count: number; breaches: number }> =>
  (await livingAmlCases(today).execute(db)).rows[0]!

export const insertAmlNote = (db: WritableDb, row: Selectable<AmlCaseNotes>): Promise<unknown> =>
  db.insertInto('aml_case_notes').values(row).execute()
export const listAmlNotes = (db: ReadDb, caseId: string): Promise<{ at: Date; who: string; text: string }[]> =>
  db
    .selectFrom('aml_case_notes as n')
    .innerJoin('staff as s', 's.id', 'n.author_id')
    .select(['n.at', 's.name as who', 'n.body as text'])
    .where('n.case_id', '=', caseId)
    .orderBy('n.id', 'desc')
    .limit(200)
    .execute()

/** False: this very file is there. */
export const insertAmlPiece = async (db: WritableDb, row: Insertable<AmlCasePieces>): Promise<boolean> =>
  Number(
    (await db
      .insertInto('aml_case_pieces')
      .values(row)
      .onConflict((oc) => oc.columns(['case_id', 'sha256']).doNothing())
      .executeTakeFirst())
      .numInsertedOrUpdatedRows,
  ) === 1
export const findAmlPiece = async (db: ReadDb, id: string): Promise<PieceRow | null> =>
  (await db.selectFrom('aml_case_pieces').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
export const listAmlPieces = (db: ReadDb, caseId: string): Promise<PieceRow[]> =>
  db.selectFrom('aml_case_pieces').selectAll().where('case_id', '=', caseId).orderBy('id').execute()

export const insertAnswer = (db: WritableDb, row: Insertable<AmlCaseAnswers>): Promise<unknown> =>
  db.insertInto('aml_case_answers').values(row).execute()
/** The one that stood gives way to a later one. */
export const replaceAnswer = (db: WritableDb, caseId: string, question: AnswerRow['question'], at: Date): Promise<unknown> =>
  db
    .updateTable('aml_case_answers')
    .set({ replaced_at: at })
    .where('case_id', '=', caseId)
    .where('question', '=', question)
    .where('replaced_at', 'is', null)
    .execute()
/** All that were given, the newest first; those that stand have no `replaced_at`. */
export const listAnswers = (db: ReadDb, caseId: string): Promise<AnswerRow[]> =>
  db
    .selectFrom('aml_case_answers as a')
    .innerJoin('staff as s', 's.id', 'a.answered_by')
    .selectAll('a')
    .select('s.name as who')
    .where('a.case_id', '=', caseId)
    .orderBy('a.id', 'desc')
    .limit(200)
    .execute()
