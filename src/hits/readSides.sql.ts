import { sql } from 'kysely'
import type { Party } from '#src/matching/party.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { Details, ListCode, Party as ListedParty } from '#src/watchlists/watchlist.ts'

/** Both sides as they were compared, and the freeze that followed, where one did. */
export type Sides = {
  subject: { name: string; party: Party }
  listed: { name: string; party: ListedParty; details: Details; ref: string; listCode: ListCode; isStruckOff: boolean }
  freezeId: string | null
}

export const readSides = async (
  db: ReadDb,
  { id, version_id: versionId, edition_id: editionId }: { id: string; version_id: string; edition_id: string },
): Promise<Sides> =>
  (await sql<Sides>`select jsonb_build_object('name', v.name, 'party', v.party) as subject, jsonb_build_object('name', d.name, 'party', d.party, 'details', d.details, 'ref', e.ref, 'listCode', d.list_code, 'isStruckOff', e.removed_version is not null) as listed,
    (select f.id from freezes f where f.hit_id = ${id}) as "freezeId" from screening_versions v, watchlist_editions d join watchlist_entries e on e.id = d.entry_id where v.id = ${versionId} and d.id = ${editionId}`
    .execute(db))
    .rows[0]!
