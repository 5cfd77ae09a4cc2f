import { sql } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import type { WatchlistChange } from '#src/platform/db.types.ts'
import type { Kind, Part } from './watchlist.ts'

export type ChangeRow = {
  id: number
  entryId: string
  ref: string
  kind: WatchlistChange
  parts: Part[]
  name: string
  nameBefore: string | null
  partyKind: Kind
}
export type ChangeQuery = { kind: WatchlistChange | null; part: Part | null; after: number | null }

/** What a version changed, page by page; each with the name it has, or had. */
export const listChanges = async (
  db: ReadDb,
  version: { id: string; number: number },
  { kind, part, after }: ChangeQuery,
  limit: number,
): Promise<ChangeRow[]> =>
  (await sql<ChangeRow>`
    select c.id, c.entry_id as "entryId", e.ref, c.kind, c.parts, coalesce(now.name, before.name) as name, case when now.name is distinct from before.name then before.name end as "nameBefore", coalesce(now.party, before.party) ->> 'kind' as "partyKind"
    from watchlist_changes c join watchlist_entries e on e.id = c.entry_id
      left join watchlist_editions now on now.entry_id = c.entry_id and now.from_version = ${version.number}::int
      left join watchlist_editions before on before.entry_id = c.entry_id and before.to_version = ${version.number}::int
    where c.version_id = ${version.id} and c.id > ${after ?? 0} ${kind ? sql`and c.kind = ${kind}::watchlist_change` : sql``} ${part ? sql`and ${part} = any(c.parts)` : sql``}
    order by c.id limit ${limit}`
    .execute(db))
    .rows

export type EntryChange = {
  versionId: string
  number: number
  publishedOn: string | null
  importedAt: Date
  kind: WatchlistChange
  parts: Part[]
}

/** What happened to an entry, the newest first. */
export const listChangesOf = async (db: ReadDb, entryId: string): Promise<EntryChange[]> =>
  (await sql<EntryChange>`select v.id as "versionId", v.number, v.published_on as "publishedOn", v.imported_at as "importedAt", c.kind, c.parts from watchlist_changes c join watchlist_versions v on v.id = c.version_id
    where c.entry_id = ${entryId} order by v.number desc`
    .execute(db))
    .rows
