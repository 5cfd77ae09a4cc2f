import { sql, type SqlBool } from 'kysely'
import type { World } from '#src/kernel/actor.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { DisputeState, FraudFinding, FraudPaymentState, PaymentState } from '#src/platform/db.types.ts'
import type { Figures } from './fraudCase.ts'
import type { NamedPayments } from './readRows.ts'

/** What a payment is, beside its state: what went back, what is on its way back, what is contested, with which payout it left. */
export type Standing = {
  paymentId: string
  state: PaymentState
  amountCents: number
  refundedCents: number
  /** Of refunds that were asked for and that the payer does not have yet. */
  underWayCents: number
  currency: string
  createdAt: Date
  orderId: string | null
  dispute: DisputeState | null
  payoutId: string | null
}
export type CasePayment = Standing & { caseState: FraudPaymentState; finding: FraudFinding | null; addedAt: Date; removedAt: Date | null; removeReason: string | null }

const standing = sql`
  p.id as "paymentId", p.state, p.amount_cents as "amountCents", p.refunded_cents as "refundedCents", p.currency, p.created_at as "createdAt", p.order_id as "orderId",
  (select coalesce(sum(r.amount_cents), 0)::bigint from refunds r where r.payment_id = p.id and r.state in ('to_refund', 'refund_sent')) as "underWayCents",
  (select d.state from disputes d where d.payment_id = p.id order by d.id desc limit 1) as dispute,
  (select l.payout_id from payout_lines l where l.subject_id = p.id and l.kind = 'payment' order by l.payout_id limit 1) as "payoutId"`

/** A page of the payments of a case, by their ids; those that were taken out as well where `withRemoved`. `isOwn`: to their merchant, who does not see those hidden from him. */
export const listCasePayments = async (db: ReadDb, caseId: string, { after, limit, withRemoved = false, isOwn = false }: { after: string | null; limit: number; withRemoved?: boolean; isOwn?: boolean }): Promise<CasePayment[]> => {
  const among = sql<SqlBool>`f.case_id = ${caseId} and (not ${isOwn} or p.hidden_at is null) and (${withRemoved} or f.state <> 'removed') and (${after}::text is null or f.payment_id > ${after})`
  return (await sql<CasePayment>`
    select ${standing}, f.state as "caseState", f.finding, f.added_at as "addedAt", f.removed_at as "removedAt", f.remove_reason as "removeReason"
    from fraud_case_payments f join payments p on p.id = f.payment_id where ${among} order by f.payment_id, f.id limit ${limit}`.execute(db)).rows
}

/** How many of its payments are hidden from their merchant. */
export const countHidden = async (db: ReadDb, caseId: string): Promise<number> =>
  (await sql<{ count: number }>`select count(*)::int as count from fraud_case_payments f join payments p on p.id = f.payment_id where f.case_id = ${caseId} and f.state <> 'removed' and p.hidden_at is not null`.execute(db)).rows[0]!.count

/** Those of these payments that the case holds. */
export const listHeldAmong = async (db: ReadDb, caseId: string, ids: readonly string[]): Promise<CasePayment[]> =>
  (await sql<CasePayment>`
    select ${standing}, f.state as "caseState", f.finding, f.added_at as "addedAt", f.removed_at as "removedAt", f.remove_reason as "removeReason"
    from fraud_case_payments f join payments p on p.id = f.payment_id where f.case_id = ${caseId} and f.state = 'held' and f.payment_id = any(${ids as string[]}::text[]) order by f.payment_id`.execute(db)).rows

/** How many payments are what. One may be several things: refunded in part, contested, paid out. */
export type Counts = Record<'captured' | 'notCaptured' | 'refunded' | 'underWay' | 'disputed' | 'paidOut', number>
type Counted = Counts & { currency: string; count: number; cents: number }

const counts = sql`
  p.currency, count(*)::int as count, sum(p.amount_cents)::bigint as cents, (count(*) filter (where p.state = 'captured'))::int as captured,
  (count(*) filter (where p.state not in ('captured', 'disputed')))::int as "notCaptured", (count(*) filter (where p.refunded_cents > 0))::int as refunded,
  (count(*) filter (where exists (select from refunds r where r.payment_id = p.id and r.state in ('to_refund', 'refund_sent'))))::int as "underWay",
  (count(*) filter (where exists (select from disputes d where d.payment_id = p.id)))::int as disputed,
  (count(*) filter (where exists (select from payout_lines l where l.subject_id = p.id and l.kind = 'payment')))::int as "paidOut"`

const summed = (rows: readonly Counted[]): { figures: Figures; counts: Counts } => {
  const sum = (name: keyof Counts | 'count'): number => rows.reduce((all, row) => all + row[name], 0)
  return {
    figures: { count: sum('count'), totals: Object.fromEntries(rows.map(({ currency, cents }) => [currency, cents])) },
    counts: { captured: sum('captured'), notCaptured: sum('notCaptured'), refunded: sum('refunded'), underWay: sum('underWay'), disputed: sum('disputed'), paidOut: sum('paidOut') },
  }
}

/** What the payments of a case are, all together. */
export const readCaseCounts = async (db: ReadDb, caseId: string): Promise<Counts> =>
  summed((await sql<Counted>`select ${counts} from fraud_case_payments f join payments p on p.id = f.payment_id where f.case_id = ${caseId} and f.state <> 'removed' group by p.currency`.execute(db)).rows).counts

/** `isOwn`: named by the merchant, who does not see what is hidden from him. */
type Named = { world: World; named: Pick<NamedPayments, 'ids' | 'lines'>; isOwn?: boolean }

/** Another merchant's payment, one of the other world and one that never was look alike from here. */
const looked = ({ world: { merchantId, mode }, named: { ids, lines }, isOwn = false }: Named) => sql`
  from unnest(${ids}::text[], ${lines}::int[]) as n(id, line)
  left join payments p on p.id = n.id and p.merchant_id = ${merchantId} and p.mode = ${mode} and (not ${isOwn} or p.hidden_at is null)
  left join fraud_case_payments h on h.payment_id = p.id and h.state in ('held', 'fraudulent')`

/** A line that cannot be filed: nothing of the merchant's has that id, or a living case holds it already. */
export type FaultyLine = { line: number; fault: 'unknown' | 'in_case'; id: string }
export type Check = { figures: Figures; counts: Counts; faults: FaultyLine[]; faultCount: number }

/** Each id against its row: what may be filed, summed; what may not, the first `limit` lines of it. */
export const readCheck = async (db: ReadDb, named: Named, limit: number): Promise<Check> => {
  const good = await sql<Counted>`select ${counts} ${looked(named)} where p.id is not null and h.id is null group by p.currency order by p.currency`.execute(db)
  const faulty = await sql<FaultyLine & { all: number }>`
    select n.line, case when p.id is null then 'unknown' else 'in_case' end as fault, n.id, (count(*) over ())::int as all ${looked(named)}
    where p.id is null or h.id is not null order by n.line limit ${limit}`.execute(db)
  return { ...summed(good.rows), faults: faulty.rows.map(({ line, fault, id }) => ({ line, fault, id })), faultCount: faulty.rows[0]?.all ?? 0 }
}

/** The first of those that may be filed, in the order of their lines. */
export const listFileable = async (db: ReadDb, named: Named, limit: number): Promise<(Standing & { line: number })[]> =>
  (await sql<Standing & { line: number }>`select n.line, ${standing} ${looked(named)} where p.id is not null and h.id is null order by n.line limit ${limit}`.execute(db)).rows
