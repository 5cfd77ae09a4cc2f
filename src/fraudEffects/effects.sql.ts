import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import { guiltyFindings } from '#src/fraud/fraudCase.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { ApiMode, FraudEffects, FraudFinding, RefundState } from '#src/platform/db.types.ts'
import type { Effect, FraudBearer, FraudRow, FraudVerdict } from './effects.ts'

export type EffectRow = Selectable<FraudEffects>

const facts = sql`
  p.id as "paymentId", p.state, p.currency, p.scheme, p.amount_cents as "amountCents", p.refunded_cents as "refundedCents", case when p.captured_at is null then 0 else p.fee_cents end as "feeCents",
  d.open as "openCents", d.lost as "lostCents", d.fee as "disputeFeeCents", p.bank_on is not null as "isReceived",
  exists (select from payout_lines l join payouts o on o.id = l.payout_id where l.subject_id = p.id and l.kind = 'payment' and o.state <> 'failed') as "isPaidOut"`

/** What is contested, what of it was lost, and what its disputes cost: of each payment, by the index of its disputes. */
const disputed = sql`cross join lateral (
  select coalesce(sum(x.amount_cents) filter (where x.closed_at is null), 0)::bigint as open, coalesce(sum(x.amount_cents - coalesce(x.won_cents, 0)) filter (where x.closed_at is not null), 0)::bigint as lost,
    coalesce(sum(x.fee_cents), 0)::bigint as fee from disputes x where x.payment_id = p.id) d`

/** Of the payments that the case holds, which would be fraud: all of them, or those that were found so. */
const among = (
  verdict: FraudVerdict,
) => (verdict === 'partly' ? sql`and f.finding = any(${guiltyFindings as readonly FraudFinding[]}::fraud_finding[])` : sql``)

/** What the fraudulent payments of a case are now, by their ids. None under any other verdict than `confirm` and `partly`. */
export const listFraudRows = async (db: ReadDb, caseId: string, verdict: FraudVerdict): Promise<FraudRow[]> =>
  verdict === 'confirm' || verdict === 'partly'
    ? (await sql<FraudRow>`select ${facts} from fraud_case_payments f join payments p on p.id = f.payment_id ${disputed} where f.case_id = ${caseId} and f.state = 'held' ${among(verdict)} order by p.id`
      .execute(db))
      .rows
    : []

export const listFacts = async (db: ReadDb, paymentIds: readonly string[]): Promise<FraudRow[]> =>
  (await sql<FraudRow>`select ${facts} from payments p ${disputed} where p.id = any(${paymentIds as string[]}::text[]) order by p.id`
    .execute(db))
    .rows

/** Whoever refunds, contests or captures one of them waits, in the order of their ids. */
export const lockCasePayments = async (db: WritableDb, caseId: string): Promise<void> => {
  await sql`select count(*) from (select p.id from payments p where p.id in (select payment_id from fraud_case_payments where case_id = ${caseId} and state = 'held') order by p.id for update of p) as locked`
    .execute(db)
}

export const lockPayments = async (db: WritableDb, ids: readonly string[]): Promise<void> => {
  await sql`select count(*) from (select id from payments where id = any(${ids as string[]}::text[]) order by id for update) as locked`
    .execute(db)
}

type Planned = { caseId: string; merchantId: string; at: Date; plan: readonly { row: FraudRow; effect: Effect }[] }

const column = <T>(values: readonly T[], type: string) => sql`${values}::${sql.raw(type)}[]`

const beforeOf = ({ state, refundedCents, openCents, lostCents, isPaidOut, isReceived }: FraudRow): string =>
  JSON.stringify({ state, refundedCents, openCents, lostCents, isPaidOut, isReceived })

/** What the decision does, payment by payment: written with it, posted after it. */
export const insertEffects = async (db: WritableDb, { caseId, merchantId, at, plan }: Planned): Promise<void> => {
  const effects = plan.map(({ effect }) => effect)
  await sql`
    insert into fraud_effects (case_id, payment_id, merchant_id, currency, state, accounting, amount_cents, return_cents, accept_cents, fee_cents, dispute_fee_cents, is_absorbed, before, planned_at)
    select ${caseId}, said.*, ${at}::timestamptz from (select id, ${merchantId}, currency, state, accounting, amount, back, accept, fee, dispute_fee, is_absorbed, before::jsonb from unnest(
      ${column(effects.map(({ paymentId }) => paymentId), 'text')}, ${column(effects.map(({ currency }) => currency), 'text')}, ${column(effects.map(({ isWaiting }) => (isWaiting ? 'waiting' : 'planned')), 'fraud_effect_state')},
      ${column(effects.map(({ accounting }) => accounting), 'fraud_accounting')}, ${column(effects.map(({ amountCents }) => amountCents), 'bigint')}, ${column(effects.map(({ returnCents }) => returnCents), 'bigint')},
      ${column(effects.map(({ acceptCents }) => acceptCents), 'bigint')}, ${column(effects.map(({ feeCents }) => feeCents), 'bigint')}, ${column(effects.map(({ disputeFeeCents }) => disputeFeeCents), 'bigint')},
      ${column(effects.map(({ isAbsorbed }) => isAbsorbed), 'boolean')}, ${column(plan.map(({ row }) => beforeOf(row)), 'text')})
      as x (id, currency, state, accounting, amount, back, accept, fee, dispute_fee, is_absorbed, before)) said`
    .execute(db)
}

export type PlannedRow = {
  paymentId: string
  state: EffectRow['state']
  currency: string
  accounting: EffectRow['accounting']
  amountCents: number
  returnCents: number
  acceptCents: number
  feeCents: number
  disputeFeeCents: number
  isAbsorbed: boolean
  refundId: string | null
  isRevised: boolean
  orderId: string | null
}

const effectColumns =
  sql`e.payment_id as "paymentId", e.state, e.currency, e.accounting, e.amount_cents as "amountCents", e.return_cents as "returnCents", e.accept_cents as "acceptCents", e.fee_cents as "feeCents",
  e.dispute_fee_cents as "disputeFeeCents", e.is_absorbed as "isAbsorbed", e.refund_id as "refundId", e.is_revised as "isRevised", p.order_id as "orderId"`

/** The next that may be applied: planned, or no longer waiting for a capture. By payment, from after `after`. */
export const listDue = async (db: ReadDb, caseId: string, after: string, limit: number): Promise<PlannedRow[]> =>
  (await sql<PlannedRow>`select ${effectColumns} from fraud_effects e join payments p on p.id = e.payment_id
    where e.case_id = ${caseId} and e.payment_id > ${after} and (e.state = 'planned' or e.state = 'waiting' and p.state not in ('authorizing', 'capture_sent')) order by e.payment_id limit ${limit}`
    .execute(db))
    .rows

/** Every effect of a case, or those of one state. */
export const listEffects = async (
  db: ReadDb,
  caseId: string,
  { state = null, after = '', limit }: { state?: EffectRow['state'] | null; after?: string; limit: number },
): Promise<PlannedRow[]> =>
  (await sql<PlannedRow>`select ${effectColumns} from fraud_effects e join payments p on p.id = e.payment_id
    where e.case_id = ${caseId} and e.payment_id > ${after} and (${state}::fraud_effect_state is null or e.state = ${state}) order by e.payment_id limit ${limit}`
    .execute(db))
    .rows

export type Applied = { effect: Effect; refundId: string | null; entryKeys: readonly string[]; isRevised: boolean }

/** They stand from here on; what they have become says the row. */
export const setApplied = async (db: WritableDb, caseId: string, at: Date, applied: readonly Applied[]): Promise<void> => {
  const of = (pick: (effect: Effect) => string | number | boolean, type: string) => column(applied.map(({ effect }) => pick(effect)), type)
  await sql`
    update fraud_effects e set state = 'applied', applied_at = ${at}::timestamptz, accounting = x.accounting, return_cents = x.back, accept_cents = x.accept, fee_cents = x.fee, dispute_fee_cents = x.dispute_fee,
      is_absorbed = x.is_absorbed, is_revised = x.is_revised, refund_id = x.refund_id, entry_keys = coalesce(string_to_array(nullif(x.keys, ''), ' '), '{}'), after = jsonb_build_object('state', p.state, 'refundedCents', p.refunded_cents,
        'disputes', (select coalesce(jsonb_agg(d.id order by d.id), '[]') from disputes d where d.payment_id = p.id))
    from unnest(${of(({ paymentId }) => paymentId, 'text')}, ${of(({ accounting }) => accounting, 'fraud_accounting')}, ${of(({ returnCents }) => returnCents, 'bigint')}, ${of(({ acceptCents }) => acceptCents, 'bigint')},
      ${of(({ feeCents }) => feeCents, 'bigint')}, ${of(({ disputeFeeCents }) => disputeFeeCents, 'bigint')}, ${of(({ isAbsorbed }) => isAbsorbed, 'boolean')}, ${column(applied.map(({ isRevised }) => isRevised), 'boolean')},
      ${column(applied.map(({ refundId }) => refundId), 'text')}, ${column(applied.map(({ entryKeys }) => entryKeys.join(' ')), 'text')})
      as x (id, accounting, back, accept, fee, dispute_fee, is_absorbed, is_revised, refund_id, keys) join payments p on p.id = x.id
    where e.case_id = ${caseId} and e.payment_id = x.id`
    .execute(db)
}

/** They are looked at again when their capture has come. */
export const setWaiting = async (db: WritableDb, caseId: string, ids: readonly string[]): Promise<void> => {
  await sql`update fraud_effects set state = 'waiting' where case_id = ${caseId} and payment_id = any(${ids as string[]}::text[])`.execute(
    db,
  )
}

export const setUndone = async (
  db: WritableDb,
  caseId: string,
  at: Date,
  undone: readonly { paymentId: string; keys: readonly string[] }[],
): Promise<void> => {
  await sql`
    update fraud_effects e set state = 'undone', undone_at = ${at}::timestamptz, undo_keys = coalesce(string_to_array(nullif(x.keys, ''), ' '), '{}')
    from unnest(${column(undone.map(({ paymentId }) => paymentId), 'text')}, ${column(undone.map(({ keys }) => keys.join(' ')), 'text')}) as x (id, keys) where e.case_id = ${caseId} and e.payment_id = x.id`
    .execute(db)
}

export type Progress = Record<EffectRow['state'], number>

export const readProgress = async (db: ReadDb, caseId: string): Promise<Progress> => {
  const { rows } = await sql<{ state: EffectRow['state']; count: number }>`select state, count(*)::int as count from fraud_effects where case_id = ${caseId} group by state`
    .execute(db)
  return { planned: 0, waiting: 0, applied: 0, undone: 0, ...Object.fromEntries(rows.map(({ state, count }) => [state, count])) }
}

/** Those of these payments, by payment. */
export const findEffects = async (db: ReadDb, caseId: string, paymentIds: readonly string[]): Promise<Map<string, PlannedRow>> =>
  new Map(
    (await sql<PlannedRow>`select ${effectColumns} from fraud_effects e join payments p on p.id = e.payment_id where e.case_id = ${caseId} and e.payment_id = any(${paymentIds as string[]}::text[])`
      .execute(db))
      .rows
      .map((row) => [row.paymentId, row]),
  )

/** Payers who did not get what the case gave back. */
export const countReturnsRefused = async (db: ReadDb, caseId: string): Promise<number> =>
  (await db
    .selectFrom('fraud_effects')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('case_id', '=', caseId)
    .where('state', '=', 'applied')
    .where('return_refused_at', 'is not', null)
    .executeTakeFirstOrThrow())
    .count

/** What an undoing would find: each effect that stands, and how far what it gave back has gone. */
export type StandingEffect = PlannedRow & { refundState: RefundState | null; entryKeys: string[] }
export const listStanding = async (db: ReadDb, caseId: string, after: string, limit: number | null): Promise<StandingEffect[]> =>
  (await sql<StandingEffect>`select ${effectColumns}, e.entry_keys as "entryKeys", r.state as "refundState" from fraud_effects e join payments p on p.id = e.payment_id left join refunds r on r.id = e.refund_id
    where e.case_id = ${caseId} and e.state = 'applied' and e.payment_id > ${after} order by e.payment_id limit ${limit}`
    .execute(db))
    .rows

/** The open disputes of these payments, each by its id. */
export const listOpenDisputeIds = async (db: ReadDb, paymentIds: readonly string[]): Promise<string[]> =>
  (await sql<{ id: string }>`select id from disputes where payment_id = any(${paymentIds as string[]}::text[]) and closed_at is null order by payment_id, id`
    .execute(db))
    .rows
    .map(({ id }) => id)

/** The effect whose return to the payer this refund is. */
export const findEffectOfRefund = async (db: ReadDb, refundId: string): Promise<EffectRow | null> =>
  (await db.selectFrom('fraud_effects').selectAll().where('refund_id', '=', refundId).executeTakeFirst()) ?? null

export const noteReturnRefused = async (
  db: WritableDb,
  { case_id: caseId, payment_id: paymentId }: Pick<EffectRow, 'case_id' | 'payment_id'>,
  at: Date,
): Promise<void> => {
  await db
    .updateTable('fraud_effects')
    .set({ return_refused_at: at })
    .where('case_id', '=', caseId)
    .where('payment_id', '=', paymentId)
    .execute()
}

/** A dispute that came once its payment was confirmed a fraud. `feeCents`: what is still to be given back of it. */
export type LateDispute = {
  disputeId: string
  caseId: string
  paymentId: string
  merchantId: string
  mode: ApiMode
  currency: string
  isOpen: boolean
  feeCents: number
}

const late = sql`
  select d.id as "disputeId", e.case_id as "caseId", e.payment_id as "paymentId", d.merchant_id as "merchantId", d.mode, d.currency, d.closed_at is null as "isOpen", case when f.is_given then 0 else d.fee_cents end as "feeCents"
  from disputes d join fraud_effects e on e.payment_id = d.payment_id and e.state = 'applied' and not jsonb_exists(e.after -> 'disputes', d.id)
    cross join lateral (select 'fraud_late_fee:' || e.case_id || ':' || d.id = any(e.entry_keys) as is_given) f
  where d.hidden_at is not null and (d.closed_at is null or (d.fee_cents > 0 and not f.is_given))`

export const listLateDisputes = async (db: ReadDb, after: string, limit: number): Promise<LateDispute[]> =>
  (await sql<LateDispute>`${late} and d.id > ${after} order by d.id limit ${limit}`.execute(db)).rows

export const findLateDispute = async (db: ReadDb, id: string): Promise<LateDispute | null> =>
  (await sql<LateDispute>`${late} and d.id = ${id}`.execute(db)).rows[0] ?? null

/** One more fee that the effect gave back, under that key. */
export const addLateFee = async (
  db: WritableDb,
  { caseId, paymentId, feeCents, eventKey }: { caseId: string; paymentId: string; feeCents: number; eventKey: string },
): Promise<void> => {
  await sql`update fraud_effects set dispute_fee_cents = dispute_fee_cents + ${feeCents}, entry_keys = entry_keys || ${eventKey}::text where case_id = ${caseId} and payment_id = ${paymentId}`
    .execute(db)
}

/** Who bears what the decision that the case stands on gives back: of the last that a second person took. */
export const findBearer = async (db: ReadDb, caseId: string): Promise<FraudBearer | null> =>
  (await db
    .selectFrom('fraud_decisions')
    .select('bearer')
    .where('case_id', '=', caseId)
    .where('state', '=', 'taken')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst())
    ?.bearer ?? null

/** Cases with effects that are not posted, or not undone. By key. */
export const listCasesAtWork = async (db: ReadDb, after: string, limit: number): Promise<{ id: string }[]> =>
  db
    .selectFrom('fraud_cases')
    .select('id')
    .where('state', 'in', ['applying', 'undoing'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
