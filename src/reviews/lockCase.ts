import { conflict } from '#src/kernel/errors.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { readDossier, type DossierFile } from '#src/dossiers/readDossier.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'

/**
 * The whole file, its dossier locked: nobody decides or edits meanwhile. `version`: what the person had before him; 409
 * `dossier_changed` when it is no longer that.
 */
export const lockCase = async (tx: Tx, dossierId: string, version?: number): Promise<DossierFile> => {
  const dossier = await lockDossier(tx.db, dossierId)
  if (version !== undefined && dossier.version !== version) throw conflict('dossier_changed')
  return readDossier(tx.db, dossierId)
}
