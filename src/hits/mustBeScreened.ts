import { conflict } from '#src/kernel/errors.ts'
import { isTrialHouse } from '#src/platform/letterhead.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { countUnsearched, hasFreezeList, listStanding, type Standing } from './hits.sql.ts'

const names = (all: readonly Standing[]): string => [...new Set(all.map(({ name }) => name))].slice(0, 3).join(', ')

/**
 * Nobody is let in who was not searched, or against whom something is open (SAN-01, SAN-05), or who is exposed and whom nobody of the executive has let in (PEP-04). 409: `screening_due`, `no_freeze_list`
 * (but in a trial), `hits_open` and `screening_listed` and `pep_unapproved`, each with the names.
 */
export const mustBeScreened = async (tx: Tx, dossierId: string): Promise<void> => {
  if (!isTrialHouse() && !(await hasFreezeList(tx.db))) throw conflict('no_freeze_list')
  if ((await countUnsearched(tx.db, dossierId)) > 0) throw conflict('screening_due')
  const standing = await listStanding(tx.db, dossierId)
  const open = standing.filter(({ state }) => state !== 'same')
  if (open.length > 0) throw conflict('hits_open', { names: names(open) })
  const listed = standing.filter(({ topic }) => topic === 'freeze' || topic === 'sanction')
  if (listed.length > 0) throw conflict('screening_listed', { names: names(listed) })
  const exposed = standing.filter(({ topic, isApproved }) => topic === 'pep' && !isApproved)
  if (exposed.length > 0) throw conflict('pep_unapproved', { names: names(exposed) })
}
