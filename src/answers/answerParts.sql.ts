import { sql } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'

/**
 * What stands on the rows that are linked: a package that is made or kept, an erasure that is proposed or done, a value that is changed.
 */
export type AnswerParts = {
  package: boolean
  packageWaits: boolean
  erasure: boolean
  erasureWaits: boolean
  rectified: number
  rectificationWaits: boolean
  restricted: boolean
}

export const readParts = async (db: ReadDb, requestId: string): Promise<AnswerParts> =>
  (await sql<AnswerParts>`select
    exists (select from data_packages p where p.request_id = ${requestId} and p.state = 'ready') as package, exists (select from data_packages p where p.request_id = ${requestId} and p.state in ('ordered', 'building')) as "packageWaits",
    exists (select from erasures e where e.request_id = ${requestId} and e.state = 'executed') as erasure, exists (select from erasures e where e.request_id = ${requestId} and e.state = 'proposed') as "erasureWaits",
    (select count(*)::int from rectifications r where r.request_id = ${requestId} and r.state = 'applied') as rectified, exists (select from rectifications r where r.request_id = ${requestId} and r.state = 'proposed') as "rectificationWaits",
    exists (select from restrictions r where r.request_id = ${requestId} and r.lifted_at is null) as restricted`
    .execute(db))
    .rows[0]!

/** A restriction alone binds nobody to who is linked. */
export const hasAnswerBegun = async (db: ReadDb, requestId: string): Promise<boolean> => {
  const parts = await readParts(db, requestId)
  return parts.package || parts.packageWaits || parts.erasure || parts.erasureWaits || parts.rectified > 0 || parts.rectificationWaits
}
