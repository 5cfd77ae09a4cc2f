import { sql, type Insertable, type Selectable, type SqlBool, type Updateable } from 'kysely'
import { notFound } from '#src/kernel/errors.ts'
import type { Documents } from '#src/platform/db.types.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'

export type DocumentRow = Selectable<Documents>

export const findDocument = async (db: ReadDb, id: string): Promise<DocumentRow | null> =>
  (await db.selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** The pieces of a dossier, in the order of the checklist's lines and of their sending. What the merchant took back is not among them. */
export const listDocuments = (db: ReadDb, dossierId: string): Promise<DocumentRow[]> =>
  db
    .selectFrom('documents')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .where('state', '<>', 'withdrawn')
    .orderBy('requirement_key')
    .orderBy('id')
    .execute()

/** Throws 404. Lock the dossier first. */
export const lockDocument = async (db: WritableDb, id: string): Promise<DocumentRow> => {
  const row = await db.selectFrom('documents').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw notFound()
  return row
}

/**
 * False when this merchant sent the very same bytes before: the unique index decides, two uploads at once included. A RIB that went with a
 * change of account which came to nothing may come again.
 */
export const insertDocument = async (db: WritableDb, row: Insertable<Documents>): Promise<boolean> => {
  const written = await db
    .insertInto('documents')
    .values(row)
    .onConflict((oc) =>
      oc
        .columns(['merchant_id', 'sha256'])
        .where(
          sql<SqlBool>`state <> 'withdrawn' and not (requirement_key = 'payout_account_change' and state in ('refused', 'superseded'))`,
        )
        .doNothing()
    )
    .executeTakeFirst()
  return Number(written.numInsertedOrUpdatedRows) === 1
}

export const updateDocument = async (db: WritableDb, id: string, change: Updateable<Documents>): Promise<void> => {
  await db.updateTable('documents').set(change).where('id', '=', id).execute()
}

/** Pieces of one line of the checklist in one of these states. */
export const listPieces = (
  db: ReadDb,
  dossierId: string,
  requirementKey: string,
  states: readonly DocumentRow['state'][],
): Promise<DocumentRow[]> =>
  db
    .selectFrom('documents')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .where('requirement_key', '=', requirementKey)
    .where('state', 'in', states)
    .orderBy('id')
    .execute()

export type PieceToReseal = { id: string; person_id: string; dossier_id: string; merchant_id: string }

/** Persons' pieces behind one that lie under their merchant's key, where that is still there. */
export const listPiecesToReseal = async (db: ReadDb, after: string, limit: number): Promise<PieceToReseal[]> =>
  (await sql<PieceToReseal>`select o.id, o.person_id, o.dossier_id, o.merchant_id from documents o join merchant_keys k on k.merchant_id = o.merchant_id and k.destroyed_at is null
    where o.key_id is null and o.person_id is not null and o.state <> 'withdrawn' and o.id > ${after} order by o.id limit ${limit}`
    .execute(db))
    .rows

/** Whether a document's row is there: asked before its file is thrown away. */
export const isDocumentKept = async (db: ReadDb, id: string): Promise<boolean> =>
  (await db.selectFrom('documents').select(sql`1`.as('one')).where('id', '=', id).executeTakeFirst()) !== undefined

/**
 * The next one to read after that id, marked as being read: one that waits, or one whose reader has been silent since `cutoff`. What
 * another worker is taking at this moment is passed over.
 */
export const claimReading = async (db: WritableDb, facts: { after: string; cutoff: Date; now: Date }): Promise<DocumentRow | null> => {
  const row = await db
    .with((cte) => cte('next').materialized(), (cte) =>
      cte
        .selectFrom('documents')
        .select('id')
        .where('reading_state', 'in', ['waiting', 'reading'])
        .where('id', '>', facts.after)
        .where((eb) => eb.or([eb('reading_state', '=', 'waiting'), eb('reading_seen_at', '<', facts.cutoff)]))
        .orderBy('id')
        .limit(1)
        .forUpdate()
        .skipLocked())
    .updateTable('documents')
    .set((eb) => ({
      reading_state: 'reading',
      reading_seen_at: facts.now,
      reading_error: null,
      reading_attempts: eb('reading_attempts', '+', 1),
    }))
    .where('id', '=', (eb) => eb.selectFrom('next').select('next.id'))
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

/** Those that a reader held who is surely gone: they wait again, and go on after the pages kept. Raw, for `recordRows`. */
export const releasingReadings = () =>
  sql<{ subject_id: string }>`
  update documents set reading_state = 'waiting' where reading_state = 'reading'
  returning id as subject_id, merchant_id, jsonb_build_object('attempt', reading_attempts) as data`

/** Ids that wait to be read, or whose reader went silent. */
export const listUnread = async (db: ReadDb, cutoff: Date, limit: number): Promise<string[]> => {
  const rows = await db
    .selectFrom('documents')
    .select('id')
    .where('reading_state', 'in', ['waiting', 'reading'])
    .where((eb) => eb.or([eb('reading_state', '=', 'waiting'), eb('reading_seen_at', '<', cutoff)]))
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** A sign of life of the reader, and how far he is. False when it is no longer his to read. */
export const notePageRead = async (db: WritableDb, id: string, page: number, now: Date): Promise<boolean> => {
  const changed = await db
    .updateTable('documents')
    .set({ pages_read: page, reading_seen_at: now })
    .where('id', '=', id)
    .where('reading_state', '=', 'reading')
    .executeTakeFirst()
  return Number(changed.numUpdatedRows) === 1
}

/** The end of an attempt, where it is still going on. False when somebody took the piece away meanwhile. */
export const endReading = async (db: WritableDb, id: string, change: Updateable<Documents>): Promise<boolean> => {
  const changed = await db
    .updateTable('documents')
    .set(change)
    .where('id', '=', id)
    .where('reading_state', '=', 'reading')
    .executeTakeFirst()
  return Number(changed.numUpdatedRows) === 1
}

/** Whether this person has opened this piece since then, as the history tells it. */
export const wasOpenedBy = async (
  db: ReadDb,
  { documentId, actorId, since }: { documentId: string; actorId: string; since: Date },
): Promise<boolean> => {
  const found = await db
    .selectFrom('audit_events')
    .select(sql`1`.as('one'))
    .where('subject_id', '=', documentId)
    .where('at', '>=', since)
    .where('event', '=', 'document.opened')
    .where('actor_id', '=', actorId)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** False unless reading it had failed. */
export const retryFailed = async (db: WritableDb, id: string): Promise<boolean> => {
  const changed = await db
    .updateTable('documents')
    .set({ reading_state: 'waiting', reading_attempts: 0, reading_error: null })
    .where('id', '=', id)
    .where('reading_state', '=', 'failed')
    .executeTakeFirst()
  return Number(changed.numUpdatedRows) === 1
}

/** Read again from the first page: whoever understood the reading before understands this one anew. */
export const noteReread = async (db: WritableDb, id: string, now: Date): Promise<void> => {
  await db.updateTable('documents').set({ reading_seen_at: now }).where('id', '=', id).execute()
}

/** Pieces that were read and count, received from that day on: the dossiers they lie in, oldest first. */
export const listReadSince = (db: ReadDb, since: Date, after: string, limit: number): Promise<DocumentRow[]> =>
  db
    .selectFrom('documents')
    .selectAll()
    .where('id', '>', after)
    .where('uploaded_at', '>=', since)
    .where('reading_state', '=', 'read')
    .where('state', 'in', ['received', 'accepted', 'refused'])
    .orderBy('id')
    .limit(limit)
    .execute()
