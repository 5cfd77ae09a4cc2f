import { supersedeContract } from '#src/contracts/supersedeContract.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { JsonValue } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import type { FieldChange } from './changes.ts'
import type { DossierRow } from './facts.ts'
import { touchDossier } from './touchDossier.ts'

/**
 * What every edit of company, people or account leaves: its event with what was before and after, a new version, and, before the file is
 * sent, a contract to sign again: it said what no longer holds.
 */
export const noteEdit = async (tx: Tx, dossier: DossierRow, event: string, data: Record<string, JsonValue>, changes: FieldChange[]): Promise<void> => {
  const fields = changes.map(({ field }) => field)
  await record(tx, event, { subject: dossier.id, merchantId: dossier.merchant_id, data: { ...data, fields }, personal: { changes } })
  await touchDossier(tx, dossier.id)
  if (dossier.state === 'draft') await supersedeContract(tx, dossier.id)
}
