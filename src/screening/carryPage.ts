import { raiseHit } from '#src/hits/raiseHit.ts'
import { normalForm } from '#src/matching/normalForm.ts'
import type { NameIndex } from '#src/matching/nameIndex.ts'
import { prepareParty } from '#src/matching/party.ts'
import { searchKeys } from '#src/matching/searchKeys.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { plainNumber } from '#src/watchlists/watchlist.ts'
import type { ListStep } from './listSet.ts'
import { findOurs, listChanged, lockRun, mostWritten, noteProgress, type ChangedEntry, type Ours, type RunRow } from './runs.sql.ts'
import { thresholdsOf } from './screenSubject.ts'
import { askFor, scoreAsked, type Match } from './searchLists.ts'
import { addScores, dropScoresOf } from './searches.sql.ts'
import { bpsOf, keptFromBps, type Settings } from './settings.ts'
import { findSettings } from './settings.sql.ts'
import { isKindKnown } from './subject.ts'

/** Entries of one transaction. */
export const pageSize = 50
/** Questions at once: each holds a connection. */
const width = 2

type Pair = { ours: Ours; match: Match; scoreBps: number }
type Compared = { count: number; pairs: Pair[] }
/** A run, whose lists are being carried where, and whoever it carries by name where that is held in memory. */
export type Carrying = { run: RunRow; steps: readonly ListStep[]; names: NameIndex | null }

const compare = async (
  ctx: Ctx,
  { run, names }: Carrying,
  { entryId, editionId, listCode, party }: ChangedEntry,
  settings: Settings,
): Promise<Compared> => {
  const named = party.names.map(({ text }) => ({ form: normalForm(text), keys: searchKeys(text) })).filter(({ form }) => form !== '')
  const written = names && [...new Set(named.flatMap(({ form }) => names.nearest(form, mostWritten)))]
  const found = await findOurs(ctx.db, run.id, {
    forms: named.map(({ form }) => form),
    keys: named.map(({ keys }) => keys),
    numbers: [...new Set(party.identifiers.map(({ number }) => plainNumber(number)))].filter(({ length }) => length >= 4),
    written,
  })
  const listed = prepareParty(party)
  const pairs = found.map((ours): Pair => {
    const result = scoreAsked(askFor(ours.party, isKindKnown(ours.role)), listed, thresholdsOf(settings))
    return { ours, match: { entryId, editionId, listCode, listed: party, result }, scoreBps: bpsOf(result.score) }
  })
  return { count: found.length, pairs: pairs.filter(({ scoreBps }) => scoreBps >= keptFromBps) }
}

const compareAll = async (ctx: Ctx, carrying: Carrying, entries: readonly ChangedEntry[], settings: Settings): Promise<Compared> => {
  const done: Compared[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < entries.length) done.push(await compare(ctx, carrying, entries[next++]!, settings))
  }
  await Promise.all(Array.from({ length: width }, lane))
  return { count: done.reduce((sum, { count }) => sum + count, 0), pairs: done.flatMap(({ pairs }) => pairs) }
}

/** A page of what changed, against everybody whom the run carries; written with how far it has come, once. */
export const carryPage = async (ctx: Ctx, carrying: Carrying, cursor: string): Promise<{ cursor: string; count: number }> => {
  const { run, steps } = carrying
  const entries = await listChanged(ctx.db, steps, cursor, pageSize)
  if (entries.length === 0) return { cursor, count: 0 }
  const settings = { ...(await findSettings(ctx.db)), alertBps: run.alertBps }
  const { count, pairs } = await compareAll(ctx, carrying, entries, settings)
  const to = entries.at(-1)!.editionId
  await unit(ctx, async (tx) => {
    if ((await lockRun(tx.db, run.id))?.cursor !== cursor) return
    await dropScoresOf(tx.db, entries.map(({ entryId }) => entryId))
    await addScores(tx.db, pairs.map(({ ours, match: { entryId }, scoreBps }) => ({ versionId: ours.id, entryId, scoreBps })))
    let raised = 0
    for (const { ours, match, scoreBps } of pairs)
      if (scoreBps >= settings.alertBps && (await raiseHit(tx, ours, match, run.trigger, settings))) raised++
    await noteProgress(tx.db, run.id, { cursor: to, changed: entries.length, compared: count, raised })
  })
  return { cursor: to, count: entries.length }
}
