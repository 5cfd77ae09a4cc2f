import { sql, type Insertable, type RawBuilder, type Selectable } from 'kysely'
import type { DueDay } from '#src/kernel/dueDay.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { LegalHolds } from '#src/platform/db.types.ts'
import type { LegalHoldScope, LegalHoldState } from './legalHold.ts'

export type LegalHoldRow = Selectable<LegalHolds>

type Hanging = { merchantId: RawBuilder<unknown>; subjectIds: RawBuilder<unknown> }

/**
 * Whether the order `held` covers something that hangs on this merchant, or on this person, case or payment. What a merchant's hold covers
 * hangs on him. For a `where`: of a null among the ids nothing is known, and it covers nothing.
 */
export const coversSql = ({ merchantId, subjectIds }: Hanging): RawBuilder<boolean> =>
  sql<boolean>`held.lifted_at is null and (held.subject_id = any(${subjectIds}) or (held.scope = 'merchant' and held.merchant_id = ${merchantId}))`

/**
 * The one predicate of every erasure, asked at its execution and in its own statement (rules.md §3.3). Each argument is SQL of the row that
 * is about to go; null where the row has none.
 */
export const isHeldSql = (row: Hanging): RawBuilder<boolean> => sql<boolean>`exists (select from legal_holds held where ${coversSql(row)})`

/**
 * Held on a ground that anybody may know. What an order of the closed compartment alone holds is held to nobody: it goes like the rest,
 * with a copy there (X-06; docs/decisions/2026-11-29-a-secret-hold-ends-later.md).
 */
export const isHeldOpenlySql = (row: Hanging): RawBuilder<boolean> =>
  sql<boolean>`exists (select from legal_holds held where held.ground <> 'opposition' and ${coversSql(row)})`

const standing = (column: 'subject_id' | 'merchant_id') =>
  sql`(select coalesce(array_agg(standing.${sql.ref(column)}), '{}') from legal_holds standing where standing.lifted_at is null)::text[]`

/**
 * Whether any order at all names what a row hangs on, his merchant or one of its ids: read of the orders once and not for each row. Where
 * none does, none covers it (`coversSql`); where one does, that is to be asked.
 */
export const isNamedSql = ({ merchantId, subjectIds }: Hanging): RawBuilder<boolean> =>
  sql<boolean>`(coalesce(${subjectIds} && ${standing('subject_id')}, false) or coalesce(${merchantId} = any(${standing('merchant_id')}), false))`

/** The same of one thing that is known: a person, a case or a payment of a merchant. */
export const isHeld = async (
  db: ReadDb,
  { merchantId, subjectIds }: { merchantId: string | null; subjectIds: readonly string[] },
): Promise<boolean> =>
  (await sql<{ isHeld: boolean }>`select ${isHeldSql({ merchantId: sql`${merchantId}::text`, subjectIds: sql`${subjectIds}::text[]` })} as "isHeld"`
    .execute(db))
    .rows[0]!
    .isHeld

const owners: Record<LegalHoldScope, readonly { table: string; prefix: string }[]> = {
  person: [{ table: 'people', prefix: 'pers_' }, { table: 'payers', prefix: 'cust_' }, { table: 'merchant_users', prefix: 'user_' }],
  merchant: [{ table: 'merchants', prefix: 'mrch_' }],
  case: [{ table: 'fraud_cases', prefix: 'frdc_' }, { table: 'disputes', prefix: 'dspt_' }, { table: 'resolutions', prefix: 'rslv_' }, {
    table: 'aml_cases',
    prefix: 'amlc_',
  }],
  // what is paid with is held as what is paid is: whatever was paid with it stays too
  payment: [{ table: 'payments', prefix: 'paym_' }, { table: 'cards', prefix: 'card_' }, { table: 'mandates', prefix: 'sepa_' }],
}

/** Whose it is; undefined where there is no such thing. */
export const findOwner = async (db: ReadDb, scope: LegalHoldScope, id: string): Promise<string | undefined> => {
  const table = owners[scope].find(({ prefix }) => id.startsWith(prefix))?.table
  if (!table) return undefined
  const owner = table === 'merchants'
    ? sql`id`
    : table === 'people'
    ? sql`(select d.merchant_id from dossiers d where d.id = dossier_id)`
    : sql`merchant_id`
  return (await sql<{ owner: string }>`select ${owner} as owner from ${sql.table(table)} where id = ${id}`.execute(db)).rows[0]?.owner
}

/** Reviews of holds, by day; of a secret ground for the circle alone. */
export const countHoldReviews = (db: ReadDb, isCircle: boolean, until: string): Promise<DueDay[]> =>
  db
    .selectFrom('legal_holds')
    .where('lifted_at', 'is', null)
    .where('review_on', '<=', until)
    .$if(!isCircle, (query) => query.where('ground', '<>', 'opposition'))
    .select('review_on as on')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .groupBy('review_on')
    .orderBy('review_on')
    .execute()

export const insertLegalHold = (db: WritableDb, row: Insertable<LegalHolds>): Promise<unknown> =>
  db.insertInto('legal_holds').values(row).execute()

export const lockLegalHold = async (db: WritableDb, id: string): Promise<LegalHoldRow | null> =>
  (await db.selectFrom('legal_holds').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null
export const findLegalHold = async (db: ReadDb, id: string): Promise<LegalHoldRow | null> =>
  (await db.selectFrom('legal_holds').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const changeLegalHold = (db: WritableDb, id: string, change: Partial<LegalHoldRow>): Promise<unknown> =>
  db.updateTable('legal_holds').set(change).where('id', '=', id).execute()

export type LegalHoldQuery = { state: LegalHoldState | 'living'; search: string; after: string | null }

/** The newest first, from below a key; without those of a secret ground to whoever may not know of them. */
export const searchLegalHolds = (
  db: ReadDb,
  isCircle: boolean,
  { state, search, after }: LegalHoldQuery,
  limit: number,
): Promise<(LegalHoldRow & { merchantName: string | null })[]> =>
  db
    .selectFrom('legal_holds as h')
    .leftJoin('merchants as m', 'm.id', 'h.merchant_id')
    .selectAll('h')
    .select('m.name as merchantName')
    .$if(!isCircle, (query) => query.where('h.ground', '<>', 'opposition'))
    .$if(state === 'living', (query) => query.where('h.lifted_at', 'is', null))
    .$if(state !== 'living', (query) => query.where('h.state', '=', state as LegalHoldState))
    .$if(search !== '', (query) =>
      query
        .where(({ or, eb }) => or([eb('h.subject_id', '=', search), eb('h.merchant_id', '=', search), eb('h.id', '=', search)])))
    .$if(after !== null, (query) => query.where('h.id', '<', after ?? ''))
    .orderBy('h.id', 'desc')
    .limit(limit)
    .execute()

/** What holds a record: the orders that name it, or its merchant. Those of a secret ground for the circle alone. */
export const listHolding = (
  db: ReadDb,
  { merchantId, subjectIds, isCircle }: { merchantId: string | null; subjectIds: readonly string[]; isCircle: boolean },
): Promise<LegalHoldRow[]> =>
  db
    .selectFrom('legal_holds')
    .selectAll()
    .where('lifted_at', 'is', null)
    .$if(!isCircle, (query) => query.where('ground', '<>', 'opposition'))
    .where(({ or, and, eb }) =>
      or([
        ...(subjectIds.length > 0 ? [eb('subject_id', 'in', subjectIds)] : []),
        and([eb('scope', '=', 'merchant'), eb('merchant_id', '=', merchantId ?? '')]),
      ])
    )
    .orderBy('id')
    .execute()
