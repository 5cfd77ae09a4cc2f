import type { Insertable, Selectable, Updateable } from 'kysely'
import type { DueDay } from '#src/kernel/dueDay.ts'
import type { DisputeRow } from '#src/disputes/disputes.sql.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { EvidenceFiles, ResolutionChanges, ResolutionPieces, Resolutions } from '#src/platform/db.types.ts'

export type ResolutionRow = Selectable<Resolutions>

export const insertResolution = (db: WritableDb, row: Insertable<Resolutions>): Promise<ResolutionRow> =>
  db.insertInto('resolutions').values(row).returningAll().executeTakeFirstOrThrow()

export const changeResolution = (db: WritableDb, id: string, change: Updateable<Resolutions>): Promise<ResolutionRow> =>
  db.updateTable('resolutions').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

export const findResolution = async (db: ReadDb, id: string): Promise<ResolutionRow | null> =>
  (await db.selectFrom('resolutions').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const findResolutionOf = async (db: ReadDb, disputeId: string): Promise<ResolutionRow | null> =>
  (await db.selectFrom('resolutions').selectAll().where('dispute_id', '=', disputeId).executeTakeFirst()) ?? null

/** Lock its dispute first. */
export const lockResolution = (db: WritableDb, id: string): Promise<ResolutionRow> =>
  db.selectFrom('resolutions').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()

/**
 * The dispute is over, and so is what was engaged for it; `by`: whoever of the staff said what came of it. Nothing where there was none.
 */
export const endResolutionOf = async (db: WritableDb, disputeId: string, at: Date, by: string | null): Promise<ResolutionRow | null> =>
  (await db
    .updateTable('resolutions')
    .set({ closed_at: at, outcome_by: by })
    .where('dispute_id', '=', disputeId)
    .where('closed_at', 'is', null)
    .returningAll()
    .executeTakeFirst()) ?? null

export type PieceRow = Selectable<ResolutionPieces>
export type ChangeRow = Selectable<ResolutionChanges> & { byName: string }
export type EvidenceFileRow = Selectable<EvidenceFiles>

export const insertPiece = async (db: WritableDb, row: Insertable<ResolutionPieces>): Promise<void> =>
  void (await db.insertInto('resolution_pieces').values(row).execute())

/** In the order they were sent; what was taken out is not among them. */
export const listPieces = (db: ReadDb, resolutionId: string): Promise<PieceRow[]> =>
  db
    .selectFrom('resolution_pieces')
    .selectAll()
    .where('resolution_id', '=', resolutionId)
    .where('removed_at', 'is', null)
    .orderBy('id')
    .execute()

export const findPiece = async (db: ReadDb, id: string): Promise<PieceRow | null> =>
  (await db.selectFrom('resolution_pieces').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** Null where it was taken out before. */
export const dropPiece = async (db: WritableDb, id: string, by: string, at: Date): Promise<PieceRow | null> =>
  (await db
    .updateTable('resolution_pieces')
    .set({ removed_at: at, removed_by: by })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .returningAll()
    .executeTakeFirst()) ?? null

export const insertChange = async (db: WritableDb, row: Insertable<ResolutionChanges>): Promise<void> =>
  void (await db.insertInto('resolution_changes').values(row).execute())

export const listChanges = (db: ReadDb, resolutionId: string): Promise<ChangeRow[]> =>
  db
    .selectFrom('resolution_changes as c')
    .innerJoin('staff as s', 's.id', 'c.made_by')
    .selectAll('c')
    .select('s.name as byName')
    .where('c.resolution_id', '=', resolutionId)
    .orderBy('c.id')
    .execute()

export const insertEvidenceFile = async (db: WritableDb, row: Insertable<EvidenceFiles>): Promise<void> =>
  void (await db.insertInto('evidence_files').values(row).execute())

export const findEvidenceFile = async (db: ReadDb, id: string): Promise<EvidenceFileRow | null> =>
  (await db.selectFrom('evidence_files').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** The newest; the one that was sent, once one was. */
export const findLastEvidenceFile = async (db: ReadDb, resolutionId: string): Promise<EvidenceFileRow | null> =>
  (await db
    .selectFrom('evidence_files')
    .selectAll()
    .where('resolution_id', '=', resolutionId)
    .orderBy('submitted_at', (order) => order.desc().nullsLast())
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()) ?? null

export const markSubmitted = async (db: WritableDb, id: string, by: string, at: Date): Promise<void> =>
  void (await db.updateTable('evidence_files').set({ submitted_by: by, submitted_at: at }).where('id', '=', id).execute())

/** It was not taken: it is no file that was sent. */
export const unmarkSubmitted = async (db: WritableDb, id: string): Promise<void> =>
  void (await db.updateTable('evidence_files').set({ submitted_by: null, submitted_at: null }).where('id', '=', id).execute())

export type LivingResolution = ResolutionRow & {
  disputeState: DisputeRow['state']
  disputeDueOn: string
  merchantName: string
  amountCents: number
  currency: string
}

/** Those that are not over, the nearest end first. */
/** Thirty days that end, by day: of those that are neither over nor stopped. */
export const countResolutionsDue = (db: ReadDb, until: string): Promise<DueDay[]> =>
  db
    .selectFrom('resolutions')
    .where('closed_at', 'is', null)
    .where('suspended_on', 'is', null)
    .where('due_on', '<=', until)
    .select('due_on as on')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .groupBy('due_on')
    .orderBy('due_on')
    .execute()

export const listLivingResolutions = (
  db: ReadDb,
  after: { due_on: string; id: string } | null,
  limit: number,
): Promise<LivingResolution[]> =>
  db
    .selectFrom('resolutions as r')
    .innerJoin('disputes as d', 'd.id', 'r.dispute_id')
    .innerJoin('merchants as m', 'm.id', 'r.merchant_id')
    .selectAll('r')
    .select([
      'd.state as disputeState',
      'd.due_on as disputeDueOn',
      'm.name as merchantName',
      'd.amount_cents as amountCents',
      'd.currency',
    ])
    .where('r.closed_at', 'is', null)
    .$if(after !== null, (query) => query.where((eb) => eb(eb.refTuple('r.due_on', 'r.id'), '>', eb.tuple(after!.due_on, after!.id))))
    .orderBy('r.due_on')
    .orderBy('r.id')
    .limit(limit)
    .execute()
