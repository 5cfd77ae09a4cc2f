import { sql, type Insertable, type RawBuilder, type Selectable, type Updateable } from 'kysely'
import type { World } from '#src/kernel/actor.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { FraudCasePayments, FraudCases, FraudFinding } from '#src/platform/db.types.ts'
import { guiltyFindings } from './fraudCase.ts'

export type FraudCaseRow = Selectable<FraudCases>
export type CasePaymentRow = Selectable<FraudCasePayments>

export const insertCase = async (db: WritableDb, row: Insertable<FraudCases>): Promise<void> => {
  await db.insertInto('fraud_cases').values(row).execute()
}

export const findCase = async (
  db: ReadDb,
  id: string,
): Promise<(FraudCaseRow & { merchantName: string; ownerName: string | null }) | null> =>
  (await db
    .selectFrom('fraud_cases as c')
    .innerJoin('merchants as m', 'm.id', 'c.merchant_id')
    .leftJoin('staff as o', 'o.id', 'c.owner_id')
    .selectAll('c')
    .select(['m.name as merchantName', 'o.name as ownerName'])
    .where('c.id', '=', id)
    .executeTakeFirst()) ?? null

/** Locked: before the payments it is about (docs/console.md, "Fraud cases"). Null where there is none. */
export const lockCase = async (db: WritableDb, id: string): Promise<FraudCaseRow | null> =>
  (await db.selectFrom('fraud_cases').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null

export const updateCase = async (db: WritableDb, id: string, change: Updateable<FraudCases>): Promise<void> => {
  await db.updateTable('fraud_cases').set(change).where('id', '=', id).execute()
}

/** How many payments are in it and what they sum to, as its rows now say; answers the row. */
export const refreshFigures = async (db: WritableDb, id: string): Promise<FraudCaseRow> => {
  const { rows } = await sql<{ currency: string; count: number; cents: number }>`
    select p.currency, count(*)::int as count, sum(p.amount_cents)::bigint as cents from fraud_case_payments f join payments p on p.id = f.payment_id
    where f.case_id = ${id} and f.state <> 'removed' group by p.currency order by p.currency`
    .execute(db)
  const totals = JSON.stringify(Object.fromEntries(rows.map(({ currency, cents }) => [currency, cents])))
  return db
    .updateTable('fraud_cases')
    .set({ payment_count: rows.reduce((sum, { count }) => sum + count, 0), totals })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The living case that holds it, if any. */
export const findHoldingCase = async (db: ReadDb, paymentId: string): Promise<{ id: string } | null> => {
  const row = await db
    .selectFrom('fraud_case_payments')
    .select('case_id')
    .where('payment_id', '=', paymentId)
    .where('state', '=', 'held')
    .executeTakeFirst()
  return row ? { id: row.case_id } : null
}

/** Whether a living case holds it: it is not refunded meanwhile. Ask with the payment locked. */
export const isUnderReview = async (db: ReadDb, paymentId: string): Promise<boolean> => (await findHoldingCase(db, paymentId)) !== null

/**
 * The merchant's own of these payments, locked in the order of their ids: whoever refunds one holds its lock as well, so that a refund
 * comes wholly before the case or wholly after.
 */
export const lockNamedPayments = async (db: WritableDb, { merchantId, mode }: World, ids: readonly string[]): Promise<void> => {
  await sql`select count(*) from (select id from payments where id = any(${ids as string[]}::text[]) and merchant_id = ${merchantId} and mode = ${mode} order by id for update) as locked`
    .execute(db)
}

type Added = { caseId: string; world: World; ids: readonly string[]; by: string; at: Date }

/** Puts those payments of the merchant into the case that no living case holds; answers how many. Lock them first. */
export const holdPayments = async (db: WritableDb, { caseId, world, ids, by, at }: Added): Promise<number> => {
  const { numAffectedRows } = await sql`
    insert into fraud_case_payments (case_id, payment_id, added_by, added_at)
    select ${caseId}, p.id, ${by}, ${at}::timestamptz from payments p
    where p.id = any(${ids as string[]}::text[]) and p.merchant_id = ${world.merchantId} and p.mode = ${world.mode}
      and not exists (select from fraud_case_payments h where h.payment_id = p.id and h.state in ('held', 'fraudulent'))`
    .execute(db)
  return Number(numAffectedRows ?? 0)
}

type Removed = { caseId: string; paymentIds: readonly string[]; by: string; at: Date; reason: string }

/** Takes payments out of the case; answers how many were in it. */
export const removeHeld = async (db: WritableDb, { caseId, paymentIds, by, at, reason }: Removed): Promise<number> => {
  const done = await db
    .updateTable('fraud_case_payments')
    .set({ state: 'removed', removed_by: by, removed_at: at, remove_reason: reason })
    .where('case_id', '=', caseId)
    .where('payment_id', 'in', paymentIds as string[])
    .where('state', '=', 'held')
    .executeTakeFirst()
  return Number(done.numUpdatedRows)
}

export const setFinding = async (
  db: WritableDb,
  { caseId, paymentIds, finding, by }: { caseId: string; paymentIds: readonly string[]; finding: FraudFinding; by: string },
): Promise<number> => {
  const done = await db
    .updateTable('fraud_case_payments')
    .set({ finding, finding_by: by })
    .where('case_id', '=', caseId)
    .where('payment_id', 'in', paymentIds as string[])
    .where('state', '=', 'held')
    .executeTakeFirst()
  return Number(done.numUpdatedRows)
}

/** What was found of every payment that nobody has said anything of. */
export const setRemainingFindings = async (db: WritableDb, caseId: string, finding: FraudFinding, by: string): Promise<void> => {
  await db
    .updateTable('fraud_case_payments')
    .set({ finding, finding_by: by })
    .where('case_id', '=', caseId)
    .where('state', '=', 'held')
    .where('finding', 'is', null)
    .execute()
}

/** The case is over: its payments may be refunded again. */
export const releaseHeld = async (db: WritableDb, caseId: string): Promise<void> => {
  await db.updateTable('fraud_case_payments').set({ state: 'released' }).where('case_id', '=', caseId).where('state', '=', 'held').execute()
}

/** Of those in the case, what was not found to be fraud may be refunded again. */
export const releaseInnocent = async (db: WritableDb, caseId: string): Promise<void> => {
  await db
    .updateTable('fraud_case_payments')
    .set({ state: 'released' })
    .where('case_id', '=', caseId)
    .where('state', '=', 'held')
    .where(({ or, eb }) => or([eb('finding', 'is', null), eb('finding', 'not in', guiltyFindings as readonly FraudFinding[])]))
    .execute()
}

/** What a confirmed case did to these payments stands, or was undone. */
export const moveCasePayments = async (
  db: WritableDb,
  caseId: string,
  ids: readonly string[],
  to: 'fraudulent' | 'released',
): Promise<void> => {
  await sql`update fraud_case_payments set state = ${to}::fraud_payment_state where case_id = ${caseId} and payment_id = any(${ids as string[]}::text[]) and state in ('held', 'fraudulent')`
    .execute(db)
}

export type FindingCounts = Record<'none' | 'guilty' | 'innocent', number>

/** How many of its payments were found fraudulent, how many not, and of how many nobody has said anything. */
export const countFindings = async (db: ReadDb, caseId: string): Promise<FindingCounts> => {
  const guilty = sql`finding = any(${guiltyFindings as readonly FraudFinding[]}::fraud_finding[])`
  const { rows: [row] } = await sql<FindingCounts>`
    select (count(*) filter (where finding is null))::int as none, (count(*) filter (where ${guilty}))::int as guilty, (count(*) filter (where not (${guilty})))::int as innocent
    from fraud_case_payments where case_id = ${caseId} and state = 'held'`
    .execute(db)
  return row!
}

const mostCounted = 1_000

/** Cases that are not over, up to a thousand: for the count beside the queue. */
export const livingCases = (): RawBuilder<{ count: number; isCapped: boolean }> =>
  sql`select least(count(*), ${mostCounted})::int as count, count(*) > ${mostCounted} as "isCapped" from (select from fraud_cases where closed_at is null limit ${mostCounted + 1}) as living`
export const countLivingCases = async (db: ReadDb): Promise<{ count: number; isCapped: boolean }> =>
  (await livingCases().execute(db)).rows[0]!
