import { conflict } from '#src/kernel/errors.ts'
import { isTrialHouse } from '#src/platform/letterhead.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { countUnsearched, hasFreezeList, listStanding } from './hits.sql.ts'
import { obstacleOf } from './obstacle.ts'

/**
 * Nobody is let in who was not searched, or against whom something is open (SAN-01, SAN-05), or who is exposed and whom nobody of the
 * executive has let in (PEP-04). 409: `screening_due`, `no_freeze_list` (but in a trial), `hits_open` and `screening_listed` and
 * `pep_unapproved`, each with the names.
 */
export const mustBeScreened = async (tx: Tx, dossierId: string): Promise<void> => {
  if (!isTrialHouse() && !(await hasFreezeList(tx.db))) throw conflict('no_freeze_list')
  if ((await countUnsearched(tx.db, dossierId)) > 0) throw conflict('screening_due')
  const found = obstacleOf(await listStanding(tx.db, dossierId))
  if (found) throw conflict(found.code, { names: found.names })
}
