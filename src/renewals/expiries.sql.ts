import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { DueDay } from '#src/kernel/dueDay.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { DocumentExpiries, ReminderState } from '#src/platform/db.types.ts'

export type ExpiryRow = Selectable<DocumentExpiries>

export const listExpiries = (db: ReadDb, dossierId: string): Promise<ExpiryRow[]> =>
  db.selectFrom('document_expiries').selectAll().where('dossier_id', '=', dossierId).orderBy('expires_on').orderBy('document_id').execute()

/** Null where the piece has none. Lock the dossier first. */
export const lockExpiry = async (db: WritableDb, documentId: string): Promise<ExpiryRow | null> =>
  (await db.selectFrom('document_expiries').selectAll().where('document_id', '=', documentId).forUpdate().executeTakeFirst()) ?? null

export const saveExpiry = async (db: WritableDb, row: Insertable<DocumentExpiries>): Promise<void> => {
  const { document_id: _, ...changes } = row
  await db.insertInto('document_expiries').values(row).onConflict((oc) => oc.column('document_id').doUpdateSet(changes)).execute()
}

export const updateExpiry = async (db: WritableDb, documentId: string, change: Updateable<DocumentExpiries>): Promise<void> => {
  await db.updateTable('document_expiries').set(change).where('document_id', '=', documentId).execute()
}

export type DueExpiry = Pick<ExpiryRow, 'document_id' | 'dossier_id'> & { next_notice_on: Day }

const running = (db: ReadDb) => db.selectFrom('document_expiries').where('state', '=', 'running')

/** Pieces that will expire, by day. */
export const countExpiring = (db: ReadDb, { from, until }: { from: Day; until: Day }): Promise<DueDay[]> =>
  running(db)
    .where('expires_on', '>=', from)
    .where('expires_on', '<=', until)
    .select('expires_on as on')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .groupBy('expires_on')
    .orderBy('expires_on')
    .execute()

/** Pieces whose day has come, the longest due first: costs the due, not the total. */
export const findDueExpiries = (db: ReadDb, today: Day, after: DueExpiry | null, limit: number): Promise<DueExpiry[]> =>
  running(db)
    .select(['document_id', 'dossier_id', 'next_notice_on'])
    .$narrowType<{ next_notice_on: Day }>()
    .where('next_notice_on', '<=', today)
    .$if(after !== null, (qb) =>
      qb.where((eb) => eb(eb.refTuple('next_notice_on', 'document_id'), '>', eb.tuple(after!.next_notice_on, after!.document_id))))
    .orderBy('next_notice_on')
    .orderBy('document_id')
    .limit(limit)
    .execute()

/** The rung that was dealt with last, or null. Rungs go down: the last is the smallest. */
export const findLastRung = async (db: ReadDb, documentId: string): Promise<number | null> =>
  (await db.selectFrom('expiry_notices').select('rung').where('document_id', '=', documentId).orderBy('rung').limit(1).executeTakeFirst())
    ?.rung ?? null

/** Each rung once: a second worker that comes to the same one stops at the key. */
export const insertNotices = async (
  db: WritableDb,
  documentId: string,
  rungs: { rung: number; state: ReminderState }[],
  at: Date,
): Promise<void> => {
  await db.insertInto('expiry_notices').values(rungs.map((one) => ({ document_id: documentId, ...one, at }))).execute()
}

/** Letters about a date that was wrong count for nothing. */
export const forgetNotices = async (db: WritableDb, documentId: string): Promise<void> => {
  await db.deleteFrom('expiry_notices').where('document_id', '=', documentId).execute()
}

/** A line whose piece expires soon, and the merchant was told: he may send the new one before we ask for it. */
export type Renewal = { requirementKey: string; expiresOn: Day }

export const listRenewals = async (db: ReadDb, dossierId: string): Promise<Renewal[]> => {
  const rows = await db
    .selectFrom('document_expiries as e')
    .innerJoin('documents as d', 'd.id', 'e.document_id')
    .select(['e.requirement_key', 'e.expires_on'])
    .where('e.dossier_id', '=', dossierId)
    .where('e.state', '=', 'running')
    .where('d.state', '=', 'accepted')
    .where((eb) =>
      eb.exists(
        eb.selectFrom('expiry_notices as n').select('n.rung').whereRef('n.document_id', '=', 'e.document_id').where('n.state', '=', 'sent'),
      )
    )
    .orderBy('e.expires_on')
    .orderBy('e.document_id')
    .execute()
  return rows.map(({ requirement_key: requirementKey, expires_on: expiresOn }) => ({ requirementKey, expiresOn }))
}

const dossiersOf = (db: ReadDb, merchantId: string) => db.selectFrom('dossiers').select('id').where('merchant_id', '=', merchantId)

export const listDormantExpiries = (db: ReadDb, merchantId: string): Promise<ExpiryRow[]> =>
  db
    .selectFrom('document_expiries')
    .selectAll()
    .where('dossier_id', 'in', dossiersOf(db, merchantId))
    .where('state', '=', 'dormant')
    .orderBy('document_id')
    .execute()
