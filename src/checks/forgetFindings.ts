import type { DocumentRow } from '#src/documents/documents.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { askForChecks, deleteFindings, findFinding, listDossiersOf, listSameFile, listSameNumber } from './checks.sql.ts'

/**
 * A piece was taken back: names, numbers and dates that were read of it go with it, and other merchants' pieces that were said to be the
 * same are compared anew. The caller holds the dossier's lock and leaves the event.
 */
export const forgetFindings = async (tx: Tx, { id, merchant_id: merchantId, sha256 }: DocumentRow): Promise<void> => {
  const digest = (await findFinding(tx.db, id))?.number_digest
  const others = [
    ...(await listSameFile(tx.db, { sha256, merchantId })),
    ...(digest ? await listSameNumber(tx.db, { digest, merchantId }) : []),
  ]
  await deleteFindings(tx.db, id)
  await askForChecks(tx.db, await listDossiersOf(tx.db, others.map(({ documentId }) => documentId)))
}
