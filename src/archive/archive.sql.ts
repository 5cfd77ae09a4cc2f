import { sql, type RawBuilder } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import { isUnsettled } from '#src/purgers/purger.sql.ts'
import type { Category } from '#src/retention/policy.ts'

/** A file that may be archived: under which category, since when it is over (null: it is not), whose, and the id that opens it. */
export type Archivable = { subjectId: string; merchantId: string; category: Category; endedOn: Day | null }

const day = (column: string): RawBuilder<unknown> => sql`(${sql.raw(column)} at time zone 'Europe/Paris')::date::text`
/** A merchant's file is at hand while money of his is left. */
const fileEnd = sql`case when m.ended_on is not null and not ${isUnsettled(sql`m.id`)} then m.ended_on::text end`

/** By the first part of the id; a piece opens with the file it is of. */
const sources: Record<string, (id: string) => RawBuilder<Archivable>> = {
  dspt: (id) => sql`select d.id as "subjectId", d.merchant_id as "merchantId", 'dispute_file' as category, ${day('d.closed_at')} as "endedOn" from disputes d where d.id = ${id}`,
  rpce: (id) => sql`select d.id as "subjectId", d.merchant_id as "merchantId", 'dispute_file' as category, ${day('d.closed_at')} as "endedOn" from resolution_pieces p join resolutions r on r.id = p.resolution_id join disputes d on d.id = r.dispute_id where p.id = ${id}`,
  evdf: (id) => sql`select d.id as "subjectId", d.merchant_id as "merchantId", 'dispute_file' as category, ${day('d.closed_at')} as "endedOn" from evidence_files f join resolutions r on r.id = f.resolution_id join disputes d on d.id = r.dispute_id where f.id = ${id}`,
  frdc: (id) => sql`select c.id as "subjectId", c.merchant_id as "merchantId", 'fraud_case' as category, ${day('c.closed_at')} as "endedOn" from fraud_cases c where c.id = ${id}`,
  doss: (id) => sql`select d.id as "subjectId", m.id as "merchantId", 'merchant_file' as category, ${fileEnd} as "endedOn" from dossiers d join merchants m on m.id = d.merchant_id where d.id = ${id}`,
  docu: (id) => sql`select d.id as "subjectId", m.id as "merchantId", 'merchant_file' as category, ${fileEnd} as "endedOn" from documents o join dossiers d on d.id = o.dossier_id join merchants m on m.id = d.merchant_id where o.id = ${id}`,
  acch: (id) => sql`select d.id as "subjectId", m.id as "merchantId", 'merchant_file' as category, ${fileEnd} as "endedOn" from account_changes c join dossiers d on d.id = c.dossier_id join merchants m on m.id = c.merchant_id where c.id = ${id}`,
}

/** Null where there is no such thing, or its kind is never archived. */
export const findArchivable = async (db: ReadDb, id: string): Promise<Archivable | null> => {
  const source = sources[id.slice(0, 4)]
  return source ? ((await source(id).execute(db)).rows[0] ?? null) : null
}

export const isOpenTo = async (db: ReadDb, { subjectId, staffId, at }: { subjectId: string; staffId: string; at: Date }): Promise<boolean> =>
  (await db.selectFrom('archive_openings').select('id').where('subject_id', '=', subjectId).where('opened_by', '=', staffId).where('opened_at', '<=', at).where('expires_at', '>', at).limit(1).executeTakeFirst()) !== undefined

export type Opening = { at: Date; name: string; reason: string }

/** Who opened it and why, the newest first. */
export const listOpenings = async (db: ReadDb, subjectId: string, limit: number): Promise<Opening[]> =>
  (await sql<Opening>`select o.opened_at as at, s.name, o.reason from archive_openings o join staff s on s.id = o.opened_by where o.subject_id = ${subjectId} order by o.id desc limit ${limit}`.execute(db)).rows

export const insertOpening = (db: WritableDb, row: { id: string; subject_id: string; merchant_id: string; reason: string; opened_by: string; opened_at: Date; expires_at: Date }): Promise<unknown> =>
  db.insertInto('archive_openings').values(row).execute()
