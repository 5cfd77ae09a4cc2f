import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { CorrectionKind, Disputes, LedgerEntryKind, Payments, PayoutLineKind, PayoutWaits, Payouts,
  Refunds } from '#src/platform/db.types.ts'
import type { PayoutLine } from './payoutLines.ts'

export type PayoutRow = Selectable<Payouts>
export type WaitRow = Selectable<PayoutWaits>

export const insertPayout = (db: WritableDb, row: Insertable<Payouts>): Promise<PayoutRow> =>
  db.insertInto('payouts').values(row).returningAll().executeTakeFirstOrThrow()

/** All in one statement: a payout of a busy merchant has thousands of lines. */
export const insertLines = async (db: WritableDb, payoutId: string, lines: readonly PayoutLine[]): Promise<void> =>
  void (await sql`insert into payout_lines (payout_id, entry_id, kind, subject_id, amount_cents)
    select ${payoutId}, said.* from unnest(${lines.map(({ entryId }) => entryId)}::bigint[], ${lines.map(({ kind }) => kind)}::payout_line_kind[],
      ${lines.map(({ subjectId }) => subjectId)}::text[], ${lines.map(({ amountCents }) => amountCents)}::bigint[]) said`
    .execute(db))

export const changePayout = (db: WritableDb, id: string, change: Updateable<Payouts>): Promise<PayoutRow> =>
  db.updateTable('payouts').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

export const lockPayout = async (db: WritableDb, id: string): Promise<PayoutRow | null> =>
  (await db.selectFrom('payouts').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const findPayout = async (db: ReadDb, id: string): Promise<PayoutRow | null> =>
  (await db.selectFrom('payouts').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const findPayoutOf = async (db: ReadDb, merchantId: string, id: string): Promise<PayoutRow | null> =>
  (await db.selectFrom('payouts').selectAll().where('merchant_id', '=', merchantId).where('id', '=', id).executeTakeFirst()) ?? null

type Wanted = { created?: number | undefined; start: number; limit: number }

/** The oldest first, one more than asked for where there is one. */
export const listPayouts = (db: ReadDb, merchantId: string, { created, start, limit }: Wanted): Promise<PayoutRow[]> =>
  db
    .selectFrom('payouts')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .$if(created !== undefined, (query) => query.where('created_at', '>=', new Date((created ?? 0) * 1_000)))
    .orderBy('created_at')
    .orderBy('id')
    .offset(start)
    .limit(limit + 1)
    .execute()

/** What a payout came back with and is not the merchant's to spend again yet. */
export const lockReturned = (db: WritableDb, merchantId: string): Promise<PayoutRow[]> =>
  db
    .selectFrom('payouts')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('returned_at', 'is not', null)
    .where('recredited_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()

/** Those of its lines that the merchant sees, each once, the oldest first; one more than asked for where there is one. */
const ofLines = (db: ReadDb, payoutId: string, kind: PayoutLineKind) =>
  db.selectFrom('payout_lines').select('subject_id').where('payout_id', '=', payoutId).where('kind', '=', kind)
const since = (created: number | undefined): Date => new Date((created ?? 0) * 1_000)

export const listPaymentsOf = (db: ReadDb, payoutId: string, { created, start, limit }: Wanted): Promise<Selectable<Payments>[]> =>
  db
    .selectFrom('payments')
    .selectAll()
    .where('id', 'in', ofLines(db, payoutId, 'payment'))
    .where('hidden_at', 'is', null)
    .where('created_at', '>=', since(created))
    .orderBy('created_at')
    .orderBy('id')
    .offset(start)
    .limit(limit + 1)
    .execute()

export const listRefundsOf = (db: ReadDb, payoutId: string, { created, start, limit }: Wanted): Promise<Selectable<Refunds>[]> =>
  db
    .selectFrom('refunds')
    .selectAll()
    .where('id', 'in', ofLines(db, payoutId, 'refund'))
    .where('hidden_at', 'is', null)
    .where('created_at', '>=', since(created))
    .orderBy('created_at')
    .orderBy('id')
    .offset(start)
    .limit(limit + 1)
    .execute()

export const listDisputesOf = (db: ReadDb, payoutId: string, { created, start, limit }: Wanted): Promise<Selectable<Disputes>[]> =>
  db
    .selectFrom('disputes')
    .selectAll()
    .where('id', 'in', ofLines(db, payoutId, 'dispute'))
    .where('hidden_at', 'is', null)
    .where('created_at', '>=', since(created))
    .orderBy('created_at')
    .orderBy('id')
    .offset(start)
    .limit(limit + 1)
    .execute()

/** `entryKind`: of the books, of what was undone where it undoes. */
export type LineRow = {
  entryId: number
  kind: PayoutLineKind
  entryKind: LedgerEntryKind
  subjectId: string
  amountCents: number
  at: Date
  correction: CorrectionKind | null
}

/**
 * In the order of the books, from after `after`. `correction`: of what people booked by hand, its kind; null of others, and of one that is
 * too old to be kept.
 */
export const listLines = (db: ReadDb, payoutId: string, after: number, limit: number): Promise<LineRow[]> =>
  db
    .selectFrom('payout_lines as l')
    .innerJoin('ledger_entries as e', 'e.id', 'l.entry_id')
    .leftJoin('ledger_entries as undone', 'undone.id', 'e.reverses')
    .leftJoin('corrections as c', 'c.id', 'l.subject_id')
    .select([
      'l.entry_id as entryId',
      'l.kind',
      ({ fn }) => fn.coalesce('undone.kind', 'e.kind').as('entryKind'),
      'l.subject_id as subjectId',
      'l.amount_cents as amountCents',
      'e.at',
      'c.kind as correction',
    ])
    .where('l.payout_id', '=', payoutId)
    .where('l.entry_id', '>', after)
    .orderBy('l.entry_id')
    .orderBy('l.kind')
    .limit(limit)
    .execute()

/** What a line is called: of adjustments, what was kept back and what was let go are words of their own. */
export type LineWord = PayoutLineKind | 'held' | 'released'

export const countLines = async (db: ReadDb, payoutId: string): Promise<{ word: LineWord; count: number }[]> =>
  (await sql<{ word: LineWord; count: number }>`
    select case when l.kind <> 'adjustment' then l.kind::text else case coalesce(undone.kind, e.kind) when 'hold' then 'held' when 'release' then 'released' else 'adjustment' end end as word, count(*)::int as count
    from payout_lines l join ledger_entries e on e.id = l.entry_id left join ledger_entries undone on undone.id = e.reverses where l.payout_id = ${payoutId} group by l.kind, 1 order by l.kind, 1`
    .execute(db))
    .rows

export const findWait = async (db: ReadDb, merchantId: string, currency: string): Promise<WaitRow | null> =>
  (await db
    .selectFrom('payout_waits')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('currency', '=', currency)
    .executeTakeFirst()) ?? null

export const keepWait = async (db: WritableDb, row: Insertable<PayoutWaits>): Promise<void> =>
  void (await db
    .insertInto('payout_waits')
    .values(row)
    .onConflict((oc) => oc.columns(['merchant_id', 'currency']).doUpdateSet({ reason: row.reason, since: row.since }))
    .execute())

export const removeWait = async (db: WritableDb, merchantId: string, currency: string): Promise<boolean> =>
  (await db.deleteFrom('payout_waits').where('merchant_id', '=', merchantId).where('currency', '=', currency).executeTakeFirst())
    .numDeletedRows > 0n
