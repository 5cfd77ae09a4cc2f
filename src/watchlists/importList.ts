import { forbidden, notFound, Refusal } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { WatchlistOrigin } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import { readList, type ListFile } from './readList.ts'
import { countNoted, publishEntries, type Published } from './publishEntries.ts'
import { faultOf, refusedFile, type Fault, type ListCode, type ReadList } from './watchlist.ts'
import { findCurrent, findLastTry, findWatchlist, insertVersion, lastNumber, lockWatchlist, supersedeCurrent, updateWatchlist, type ListRow,
  type VersionRow } from './watchlists.sql.ts'

export type ImportFacts = {
  list: string
  files: readonly ListFile[]
  origin: WatchlistOrigin
  /** Takes a file though it is small, older or the same, in the person's own words. */
  force?: string | null
  etag?: string | null
  /** Who handed it in, where a job reads it for him. */
  orderedBy?: string | null
  /** Hears how many entries were read, before they are written. */
  onRead?: (entries: number) => Promise<void>
}
export type Imported =
  | ({
    outcome: 'imported'
    list: ListCode
    versionId: string
    number: number
    publishedOn: string | null
    entries: number
    names: number
    noted: Record<string, number>
  } & Published)
  | { outcome: 'unchanged'; list: ListCode; versionId: string; number: number }
  | { outcome: 'refused'; list: ListCode; versionId: string; fault: Fault; details: Record<string, string | number> }

/** Of what was left out or cut, so many are kept by name. */
const keptNotes = 200

/** Of one file: its own SHA-256, as anybody can work it out; of several, that of all in the order of their names. */
const hashOf = (files: readonly ListFile[]): Buffer =>
  sha256(Buffer.concat(files.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ bytes }) => bytes)))

type Facts = ImportFacts & { list: ListCode; hash: Buffer; byteCount: number; force: string | null }

const by = (
  { actor }: Tx,
  { orderedBy }: Pick<Facts, 'orderedBy'>,
) => (orderedBy ? { imported_by_kind: 'staff', imported_by: orderedBy } : { imported_by_kind: actor.kind, imported_by: actor.id })

const ordered = ({ orderedBy }: Pick<Facts, 'orderedBy'>): Record<string, string> => (orderedBy ? { orderedBy } : {})

const mustManage = ({ actor }: Ctx): void => {
  if (actor.kind === 'staff' && !isAllowed(actor.roles, 'watchlists.manage')) throw forbidden()
  if (actor.kind !== 'staff' && actor.kind !== 'system') throw forbidden()
}

/**
 * Too few of those in force: a publisher that strikes off a tenth at once is rarer than a file that was cut. Older than the one in force:
 * handed in by mistake.
 */
const mustBePlausible = ({ entries, publishedOn }: ReadList, list: ListRow, current: VersionRow | null): void => {
  if (!current) return
  const least = Math.ceil(((current.entry_count ?? 0) * list.least_percent) / 100)
  if (entries.length < least) throw refusedFile('too_small', { entries: entries.length, least, current: current.entry_count ?? 0 })
  if (publishedOn && current.published_on && publishedOn < current.published_on)
    throw refusedFile('older', { on: publishedOn, current: current.published_on })
}

const noteUnchanged = async (tx: Tx, { list, etag }: Facts, current: VersionRow): Promise<Imported> => {
  await updateWatchlist(tx.db, list, { checked_at: tx.now, ...(etag === undefined ? {} : { fetch_etag: etag }) })
  return { outcome: 'unchanged', list, versionId: current.id, number: current.number! }
}

const isSame = (hash: Buffer, row: VersionRow | null): row is VersionRow => row !== null && row.sha256.equals(hash)

type Refused = Pick<Facts, 'list' | 'hash' | 'byteCount' | 'origin' | 'orderedBy'>

/** The same file refused twice is one refusal: a job that fetches it every few hours tells nothing new. */
const noteRefusal = (ctx: Ctx, facts: Refused, fault: Fault, details: Record<string, string | number>): Promise<Imported> =>
  unit(ctx, async (tx) => {
    await lockWatchlist(tx.db, facts.list)
    const last = await findLastTry(tx.db, facts.list)
    const failed = { failed_at: tx.now, failure: fault }
    if (isSame(facts.hash, last) && last.state === 'refused' && last.fault === fault) {
      await updateWatchlist(tx.db, facts.list, failed)
      return { outcome: 'refused', list: facts.list, versionId: last.id, fault, details }
    }
    const id = newId('wlvr', tx.now)
    await insertVersion(tx.db, {
      id,
      list_code: facts.list,
      state: 'refused',
      origin: facts.origin,
      sha256: facts.hash,
      byte_count: facts.byteCount,
      imported_at: tx.now,
      ...by(tx, facts),
      fault,
      fault_details: JSON.stringify(details),
    })
    await updateWatchlist(tx.db, facts.list, failed)
    await record(tx, 'watchlist.refused', { subject: id, data: { list: facts.list, fault, origin: facts.origin, ...ordered(facts) } })
    return { outcome: 'refused', list: facts.list, versionId: id, fault, details }
  })

const publish = async (tx: Tx, facts: Facts, read: ReadList): Promise<Imported> => {
  const list = (await lockWatchlist(tx.db, facts.list))!
  const current = await findCurrent(tx.db, facts.list)
  if (facts.force === null && isSame(facts.hash, current)) return noteUnchanged(tx, facts, current)
  if (facts.force === null) mustBePlausible(read, list, current)
  const [id, number] = [newId('wlvr', tx.now), (await lastNumber(tx.db, facts.list)) + 1]
  const [names, noted] = [read.entries.reduce((sum, entry) => sum + entry.names.length, 0), countNoted(read.noted)]
  await supersedeCurrent(tx.db, facts.list)
  const { counts, write } = await publishEntries(tx, facts.list, number, read.entries)
  await insertVersion(tx.db, {
    id,
    list_code: facts.list,
    state: 'current',
    number,
    origin: facts.origin,
    format: read.format,
    published_on: read.publishedOn,
    sha256: facts.hash,
    byte_count: facts.byteCount,
    entry_count: read.entries.length,
    name_count: names,
    added_count: counts.added,
    changed_count: counts.changed,
    removed_count: counts.removed,
    unchanged_count: counts.unchanged,
    noted_counts: JSON.stringify(noted),
    noted: JSON.stringify(read.noted.slice(0, keptNotes)),
    imported_at: tx.now,
    ...by(tx, facts),
    forced_reason: facts.force,
  })
  await write(id)
  await updateWatchlist(tx.db, facts.list, { checked_at: tx.now, failed_at: null, failure: null, fetch_etag: facts.etag ?? null })
  await record(tx, 'watchlist.imported', {
    subject: id,
    data: {
      list: facts.list,
      number,
      origin: facts.origin,
      isForced: facts.force !== null,
      entries: read.entries.length,
      ...counts,
      ...ordered(facts),
    },
  })
  return {
    outcome: 'imported',
    list: facts.list,
    versionId: id,
    number,
    publishedOn: read.publishedOn,
    entries: read.entries.length,
    names,
    noted,
    ...counts,
  }
}

const take = async (ctx: Ctx, facts: Facts, list: ListRow): Promise<Imported> => {
  const current = await findCurrent(ctx.db, facts.list)
  if (facts.force === null && isSame(facts.hash, current)) return unit(ctx, (tx) => noteUnchanged(tx, facts, current))
  const read = readList(facts.files, list)
  await facts.onRead?.(read.entries.length)
  return unit(ctx, (tx) => publish(tx, facts, read))
}

/**
 * Takes in one publication of a list, whole or not at all: until its one transaction ends, everybody reads the version before. The same
 * file again changes nothing. What cannot be believed is kept as a refusal, with its reason, and the version in force stays; a person may
 * force what is small, older or the same, with a reason of his own. 403; 404 for no list of ours.
 */
export const importList = async (
  ctx: Ctx,
  { list: code, files, origin, force, etag, orderedBy, onRead }: ImportFacts,
): Promise<Imported> => {
  mustManage(ctx)
  const list = await findWatchlist(ctx.db, code)
  if (!list) throw notFound()
  const facts: Facts = {
    list: list.code,
    files,
    origin,
    hash: hashOf(files),
    byteCount: files.reduce((sum, { bytes }) => sum + bytes.length, 0),
    force: force?.trim().slice(0, 500) || null,
    ...(etag === undefined ? {} : { etag }),
    ...(orderedBy ? { orderedBy } : {}),
    ...(onRead ? { onRead } : {}),
  }
  try {
    return await take(ctx, facts, list)
  } catch (error) {
    const fault = faultOf(error)
    if (!fault) throw error
    return noteRefusal(ctx, facts, fault, (error as Refusal).details)
  }
}

/** No file came at all. */
export const refuseList = (
  ctx: Ctx,
  list: ListCode,
  origin: WatchlistOrigin,
  fault: Fault,
  details: Record<string, string | number>,
): Promise<Imported> => noteRefusal(ctx, { list, origin, hash: sha256(Buffer.alloc(0)), byteCount: 0 }, fault, details)
