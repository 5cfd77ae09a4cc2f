import { merchantOf } from '#src/kernel/actor.ts'
import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { receiveDocument } from '#src/documents/receiveDocument.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { noteAnswer } from '#src/requests/noteAnswer.ts'
import { lockDossierOfMerchant } from './dossiers.sql.ts'
import { readDossier } from './readDossier.sql.ts'
import { openLines } from './wantedPieces.ts'

export type SentPieces = { requirementKey: string; files: readonly { fileName: string; bytes: Buffer }[] }

export const mostFilesOfLine = 12

const openLine = async (tx: Tx, dossierId: string, requirementKey: string) => {
  const file = await readDossier(tx.db, dossierId)
  const line = openLines(file).find(({ requirement }) => requirement.key === requirementKey)
  if (line) return line
  // A line of the list that is closed now is a lost race; one that is on no list of his is nobody's.
  if (file.checklist.some(({ requirement }) => requirement.key === requirementKey)) throw conflict('piece_not_expected')
  throw notFound()
}

/** Pieces for one line of the list, all of them or none; what a request asked for is noted as answered in the same stroke. */
export const sendPieces = (ctx: Ctx, { requirementKey, files }: SentPieces): Promise<{ count: number }> =>
  unit(ctx, async (tx) => {
    const merchantId = merchantOf(tx.actor)
    if (!merchantId) throw notFound()
    const { id: dossierId } = await lockDossierOfMerchant(tx.db, merchantId)
    const { requirement, documents } = await openLine(tx, dossierId, requirementKey)
    if (files.length === 0) throw invalid({ file: 'dossiers:pieces.problem.no_file' })
    if (documents.length + files.length > mostFilesOfLine) throw invalid({ file: 'dossiers:pieces.problem.too_many' })
    let documentId = ''
    for (const file of files) {
      const sent = { merchantId, dossierId, requirementKey, kind: requirement.kind, personId: requirement.personId ?? null, ...file }
      documentId = (await receiveDocument(tx, sent)).id
    }
    await noteAnswer(tx, { dossierId, requirementKey, documentId })
    return { count: files.length }
  })
