import { sql } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import type { PayoutLineKind } from '#src/platform/db.types.ts'
import type { PayoutRow } from './payouts.sql.ts'

// A payout keeps its true amount for ever. What its merchant no longer sees of it (rules.md X-03, §5.4 "removal guards") is one line
// instead.

/** Everything of a merchant that is hidden from him: found from its own side, which for most is empty. */
const hidden = (merchantId: string) =>
  sql`
  select id from payments where merchant_id = ${merchantId} and hidden_at is not null union all select id from refunds where merchant_id = ${merchantId} and hidden_at is not null
  union all select id from disputes where merchant_id = ${merchantId} and hidden_at is not null`

type Removed = { payoutId: string; kind: PayoutLineKind; count: number; cents: number }

const listRemoved = async (db: ReadDb, merchantId: string, payoutIds: readonly string[]): Promise<Removed[]> =>
  payoutIds.length === 0 ? [] : (await sql<Removed>`
    select l.payout_id as "payoutId", l.kind, count(*)::int as count, sum(l.amount_cents)::bigint as cents from (${hidden(merchantId)}) h join payout_lines l on l.subject_id = h.id
    where l.payout_id = any(${payoutIds as string[]}::text[]) group by 1, 2`
    .execute(db))
    .rows

/** The payments, refunds and disputes of a payout that its merchant does not see. */
export const listHiddenSubjects = async (
  db: ReadDb,
  { id, merchant_id: merchantId }: Pick<PayoutRow, 'id' | 'merchant_id'>,
): Promise<Set<string>> =>
  new Set(
    (await sql<{ id: string }>`select distinct h.id from (${hidden(merchantId)}) h join payout_lines l on l.subject_id = h.id where l.payout_id = ${id}`
      .execute(db))
      .rows
      .map((row) => row.id),
  )

/**
 * `removedCents`: what the lines that are not shown did to the amount; it is part of `adjustments_cents`. `removedCounts`: how many there
 * are by kind.
 */
export type Shown = { removedCents: number; removedCounts: Partial<Record<PayoutLineKind, number>> }

const shown = <Row extends PayoutRow>(row: Row, removed: readonly Removed[]): Row & Shown => {
  const cents = (kind: PayoutLineKind): number => removed.find((one) => one.kind === kind)?.cents ?? 0
  const moved = cents('payment') - cents('refund') - cents('dispute') - cents('fee')
  return {
    ...row,
    payments_cents: row.payments_cents - cents('payment'),
    refunds_cents: row.refunds_cents - cents('refund'),
    disputes_cents: row.disputes_cents - cents('dispute'),
    fees_cents: row.fees_cents - cents('fee'),
    adjustments_cents: row.adjustments_cents + moved,
    removedCents: moved + cents('adjustment'),
    removedCounts: Object.fromEntries(removed.map(({ kind, count }) => [kind, count])),
  }
}

/** Payouts of one merchant as he sees them: the amount is the true one, the sums are of what he sees, and they add up. */
export const readShown = async <Row extends PayoutRow>(db: ReadDb, merchantId: string, rows: readonly Row[]): Promise<(Row & Shown)[]> => {
  const removed = await listRemoved(db, merchantId, rows.map(({ id }) => id))
  return rows.map((row) => shown(row, removed.filter(({ payoutId }) => payoutId === row.id)))
}
