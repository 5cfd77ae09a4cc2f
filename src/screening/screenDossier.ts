import { system } from '#src/kernel/actor.ts'
import { engineVersion } from '#src/matching/thresholds.ts'
import { actingAs, unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { Settings } from './settings.ts'
import { findSetByHash, readSet } from './searches.sql.ts'
import { findSettings } from './settings.sql.ts'
import { screenSubject, type Searched } from './screenSubject.ts'
import type { ScreeningTrigger } from './subject.ts'
import type { Current } from './subjects.sql.ts'
import { syncSubjects } from './syncSubjects.ts'

/** Whether he stands at these lists, this engine and this threshold: another search would say the same. */
const isUpToDate = (subject: Current, setId: number | null, { alertBps }: Settings): boolean =>
  subject.setId !== null && subject.setId === setId && subject.engine === engineVersion && subject.alertBps === alertBps

const triggerFor = ({ number, searchedAt }: Current, said: ScreeningTrigger | null): ScreeningTrigger =>
  said ?? (searchedAt !== null ? 'list' : number === 1 ? 'entry' : 'change')

const sum = (all: readonly Searched[], of: keyof Searched): number => all.reduce((total, one) => total + one[of], 0)

/** Of no merchant's own history, which support reads as well: that a search found something is for whoever may screen. */
const noteScreened = (tx: Tx, dossierId: string, people: number, done: readonly Searched[]): Promise<void> =>
  record(tx, 'dossier.screened', {
    subject: dossierId,
    data: { people, searched: done.length, raised: sum(done, 'raised'), opened: sum(done, 'opened') },
  })

/**
 * Everybody of a file searched who is not up to date, by the system in its own name. Answers how many were. `trigger` null: as it stands
 * with each of them.
 */
export const screenDossier = async (said: Tx, dossierId: string, trigger: ScreeningTrigger | null): Promise<number> => {
  const tx = actingAs(said, system('screening'))
  const { subjects, isChanged } = await syncSubjects(tx, dossierId)
  const settings = await findSettings(tx.db)
  const set = await findSetByHash(tx.db, (await readSet(tx.db)).hash)
  const done: Searched[] = []
  for (const one of subjects)
    if (!isUpToDate(one, set?.id ?? null, settings)) done.push(await screenSubject(tx, one, triggerFor(one, trigger), settings))
  if (isChanged || done.length > 0) await noteScreened(tx, dossierId, subjects.length, done)
  return done.length
}

/**
 * Before a decision on a file: whoever is in it is searched against the lists of this very moment, and what is found stays, whatever comes
 * of the decision.
 */
export const screenBeforeDecision = (ctx: Ctx, dossierId: string): Promise<number> =>
  unit(ctx, (tx) => screenDossier(tx, dossierId, 'decision'))
