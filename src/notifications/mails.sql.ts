import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Mails } from '#src/platform/db.types.ts'
import { listHeldInSecret, type HeldInSecret } from '#src/retention/closedKept.sql.ts'
import { isHeldSql } from '#src/retention/legalHolds.sql.ts'

export type MailRow = Selectable<Mails>

/** False: this very letter was written before. */
export const insertMail = async (db: WritableDb, row: Insertable<Mails>): Promise<boolean> => {
  const written = await db.insertInto('mails').values(row).onConflict((oc) => oc.column('dedupe_key').doNothing()).executeTakeFirst()
  return Number(written.numInsertedOrUpdatedRows) === 1
}

export type QueuedMail = Pick<MailRow, 'id' | 'next_attempt_at'>

/** Letters whose time has come, oldest first. */
export const findQueuedMails = (db: ReadDb, now: Date, after: QueuedMail | null, limit: number): Promise<QueuedMail[]> =>
  db
    .selectFrom('mails')
    .select(['id', 'next_attempt_at'])
    .where('state', '=', 'queued')
    .where('next_attempt_at', '<=', now)
    .$if(
      after !== null,
      (qb) => qb.where((eb) => eb(eb.refTuple('next_attempt_at', 'id'), '>', eb.tuple(after!.next_attempt_at, after!.id))),
    )
    .orderBy('next_attempt_at')
    .orderBy('id')
    .limit(limit)
    .execute()

/** `isOrphan`: whom it was written to is erased, and it answers nothing that he asked of his data. */
export type ClaimedMail = MailRow & { isOrphan: boolean }

/** The letter, ours until the transaction ends; null when another worker holds it, or when it left meanwhile. */
export const claimMail = async (db: WritableDb, id: string, now: Date): Promise<ClaimedMail | null> =>
  (await db
    .selectFrom('mails as m')
    .leftJoin('merchants as o', 'o.id', 'm.merchant_id')
    .selectAll('m')
    .select(sql<boolean>`coalesce(o.is_erased and not m.subject_id ^@ 'rght_', false)`.as('isOrphan'))
    .where('m.id', '=', id)
    .where('m.state', '=', 'queued')
    .where('m.next_attempt_at', '<=', now)
    .forUpdate('m')
    .skipLocked()
    .executeTakeFirst()) ?? null

/** Of a letter that is to go: what an order of the closed compartment alone holds. */
export const listOrphanInSecret = (db: ReadDb, id: string): Promise<HeldInSecret[]> =>
  listHeldInSecret(
    db,
    sql`select m.id, m.merchant_id, array[m.subject_id] as subject_ids, false as is_kept from mails m where m.id = ${id}`,
  )

/** False: an order holds it, which has no copy of it (`isApart`). */
export const eraseOrphan = async (db: WritableDb, id: string, isApart = false): Promise<boolean> =>
  (await sql`delete from mails where id = ${id} and (${isApart} or not ${isHeldSql({ merchantId: sql`mails.merchant_id`, subjectIds: sql`array[mails.subject_id]` })}) returning id`
    .execute(db))
    .rows
    .length > 0

export const updateMail = async (db: WritableDb, id: string, change: Updateable<Mails>): Promise<void> => {
  await db.updateTable('mails').set(change).where('id', '=', id).execute()
}

export type Reader = { id: string; address: string; lang: string }

/** Those of a merchant who read his letters: every user who confirmed his address and was not removed. */
export const listReaders = (db: ReadDb, merchantId: string): Promise<Reader[]> =>
  db
    .selectFrom('merchant_users')
    .select(['id', 'email as address', 'language as lang'])
    .where('merchant_id', '=', merchantId)
    .where('activated_at', 'is not', null)
    .where('removed_at', 'is', null)
    .orderBy('id')
    .execute()

export type MailLine = Pick<
  MailRow,
  'id' | 'template' | 'to_address' | 'subject' | 'state' | 'attempts' | 'error' | 'created_at' | 'sent_at' | 'next_attempt_at'
>
const lineColumns = [
  'id',
  'template',
  'to_address',
  'subject',
  'state',
  'attempts',
  'error',
  'created_at',
  'sent_at',
  'next_attempt_at',
] as const

/** The letters about one thing, newest first. */
export const listMailsAbout = (db: ReadDb, subjectId: string, limit = 100): Promise<MailLine[]> =>
  db.selectFrom('mails').select(lineColumns).where('subject_id', '=', subjectId).orderBy('id', 'desc').limit(limit).execute()

/** A merchant's letters, newest first, before the one whose id is given. */
export const listMailsOfMerchant = (db: ReadDb, merchantId: string, before: string | null, limit: number): Promise<MailLine[]> =>
  db
    .selectFrom('mails')
    .select(lineColumns)
    .where('merchant_id', '=', merchantId)
    .$if(before !== null, (qb) => qb.where('id', '<', before))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

/** Every letter, newest first: for the trial's own letter box. */
export const listMails = (db: ReadDb, before: string | null, limit: number): Promise<MailLine[]> =>
  db
    .selectFrom('mails')
    .select(lineColumns)
    .$if(before !== null, (qb) => qb.where('id', '<', before))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

export const findMail = async (db: ReadDb, id: string): Promise<MailRow | null> =>
  (await db.selectFrom('mails').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
