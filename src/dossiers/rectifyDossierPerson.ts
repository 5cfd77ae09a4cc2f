import { notFound } from '#src/kernel/errors.ts'
import { ring } from '#src/platform/bell.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { changePersonRow, findPerson, lockDossier } from './dossiers.sql.ts'
import { touchDossier } from './touchDossier.ts'

type Field = 'given_names' | 'family_name' | 'usage_name' | 'birth_date' | 'birth_place' | 'address'
const isField = (field: string): field is Field =>
  ['given_names', 'family_name', 'usage_name', 'birth_date', 'birth_place', 'address'].includes(field)

/**
 * What is said of a person, put right at his own request: decided files and signed contracts stay as they were, his pieces are compared
 * anew with what is said now.
 */
export const rectifyDossierPerson = async (tx: Tx, id: string, field: string, value: string): Promise<void> => {
  const person = await findPerson(tx.db, id)
  if (!person || !isField(field)) throw notFound()
  const dossier = await lockDossier(tx.db, person.dossier_id)
  await changePersonRow(tx.db, id, field === 'birth_date' ? { birth_date: value || null } : { [field]: value })
  await record(tx, 'dossier.person_rectified', {
    subject: dossier.id,
    merchantId: dossier.merchant_id,
    data: { personId: id, fields: [field] },
    personal: { changes: [{ field, before: person[field] ?? '', after: value }] },
  })
  await touchDossier(tx, dossier.id)
  tx.afterCommit(() => ring('check-documents'))
}
