import { listPeople, type DossierRow } from '#src/dossiers/dossiers.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { listMeasures } from './identification.sql.ts'
import { dropMeasure } from './noteMeasure.ts'

/**
 * The merchant made another person of him (`isAnotherPerson`): whatever identified the one he was says nothing of who he now is. The caller
 * holds the dossier's lock and raises its version.
 */
export const forgetIdentification = async (tx: Tx, dossier: DossierRow, personId: string): Promise<void> => {
  const person = (await listPeople(tx.db, dossier.id)).find(({ id }) => id === personId)
  if (!person) return
  const measures = (await listMeasures(tx.db, dossier.id)).filter(({ person_id }) => person_id === personId)
  for (const measure of measures) await dropMeasure(tx, { dossier, person }, measure)
}
