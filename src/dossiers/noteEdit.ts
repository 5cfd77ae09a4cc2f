import { supersedeContract } from '#src/contracts/supersedeContract.ts'
import { ring } from '#src/platform/bell.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { JsonValue } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import { reopenDocuments } from '#src/documents/reopenDocuments.ts'
import type { FieldChange } from './changes.ts'
import type { DossierRow } from './facts.ts'
import { isProofOf, type Edited } from './provenBy.ts'
import { touchDossier } from './touchDossier.ts'

export type Edit = { event: string; edited: Edited; data?: Record<string, JsonValue>; changes: FieldChange[] }

/**
 * What every edit of company, people or account leaves: its event with what was before and after, a new version, a contract to sign again,
 * for it said what no longer holds, and accepted pieces that prove what was edited to be judged again.
 */
export const noteEdit = async (tx: Tx, dossier: DossierRow, { event, edited, data = {}, changes }: Edit): Promise<void> => {
  const fields = changes.map(({ field }) => field)
  await record(tx, event, { subject: dossier.id, merchantId: dossier.merchant_id, data: { ...data, fields }, personal: { changes } })
  await touchDossier(tx, dossier.id)
  // Its pieces are to be compared with what the file now says; the rows are marked by the database itself.
  tx.afterCommit(() => ring('check-documents'))
  await reopenDocuments(tx, dossier.id, (piece) => isProofOf(piece, edited))
  await supersedeContract(tx, dossier.id)
}
