import { sql, type Insertable, type Selectable } from 'kysely'
import { newId } from '#src/kernel/ids.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { CheckOverrides, DocumentChecks, DocumentCorrections, DocumentFindings } from '#src/platform/db.types.ts'
import type { Elsewhere } from './check.ts'

export type FindingRow = Selectable<DocumentFindings>
export type CheckRow = Selectable<DocumentChecks>
export type CorrectionRow = Selectable<DocumentCorrections>
export type CheckOverrideRow = Selectable<CheckOverrides>

export const findFinding = async (db: ReadDb, documentId: string): Promise<FindingRow | null> =>
  (await db.selectFrom('document_findings').selectAll().where('document_id', '=', documentId).executeTakeFirst()) ?? null

/** What the list of a dossier's pieces says of each: its verdict, without what was read. */
export type FindingSummary = Pick<FindingRow, 'document_id' | 'type' | 'verdict' | 'proposed_refusal'>
export const listFindings = (db: ReadDb, dossierId: string): Promise<FindingSummary[]> =>
  db
    .selectFrom('document_findings')
    .select(['document_id', 'type', 'verdict', 'proposed_refusal'])
    .where('dossier_id', '=', dossierId)
    .execute()

/** The worst first. */
export const listChecks = (db: ReadDb, documentId: string): Promise<CheckRow[]> =>
  db.selectFrom('document_checks').selectAll().where('document_id', '=', documentId).orderBy('position').execute()

/** Checks of a piece that failed and are more than a warning. */
export const listFailedChecks = async (db: ReadDb, documentId: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('document_checks')
    .select('check_id')
    .where('document_id', '=', documentId)
    .where('verdict', '=', 'fail')
    .where('is_warning', '=', false)
    .orderBy('position')
    .execute()
  return rows.map(({ check_id }) => check_id)
}

export const listCorrections = (db: ReadDb, documentIds: readonly string[]): Promise<CorrectionRow[]> =>
  documentIds.length === 0
    ? Promise.resolve([])
    : db
      .selectFrom('document_corrections')
      .selectAll()
      .where('document_id', 'in', documentIds)
      .where('withdrawn_at', 'is', null)
      .orderBy('id')
      .execute()

export const listCheckOverrides = (db: ReadDb, documentId: string): Promise<CheckOverrideRow[]> =>
  db.selectFrom('check_overrides').selectAll().where('document_id', '=', documentId).orderBy('id').execute()

/** Writes what was found, in place of what was found before. */
export const saveFinding = async (
  db: WritableDb,
  row: Insertable<DocumentFindings>,
  checks: readonly Omit<Insertable<DocumentChecks>, 'document_id'>[],
): Promise<void> => {
  const { document_id: documentId, ...change } = row
  await db.insertInto('document_findings').values(row).onConflict((oc) => oc.column('document_id').doUpdateSet(change)).execute()
  await db.deleteFrom('document_checks').where('document_id', '=', documentId).execute()
  if (checks.length > 0)
    await db.insertInto('document_checks').values(checks.map((check) => ({ ...check, document_id: documentId }))).execute()
}

/** The newest correction of a field counts; the one before stays on record, withdrawn. */
export const saveCorrection = async (db: WritableDb, row: Omit<Insertable<DocumentCorrections>, 'id'>, now: Date): Promise<void> => {
  await withdrawCorrection(db, { documentId: row.document_id, field: row.field, nth: row.nth ?? 0 }, now)
  await db.insertInto('document_corrections').values({ ...row, id: newId('dcor', now) }).execute()
}

/** False where there was none. */
export const withdrawCorrection = async (
  db: WritableDb,
  { documentId, field, nth }: { documentId: string; field: string; nth: number },
  now: Date,
): Promise<boolean> => {
  const changed = await db
    .updateTable('document_corrections')
    .set({ withdrawn_at: now })
    .where('document_id', '=', documentId)
    .where('field', '=', field)
    .where('nth', '=', nth)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return Number(changed.numUpdatedRows) > 0
}

export const insertCheckOverrides = async (db: WritableDb, rows: readonly Omit<CheckOverrideRow, 'id'>[]): Promise<void> => {
  if (rows.length > 0)
    await db.insertInto('check_overrides').values(rows.map((row) => ({ ...row, id: newId('covr', row.overridden_at) }))).execute()
}

// ── the same piece at another merchant ──

const elsewhere = (rows: { id: string; merchant_id: string }[]): Elsewhere[] =>
  rows.map(({ id, merchant_id }) => ({ documentId: id, merchantId: merchant_id }))
const mostLinks = 5

/** The very bytes, sent by another merchant and not taken back. */
export const listSameFile = async (db: ReadDb, { sha256, merchantId }: { sha256: Buffer; merchantId: string }): Promise<Elsewhere[]> =>
  elsewhere(
    await db
      .selectFrom('documents')
      .select(['id', 'merchant_id'])
      .where('sha256', '=', sha256)
      .where('merchant_id', '<>', merchantId)
      .where('state', '<>', 'withdrawn')
      .orderBy('id')
      .limit(mostLinks)
      .execute(),
  )

/** The same kind and number of identity document. */
export const listSameNumber = async (db: ReadDb, { digest, merchantId }: { digest: Buffer; merchantId: string }): Promise<Elsewhere[]> =>
  elsewhere(
    await db
      .selectFrom('document_findings as f')
      .innerJoin('documents as d', 'd.id', 'f.document_id')
      .select(['d.id', 'd.merchant_id'])
      .where('f.number_digest', '=', digest)
      .where('d.merchant_id', '<>', merchantId)
      .where('d.state', '<>', 'withdrawn')
      .orderBy('d.id')
      .limit(mostLinks)
      .execute(),
  )

// ── what is due ──

export type DueChecks = { dossier_id: string; turn: number }

export const findDueChecks = (db: ReadDb, after: DueChecks | null, limit: number): Promise<DueChecks[]> =>
  db
    .selectFrom('checks_due')
    .select(['dossier_id', 'turn'])
    .$if(after !== null, (qb) => qb.where('dossier_id', '>', after!.dossier_id))
    .orderBy('dossier_id')
    .limit(limit)
    .execute()

/** Whether this dossier's pieces wait to be compared. */
export const isCheckDue = async (db: ReadDb, dossierId: string): Promise<boolean> =>
  (await db.selectFrom('checks_due').select('turn').where('dossier_id', '=', dossierId).executeTakeFirst()) !== undefined

/** Null when somebody else did them. */
export const lockDueChecks = async (db: WritableDb, dossierId: string): Promise<DueChecks | null> =>
  (await db.selectFrom('checks_due').select(['dossier_id', 'turn']).where('dossier_id', '=', dossierId).forUpdate().executeTakeFirst()) ??
    null

export const endDueChecks = async (db: WritableDb, { dossier_id: dossierId, turn }: DueChecks): Promise<void> => {
  await db.deleteFrom('checks_due').where('dossier_id', '=', dossierId).where('turn', '=', turn).execute()
}

export const askForChecks = async (db: WritableDb, dossierIds: readonly string[]): Promise<void> => {
  for (const id of [...new Set(dossierIds)].sort()) await sql`select ask_for_checks(${id})`.execute(db)
}

/** The dossiers in which these documents lie. */
export const listDossiersOf = async (db: ReadDb, documentIds: readonly string[]): Promise<string[]> =>
  documentIds.length === 0
    ? []
    : (await db.selectFrom('documents').select('dossier_id').distinct().where('id', 'in', documentIds).execute()).map(({ dossier_id }) =>
      dossier_id
    )

/** It is understood anew at the next check, although nothing was read again. */
export const forgetUnderstanding = async (db: WritableDb, documentId: string): Promise<void> => {
  await db.updateTable('document_findings').set({ understood_reading_at: null }).where('document_id', '=', documentId).execute()
}

/** What was read of a piece, by the program and by hand, is no longer kept. */
export const deleteFindings = async (db: WritableDb, documentId: string): Promise<void> => {
  await db.deleteFrom('document_findings').where('document_id', '=', documentId).execute()
  await db.deleteFrom('document_corrections').where('document_id', '=', documentId).execute()
}

/** Pieces with a code nobody could verify are understood anew: certificates came. Answers their dossiers. */
export const forgetUnverifiedSeals = async (db: WritableDb): Promise<string[]> => {
  const rows = await db
    .updateTable('document_findings')
    .set({ understood_reading_at: null })
    .where('seals', '<>', '[]')
    .returning('dossier_id')
    .execute()
  return [...new Set(rows.map(({ dossier_id }) => dossier_id))]
}
