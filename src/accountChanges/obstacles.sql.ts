import { listFailedChecks, isCheckDue } from '#src/checks/checks.sql.ts'
import { findDocument } from '#src/documents/documents.sql.ts'
import { countUnsearched, hasFreezeList, listStanding } from '#src/hits/hits.sql.ts'
import { obstacleOf } from '#src/hits/obstacle.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { isTrialHouse } from '#src/platform/letterhead.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { Obstacle } from './accountChange.ts'
import { listSharedWith, type AccountChangeRow } from './accountChanges.sql.ts'

/**
 * The file of a merchant is screened as a whole: the holder may stand in it under another name. One word for all of it, since not everybody
 * who decides here may read screening.
 */
const isScreeningOpen = async (db: ReadDb, dossierId: string): Promise<boolean> =>
  (!isTrialHouse() && !(await hasFreezeList(db))) || (await countUnsearched(db, dossierId)) > 0 ||
  obstacleOf(await listStanding(db, dossierId)) !== null

/** A piece that nothing could be read of is looked at by eye; one that is being read is waited for. */
const isUnread = async (db: ReadDb, { document_id: documentId, dossier_id: dossierId }: AccountChangeRow): Promise<boolean> => {
  const state = (await findDocument(db, documentId))?.reading_state
  return state === 'waiting' || state === 'reading' || (state === 'read' && (await isCheckDue(db, dossierId)))
}

/** The first thing that stands in the way of accepting this change; null: nothing does. */
export const findObstacle = async (db: ReadDb, change: AccountChangeRow): Promise<Obstacle | null> => {
  if ((await findMerchant(db, change.merchant_id))?.state !== 'validated') return 'merchant_not_validated'
  if (await isUnread(db, change)) return 'rib_unread'
  return (await isScreeningOpen(db, change.dossier_id)) ? 'holder_not_screened' : null
}

/**
 * Against a failed check, over a piece that nobody could read, or where another merchant has the account, it is accepted with the reason in
 * words.
 */
export const hasDoubt = async (db: ReadDb, change: AccountChangeRow): Promise<boolean> => {
  const failed = await listFailedChecks(db, change.document_id)
  const isReadFailed = (await findDocument(db, change.document_id))?.reading_state === 'failed'
  return failed.length > 0 || isReadFailed || (await listSharedWith(db, { iban: change.iban, merchantId: change.merchant_id })).length > 0
}
