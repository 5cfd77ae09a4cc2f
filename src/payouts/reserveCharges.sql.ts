import { sql } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import type { LedgerEntryKind } from '#src/platform/db.types.ts'
import type { PayoutRow } from './payouts.sql.ts'

/** What took from the reserve while it was kept: a dispute mostly, with its payment. `isHidden`: its merchant no longer sees it. */
export type ReserveCharge = {
  kind: LedgerEntryKind
  subjectId: string
  paymentId: string | null
  cents: number
  at: Date
  isHidden: boolean
}

type Of = Pick<PayoutRow, 'id' | 'merchant_id'>

const own = (merchantId: string) => sql`p.merchant_id = ${merchantId} and p.book = 'live' and p.currency = 'eur' and p.account = 2030`

/**
 * A dispute that the reserve bore (RES-07) moved nothing of what can be paid, and is no line of any payout: less is let go, and the payout
 * that lets it go says why. Each charge stands on the first payout of the reserve after it, net of what was undone. Nothing where none of
 * the reserve is in this payout.
 */
export const listReserveCharges = async (db: ReadDb, { id, merchant_id: merchantId }: Of): Promise<ReserveCharge[]> =>
  (await sql<ReserveCharge>`
    with let_go as (
      select p.entry_id, l.payout_id from payouts o join payout_lines l on l.payout_id = o.id join ledger_entries e on e.id = l.entry_id and e.kind = 'release' join ledger_postings p on p.entry_id = e.id where o.merchant_id = ${merchantId} and ${own(merchantId)}),
    upto as (select max(entry_id) as entry from let_go where payout_id = ${id}),
    behind as (select coalesce(max(entry_id), 0) as entry from let_go, upto where payout_id <> ${id} and entry_id < upto.entry),
    charged as (
      select coalesce(undone.kind, e.kind) as kind, e.subject_id, sum(p.amount_cents)::bigint as cents, min(e.at) as at, min(e.id) as first
      from ledger_postings p cross join upto cross join behind join ledger_entries e on e.id = p.entry_id left join ledger_entries undone on undone.id = e.reverses
      where ${own(merchantId)} and p.entry_id > behind.entry and p.entry_id < upto.entry and coalesce(undone.kind, e.kind) not in ('hold', 'release', 'hold_moved', 'reserve')
      group by 1, 2 having sum(p.amount_cents) > 0)
    select c.kind, c.subject_id as "subjectId", d.payment_id as "paymentId", c.cents, c.at, d.hidden_at is not null or pay.hidden_at is not null as "isHidden"
    from charged c left join disputes d on d.id = c.subject_id left join payments pay on pay.id = coalesce(d.payment_id, c.subject_id) order by c.first`
    .execute(db))
    .rows

export type HeldSums = { heldCents: number; releasedCents: number }

/**
 * What of a payout's adjustments was kept back, and what was let go: under whatever title, for which it is nobody's business here.
 */
export const sumHeld = async (db: ReadDb, { id }: Pick<Of, 'id'>): Promise<HeldSums> =>
  (await sql<HeldSums>`
    select coalesce(sum(l.amount_cents) filter (where coalesce(undone.kind, e.kind) = 'hold'), 0)::bigint as "heldCents", coalesce(sum(l.amount_cents) filter (where coalesce(undone.kind, e.kind) = 'release'), 0)::bigint as "releasedCents"
    from payout_lines l join ledger_entries e on e.id = l.entry_id left join ledger_entries undone on undone.id = e.reverses where l.payout_id = ${id} and l.kind = 'adjustment'`
    .execute(db))
    .rows[0]!
