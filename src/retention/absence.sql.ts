import { sql, type RawBuilder } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'

/**
 * The proof of absence: a reader that knows nothing of how things are erased (`purgers.sql.ts`), only what must not be found any more. By ids it works from the tombstones,
 * so that it can be asked again at any time, and of a restored backup.
 */
export type Place = { table: string; rows: number }
export type Absence = {
  /** Erased things of which the erased part is still there: none, or the proof fails. */
  remaining: number
  /** Where their ids are still named, by rows: ids alone, each kept under its own rule. */
  mentions: Place[]
  /** How many values of erased rows were looked for, in how many tables, and where each of these occurs: in rows of others, or the proof fails by `remaining`. */
  values: number
  tables: number
  found: Place[]
  /** Too large to be read through for values; their ids were looked for all the same. */
  skipped: string[]
}

export type Needle = { id: string; value: string }

/** Per category: the rows that carry the erased part, by id, and the value of it that would give somebody away elsewhere. */
const watched: Record<string, { table: string; remains: string; value: string; isRow: boolean }> = {
  device: { table: 'payments', remains: 'w.device is not null', value: `w.device ->> 'ip'`, isRow: false },
  authentication_evidence: { table: 'payments', remains: '(w.auth_token is not null or w.auth_return_url is not null)', value: 'w.auth_token::text', isRow: false },
  security_log: { table: 'sessions', remains: 'true', value: 'w.ip', isRow: true },
  fraud_alert: { table: 'fraud_reports', remains: 'true', value: 'left(w.statement, 200)', isRow: true },
  mail: { table: 'mails', remains: 'true', value: 'w.to_address', isRow: true },
}

const hashed = (column: string): RawBuilder<unknown> => sql`sha256(convert_to(${sql.raw(column)}, 'UTF8'))`
const buried = (purgeId: string, column: string): RawBuilder<unknown> => sql`exists (select from tombstones t where t.purge_id = ${purgeId} and t.hash = ${hashed(column)})`

const count = async (db: ReadDb, from: RawBuilder<unknown>): Promise<number> => (await sql<{ rows: number }>`select count(*)::int as rows from ${from}`.execute(db)).rows[0]!.rows

/** Values of the first rows that carry one, before anything goes. Which of them went the tombstones tell later. */
export const takeNeedles = async (db: ReadDb, category: string, most: number): Promise<Needle[]> => {
  const one = watched[category]!
  return (await sql<Needle>`select w.id, ${sql.raw(one.value)} as value from ${sql.table(one.table)} w where ${sql.raw(one.remains)} and length(${sql.raw(one.value)}) >= 7 order by w.id limit ${most}`.execute(db)).rows
}

const stillThere = (db: ReadDb, purgeId: string, category: string): Promise<number> => {
  const one = watched[category]!
  return count(db, sql`${sql.table(one.table)} w where ${sql.raw(one.remains)} and ${buried(purgeId, 'w.id')}`)
}

/** Where the id of a row that is gone may stand, by name and kind. */
const namers = [['audit_events', 'subject_id'], ['job_run_items', 'subject_id'], ['mails', 'subject_id'], ['legal_holds', 'subject_id'], ['purge_list', 'subject_id']] as const

const mentionsOf = async (db: ReadDb, purgeId: string, category: string, kind: string): Promise<Place[]> => {
  if (!watched[category]!.isRow) return []
  const places: Place[] = []
  for (const [table, column] of namers) {
    const own = table === 'purge_list' ? sql`w.purge_id <> ${purgeId}` : sql`true`
    places.push({ table, rows: await count(db, sql`${sql.table(table)} w where w.${sql.ref(column)} ^@ ${`${kind}_`} and ${own} and ${buried(purgeId, `w.${column}`)}`) })
  }
  return places.filter(({ rows }) => rows > 0)
}

/** Rows beyond which a table is not read through for values. */
const mostRows = 2_000_000
const escape = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

const tablesOf = async (db: ReadDb): Promise<{ name: string; rows: number }[]> =>
  (await sql<{ name: string; rows: number }>`select c.relname as name, greatest(c.reltuples, 0)::int8 as rows from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relname !~ '^kysely_' order by 1`.execute(db)).rows

const goneNeedles = async (db: ReadDb, purgeId: string, needles: readonly Needle[]): Promise<string[]> =>
  needles.length === 0 ? [] : (await sql<{ value: string }>`select distinct n.value from unnest(${needles.map(({ id }) => id)}::text[], ${needles.map(({ value }) => value)}::text[]) n(id, value) where ${buried(purgeId, 'n.id')}`.execute(db)).rows.map(({ value }) => value)

/** Looks for what a purge erased: by ids wherever they may stand, by values in every table there is. */
export const readAbsence = async (db: ReadDb, { purgeId, category, kind, needles }: { purgeId: string; category: string; kind: string; needles: readonly Needle[] }): Promise<Absence> => {
  const [values, tables] = [await goneNeedles(db, purgeId, needles), await tablesOf(db)]
  const patterns = values.map((value) => `%${escape(value)}%`)
  const read = tables.filter(({ rows }) => rows <= mostRows)
  const found: Place[] = []
  for (const { name } of patterns.length > 0 ? read : []) {
    const rows = await count(db, sql`${sql.table(name)} w where w::text like any(${patterns}::text[])`)
    if (rows > 0) found.push({ table: name, rows })
  }
  return {
    remaining: await stillThere(db, purgeId, category), mentions: await mentionsOf(db, purgeId, category, kind), values: values.length, tables: patterns.length > 0 ? read.length : 0, found,
    skipped: patterns.length > 0 ? tables.filter(({ rows }) => rows > mostRows).map(({ name }) => name) : [],
  }
}
