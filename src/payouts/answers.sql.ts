import { sql, type Insertable, type RawBuilder, type Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { BankAnswers } from '#src/platform/db.types.ts'

export type AnswerRow = Selectable<BankAnswers>

export const insertAnswer = async (db: WritableDb, row: Insertable<BankAnswers>): Promise<boolean> =>
  (await db.insertInto('bank_answers').values(row).onConflict((oc) => oc.columns(['said', 'end_to_end_id']).doNothing()).returning('id').executeTakeFirst()) !== undefined

export const isAnswerRead = async (db: ReadDb, said: string, endToEndId: string): Promise<boolean> =>
  (await db.selectFrom('bank_answers').select('id').where('said', '=', said).where('end_to_end_id', '=', endToEndId).executeTakeFirst()) !== undefined

/** What was kept of one thing that the bank said of one transfer. */
export const findAnswerTo = async (db: ReadDb, said: string, endToEndId: string): Promise<AnswerRow | null> =>
  (await db.selectFrom('bank_answers').selectAll().where('said', '=', said).where('end_to_end_id', '=', endToEndId).executeTakeFirst()) ?? null

export const listAnswersOf = (db: ReadDb, payoutId: string): Promise<AnswerRow[]> => db.selectFrom('bank_answers').selectAll().where('payout_id', '=', payoutId).orderBy('id').execute()

/** Answers that fit nothing we know and that nobody has dealt with, the newest first. */
export const listBrokenAnswers = (db: ReadDb, limit: number): Promise<AnswerRow[]> =>
  db.selectFrom('bank_answers').selectAll().where('outcome', '=', 'broken').where('resolved_at', 'is', null).orderBy('id', 'desc').limit(limit).execute()

/** Answers that fit nothing and that nobody has dealt with: the oldest first, with the merchant where there is one. */
export const listOpenAnswers = (db: ReadDb, after: string | null, limit: number): Promise<(AnswerRow & { merchantId: string | null; merchantName: string | null })[]> =>
  db.selectFrom('bank_answers as a').leftJoin('payouts as p', 'p.id', 'a.payout_id').leftJoin('merchants as m', 'm.id', 'p.merchant_id').selectAll('a').select(['m.id as merchantId', 'm.name as merchantName'])
    .where('a.outcome', '=', 'broken').where('a.resolved_at', 'is', null).$if(after !== null, (query) => query.where('a.id', '>', after ?? '')).orderBy('a.id').limit(limit).execute()

/** How many, up to `cap`. */
export const openAnswerCount = (cap: number): RawBuilder<{ count: number }> =>
  sql`select count(*)::int as count from (select from bank_answers where outcome = 'broken' and resolved_at is null limit ${cap}) nearest`
export const countOpenAnswers = async (db: ReadDb, cap: number): Promise<number> => (await openAnswerCount(cap).execute(db)).rows[0]!.count

export const findAnswer = async (db: ReadDb, id: string): Promise<AnswerRow | null> => (await db.selectFrom('bank_answers').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const lockAnswer = async (db: WritableDb, id: string): Promise<AnswerRow | null> =>
  (await db.selectFrom('bank_answers').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const closeAnswer = async (db: WritableDb, id: string, { at, by, resolution }: { at: Date; by: string; resolution: string }): Promise<void> =>
  void (await db.updateTable('bank_answers').set({ resolved_at: at, resolved_by: by, resolution }).where('id', '=', id).execute())
