import { sql, type RawBuilder } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import { executedAt } from '#src/moneyPurgers/payments.sql.ts'
import { waitingStates } from '#src/hits/hit.ts'
import { isOfVigilance, refusedAt } from '#src/purgers/dossiers.sql.ts'
import { isUnsettled } from '#src/purgers/purger.sql.ts'
import type { Category } from '#src/retention/policy.ts'
import { openMs } from './archive.ts'

/** A file that may be archived: under which category, since when it is over (null: it is not), whose, and the id that opens it. */
export type Archivable = { subjectId: string; merchantId: string; category: Category; endedOn: Day | null }

type Sql = RawBuilder<unknown>
type Source = (id: Sql) => RawBuilder<Archivable>
const day = (instant: Sql): Sql => sql`(${instant} at time zone 'Europe/Paris')::date::text`

/** A payment that is disputed, or in a case of fraud, is at hand while that is. */
const isWorkedOn =
  sql`(exists (select from disputes w where w.payment_id = p.id and w.closed_at is null) or exists (select from fraud_case_payments f join fraud_cases w on w.id = f.case_id where f.payment_id = p.id and f.state <> 'removed' and w.closed_at is null))`
const payment: Source = (id) =>
  sql`select p.id as "subjectId", p.merchant_id as "merchantId", 'payment' as category, case when not ${isWorkedOn} then ${day(executedAt)} end as "endedOn" from payments p where p.id = ${id}`
const dispute: Source = (id) =>
  sql`select d.id as "subjectId", d.merchant_id as "merchantId", 'dispute_file' as category, ${day(sql`d.closed_at`)} as "endedOn" from disputes d where d.id = ${id}`
const fraudCase: Source = (id) =>
  sql`select c.id as "subjectId", c.merchant_id as "merchantId", 'fraud_case' as category, ${day(sql`c.closed_at`)} as "endedOn" from fraud_cases c where c.id = ${id}`

/**
 * Of a dossier `d` of the merchant `m`: one that was refused is over with the refusal, by the rule of its ground; a merchant's own is at
 * hand while money of his is left.
 */
const dossierRule =
  sql`case when d.state <> 'rejected' then 'merchant_file' when ${isOfVigilance} then 'rejected_dossier_aml' else 'rejected_dossier' end`
const dossierEnd = sql`case when d.state = 'rejected' then ${day(refusedAt)} when m.ended_on is not null and not ${isUnsettled(sql`m.id`)} then m.ended_on::text end`
const dossier: Source = (id) =>
  sql`select d.id as "subjectId", m.id as "merchantId", ${dossierRule} as category, ${dossierEnd} as "endedOn" from dossiers d join merchants m on m.id = d.merchant_id where d.id = ${id}`

/** What hangs on a file opens with it: `table`.`column` says which. */
const through = (source: Source, table: string, column: string): Source => (id) =>
  source(sql`(select hanging.${sql.ref(column)} from ${sql.table(table)} hanging where hanging.id = ${id})`)
const ofResolution = (table: string): Source => (id) =>
  dispute(
    sql`(select r.dispute_id from ${sql.table(table)} hanging join resolutions r on r.id = hanging.resolution_id where hanging.id = ${id})`,
  )
const notedOn: Source = (id) =>
  sql`${sql.join([dossier, payment, dispute, fraudCase].map((source) => source(sql`(select n.subject_id from note_attachments f join notes n on n.id = f.note_id where f.id = ${id})`)), sql` union all `)}`

/** A hit that waits for an answer is at hand, whatever became of its file meanwhile. */
const hit: Source = (id) =>
  sql`select f."subjectId", f."merchantId", f.category, case when not exists (select from screening_hits w where w.id = ${id} and w.state = any(${waitingStates as readonly string[]})) then f."endedOn" end as "endedOn" from (${through(dossier, 'screening_hits', 'dossier_id')(id)}) f`

/** By the first part of the id. */
const sources: Record<string, Source> = dictionary({
  paym: payment,
  dspt: dispute,
  rpce: ofResolution('resolution_pieces'),
  evdf: ofResolution('evidence_files'),
  dspl: through(dispute, 'dispute_lines', 'dispute_id'),
  frdc: fraudCase,
  frdr: through(fraudCase, 'fraud_reports', 'case_id'),
  natt: notedOn,
  doss: dossier,
  docu: through(dossier, 'documents', 'dossier_id'),
  acch: through(dossier, 'account_changes', 'dossier_id'),
  dreq: through(dossier, 'document_requests', 'dossier_id'),
  revw: through(dossier, 'review_items', 'dossier_id'),
  insp: through(dossier, 'inspection_packs', 'dossier_id'),
  schi: hit,
  scsj: through(dossier, 'screening_subjects', 'dossier_id'),
})
export const archivablePrefixes = Object.keys(sources)

/** Null where there is no such thing, or its kind is never archived. */
export const findArchivable = async (db: ReadDb, id: string): Promise<Archivable | null> => {
  const source = sources[id.slice(0, 4)]
  return source ? ((await source(sql`${id}`).execute(db)).rows[0] ?? null) : null
}

/** To whoever gave a reason; to the people who refused a file, for as long: their decision is the reason, and they see what came of it. */
export const isOpenTo = async (
  db: ReadDb,
  { subjectId, staffId, at }: { subjectId: string; staffId: string; at: Date },
): Promise<boolean> =>
  (await sql<{ is: boolean }>`select exists (select from archive_openings o where o.subject_id = ${subjectId} and o.opened_by = ${staffId} and o.opened_at <= ${at} and o.expires_at > ${at})
    or exists (select from decisions e where e.dossier_id = ${subjectId} and e.verdict = 'reject' and e.state = 'taken' and ${staffId} in (e.proposed_by, e.decided_by) and e.decided_at > ${new Date(
    at.getTime() - openMs,
  )}) as is`
    .execute(db))
    .rows[0]!
    .is

export type Opening = { at: Date; name: string; reason: string }

/** Who opened it and why, the newest first. */
export const listOpenings = async (db: ReadDb, subjectId: string, limit: number): Promise<Opening[]> =>
  (await sql<Opening>`select o.opened_at as at, s.name, o.reason from archive_openings o join staff s on s.id = o.opened_by where o.subject_id = ${subjectId} order by o.id desc limit ${limit}`
    .execute(db))
    .rows

export const insertOpening = (
  db: WritableDb,
  row: { id: string; subject_id: string; merchant_id: string; reason: string; opened_by: string; opened_at: Date; expires_at: Date },
): Promise<unknown> => db.insertInto('archive_openings').values(row).execute()
