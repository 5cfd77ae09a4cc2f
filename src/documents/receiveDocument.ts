import { invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { touchPieces } from '#src/dossiers/touchDossier.ts'
import { ring } from '#src/platform/bell.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { personKeyFor } from '#src/platform/person-keys.ts'
import { record } from '#src/platform/record.ts'
import { putFile, removeFile } from '#src/platform/storage.ts'
import { insertDocument, isDocumentKept } from './documents.sql.ts'
import { inspectFile, type InspectedFile } from './inspectFile.ts'
import { supersedeDocuments } from './supersedeDocuments.ts'

export type SentFile = { fileName: string; bytes: Buffer }
export type Inspected = { bytes: Buffer; file: InspectedFile }

/** Looks at the bytes, before any lock is taken: opening a file may take seconds. 422 naming what is wrong with the `file`. */
export const inspectFiles = async (files: readonly SentFile[]): Promise<Inspected[]> => {
  const inspected: Inspected[] = []
  for (const { bytes, fileName } of files) inspected.push({ bytes, file: await inspectFile(bytes, fileName) })
  return inspected
}

export type NewDocument = Inspected & {
  merchantId: string
  dossierId: string
  /** The line of the checklist it answers. */
  requirementKey: string
  kind: string
  personId: string | null
}

/** The file stands before the row commits; when nothing is kept it goes, but never while a row still names it. */
const sealFile = async (tx: Tx, id: string, key: Buffer, bytes: Buffer): Promise<void> => {
  tx.onRollback(async (db) => {
    if (!(await isDocumentKept(db, id))) await removeFile(id)
  })
  await putFile(id, key, bytes)
}

/** A person's piece lies under his own key; the company's under the merchant's. Throws 404 where that was destroyed. */
const keyFor = async (tx: Tx, { merchantId, dossierId, personId }: NewDocument): Promise<{ id: string | null; key: Buffer }> => {
  const key = await findMerchantKey(tx.db, merchantId)
  if (!key) throw notFound()
  return personId ? personKeyFor(tx, { subject: personId, within: dossierId, merchantId }) : { id: null, key }
}

const rowOf = (tx: Tx, id: string, keyId: string | null, { file, ...input }: NewDocument) => ({
  id,
  merchant_id: input.merchantId,
  dossier_id: input.dossierId,
  requirement_key: input.requirementKey,
  kind: input.kind,
  person_id: input.personId,
  file_name: file.fileName,
  type: file.type,
  mime: file.mime,
  byte_count: file.byteCount,
  sha256: Buffer.from(file.sha256, 'hex'),
  page_count: file.pageCount,
  storage_key: id,
  key_id: keyId,
  warnings: file.warnings,
  uploaded_by: tx.actor.id,
  uploaded_at: tx.now,
})

/**
 * Takes in a piece that was looked at: seals and keeps the file, writes the row. The very file sent before is 422
 * `documents:file.same_as_before`.
 */
export const receiveDocument = async (tx: Tx, input: NewDocument): Promise<{ id: string }> => {
  const { file } = input
  const dossier = await lockDossier(tx.db, input.dossierId)
  if (dossier.merchant_id !== input.merchantId) throw notFound()
  const id = newId('docu', tx.now)
  const own = await keyFor(tx, input)
  if (!(await insertDocument(tx.db, rowOf(tx, id, own.id, input)))) throw invalid({ file: 'documents:file.same_as_before' })
  await sealFile(tx, id, own.key, input.bytes)
  // A refused piece makes room for its successor; pieces still unjudged stay (both sides of a card are two files).
  await supersedeDocuments(tx, input.dossierId, input.requirementKey, ['refused'])
  const { requirementKey, kind, personId, dossierId } = input
  const data = {
    dossierId,
    requirementKey,
    kind,
    personId,
    type: file.type,
    byteCount: file.byteCount,
    pageCount: file.pageCount,
    warnings: [...file.warnings],
  }
  await record(tx, 'document.received', {
    subject: id,
    merchantId: input.merchantId,
    data,
    personal: { fileName: file.fileName, sha256: file.sha256 },
  })
  await touchPieces(tx, dossierId)
  tx.afterCommit(() => ring('read-documents'))
  return { id }
}
