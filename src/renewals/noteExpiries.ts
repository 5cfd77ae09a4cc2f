import { parisDay, type Day } from '#src/kernel/calendar.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { nextNoticeOn, rulingPieces, type DatedPiece } from './expiry.ts'
import { forgetNotices, listExpiries, saveExpiry, updateExpiry, type ExpiryRow } from './expiries.sql.ts'

/** The pieces of a dossier, all of them, each with the last day it holds (rules.md §1.4); null where it holds for ever, or was not read. */
export type DatedPieces = { dossierId: string; merchantId: string; pieces: readonly DatedPiece[] }

/** Said already; what is asked for stays so unless the date itself was put right. */
const isKnown = (row: ExpiryRow | undefined, expiresOn: Day): boolean =>
  row !== undefined && row.expires_on === expiresOn && row.state !== 'replaced'

const noteRuling = async (
  tx: Tx,
  { dossierId, merchantId }: DatedPieces,
  piece: DatedPiece & { expiresOn: Day },
  row: ExpiryRow | undefined,
): Promise<void> => {
  const { documentId, requirementKey, expiresOn } = piece
  if (isKnown(row, expiresOn)) return
  if (row) await forgetNotices(tx.db, documentId)
  await saveExpiry(tx.db, {
    document_id: documentId,
    dossier_id: dossierId,
    merchant_id: merchantId,
    requirement_key: requirementKey,
    expires_on: expiresOn,
    state: 'running',
    next_notice_on: nextNoticeOn(expiresOn, null, parisDay(tx.now)),
    request_id: null,
  })
  await record(tx, 'document.expiry_noted', {
    subject: documentId,
    merchantId,
    data: { dossierId, requirementKey, expiresOn, before: row?.expires_on ?? null },
  })
}

/** The piece counts no longer for its line: another holds longer, or it is accepted no more. Nothing is written about it again. */
export const replaceExpiry = async (tx: Tx, row: ExpiryRow): Promise<void> => {
  const { document_id, dossier_id: dossierId, merchant_id: merchantId, requirement_key: requirementKey, state: from } = row
  await updateExpiry(tx.db, document_id, { state: 'replaced', next_notice_on: null })
  await record(tx, 'document.expiry_replaced', { subject: document_id, merchantId, data: { dossierId, requirementKey, from } })
}

/**
 * A line that a request asks for stays asked until a piece of it is accepted: asking is what took the old piece out of the count. A piece
 * that nobody speaks of (it is being read again) is left as it is.
 */
const isReplaced = (row: ExpiryRow, pieces: readonly DatedPiece[], ruling: readonly DatedPiece[]): boolean => {
  if (row.state === 'replaced' || ruling.some(({ documentId }) => documentId === row.document_id)) return false
  const isOutlived = ruling.some(({ requirementKey }) => requirementKey === row.requirement_key)
  const ofLine = pieces.filter(({ requirementKey }) => requirementKey === row.requirement_key)
  if (row.state === 'asked')
    return isOutlived || ofLine.some(({ state, documentId }) => state === 'accepted' && documentId !== row.document_id)
  return isOutlived || ofLine.some(({ documentId }) => documentId === row.document_id)
}

/**
 * Keeps when the accepted pieces of a dossier expire, whenever they were checked: of each line the longest rules, what it outlives is
 * replaced. Leaves an event only where something changed. The caller holds the dossier's lock.
 */
export const noteExpiries = async (tx: Tx, dated: DatedPieces): Promise<void> => {
  const rows = await listExpiries(tx.db, dated.dossierId)
  const ruling = rulingPieces(dated.pieces)
  for (const piece of ruling) await noteRuling(tx, dated, piece, rows.find(({ document_id }) => document_id === piece.documentId))
  for (const row of rows) if (isReplaced(row, dated.pieces, ruling)) await replaceExpiry(tx, row)
}
