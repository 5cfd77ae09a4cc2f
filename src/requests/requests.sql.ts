import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import { endOfParisDay, type Day } from '#src/kernel/calendar.ts'
import type { DueDay } from '#src/kernel/dueDay.ts'
import { notFound } from '#src/kernel/errors.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { DocumentRequestItems, DocumentRequests } from '#src/platform/db.types.ts'
import { readLedger } from './ledger.sql.ts'
import { requestClock, type RequestClock } from './ledger.ts'

export type RequestRow = Selectable<DocumentRequests>
export type ItemRow = Selectable<DocumentRequestItems>
/** A piece of a request, and whose it is. */
export type NamedItem = ItemRow & { person: string | null }

export const findRequest = async (db: ReadDb, id: string): Promise<RequestRow | null> =>
  (await db.selectFrom('document_requests').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** The one request of a dossier that is neither satisfied, lapsed nor withdrawn. */
export const findLivingRequest = async (db: ReadDb, dossierId: string): Promise<RequestRow | null> =>
  (await db
    .selectFrom('document_requests')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .where('closed_at', 'is', null)
    .executeTakeFirst()) ?? null

/** The living one, else the last one if it lapsed: what a merchant may still answer. */
export const findAnswerableRequest = async (db: ReadDb, dossierId: string): Promise<RequestRow | null> => {
  const living = await findLivingRequest(db, dossierId)
  if (living) return living
  const last = await db
    .selectFrom('document_requests')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.state === 'lapsed' ? last : null
}

/** Throws 404. Lock the dossier first. */
export const lockRequest = (db: WritableDb, id: string): Promise<RequestRow> =>
  db.selectFrom('document_requests').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow(() => notFound())

export const lockLivingRequest = async (db: WritableDb, dossierId: string): Promise<RequestRow | null> => {
  const found = await findLivingRequest(db, dossierId)
  return found && lockRequest(db, found.id)
}

export const lockAnswerableRequest = async (db: WritableDb, dossierId: string): Promise<RequestRow | null> => {
  const found = await findAnswerableRequest(db, dossierId)
  return found && lockRequest(db, found.id)
}

export const insertRequest = async (db: WritableDb, row: Insertable<DocumentRequests>): Promise<void> => {
  await db.insertInto('document_requests').values(row).execute()
}

export const updateRequest = async (db: WritableDb, id: string, change: Updateable<DocumentRequests>): Promise<void> => {
  await db.updateTable('document_requests').set(change).where('id', '=', id).execute()
}

const personName = sql<string | null>`case p.kind when 'legal' then p.company_name
  else concat_ws(' ', p.given_names, coalesce(nullif(p.usage_name, ''), p.family_name)) end`

export const listItems = (db: ReadDb, requestId: string): Promise<NamedItem[]> =>
  db
    .selectFrom('document_request_items as i')
    .leftJoin('people as p', 'p.id', 'i.person_id')
    .selectAll('i')
    .select(personName.as('person'))
    .where('i.request_id', '=', requestId)
    .orderBy('i.id')
    .execute()

/** A piece asked for, or asked for again: what it was answered with stays beside it while it is refused. */
export const saveItem = async (db: WritableDb, row: Insertable<DocumentRequestItems>): Promise<void> => {
  const { kind, person_id, reason, note } = row
  await db
    .insertInto('document_request_items')
    .values(row)
    .onConflict((oc) =>
      oc.columns(['request_id', 'requirement_key']).doUpdateSet((eb) => ({
        kind,
        person_id,
        reason,
        note,
        answered_at: null,
        state: sql`case when ${eb.ref('document_request_items.document_id')} is null then 'asked' else 'refused' end::request_item_state`,
      }))
    )
    .execute()
}

export const updateItem = async (db: WritableDb, id: string, change: Updateable<DocumentRequestItems>): Promise<void> => {
  await db.updateTable('document_request_items').set(change).where('id', '=', id).execute()
}

/** A line of the sweeps: where it stands in their order, and the dossier to lock first. */
export type DueRequest = { id: string; dossier_id: string; at: Date }

/** Whose time is over at an instant, if nobody answers by then. */
const overdueAt = (db: ReadDb, at: Date) => db.selectFrom('document_requests').where('state', '=', 'open').where('due_at', '<=', at)

/** Whose time is over, the longest over first. Costs the overdue, whatever the number of open ones. */
export const findOverdue = (db: ReadDb, now: Date, after: DueRequest | null, limit: number): Promise<DueRequest[]> =>
  overdueAt(db, now)
    .select(['id', 'dossier_id'])
    .select(sql<Date>`due_at`.as('at'))
    .$if(after !== null, (qb) => qb.where((eb) => eb(eb.refTuple('due_at', 'id'), '>', eb.tuple(after!.at, after!.id))))
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute()

/** Accounts that will be switched off, by the day on which it is done. */
export const countOverdueByDay = (db: ReadDb, until: Day): Promise<DueDay[]> =>
  overdueAt(db, new Date(endOfParisDay(until).getTime() - 1))
    .select(sql<Day>`(due_at at time zone 'Europe/Paris')::date`.as('on'))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .groupBy('on')
    .orderBy('on')
    .execute()

/** Whose reminder is due while there is time left. */
export const findDueReminders = (db: ReadDb, now: Date, after: DueRequest | null, limit: number): Promise<DueRequest[]> =>
  db
    .selectFrom('document_requests')
    .select(['id', 'dossier_id'])
    .select(sql<Date>`next_reminder_at`.as('at'))
    .where('state', '=', 'open')
    .where('next_reminder_at', '<=', now)
    .where('due_at', '>', now)
    .$if(after !== null, (qb) => qb.where((eb) => eb(eb.refTuple('next_reminder_at', 'id'), '>', eb.tuple(after!.at, after!.id))))
    .orderBy('next_reminder_at')
    .orderBy('id')
    .limit(limit)
    .execute()

export type LeavingRequest = { id: string; dossier_id: string; left_at: Date }

/** The letter a leaving request waits for: the first one, or, given back, the one that says so. */
const departure = sql`
  select max(m.sent_at) as left_at
  from mails m left join clock_suspensions s on s.request_id = r.id and s.to_at is null
  where m.subject_id = r.id and m.created_at >= coalesce(s.from_at, r.opened_at)
    and m.template = case when s.id is null then 'documents_requested' else 'documents_reopened' end
  having bool_and(m.state <> 'queued')`

/**
 * Written requests whose letter has left. One letter to several people has left when none of them waits any more: in doubt for the
 * other party (X-02 b). A letter that nobody's server took starts no clock.
 */
export const findLeft = async (db: ReadDb, after: string, limit: number): Promise<LeavingRequest[]> => {
  const found = sql<LeavingRequest>`select r.id, r.dossier_id, d.left_at from document_requests r cross join lateral (${departure}) d
    where r.state = 'leaving' and r.id > ${after} and d.left_at is not null order by r.id limit ${limit}`
  return (await found.execute(db)).rows
}

/** When the letter of this leaving request left, or null. */
export const findDeparture = async (db: ReadDb, requestId: string): Promise<Date | null> => {
  const found = sql<{ left_at: Date | null }>`select d.left_at from document_requests r cross join lateral (${departure}) d where r.id = ${requestId} and r.state = 'leaving'`
  return (await found.execute(db)).rows[0]?.left_at ?? null
}

/** The clock of a request with its reminders, or null while its letter has not left. */
export const readRequestClock = async (db: ReadDb, requestId: string, now: Date): Promise<RequestClock | null> => {
  const request = await findRequest(db, requestId)
  return request && requestClock(request, await readLedger(db, requestId), now)
}

/** The keys of pieces an officer lets the dossier pass without. */
export const listOverriddenKeys = async (db: ReadDb, dossierId: string): Promise<Set<string>> => {
  const rows = await db
    .selectFrom('gap_overrides')
    .select('requirement_key')
    .where('dossier_id', '=', dossierId)
    .where('withdrawn_at', 'is', null)
    .execute()
  return new Set(rows.map((row) => row.requirement_key))
}
