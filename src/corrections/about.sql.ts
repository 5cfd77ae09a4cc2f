import { sql, type RawBuilder } from 'kysely'
import { dictionary } from '#src/kernel/dictionary.ts'
import { isId } from '#src/kernel/ids.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'

/**
 * What a correction may be about. `merchantId` null: nobody knows whose it is. `isFitting`: no break any more, for it fits and was booked.
 * `isLive`: of the live world.
 */
export type About = { merchantId: string | null; isFitting: boolean; isLive: boolean }

/** By the first part of the id. */
const sources: Record<string, (id: string) => RawBuilder<About>> = dictionary({
  sttl: (id) =>
    sql`select p.merchant_id as "merchantId", l.outcome = 'matched' as "isFitting", coalesce(p.mode = 'live', true) as "isLive" from settlement_lines l left join payments p on p.id = l.payment_id where l.id = ${id}`,
  dspl: (id) =>
    sql`select coalesce(d.merchant_id, p.merchant_id) as "merchantId", l.outcome = 'matched' as "isFitting", coalesce(p.mode = 'live', true) as "isLive"
    from dispute_lines l left join disputes d on d.id = l.dispute_id left join payments p on p.id = coalesce(l.payment_id, d.payment_id) where l.id = ${id}`,
  bans: (id) =>
    sql`select p.merchant_id as "merchantId", a.outcome = 'matched' as "isFitting", true as "isLive" from bank_answers a left join payouts p on p.id = a.payout_id where a.id = ${id}`,
  dspt: (id) =>
    sql`select d.merchant_id as "merchantId", false as "isFitting", p.mode = 'live' as "isLive" from disputes d join payments p on p.id = d.payment_id where d.id = ${id}`,
  paym: (id) =>
    sql`select p.merchant_id as "merchantId", false as "isFitting", p.mode = 'live' as "isLive" from payments p where p.id = ${id}`,
  pout: (id) => sql`select p.merchant_id as "merchantId", false as "isFitting", true as "isLive" from payouts p where p.id = ${id}`,
})
export const aboutPrefixes: readonly string[] = Object.keys(sources)

const prefixOf = (id: string): string => id.slice(0, 4)
export const isAboutId = (id: string): boolean => aboutPrefixes.includes(prefixOf(id)) && isId(prefixOf(id), id)

/** Null where there is no such thing, or a correction is about none of its kind. */
export const findAbout = async (
  db: ReadDb,
  id: string,
): Promise<About | null> => (isAboutId(id) ? ((await sources[prefixOf(id)]!(id).execute(db)).rows[0] ?? null) : null)

const lines: Record<string, string> = dictionary({ sttl: 'settlement_lines', dspl: 'dispute_lines', bans: 'bank_answers' })

/** Alone with a line that may come to fit by itself: whoever judges it again waits, and then sees what was proposed of it. */
export const lockAbout = async (db: WritableDb, id: string): Promise<About | null> => {
  const table = isAboutId(id) ? lines[prefixOf(id)] : undefined
  if (table) await sql`select id from ${sql.table(table)} where id = ${id} for update`.execute(db)
  return findAbout(db, id)
}
