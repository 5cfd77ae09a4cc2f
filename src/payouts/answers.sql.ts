import { sql, type Insertable, type RawBuilder, type Selectable, type Updateable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { BankAnswers } from '#src/platform/db.types.ts'

export type AnswerRow = Selectable<BankAnswers>

export const insertAnswer = async (db: WritableDb, row: Insertable<BankAnswers>): Promise<boolean> =>
  (await db
    .insertInto('bank_answers')
    .values(row)
    .onConflict((oc) => oc.columns(['said', 'end_to_end_id', 'amount_cents', 'currency']).doNothing())
    .returning('id')
    .executeTakeFirst()) !== undefined

export type Words = { said: string; endToEndId: string; amountCents: number | null; currency: string | null }

const saidSo = (db: ReadDb, { said, endToEndId }: Words) =>
  db.selectFrom('bank_answers').selectAll().where('said', '=', said).where('end_to_end_id', '=', endToEndId)

/** What was kept of an answer in the same words; with another amount it is another answer. Lock its payout first. */
export const lockAnswerSaid = async (db: WritableDb, words: Words): Promise<AnswerRow | null> =>
  (await saidSo(db, words)
    .where('amount_cents', 'is not distinct from', words.amountCents)
    .where('currency', 'is not distinct from', words.currency)
    .forUpdate()
    .executeTakeFirst()) ?? null

/** Whether the bank said this of that transfer, in whatever words, and it fitted. */
export const isAnswered = async (db: ReadDb, words: Words): Promise<boolean> =>
  (await saidSo(db, words).where('outcome', '=', 'matched').executeTakeFirst()) !== undefined

/** What was kept of one thing that the bank said of one transfer: in these words, else in others. */
export const findAnswerTo = async (db: ReadDb, words: Words): Promise<AnswerRow | null> =>
  (await saidSo(db, words)
    .orderBy(
      (eb) =>
        eb.and([eb('amount_cents', 'is not distinct from', words.amountCents), eb('currency', 'is not distinct from', words.currency)]),
      'desc',
    )
    .orderBy('id')
    .executeTakeFirst()) ?? null

/** Answers that the transfer did not await yet, and that nobody has dealt with. By key. */
export const findHealable = (db: ReadDb, after: Pick<AnswerRow, 'id'> | null, limit: number): Promise<AnswerRow[]> =>
  db
    .selectFrom('bank_answers')
    .selectAll()
    .where('outcome', '=', 'broken')
    .where('resolved_at', 'is', null)
    .where('broken', '=', 'wrong_state')
    .$if(after !== null, (query) => query.where('id', '>', after?.id ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute()

export const changeAnswer = async (db: WritableDb, id: string, change: Updateable<BankAnswers>): Promise<void> =>
  void (await db.updateTable('bank_answers').set(change).where('id', '=', id).execute())

/** Days that are over and whose messages were never read to their end, since the first that was. */
export const findUnreadDays = async (db: ReadDb, today: Day): Promise<Day[]> =>
  (await sql<{ on: Day }>`select d::date as on from generate_series((select min(reported_on) from bank_message_days), ${today}::date - 1, interval '1 day') d
    where not exists (select from bank_message_days r where r.reported_on = d::date) order by 1`
    .execute(db))
    .rows
    .map(({ on }) => on)

/** False where that day was read before. */
export const insertMessageDay = async (db: WritableDb, on: Day, at: Date): Promise<boolean> =>
  (await db
    .insertInto('bank_message_days')
    .values({ reported_on: on, read_at: at })
    .onConflict((oc) => oc.column('reported_on').doNothing())
    .returning('reported_on')
    .executeTakeFirst()) !== undefined

export const listAnswersOf = (db: ReadDb, payoutId: string): Promise<AnswerRow[]> =>
  db.selectFrom('bank_answers').selectAll().where('payout_id', '=', payoutId).orderBy('id').execute()

/** Answers that fit nothing we know and that nobody has dealt with, the newest first. */
export const listBrokenAnswers = (db: ReadDb, limit: number): Promise<AnswerRow[]> =>
  db
    .selectFrom('bank_answers')
    .selectAll()
    .where('outcome', '=', 'broken')
    .where('resolved_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

/** Answers that fit nothing and that nobody has dealt with: the oldest first, with the merchant where there is one. */
export const listOpenAnswers = (
  db: ReadDb,
  after: string | null,
  limit: number,
): Promise<(AnswerRow & { merchantId: string | null; merchantName: string | null })[]> =>
  db
    .selectFrom('bank_answers as a')
    .leftJoin('payouts as p', 'p.id', 'a.payout_id')
    .leftJoin('merchants as m', 'm.id', 'p.merchant_id')
    .selectAll('a')
    .select(['m.id as merchantId', 'm.name as merchantName'])
    .where('a.outcome', '=', 'broken')
    .where('a.resolved_at', 'is', null)
    .$if(after !== null, (query) => query.where('a.id', '>', after ?? ''))
    .orderBy('a.id')
    .limit(limit)
    .execute()

/** How many, up to `cap`. */
export const openAnswerCount = (cap: number): RawBuilder<{ count: number }> =>
  sql`select count(*)::int as count from (select from bank_answers where outcome = 'broken' and resolved_at is null limit ${cap}) nearest`
export const countOpenAnswers = async (db: ReadDb, cap: number): Promise<number> => (await openAnswerCount(cap).execute(db)).rows[0]!.count

export const findAnswer = async (db: ReadDb, id: string): Promise<AnswerRow | null> =>
  (await db.selectFrom('bank_answers').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const lockAnswer = async (db: WritableDb, id: string): Promise<AnswerRow | null> =>
  (await db.selectFrom('bank_answers').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const closeAnswer = async (
  db: WritableDb,
  id: string,
  { at, by, resolution }: { at: Date; by: string; resolution: string },
): Promise<void> =>
  void (await db.updateTable('bank_answers').set({ resolved_at: at, resolved_by: by, resolution }).where('id', '=', id).execute())
