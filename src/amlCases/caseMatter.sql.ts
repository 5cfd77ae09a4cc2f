import { sql } from 'kysely'
import type { AlertRow } from '#src/alerts/alerts.sql.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { HitState, PaymentMethod, PaymentState, RequestState } from '#src/platform/db.types.ts'

/** The alerts of a case, the newest first. */
export const listCaseAlerts = (db: ReadDb, caseId: string): Promise<AlertRow[]> =>
  db.selectFrom('alerts').selectAll().where('case_id', '=', caseId).orderBy('raised_at', 'desc').orderBy('id', 'desc').limit(200).execute()

/** Alerts of a merchant that are in no case and not closed: what a case can take. */
export const listFreeAlerts = (db: ReadDb, merchantId: string): Promise<AlertRow[]> =>
  db
    .selectFrom('alerts')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('state', 'in', ['new', 'triage', 'escalated'])
    .where('case_id', 'is', null)
    .orderBy('raised_at', 'desc')
    .orderBy('id', 'desc')
    .limit(50)
    .execute()

export type CaseHit = { id: string; name: string; listedName: string; listCode: string; topic: string; state: HitState; openedAt: Date }
const hits =
  sql`select h.id, v.name, d.name as "listedName", h.list_code as "listCode", h.topic::text as topic, h.state, h.opened_at as "openedAt" from screening_hits h join screening_versions v on v.id = h.version_id join watchlist_editions d on d.id = h.edition_id`
export const listCaseHits = async (db: ReadDb, caseId: string): Promise<CaseHit[]> =>
  (await sql<CaseHit>`${hits} join aml_case_hits a on a.hit_id = h.id where a.case_id = ${caseId} order by h.id desc limit 100`.execute(db))
    .rows

/** Hits of a merchant that are in no case; of assets frozen the circle alone knows what was made. */
export const listFreeHits = async (db: ReadDb, merchantId: string): Promise<CaseHit[]> =>
  (await sql<CaseHit>`${hits} where h.merchant_id = ${merchantId} and h.state <> 'ended' and h.topic <> 'freeze' and not exists (select from aml_case_hits a where a.hit_id = h.id) order by h.id desc limit 50`
    .execute(db))
    .rows

export const findCaseOfHit = async (db: ReadDb, hitId: string): Promise<string | null> =>
  (await db.selectFrom('aml_case_hits').select('case_id').where('hit_id', '=', hitId).executeTakeFirst())?.case_id ?? null

/** False: it is in a case already. */
export const insertCaseHit = async (
  db: WritableDb,
  row: { case_id: string; hit_id: string; attached_by: string; attached_at: Date },
): Promise<boolean> =>
  Number(
    (await db.insertInto('aml_case_hits').values(row).onConflict((oc) => oc.column('hit_id').doNothing()).executeTakeFirst())
      .numInsertedOrUpdatedRows,
  ) === 1
/** False: it was not in this case. Nothing of a person goes: the tie alone, and the history keeps it. */
export const deleteCaseHit = async (db: WritableDb, caseId: string, hitId: string): Promise<boolean> =>
  Number(
    (await db.deleteFrom('aml_case_hits').where('case_id', '=', caseId).where('hit_id', '=', hitId).executeTakeFirst()).numDeletedRows,
  ) === 1

export const insertCasePayments = async (db: WritableDb, caseId: string, alertId: string, paymentIds: readonly string[]): Promise<void> =>
  void (await sql`insert into aml_case_payments (case_id, payment_id, alert_id) select ${caseId}, id, ${alertId} from unnest(${paymentIds}::text[]) as said (id) on conflict do nothing`
    .execute(db))
export const deleteCasePayments = (db: WritableDb, caseId: string, alertId: string): Promise<unknown> =>
  db.deleteFrom('aml_case_payments').where('case_id', '=', caseId).where('alert_id', '=', alertId).execute()

export type CasePayment = {
  id: string
  createdAt: Date
  cents: number
  currency: string
  state: PaymentState
  method: PaymentMethod | null
  brand: string | null
  last4: string | null
  country: string | null
  alerts: number
}

/** A page of the payments behind a case's alerts, the newest first, from below an id. */
export const listCasePayments = async (db: ReadDb, caseId: string, after: string | null, limit: number): Promise<CasePayment[]> =>
  (await sql<CasePayment>`
    select p.id, p.created_at as "createdAt", p.amount_cents as cents, p.currency, p.state, p.method, c.brand, coalesce(c.last4, s.last4) as last4, coalesce(c.country, s.country) as country, k.alerts
    from (select payment_id, count(*)::int as alerts from aml_case_payments where case_id = ${caseId} group by payment_id) k join payments p on p.id = k.payment_id left join cards c on c.id = p.card_id left join mandates s on s.id = p.mandate_id
    ${after === null ? sql`` : sql`where (p.created_at, p.id) < (select o.created_at, o.id from payments o where o.id = ${after})`} order by p.created_at desc, p.id desc limit ${limit}`
    .execute(db))
    .rows

export type CaseSums = { currency: string; count: number; cents: number; first: Date; last: Date }
export const readCaseSums = async (db: ReadDb, caseId: string): Promise<CaseSums[]> =>
  (await sql<CaseSums>`select p.currency, count(*)::int as count, sum(p.amount_cents)::int8 as cents, min(p.created_at) as first, max(p.created_at) as last from payments p
    where p.id in (select payment_id from aml_case_payments where case_id = ${caseId}) group by p.currency order by 2 desc`
    .execute(db))
    .rows

export type AskedSince = { id: string; state: RequestState; openedAt: Date; pieces: string[] }
/** What was asked of a merchant since an instant, the newest first. */
export const listAskedSince = async (db: ReadDb, merchantId: string, since: Date): Promise<AskedSince[]> =>
  (await sql<AskedSince>`select r.id, r.state, r.opened_at as "openedAt", array(select i.kind from document_request_items i where i.request_id = r.id order by i.id) as pieces from document_requests r
    where r.merchant_id = ${merchantId} and r.opened_at >= ${since} order by r.id desc limit 20`
    .execute(db))
    .rows
