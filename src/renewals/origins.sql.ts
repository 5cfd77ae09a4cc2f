import { sql } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'

/** The piece whose end made a request open by itself: the one that expired first, where there are several. */
export type ExpiredPiece = { kind: string; person: string | null; expiresOn: Day }

const personName = sql<string | null>`case p.kind when 'legal' then p.company_name
  else concat_ws(' ', p.given_names, coalesce(nullif(p.usage_name, ''), p.family_name)) end`

/** By request, for a page of them. */
export const listExpiredOf = async (db: ReadDb, requestIds: readonly string[]): Promise<Map<string, ExpiredPiece>> => {
  if (requestIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('document_expiries as e')
    .innerJoin('documents as d', 'd.id', 'e.document_id')
    .leftJoin('people as p', 'p.id', 'd.person_id')
    .select(['e.request_id', 'd.kind', 'e.expires_on as expiresOn'])
    .select(personName.as('person'))
    .where('e.request_id', 'in', requestIds)
    .orderBy('e.expires_on', 'desc')
    .orderBy('e.document_id', 'desc')
    .execute()
  return new Map(rows.map(({ request_id: id, ...piece }) => [id!, piece]))
}
