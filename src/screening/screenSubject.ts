import { engineVersion, type Thresholds } from '#src/matching/thresholds.ts'
import { unavailable } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { raiseHit } from '#src/hits/raiseHit.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { PinnedSet } from './listSet.ts'
import { searchLists, type Found } from './searchLists.ts'
import { insertSearch, keepSet, keepStand, readSet } from './searches.sql.ts'
import { bpsOf, keptFromBps, type Settings } from './settings.ts'
import { isKindKnown, type ScreeningTrigger } from './subject.ts'
import type { Current } from './subjects.sql.ts'

export type Searched = { searched: number; raised: number; opened: number }

const mostTries = 4
const mostKept = 100

export const thresholdsOf = ({ alertBps, urgentBps }: Settings): Thresholds => ({ alert: alertBps / 10_000, urgent: urgentBps / 10_000 })

/** Searched against one state of the lists: where a version was published in the middle, once more. */
const searchPinned = async (tx: Tx, subject: Current, settings: Settings): Promise<{ set: PinnedSet; found: Found }> => {
  for (let tries = 0; tries < mostTries; tries++) {
    const before = await readSet(tx.db)
    const found = await searchLists(tx.db, subject.party, { isKindKnown: isKindKnown(subject.role), thresholds: thresholdsOf(settings) })
    if ((await readSet(tx.db)).hash.equals(before.hash)) return { set: before, found }
  }
  throw unavailable('lists_are_changing')
}

/**
 * One search of one subject against every list: kept whatever it finds. What reaches the threshold becomes a hit, unless it was judged and
 * nothing that mattered has changed.
 */
export const screenSubject = async (tx: Tx, subject: Current, trigger: ScreeningTrigger, settings: Settings): Promise<Searched> => {
  const { set, found } = await searchPinned(tx, subject, settings)
  const setId = await keepSet(tx.db, set, tx.now)
  const scored = found.matches.map((match) => ({ match, scoreBps: bpsOf(match.result.score) }))
  const raised = scored.filter(({ scoreBps }) => scoreBps >= settings.alertBps)
  const stand = { at: tx.now, setId, engine: engineVersion, alertBps: settings.alertBps }
  await keepStand(
    tx.db,
    subject.id,
    stand,
    scored.filter(({ scoreBps }) => scoreBps >= keptFromBps).slice(0, mostKept).map(({ match: { entryId }, scoreBps }) => ({
      entryId,
      scoreBps,
    })),
  )
  let openedCount = 0
  for (const { match } of raised) if (await raiseHit(tx, subject, match, trigger, settings)) openedCount++
  await insertSearch(tx.db, {
    id: newId('srch', tx.now),
    subjectId: subject.subjectId,
    versionId: subject.id,
    merchantId: subject.merchantId,
    trigger,
    ...stand,
    urgentBps: settings.urgentBps,
    candidateCount: found.candidateCount,
    bestBps: scored[0]?.scoreBps ?? 0,
    raisedCount: raised.length,
    openedCount,
  })
  return { searched: 1, raised: raised.length, opened: openedCount }
}
