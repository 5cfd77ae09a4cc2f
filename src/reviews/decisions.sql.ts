import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Decisions, GapOverrides } from '#src/platform/db.types.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'

export type DecisionRow = Selectable<Decisions>
export type OverrideRow = Selectable<GapOverrides>

/** The proposal that waits for its second person, or null. */
export const findProposal = async (db: ReadDb, dossierId: string): Promise<DecisionRow | null> =>
  (await db.selectFrom('decisions').selectAll().where('dossier_id', '=', dossierId).where('state', '=', 'proposed').executeTakeFirst()) ??
    null

/** Newest first: taken, declined, voided, and the one that waits. */
export const listDecisions = (db: ReadDb, dossierId: string): Promise<DecisionRow[]> =>
  db.selectFrom('decisions').selectAll().where('dossier_id', '=', dossierId).orderBy('id', 'desc').limit(50).execute()

export const insertDecision = async (db: WritableDb, row: Insertable<Decisions>): Promise<void> => {
  await db.insertInto('decisions').values(row).execute()
}

export const updateDecision = async (db: WritableDb, id: string, change: Updateable<Decisions>): Promise<void> => {
  await db.updateTable('decisions').set(change).where('id', '=', id).execute()
}

/** Gaps of the checklist that an officer lets pass, as they stand. */
export const listOverrides = (db: ReadDb, dossierId: string): Promise<OverrideRow[]> =>
  db
    .selectFrom('gap_overrides')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .where('withdrawn_at', 'is', null)
    .orderBy('requirement_key')
    .execute()

export const findOverride = async (db: ReadDb, dossierId: string, requirementKey: string): Promise<OverrideRow | null> =>
  (await db
    .selectFrom('gap_overrides')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .where('requirement_key', '=', requirementKey)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()) ?? null

export const insertOverride = async (db: WritableDb, row: Insertable<GapOverrides>): Promise<void> => {
  await db.insertInto('gap_overrides').values(row).execute()
}

export const withdrawOverrideRow = async (db: WritableDb, id: string, at: Date): Promise<void> => {
  await db.updateTable('gap_overrides').set({ withdrawn_at: at }).where('id', '=', id).execute()
}
