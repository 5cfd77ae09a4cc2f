import { merchantOf } from '#src/kernel/actor.ts'
import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { inspectFiles, receiveDocument, type Inspected, type SentFile } from '#src/documents/receiveDocument.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { noteAnswer } from '#src/requests/noteAnswer.ts'
import { openReview } from '#src/reviews/openReview.ts'
import { lockDossierOfMerchant } from './dossiers.sql.ts'
import { readDossier } from './readDossier.sql.ts'
import { openLines, wantedRenewals } from './wantedPieces.ts'

export type SentPieces = { requirementKey: string; files: readonly SentFile[] }

export const mostFilesOfLine = 12

const openLine = async (tx: Tx, dossierId: string, requirementKey: string) => {
  const file = await readDossier(tx.db, dossierId)
  const line = openLines(file).find(({ requirement }) => requirement.key === requirementKey)
  if (line) return { ...line, isRenewal: wantedRenewals(file).some((one) => one.requirementKey === requirementKey) }
  // A line of the list that is closed now is a lost race; one that is on no list of his is nobody's.
  if (file.checklist.some(({ requirement }) => requirement.key === requirementKey)) throw conflict('piece_not_expected')
  throw notFound()
}

const keepAll = async (
  tx: Tx,
  { merchantId, requirementKey }: { merchantId: string; requirementKey: string },
  files: readonly Inspected[],
): Promise<void> => {
  const { id: dossierId } = await lockDossierOfMerchant(tx.db, merchantId)
  const { requirement, documents, isRenewal } = await openLine(tx, dossierId, requirementKey)
  if (documents.length + files.length > mostFilesOfLine) throw invalid({ file: 'dossiers:pieces.problem.too_many' })
  let documentId = ''
  for (const file of files) {
    const sent = { merchantId, dossierId, requirementKey, kind: requirement.kind, personId: requirement.personId ?? null, ...file }
    documentId = (await receiveDocument(tx, sent)).id
  }
  await noteAnswer(tx, { dossierId, requirementKey, documentId })
  // no request asked for it: what expires soon was renewed before, and is ours to judge
  if (isRenewal) await openReview(tx, { dossierId, merchantId, kind: 'answered_request' })
}

/** Pieces for one line of the list, all of them or none; what a request asked for is noted as answered in the same stroke. */
export const sendPieces = async (ctx: Ctx, { requirementKey, files }: SentPieces): Promise<{ count: number }> => {
  const merchantId = merchantOf(ctx.actor)
  if (!merchantId) throw notFound()
  if (files.length === 0) throw invalid({ file: 'dossiers:pieces.problem.no_file' })
  if (files.length > mostFilesOfLine) throw invalid({ file: 'dossiers:pieces.problem.too_many' })
  const inspected = await inspectFiles(files)
  await unit(ctx, (tx) => keepAll(tx, { merchantId, requirementKey }, inspected))
  return { count: files.length }
}
