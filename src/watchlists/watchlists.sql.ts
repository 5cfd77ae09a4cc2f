import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { Watchlists, WatchlistVersions } from '#src/platform/db.types.ts'
import type { Fault, Format, ListCode, Noted, Topic } from './watchlist.ts'

export type VersionRow = Omit<Selectable<WatchlistVersions>, 'noted' | 'noted_counts' | 'fault_details' | 'fault'> & {
  noted: Noted[]
  noted_counts: Record<string, number>
  fault_details: Record<string, string | number>
  fault: Fault | null
}
export type ListRow = Omit<Selectable<Watchlists>, 'code' | 'formats'> & { code: ListCode; formats: Format[] }
/** A list with its version in force and its last refusal; null where there is none. */
export type ListWithVersions = ListRow & { current: VersionRow | null; refused: VersionRow | null }

const versionFrom = (row: Selectable<WatchlistVersions>): VersionRow => row as unknown as VersionRow

export const listWatchlists = async (db: ReadDb): Promise<ListRow[]> =>
  (await db.selectFrom('watchlists').selectAll().orderBy('place').execute()) as unknown as ListRow[]

export const findWatchlist = async (db: ReadDb, code: string): Promise<ListRow | null> =>
  ((await db.selectFrom('watchlists').selectAll().where('code', '=', code).executeTakeFirst()) as unknown as ListRow | undefined) ?? null

/** One import of a list at a time: whoever comes second sees what the first made. */
export const lockWatchlist = async (db: WritableDb, code: string): Promise<ListRow | null> =>
  ((await db.selectFrom('watchlists').selectAll().where('code', '=', code).forUpdate().executeTakeFirst()) as unknown as
    | ListRow
    | undefined) ?? null

export const findCurrent = async (db: ReadDb, code: string): Promise<VersionRow | null> => {
  const row = await db
    .selectFrom('watchlist_versions')
    .selectAll()
    .where('list_code', '=', code)
    .where('state', '=', 'current')
    .executeTakeFirst()
  return row ? versionFrom(row) : null
}

/** What every list stands at, for a proof of search: one row for each that has a version and counts. */
export const listVersionsInForce = async (db: ReadDb): Promise<
  {
    listCode: ListCode
    topic: Topic
    versionId: string
    number: number
    publishedOn: Day | null
    importedAt: Date
    sha256: Buffer
    entries: number
    names: number
  }[]
> =>
  (await sql<never>`select l.code as "listCode", l.topic, v.id as "versionId", v.number, v.published_on as "publishedOn", v.imported_at as "importedAt", v.sha256, v.entry_count as entries, v.name_count as names
    from watchlists l join watchlist_versions v on v.list_code = l.code and v.state = 'current' where l.is_enabled order by l.place`
    .execute(db))
    .rows

/** The newest try of a list, whatever came of it. */
export const findLastTry = async (db: ReadDb, code: string): Promise<VersionRow | null> => {
  const row = await db
    .selectFrom('watchlist_versions')
    .selectAll()
    .where('list_code', '=', code)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? versionFrom(row) : null
}

/** A refusal counts until something newer was taken. */
export const listWithVersions = async (db: ReadDb): Promise<ListWithVersions[]> => {
  const lists = await listWatchlists(db)
  const current = await db.selectFrom('watchlist_versions').selectAll().where('state', '=', 'current').execute()
  const refused = await db
    .selectFrom('watchlist_versions')
    .selectAll()
    .distinctOn('list_code')
    .where('state', '=', 'refused')
    .orderBy('list_code')
    .orderBy('id', 'desc')
    .execute()
  return lists.map((list) => {
    const [now, last] = [current, refused].map((all) => all.find((one) => one.list_code === list.code))
    return { ...list, current: now ? versionFrom(now) : null, refused: last && (!now || last.id > now.id) ? versionFrom(last) : null }
  })
}

export const listVersions = async (db: ReadDb, code: string, before: string | null, limit: number): Promise<VersionRow[]> =>
  (await db
    .selectFrom('watchlist_versions')
    .selectAll()
    .where('list_code', '=', code)
    .$if(before !== null, (query) => query.where('id', '<', before!))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute())
    .map(versionFrom)

export const findVersion = async (db: ReadDb, id: string): Promise<VersionRow | null> => {
  const row = await db.selectFrom('watchlist_versions').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? versionFrom(row) : null
}

export const lastNumber = async (db: ReadDb, code: string): Promise<number> =>
  (await db
    .selectFrom('watchlist_versions')
    .select(({ fn }) => fn.max('number').as('number'))
    .where('list_code', '=', code)
    .executeTakeFirst())
    ?.number ?? 0

export const insertVersion = (db: WritableDb, row: Insertable<WatchlistVersions>): Promise<unknown> =>
  db.insertInto('watchlist_versions').values(row).execute()

export const supersedeCurrent = (db: WritableDb, code: string): Promise<unknown> =>
  db.updateTable('watchlist_versions').set({ state: 'superseded' }).where('list_code', '=', code).where('state', '=', 'current').execute()

export const updateWatchlist = (db: WritableDb, code: string, change: Updateable<Watchlists>): Promise<unknown> =>
  db.updateTable('watchlists').set(change).where('code', '=', code).execute()
