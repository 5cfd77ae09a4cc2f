import { supersedeDocuments } from '#src/documents/supersedeDocuments.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { RequestOrigin } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import { openRequest } from '#src/requests/openRequest.ts'
import { listExpiries, updateExpiry, type ExpiryRow } from './expiries.sql.ts'

/** A request asks for its successor: nothing more is written about this piece. */
export const markAsked = async (tx: Tx, row: ExpiryRow, requestId: string): Promise<void> => {
  const { document_id: id, dossier_id: dossierId, merchant_id: merchantId, requirement_key: requirementKey, expires_on: expiresOn } = row
  await updateExpiry(tx.db, id, { state: 'asked', next_notice_on: null, request_id: requestId })
  await record(tx, 'document.expiry_asked', { subject: id, merchantId, data: { dossierId, requirementKey, expiresOn, requestId } })
}

type Asking = { lines: DossierFile['checklist']; origin: Exclude<RequestOrigin, 'analyst'>; reason: 'expired' | 'to_renew' }

/**
 * A request that opens by itself: the usual letter and its 30 days (rules.md §1.4 "Reminder cadence"). What was accepted counts no longer
 * once it is asked for anew, as when a person asks. The caller holds the dossier's lock and knows that no request is out.
 */
export const askAnew = async (
  tx: Tx,
  { dossier: { id: dossierId, merchant_id: merchantId } }: DossierFile,
  { lines, origin, reason }: Asking,
): Promise<string> => {
  const keys = new Set(lines.map(({ requirement }) => requirement.key))
  for (const key of keys) await supersedeDocuments(tx, dossierId, key, ['accepted'])
  const items = lines.map(({ requirement: { key, kind, personId } }) => ({
    requirementKey: key,
    kind,
    personId: personId ?? null,
    reason,
    note: '',
  }))
  const { id } = await openRequest(tx, { dossierId, merchantId, purpose: 'refresh', origin, items, message: '' })
  const rows = await listExpiries(tx.db, dossierId)
  for (const row of rows)
    if (keys.has(row.requirement_key) && (row.state === 'running' || row.state === 'dormant')) await markAsked(tx, row, id)
  return id
}
