import { sql, type Insertable, type RawBuilder, type Selectable, type Updateable } from 'kysely'
import { dictionary } from '#src/kernel/dictionary.ts'
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

/** What stands, or waits, about the same thing beside one: what the second of two would do twice. */
export const listBeside = async (
  db: ReadDb,
  { id, about_id: aboutId }: { id: string | null; about_id: string | null },
): Promise<CorrectionRow[]> =>
  aboutId === null
    ? []
    : (await listAbout(db, aboutId)).filter((one) => one.id !== id && ['proposed', 'booked', 'undo_proposed'].includes(one.state))

type Sql = RawBuilder<unknown>
const ofDispute = (dispute: Sql): Sql => sql`select ${dispute} union all select l.id from dispute_lines l where l.dispute_id = ${dispute}`
/** By the first part of the id: it, and what hangs on it that a correction may name. */
const concerned: Record<string, (id: string) => Sql> = dictionary({
  dspt: (id) => ofDispute(sql`${id}`),
  pout: (id) => sql`select ${id} union all select a.id from bank_answers a where a.payout_id = ${id}`,
  // a line about a payment that opened no dispute is looked for among what the corrections of its merchant name
  paym: (id) =>
    sql`select ${id} union all select l.id from settlement_lines l where l.payment_id = ${id}
    union all select o.id from disputes d cross join lateral (${ofDispute(sql`d.id`)}) o (id) where d.payment_id = ${id}
    union all select l.id from payments p join corrections named on named.merchant_id = p.merchant_id join dispute_lines l on l.id = named.about_id where p.id = ${id} and l.payment_id = p.id`,
})

/** What was proposed of a dispute, a payment or a payout, of its lines and answers too, whatever came of it; the newest first. */
export const listConcerning = (db: ReadDb, id: string): Promise<CorrectionRow[]> =>
  db
    .selectFrom('corrections')
    .selectAll()
    .where('about_id', 'in', sql<string>`(${concerned[id.slice(0, 4)]!(id)})`)
    .orderBy('id', 'desc')
    .limit(50)
    .execute()

/** What waits for a second person. */
export const proposedCorrections = (): RawBuilder<{ count: number }> =>
  sql`select count(*)::int as count from corrections where state in ('proposed', 'undo_proposed')`
