import { sql, type Insertable, type Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { AcquirerCalls } from '#src/platform/db.types.ts'
import { unawaited } from '#src/platform/prepared.ts'

export type CallRow = Selectable<AcquirerCalls>

export const insertCall = async (db: WritableDb, row: Insertable<AcquirerCalls>): Promise<void> => {
  await db.insertInto('acquirer_calls').values(row).modifyEnd(sql.raw(unawaited)).execute()
}

/** The call, closed; null where it was: who answers it first has answered it. */
export const closeCall = async (
  db: WritableDb,
  id: string,
  said: { response: string; reference: string; at: Date },
): Promise<CallRow | null> =>
  (await db
    .updateTable('acquirer_calls')
    .set({
      state: 'answered',
      response: said.response,
      reference: said.reference,
      answered_at: said.at,
    })
    .where('id', '=', id)
    .where('state', '<>', 'answered')
    .returningAll()
    .executeTakeFirst()) ?? null

/** A call that was given up: when to look next whether it came after all; null: no more. */
export const setLookAgain = async (db: WritableDb, id: string, at: Date | null): Promise<void> => {
  await db.updateTable('acquirer_calls').set({ look_again_at: at }).where('id', '=', id).execute()
}

/** A call that was given up, with what came of it after all; null where that was taken before. */
export const reviseCall = async (
  db: WritableDb,
  id: string,
  said: { response: string; reference: string; at: Date },
): Promise<CallRow | null> =>
  (await db
    .updateTable('acquirer_calls')
    .set({
      response: said.response,
      reference: said.reference,
      answered_at: said.at,
      look_again_at: null,
    })
    .where('id', '=', id)
    .where('look_again_at', 'is not', null)
    .returningAll()
    .executeTakeFirst()) ?? null

export const findGivenUp = (db: ReadDb, now: Date, limit: number): Promise<CallRow[]> =>
  db.selectFrom('acquirer_calls').selectAll().where('look_again_at', '<=', now).orderBy('look_again_at').limit(limit).execute()

export const countTry = async (db: WritableDb, id: string): Promise<void> => {
  await db
    .updateTable('acquirer_calls')
    .set({ state: 'unknown', tries: sql`tries + 1` })
    .where('id', '=', id)
    .where('state', '<>', 'answered')
    .execute()
}

/** The reference under which the acquirer keeps what was authorised or debited for a payment. */
export const findReference = async (db: ReadDb, paymentId: string): Promise<string | null> => {
  const row = await db
    .selectFrom('acquirer_calls')
    .select('reference')
    .where('payment_id', '=', paymentId)
    .where('act', 'in', [
      'authorize',
      'debit',
    ])
    .where('state', '=', 'answered')
    .where('response', '=', '00')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.reference ?? null
}

export const findCall = async (db: ReadDb, id: string): Promise<CallRow | null> =>
  (await db.selectFrom('acquirer_calls').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** What was asked under that reference of the acquirer's; of an authorisation and its capture each has its own. */
export const findCallByReference = async (db: ReadDb, reference: string): Promise<CallRow | null> =>
  (await db.selectFrom('acquirer_calls').selectAll().where('reference', '=', reference).executeTakeFirst()) ?? null

export const listCalls = (db: ReadDb, paymentId: string): Promise<CallRow[]> =>
  db.selectFrom('acquirer_calls').selectAll().where('payment_id', '=', paymentId).orderBy('id').execute()

/** Asked before `before` and not answered: the oldest first. */
export const findOpenCalls = (
  db: ReadDb,
  before: Date,
  after: Pick<CallRow, 'asked_at' | 'id'> | null,
  limit: number,
): Promise<CallRow[]> =>
  db
    .selectFrom('acquirer_calls')
    .selectAll()
    .where('state', '<>', 'answered')
    .where('asked_at', '<=', before)
    .$if(after !== null, (query) => query.where((eb) => eb(eb.refTuple('asked_at', 'id'), '>', eb.tuple(after!.asked_at, after!.id))))
    .orderBy('asked_at')
    .orderBy('id')
    .limit(limit)
    .execute()
