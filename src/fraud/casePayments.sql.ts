import { sql, type SqlBool } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import type { DisputeState, FraudFinding, FraudPaymentState, PaymentState } from '#src/platform/db.types.ts'
import type { Figures } from './fraudCase.ts'

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
export type CasePayment = Standing & {
  caseState: FraudPaymentState
  finding: FraudFinding | null
  addedAt: Date
  removedAt: Date | null
  removeReason: string | null
}

/** The columns of `Standing`, of payments `p`. */
export const standing = sql`
  p.id as "paymentId", p.state, p.amount_cents as "amountCents", p.refunded_cents as "refundedCents", p.currency, p.created_at as "createdAt", p.order_id as "orderId",
  (select coalesce(sum(r.amount_cents), 0)::bigint from refunds r where r.payment_id = p.id and r.state in ('to_refund', 'refund_sent')) as "underWayCents",
  (select d.state from disputes d where d.payment_id = p.id order by d.id desc limit 1) as dispute,
  (select l.payout_id from payout_lines l where l.subject_id = p.id and l.kind = 'payment' order by l.payout_id limit 1) as "payoutId"`

/**
 * A page of the payments of a case, by their ids; those that were taken out as well where `withRemoved`. `isOwn`: to their merchant, who
 * does not see those hidden from him.
 */
export const listCasePayments = async (
  db: ReadDb,
  caseId: string,
  { after, limit, withRemoved = false, isOwn = false }: { after: string | null; limit: number; withRemoved?: boolean; isOwn?: boolean },
): Promise<CasePayment[]> => {
  const among = sql<SqlBool>`f.case_id = ${caseId} and (not ${isOwn} or p.hidden_at is null) and (${withRemoved} or f.state <> 'removed') and (${after}::text is null or f.payment_id > ${after})`
  return (await sql<CasePayment>`
    select ${standing}, f.state as "caseState", f.finding, f.added_at as "addedAt", f.removed_at as "removedAt", f.remove_reason as "removeReason"
    from fraud_case_payments f join payments p on p.id = f.payment_id where ${among} order by f.payment_id, f.id limit ${limit}`
    .execute(db))
    .rows
}

/** How many of its payments are hidden from their merchant. */
export const countHidden = async (db: ReadDb, caseId: string): Promise<number> =>
  (await sql<{ count: number }>`select count(*)::int as count from fraud_case_payments f join payments p on p.id = f.payment_id where f.case_id = ${caseId} and f.state <> 'removed' and p.hidden_at is not null`
    .execute(db))
    .rows[0]!
    .count

/** Those of these payments that the case holds. */
export const listHeldAmong = async (db: ReadDb, caseId: string, ids: readonly string[]): Promise<CasePayment[]> =>
  (await sql<CasePayment>`
    select ${standing}, f.state as "caseState", f.finding, f.added_at as "addedAt", f.removed_at as "removedAt", f.remove_reason as "removeReason"
    from fraud_case_payments f join payments p on p.id = f.payment_id where f.case_id = ${caseId} and f.state = 'held' and f.payment_id = any(${ids as string[]}::text[]) order by f.payment_id`
    .execute(db))
    .rows

/** How many payments are what. One may be several things: refunded in part, contested, paid out. */
export type Counts = Record<'captured' | 'notCaptured' | 'refunded' | 'underWay' | 'disputed' | 'paidOut', number>
export type Counted = Counts & { currency: string; count: number; cents: number }

/** Of payments `p`, by currency: `summed` puts them together. */
export const counts = sql`
  p.currency, count(*)::int as count, sum(p.amount_cents)::bigint as cents, (count(*) filter (where p.state = 'captured'))::int as captured,
  (count(*) filter (where p.state not in ('captured', 'disputed')))::int as "notCaptured", (count(*) filter (where p.refunded_cents > 0))::int as refunded,
  (count(*) filter (where exists (select from refunds r where r.payment_id = p.id and r.state in ('to_refund', 'refund_sent'))))::int as "underWay",
  (count(*) filter (where exists (select from disputes d where d.payment_id = p.id)))::int as disputed,
  (count(*) filter (where exists (select from payout_lines l where l.subject_id = p.id and l.kind = 'payment')))::int as "paidOut"`

export const summed = (rows: readonly Counted[]): { figures: Figures; counts: Counts } => {
  const sum = (name: keyof Counts | 'count'): number => rows.reduce((all, row) => all + row[name], 0)
  return {
    figures: { count: sum('count'), totals: Object.fromEntries(rows.map(({ currency, cents }) => [currency, cents])) },
    counts: {
      captured: sum('captured'),
      notCaptured: sum('notCaptured'),
      refunded: sum('refunded'),
      underWay: sum('underWay'),
      disputed: sum('disputed'),
      paidOut: sum('paidOut'),
    },
  }
}

/** What the payments of a case are, all together. */
export const readCaseCounts = async (db: ReadDb, caseId: string): Promise<Counts> =>
  summed(
    (await sql<Counted>`select ${counts} from fraud_case_payments f join payments p on p.id = f.payment_id where f.case_id = ${caseId} and f.state <> 'removed' group by p.currency`
      .execute(db))
      .rows,
  )
    .counts
