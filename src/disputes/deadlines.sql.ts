import { sql } from 'kysely'
import type { DueDay } from '#src/kernel/dueDay.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { DisputeState } from '#src/platform/db.types.ts'
import type { DisputeRow } from './disputes.sql.ts'

export type Reader = 'merchant' | 'staff'
type Place = Pick<DisputeRow, 'id' | 'due_on' | 'merchant_due_on'>

const standing = (db: ReadDb, states: readonly DisputeState[]) =>
  db.selectFrom('disputes').where('closed_at', 'is', null).where('state', 'in', states)

/** A returned debit cannot be answered: nobody is reminded of it. */
const waiting = (db: ReadDb, column: 'due_on' | 'merchant_due_on', states: readonly DisputeState[], after: Place | null, limit: number) =>
  standing(db, states)
    .selectAll()
    .$if(after !== null, (query) => query.where((eb) => eb(eb.refTuple(column, 'id'), '>', eb.tuple(after![column], after!.id))))
    .orderBy(column)
    .orderBy('id')
    .limit(limit)

/** Whose date it is, and what still waits for it. */
const dates = {
  merchant: { column: 'merchant_due_on', states: ['open', 'engaged'] },
  staff: { column: 'due_on', states: ['open', 'engaged', 'under_review'] },
} as const

/** Dates of that reader up to a day, by day, with what is disputed. */
export const countDeadlines = async (db: ReadDb, reader: Reader, until: string): Promise<DueDay[]> => {
  const { column, states } = dates[reader]
  return standing(db, states)
    .where('network', '<>', 'sepa')
    .where(column, '<=', until)
    .select(`${column} as on`)
    .select(({ fn }) => [fn.countAll<number>().as('count'), sql<number>`sum(amount_cents)::bigint`.as('cents')])
    .groupBy(column)
    .orderBy(column)
    .execute()
}

/** Those nothing was filed for, whose date of that reader lies between two days, both included. */
export const listWaiting = (
  db: ReadDb,
  reader: Reader,
  { from, to }: { from: string; to: string },
  after: Place | null,
  limit: number,
): Promise<DisputeRow[]> => {
  const { column, states } = dates[reader]
  return waiting(db, column, states, after, limit)
    .where('network', '<>', 'sepa')
    .where(column, '>=', from)
    .where(column, '<=', to)
    .execute()
}

/** Those the merchant let his date go by, or we the network's; a returned debit, from the day after it came. */
export const listOverdue = (
  db: ReadDb,
  column: 'due_on' | 'merchant_due_on',
  today: string,
  after: Place | null,
  limit: number,
): Promise<DisputeRow[]> =>
  waiting(db, column, column === 'due_on' ? ['under_review'] : ['open', 'engaged'], after, limit).where(column, '<', today).execute()

export const listRemindersSent = async (db: ReadDb, disputeId: string): Promise<{ reader: string; days: number }[]> =>
  db.selectFrom('dispute_reminders').select(['reader', 'days']).where('dispute_id', '=', disputeId).execute()

/** False where it was sent before. */
export const insertReminder = async (
  db: WritableDb,
  row: { dispute_id: string; reader: Reader; days: number; sent_at: Date },
): Promise<boolean> =>
  (await db
    .insertInto('dispute_reminders')
    .values(row)
    .onConflict((oc) => oc.columns(['dispute_id', 'reader', 'days']).doNothing())
    .returning('days')
    .executeTakeFirst()) !== undefined
