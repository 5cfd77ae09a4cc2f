import { sql } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { WatchlistChange } from '#src/platform/db.types.ts'
import type { Details, Entry, ListCode, NameQuality, Part, Party } from './watchlist.ts'

export type InForce = { entryId: string; ref: string; digest: string }
export type Edition = {
  id: string
  entryId: string
  listCode: ListCode
  ref: string
  fromVersion: number
  toVersion: number | null
  party: Party
  details: Details
}
export type NewEdition = { id: string; entryId: string; entry: Entry; digest: Buffer }
export type NewName = { entryId: string; text: string; quality: NameQuality; normal: string; keys: readonly string[] }
export type NewIdentifier = { entryId: string; kind: string; number: string; country: string | null }

/** Rows of one statement: what leaves is some megabytes at most. */
const batch = 2_000
const inBatches = async <T>(all: readonly T[], write: (some: readonly T[]) => Promise<unknown>): Promise<void> => {
  for (let at = 0; at < all.length; at += batch) await write(all.slice(at, at + batch))
}

export const partsOfEntry = (
  { ref: _ref, addresses, positions, programmes, measures, grounds, reasons, listedOn, expiresOn, joins, remarks, ...party }: Entry,
): { party: Party; details: Details } => ({
  party,
  details: { addresses, positions, programmes, measures, grounds, reasons, listedOn, expiresOn, joins, remarks },
})

export const entryFrom = ({ ref, party, details }: Pick<Edition, 'ref' | 'party' | 'details'>): Entry => ({ ref, ...party, ...details })

/** The list as it is, without what it says: to see what a new file changes. */
export const listInForce = async (db: ReadDb, listCode: string): Promise<InForce[]> =>
  (await sql<InForce>`select d.entry_id as "entryId", e.ref, encode(d.digest, 'hex') as digest from watchlist_editions d join watchlist_entries e on e.id = d.entry_id
    where d.list_code = ${listCode} and d.to_version is null`
    .execute(db))
    .rows

/** Entries that were on the list once: one that comes back keeps its id. */
export const listRemoved = async (db: ReadDb, listCode: string): Promise<{ id: string; ref: string }[]> =>
  db
    .selectFrom('watchlist_entries')
    .select(['id', 'ref'])
    .where('list_code', '=', listCode)
    .where('removed_version', 'is not', null)
    .execute()

const editions = (db: ReadDb) =>
  db.selectFrom('watchlist_editions as d').innerJoin('watchlist_entries as e', 'e.id', 'd.entry_id').select([
    'd.id',
    'd.entry_id as entryId',
    'd.list_code as listCode',
    'e.ref',
    'd.from_version as fromVersion',
    'd.to_version as toVersion',
    'd.party',
    'd.details',
  ])
const asEditions = (rows: unknown): Edition[] => rows as Edition[]

/** What these entries say now. */
export const listEditionsInForce = async (db: ReadDb, entryIds: readonly string[]): Promise<Edition[]> => (entryIds.length === 0
  ? []
  : asEditions(await editions(db).where(sql<boolean>`d.entry_id = any(${entryIds}::text[])`).where('d.to_version', 'is', null).execute()))

/** Everything that an entry ever said, the newest first. */
export const listEditionsOf = async (db: ReadDb, entryId: string): Promise<Edition[]> =>
  asEditions(await editions(db).where('d.entry_id', '=', entryId).orderBy('d.from_version', 'desc').execute())

/** A list as it was at a version: each entry as it then stood. */
export const listAtVersion = async (db: ReadDb, listCode: string, number: number): Promise<Entry[]> =>
  asEditions(
    await editions(db)
      .where('d.list_code', '=', listCode)
      .where('d.from_version', '<=', number)
      .where(({ or, eb }) => or([eb('d.to_version', 'is', null), eb('d.to_version', '>', number)]))
      .orderBy('e.ref')
      .execute(),
  )
    .map(entryFrom)

export type EntryRow = { id: string; listCode: ListCode; ref: string; firstVersion: number; removedVersion: number | null }

export const findEntry = async (db: ReadDb, id: string): Promise<EntryRow | null> =>
  ((await db
    .selectFrom('watchlist_entries')
    .select([
      'id',
      'list_code as listCode',
      'ref',
      'first_version as firstVersion',
      'removed_version as removedVersion',
    ])
    .where('id', '=', id)
    .executeTakeFirst()) as EntryRow | undefined) ?? null

/** The same one on another list, by what its publisher calls it. */
export const listByRefs = async (
  db: ReadDb,
  refs: readonly { list: string; ref: string }[],
): Promise<{ id: string; listCode: string; ref: string }[]> =>
  refs.length === 0
    ? []
    : db
      .selectFrom('watchlist_entries')
      .select(['id', 'list_code as listCode', 'ref'])
      .where(({ or, and }) => or(refs.map(({ list, ref }) => and({ list_code: list, ref }))))
      .execute()

export const insertEntries = (
  db: WritableDb,
  listCode: string,
  number: number,
  rows: readonly { id: string; ref: string }[],
): Promise<void> =>
  inBatches(rows, (some) =>
    sql`
  insert into watchlist_entries (id, list_code, ref, first_version) select id, ${listCode}, ref, ${number}::int from unnest(${some.map(({ id }) => id)}::text[], ${some.map(({ ref }) => ref)}::text[]) as n (id, ref)`
      .execute(db))

/** Back on the list. */
export const reviveEntries = (db: WritableDb, ids: readonly string[]): Promise<unknown> =>
  sql`update watchlist_entries set removed_version = null where id = any(${ids}::text[])`.execute(db)

export const removeEntries = (db: WritableDb, ids: readonly string[], number: number): Promise<unknown> =>
  sql`update watchlist_entries set removed_version = ${number}::int where id = any(${ids}::text[])`.execute(db)

/** What they said holds no longer from this version on. */
export const endEditions = (db: WritableDb, entryIds: readonly string[], number: number): Promise<unknown> =>
  sql`update watchlist_editions set to_version = ${number}::int where to_version is null and entry_id = any(${entryIds}::text[])`.execute(
    db,
  )

export const insertEditions = (db: WritableDb, listCode: string, number: number, rows: readonly NewEdition[]): Promise<void> =>
  inBatches(rows, (some) => {
    const said = some.map(({ entry }) => partsOfEntry(entry))
    return sql`insert into watchlist_editions (id, entry_id, list_code, from_version, name, party, details, digest)
    select id, entry_id, ${listCode}, ${number}::int, name, party::jsonb, details::jsonb, digest from unnest(${some.map(({ id }) => id)}::text[], ${some.map(({ entryId }) => entryId)}::text[], ${some.map(({ entry }) => entry.names[0]!.text)}::text[],
      ${said.map(({ party }) => JSON.stringify(party))}::text[], ${said.map(({ details }) => JSON.stringify(details))}::text[], ${some.map(({ digest }) => digest)}::bytea[]) as n (id, entry_id, name, party, details, digest)`
      .execute(db)
  })

/** Of what is no longer in force, names and numbers go: they are what is searched. */
export const dropSearched = async (db: WritableDb, entryIds: readonly string[]): Promise<void> => {
  await sql`delete from watchlist_names where entry_id = any(${entryIds}::text[])`.execute(db)
  await sql`delete from watchlist_identifiers where entry_id = any(${entryIds}::text[])`.execute(db)
}

export const insertNames = (db: WritableDb, rows: readonly NewName[]): Promise<void> =>
  inBatches(rows, (some) =>
    sql`
  insert into watchlist_names (entry_id, text, quality, normal, keys, is_one_word)
  select entry_id, text, quality::watchlist_name_quality, normal, string_to_array(keys, ' '), position(' ' in normal) = 0 from unnest(${some.map(({ entryId }) => entryId)}::text[], ${some.map(({ text }) => text)}::text[],
    ${some.map(({ quality }) => quality)}::text[], ${some.map(({ normal }) => normal)}::text[], ${some.map(({ keys }) => keys.join(' '))}::text[]) as n (entry_id, text, quality, normal, keys)`
      .execute(db))

export const insertIdentifiers = (db: WritableDb, rows: readonly NewIdentifier[]): Promise<void> =>
  inBatches(rows, (some) =>
    sql`
  insert into watchlist_identifiers (entry_id, kind, number, country) select * from unnest(${some.map(({ entryId }) => entryId)}::text[], ${some.map(({ kind }) => kind)}::text[], ${some.map(({ number }) => number)}::text[], ${some.map(({ country }) => country)}::text[])`
      .execute(db))

export type NewChange = { entryId: string; kind: WatchlistChange; parts: readonly Part[] }

export const insertChanges = (db: WritableDb, versionId: string, rows: readonly NewChange[]): Promise<void> =>
  inBatches(rows, (some) =>
    sql`
  insert into watchlist_changes (version_id, entry_id, kind, parts) select ${versionId}, entry_id, kind::watchlist_change, coalesce(string_to_array(nullif(parts, ''), ' '), '{}') from unnest(${some.map(({ entryId }) => entryId)}::text[], ${some.map(({ kind }) => kind)}::text[],
    ${some.map(({ parts }) => parts.join(' '))}::text[]) as n (entry_id, kind, parts)`
      .execute(db))

/**
 * What was added is sorted into the index of sounds at once, in one go: four times quicker than name by name, and no search has to look
 * through it first.
 */
export const sortIndex = (db: WritableDb): Promise<unknown> => sql`select gin_clean_pending_list('watchlist_names_sound')`.execute(db)

/** Names and numbers came or went by thousands: what the planner believes of them must not be of before. */
export const refreshStatistics = async (db: WritableDb): Promise<void> => {
  for (const table of ['watchlist_names', 'watchlist_editions', 'watchlist_entries', 'watchlist_identifiers'])
    await sql`analyze ${sql.table(table)}`.execute(db)
}
