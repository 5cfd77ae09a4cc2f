import { sql, type RawBuilder } from 'kysely'
import { dictionary } from '#src/kernel/dictionary.ts'
import { isInUse, lapsedOn, lastUse } from '#src/moneyPurgers/mandates.sql.ts'
import { executedAt } from '#src/moneyPurgers/payments.sql.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { claimsOf, dataMap } from '#src/retention/dataMap.ts'
import { ordinaryLetters } from '#src/retention/letters.ts'
import { findClaims, type Origin } from '#src/retention/claims.sql.ts'
import type { Category } from '#src/retention/policy.ts'
import { withheldCategories } from '#src/personalData/columns.ts'
import { paths } from '#src/personalData/reach.sql.ts'
import { idsOf, type Subjects } from '#src/personalData/subject.ts'
import type { ReadDb } from '#src/platform/db.ts'

type Part = { category: Category; from: RawBuilder<unknown> }

const where = (table: string, subjects: Subjects): RawBuilder<unknown> => paths[table]!.of(subjects)
const filled = (columns: readonly string[]): RawBuilder<unknown> =>
  sql.join(columns.map((column) => sql`t.${sql.ref(column)} is not null`), sql` or `)
const isOrdinary = sql`t.template = any(${ordinaryLetters}::text[])`

/** Rows that outlive what they were for: what is left of a mandate, or of a number, is the payment's and the card's. */
const stillThere: Readonly<Record<string, RawBuilder<unknown>>> = dictionary({
  mandates: sql`t.sealed_iban <> ''`,
  card_vault: sql`t.destroyed_at is null`,
})

/**
 * From the map of personal data: the rows of each table under the category of its rows, and once more under the category of a column that
 * goes by another rule.
 */
const partsOf = (table: string, subjects: Subjects): Part[] => {
  const claimed = dataMap[table]!
  const rows = claimed.rows!
  const of = stillThere[table] ? sql`(${where(table, subjects)}) and ${stillThere[table]}` : where(table, subjects)
  if (table === 'mails')
    return [{ category: 'mail', from: sql`select from mails t where (${of}) and ${isOrdinary}` }, {
      category: 'notice',
      from: sql`select from mails t where (${of}) and not ${isOrdinary}`,
    }]
  const others = [...new Set(claimsOf(claimed).map(({ category }) => category))].filter((category): category is Category =>
    category !== null && category !== rows
  )
  const byColumn = others.map((category) => ({
    category,
    columns: claimsOf(claimed).filter((one) => one.category === category).map(({ column }) => column),
  }))
  return [
    { category: rows, from: sql`select from ${sql.table(table)} t where ${of}` },
    ...byColumn.map(({ category, columns }) => ({
      category,
      from: sql`select from ${sql.table(table)} t where (${of}) and (${filled(columns)})`,
    })),
  ]
}

export type Counted = { category: Category; records: number }

/** What there is of one person, by category; what is withheld from everybody is not counted. */
export const countPersonal = async (db: ReadDb, subjects: Subjects): Promise<Counted[]> => {
  const parts = Object.keys(paths).flatMap((table) => partsOf(table, subjects)).filter(({ category }) =>
    !withheldCategories.includes(category)
  )
  const each = parts.map(({ category, from }) =>
    sql`select ${category}::text as category, (select count(*)::int from (${from}) there) as records`
  )
  return (await sql<Counted>`select category, sum(records)::int as records from (${sql.join(each, sql` union all `)}) counted group by 1 having sum(records) > 0 order by 1`
    .execute(db))
    .rows
}

const day = (column: string): RawBuilder<unknown> => sql`(${sql.raw(column)} at time zone 'Europe/Paris')::date::text`
/** Whose period ends last of many: the newest ones say so. */
const looked = 300

const listNewest = async (db: ReadDb, table: string, subjects: Subjects): Promise<string[]> =>
  (await sql<{ id: string }>`select t.id from ${sql.table(table)} t where ${where(table, subjects)} order by t.id desc limit ${looked}`
    .execute(db))
    .rows
    .map(({ id }) => id)

/** What the page "why is this still here" says of each of them. */
const claimed = async (db: ReadDb, ids: readonly string[]): Promise<Origin[]> => {
  const found: Origin[] = []
  for (const id of ids) found.push(...((await findClaims(db, id))?.origins ?? []))
  return found
}

const those = (table: string, subjects: Subjects): RawBuilder<unknown> =>
  sql`select t.id from ${sql.table(table)} t where ${where(table, subjects)}`
const instantDay = (instant: RawBuilder<unknown>): RawBuilder<unknown> => sql`(${instant} at time zone 'Europe/Paris')::date::text`
/** The last of them; null where one has none yet. */
const lastOrOpen = (instant: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when bool_or(${instant} is null) then null else max(${instantDay(instant)}) end`

/**
 * Of what that page is not asked about, or goes by all rows together: the days counted from are those of the rows themselves, as their
 * purgers count. `today`: of the request that is being answered.
 */
const ownOrigins = async (db: ReadDb, subjects: Subjects, today: Day): Promise<Origin[]> => {
  const newest = (category: Category, table: string, column: string, more: RawBuilder<unknown> = sql`true`) =>
    sql`select ${category}::text as category, max(${day(column)}) as origin from ${sql.table(table)} t where (${where(table, subjects)}) and ${more} having count(*) > 0`
  const { rows } = await sql<Origin>`
    ${newest('security_log', 'sessions', 't.created_at')} union all ${newest('mail', 'mails', 't.created_at', isOrdinary)}
    union all ${newest('authentication_evidence', 'scorings', 't.created_at')}
    union all select 'payment', ${lastOrOpen(executedAt)} from payments p where p.id in (${those('payments', subjects)}) and not p.is_stripped having count(*) > 0
    union all select 'mandate', max(${instantDay(lastUse)}) from mandates m where m.id in (${those('mandates', subjects)}) and m.sealed_iban <> '' having count(*) > 0`
    .execute(db)
  return [...rows, { category: 'rights_request', origin: today }]
}

/** What those lines are counted from here: a payer's is not asked of him, but of each of his payments. */
const isCountedHere = ({ category }: Origin): boolean => category === 'payment' || category === 'mandate'

/** What follows another's end: a user's letters and events the relationship's, a payer's events his payments'. */
const following = (origins: readonly Origin[]): Origin[] => [
  ...origins.filter(({ category }) => category === 'merchant_file').map(({ origin }) => ({ category: 'notice' as const, origin })),
  ...origins.filter(({ category }) => category === 'merchant_file' || category === 'payment').map(({ origin }) => ({
    category: 'audit_trail' as const,
    origin,
  })),
]

export const listOrigins = async (db: ReadDb, subjects: Subjects, today: Day): Promise<Origin[]> => {
  const ids = [
    ...idsOf(subjects).filter((id) => /^(user|pers|cust)_/.test(id)),
    ...(await listNewest(db, 'payments', subjects)),
    ...(await listNewest(db, 'disputes', subjects)),
  ]
  const origins = [...(await claimed(db, ids)).filter((one) => !isCountedHere(one)), ...(await ownOrigins(db, subjects, today))]
  return [...origins, ...following(origins)]
}

/** A day before which a row does not go, whatever its policy; null: it is in use, and none is known. */
export type OwnEnd = { category: Category; on: Day | null }

/**
 * A card's number has its day written beside it; a mandate that nobody revoked must have lapsed, and one that is being debited waits for
 * that.
 */
export const listOwnEnds = async (db: ReadDb, subjects: Subjects): Promise<OwnEnd[]> =>
  (await sql<OwnEnd>`select 'card_number' as category, max(t.destroy_on)::text as on from card_vault t where (${where('card_vault', subjects)}) and t.destroyed_at is null having count(*) > 0
    union all select distinct 'mandate', case when not ${isInUse} then ${lapsedOn}::text end from mandates m where m.id in (${those('mandates', subjects)}) and m.sealed_iban <> '' and (m.deleted_at is null or ${isInUse})`
    .execute(db))
    .rows

/** Whether we wrote to him about what he asked of his data: these letters go with the request. */
export const hasLettersOfRequests = async (db: ReadDb, subjects: Subjects): Promise<boolean> =>
  (await sql<{ is: boolean }>`select exists (select from mails t where (${where('mails', subjects)}) and t.subject_id ^@ 'rght_') as is`
    .execute(db))
    .rows[0]!
    .is
