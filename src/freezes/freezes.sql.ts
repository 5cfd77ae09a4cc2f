import { sql } from 'kysely'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { RefusedSum } from '#src/refusedPayments/refusedPayment.ts'
import { readRefusedSums } from '#src/refusedPayments/refusedPayments.sql.ts'
import type { FreezeEventKind, FrozenFund } from './freeze.ts'

export type FreezeRow = {
  id: string
  merchantId: string
  merchantName: string
  hitId: string
  entryId: string
  listCode: string
  listedName: string
  subjectName: string
  reference: string
  grounds: string[]
  expiresOn: Day | null
  state: 'active' | 'released'
  proposedBy: string
  appliedBy: string
  appliedAt: Date
  releasedAt: Date | null
  expiryToldOn: Day | null
  isStruckOff: boolean
}
export type ReportRow = {
  id: string
  freezeId: string
  number: number
  preparedAt: Date
  sentOn: Day | null
  sentReference: string | null
  sentBy: string | null
  sentAt: Date | null
  refused: RefusedSum[] | null
}
export type EventRow = {
  id: string
  freezeId: string
  reportId: string
  kind: FreezeEventKind
  at: Date
  currency: string | null
  amountCents: number | null
  funds: FrozenFund[]
  words: string
}

const freezes =
  sql`select f.id, f.merchant_id as "merchantId", m.name as "merchantName", f.hit_id as "hitId", f.entry_id as "entryId", e.list_code as "listCode", f.listed_name as "listedName", v.name as "subjectName", f.reference, f.grounds,
  f.expires_on as "expiresOn", f.state, f.proposed_by as "proposedBy", f.applied_by as "appliedBy", f.applied_at as "appliedAt", f.released_at as "releasedAt", f.expiry_told_on as "expiryToldOn", e.removed_version is not null as "isStruckOff"
  from freezes f join merchants m on m.id = f.merchant_id join watchlist_entries e on e.id = f.entry_id join screening_hits h on h.id = f.hit_id join screening_versions v on v.id = h.version_id`
const reports =
  sql`select id, freeze_id as "freezeId", number, prepared_at as "preparedAt", sent_on as "sentOn", sent_reference as "sentReference", sent_by as "sentBy", sent_at as "sentAt", refused from freeze_reports`
const events =
  sql`select id, freeze_id as "freezeId", report_id as "reportId", kind, at, currency, amount_cents as "amountCents", funds, words from freeze_events`

export const findFreeze = async (db: ReadDb, id: string): Promise<FreezeRow | null> =>
  (await sql<FreezeRow>`${freezes} where f.id = ${id}`.execute(db)).rows[0] ?? null
export const findFreezeOfHit = async (db: ReadDb, hitId: string): Promise<{ id: string } | null> =>
  (await sql<{ id: string }>`select id from freezes where hit_id = ${hitId}`.execute(db)).rows[0] ?? null
export const lockFreeze = async (db: WritableDb, id: string): Promise<void> =>
  void (await sql`select id from freezes where id = ${id} for update`.execute(db))
export const listFreezes = async (
  db: ReadDb,
  { state, after }: { state: 'active' | 'released'; after: string | null },
  limit: number,
): Promise<(FreezeRow & { unsent: number; frozenCents: number })[]> =>
  (await sql<FreezeRow & { unsent: number; frozenCents: number }>`select x.*, (select count(*)::int from freeze_reports r where r.freeze_id = x.id and r.sent_at is null) as unsent,
    (select coalesce(sum(h.left_cents), 0)::bigint from freeze_holds k join holds h on h.id = k.hold_id where k.freeze_id = x.id) as "frozenCents"
    from (${freezes} where f.state = ${state}::freeze_state ${after ? sql`and f.id < ${after}` : sql``} order by f.id desc limit ${limit}) x order by x.id desc`
    .execute(db))
    .rows

export const listReports = async (db: ReadDb, freezeId: string): Promise<ReportRow[]> =>
  (await sql<ReportRow>`${reports} where freeze_id = ${freezeId} order by number desc`.execute(db)).rows
export const findReport = async (db: ReadDb, id: string): Promise<ReportRow | null> =>
  (await sql<ReportRow>`${reports} where id = ${id}`.execute(db)).rows[0] ?? null
export const lockReport = async (db: WritableDb, id: string): Promise<ReportRow | null> =>
  (await sql<ReportRow>`${reports} where id = ${id} for update`.execute(db)).rows[0] ?? null
export const findOpenReport = async (db: ReadDb, freezeId: string): Promise<ReportRow | null> =>
  (await sql<ReportRow>`${reports} where freeze_id = ${freezeId} and sent_at is null`.execute(db)).rows[0] ?? null
export const listEvents = async (db: ReadDb, freezeId: string): Promise<EventRow[]> =>
  (await sql<EventRow>`${events} where freeze_id = ${freezeId} order by at, id`.execute(db)).rows

export type HoldOfFreeze = { holdId: string; currency: string; leftCents: number; state: string }
export const listHolds = async (db: ReadDb, freezeId: string): Promise<HoldOfFreeze[]> =>
  (await sql<HoldOfFreeze>`select h.id as "holdId", h.currency, h.left_cents as "leftCents", h.state from freeze_holds k join holds h on h.id = k.hold_id where k.freeze_id = ${freezeId} order by h.currency`
    .execute(db))
    .rows

export const countUnsent = async (db: ReadDb): Promise<number> =>
  (await sql<{ count: number }>`select count(*)::int as count from freeze_reports where sent_at is null`.execute(db)).rows[0]!.count

/** Payouts of his that no bank has yet. */
export const listUnsentPayouts = async (db: ReadDb, merchantId: string): Promise<string[]> =>
  (await sql<{ id: string }>`select id from payouts where merchant_id = ${merchantId} and state in ('pending', 'to_pay') order by id`
    .execute(db))
    .rows
    .map(({ id }) => id)

export type NewFreeze = {
  id: string
  merchantId: string
  hitId: string
  entryId: string
  listedName: string
  reference: string
  grounds: readonly string[]
  expiresOn: Day | null
  proposedBy: string
  appliedBy: string
  appliedAt: Date
  holdIds: readonly string[]
}
export const insertFreeze = async (db: WritableDb, one: NewFreeze): Promise<void> => {
  await db
    .insertInto('freezes')
    .values({
      id: one.id,
      merchant_id: one.merchantId,
      hit_id: one.hitId,
      entry_id: one.entryId,
      listed_name: one.listedName,
      reference: one.reference,
      grounds: [...one.grounds],
      expires_on: one.expiresOn,
      proposed_by: one.proposedBy,
      applied_by: one.appliedBy,
      applied_at: one.appliedAt,
    })
    .execute()
  for (const holdId of one.holdIds) await db.insertInto('freeze_holds').values({ freeze_id: one.id, hold_id: holdId }).execute()
}

export const insertReport = async (db: WritableDb, row: { id: string; freezeId: string; preparedAt: Date }): Promise<void> => {
  await sql`insert into freeze_reports (id, freeze_id, number, prepared_at) select ${row.id}, ${row.freezeId}, coalesce(max(number), 0) + 1, ${row.preparedAt} from freeze_reports where freeze_id = ${row.freezeId}`
    .execute(db)
}

export type NewEvent = Omit<EventRow, 'funds'> & { funds?: readonly FrozenFund[]; source: string }
/** False where it was noted before. */
export const insertEvent = async (db: WritableDb, one: NewEvent): Promise<boolean> =>
  Number(
    (await sql`insert into freeze_events (id, freeze_id, report_id, kind, at, currency, amount_cents, funds, words, source) values (${one.id}, ${one.freezeId}, ${one.reportId}, ${one.kind}::freeze_event_kind, ${one.at}, ${one.currency}, ${one.amountCents}, ${JSON.stringify(one.funds ?? [])}, ${one.words}, ${one.source}) on conflict (source) do nothing`
      .execute(db))
      .numAffectedRows ?? 0,
  ) > 0

/**
 * What he tried to take since the freeze, and was refused: as it stands, or stood when the report was sent. Null: sent before that was
 * counted.
 */
export const readRefusedSince = async (
  db: ReadDb,
  { merchantId, appliedAt, releasedAt }: Pick<FreezeRow, 'merchantId' | 'appliedAt' | 'releasedAt'>,
  { sentAt, refused }: Pick<ReportRow, 'sentAt' | 'refused'>,
): Promise<RefusedSum[] | null> => (sentAt ? refused : readRefusedSums(db, merchantId, { since: appliedAt, until: releasedAt }))

export const sendReport = async (
  db: WritableDb,
  id: string,
  { on, reference, by, at, refused }: { on: Day; reference: string; by: string; at: Date; refused: readonly RefusedSum[] },
): Promise<void> => {
  await db
    .updateTable('freeze_reports')
    .set({
      sent_on: on,
      sent_reference: reference,
      sent_by: by,
      sent_at: at,
      refused: JSON.stringify(refused),
    })
    .where('id', '=', id)
    .execute()
}
export const closeFreeze = async (db: WritableDb, id: string, at: Date): Promise<void> =>
  void (await db.updateTable('freezes').set({ state: 'released', released_at: at }).where('id', '=', id).execute())
export const noteExpiryTold = async (db: WritableDb, id: string, on: Day): Promise<void> =>
  void (await db.updateTable('freezes').set({ expiry_told_on: on }).where('id', '=', id).execute())

// ── what happened since ──

export const findActive = async (db: ReadDb, after: { id: string } | null, limit: number): Promise<{ id: string }[]> =>
  (await sql<{ id: string }>`select id from freezes where state = 'active' and id > ${after?.id ?? ''} order by id limit ${limit}`.execute(
    db,
  ))
    .rows

export type Happened = {
  source: string
  kind: FreezeEventKind
  at: Date
  currency: string | null
  amountCents: number | null
  words: string
}
/**
 * What the books, the payouts and the title itself say happened since the freeze: each credit that it took, each payout that did not leave,
 * each part that two people let go. What stood there when it was applied is in the first report. Each thing is told under the first freeze
 * that holds the money.
 */
export const listHappened = async (db: ReadDb, freezeId: string): Promise<Happened[]> =>
  (await sql<Happened>`
    with mine as (select f.id, f.merchant_id, f.applied_at, k.hold_id, h.currency from freezes f join freeze_holds k on k.freeze_id = f.id join holds h on h.id = k.hold_id where f.id = ${freezeId}
      and not exists (select from freeze_holds o where o.hold_id = k.hold_id and o.freeze_id < k.freeze_id))
    select 'slice:' || s.id as source, 'credit_on_frozen' as kind, s.taken_at as at, m.currency, s.amount_cents as "amountCents", '' as words from mine m join hold_slices s on s.hold_id = m.hold_id where s.taken_at > m.applied_at
    union all select 'act:' || a.id, case a.act when 'released' then 'released' else 'partial_release' end, a.at, m.currency, coalesce(a.amount_cents, 0), coalesce((select b.words from hold_acts b where b.hold_id = a.hold_id and b.act = 'release_proposed' and b.id < a.id order by b.id desc limit 1), '')
      from mine m join hold_acts a on a.hold_id = m.hold_id where a.act in ('partly_released', 'released')
    union all select 'payout:' || p.id, 'attempt_blocked', p.failed_at, 'eur', p.amount_cents, p.id from (select distinct merchant_id, applied_at from mine) m join payouts p on p.merchant_id = m.merchant_id where p.failure = 'withheld' and p.failed_at >= m.applied_at
    order by 3, 1`
    .execute(db))
    .rows

export const listKnownSources = async (db: ReadDb, freezeId: string): Promise<Set<string>> =>
  new Set(
    (await sql<{ source: string }>`select source from freeze_events where freeze_id = ${freezeId}`.execute(db)).rows.map(({ source }) =>
      source
    ),
  )
