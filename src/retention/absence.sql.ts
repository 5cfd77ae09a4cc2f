import { sql, type RawBuilder } from 'kysely'
import { dictionary } from '#src/kernel/dictionary.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { isQueueInDatabase, queueSchema } from '#src/platform/queue-schema.ts'

/**
 * The proof of absence: a reader that knows nothing of how things are erased (`purgers.sql.ts`), only what must not be found any more. By
 * ids it works from the tombstones, so that it can be asked again at any time, and of a restored backup.
 */
export type Place = { table: string; rows: number }
export type Absence = {
  /** Erased things of which the erased part is still there: none, or the proof fails. */
  remaining: number
  /** Where their ids are still named, by rows: ids alone, each kept under its own rule. */
  mentions: Place[]
  /**
   * How many values of erased rows were looked for, in how many tables, and where each of these occurs: in rows of others, or the proof
   * fails by `remaining`.
   */
  values: number
  tables: number
  found: Place[]
  /**
   * Files of the store that no row names any more, since the purge began: none, or the proof fails. Null: nothing of this category has
   * files.
   */
  files?: number | null
  /**
   * Rows of the queue in which such a value stands (none, or the proof fails), or the id of what went. Null: the queue lies in Redis, which
   * is not searched.
   */
  queue?: { values: number; ids: number } | null
  /** Too large to be read through for values; their ids were looked for all the same. */
  skipped: string[]
}

export type Needle = { id: string; value: string }

/** Of these, files go: what the store keeps and no row names is then looked for. */
const filed = [
  'incomplete_dossier',
  'rejected_dossier',
  'rejected_dossier_aml',
  'merchant_file',
  'prospect_contact',
  'dispute_file',
  'fraud_case',
  'rights_request',
]
export const hasFiles = (category: string): boolean => filed.includes(category)

/** Where a part of what goes stands: the id of what went, by `w`; what must be gone; a value that would give somebody away elsewhere. */
type Watched = { table: string; id?: string; remains?: string; value: string }
/** What a person asked of his data is answered whatever becomes of the merchant: it goes with the request. */
const isOfMerchant = `not w.subject_id ^@ 'rght_'`
const merchant: readonly Watched[] = [
  { table: 'merchant_users', id: 'w.merchant_id', remains: `(w.name <> '' or w.email !~ '@erased.invalid$')`, value: 'w.email' },
  { table: 'documents', id: 'w.merchant_id', value: `encode(w.sha256, 'hex')` },
  { table: 'mails', id: 'w.merchant_id', remains: `w.state = 'queued' and ${isOfMerchant}`, value: 'w.to_address' },
  { table: 'merchant_keys', id: 'w.merchant_id', remains: 'w.wrapped_key is not null', value: `encode(w.wrapped_key, 'hex')` },
  // what was found, examined and written of him, whatever came of it
  { table: 'alerts', id: 'w.merchant_id', remains: `w.state <> 'closed'`, value: 'w.subject' },
  { table: 'aml_cases', id: 'w.merchant_id', value: 'left(w.facts, 200)' },
  { table: 'aml_case_pieces', id: 'w.merchant_id', value: `encode(w.sha256, 'hex')` },
  { table: 'screening_hits', id: 'w.merchant_id', value: 'w.id' },
  { table: 'notes', id: 'w.merchant_id', value: 'left(w.body, 200)' },
  { table: 'note_attachments', id: 'w.merchant_id', value: `encode(w.sha256, 'hex')` },
  { table: 'people', value: 'w.id' },
]
const dossier: readonly Watched[] = [
  { table: 'people', id: 'w.dossier_id', value: `w.given_names || ' ' || w.family_name` },
  { table: 'documents', id: 'w.dossier_id', value: `encode(w.sha256, 'hex')` },
  { table: 'companies', id: 'w.dossier_id', value: 'w.siret' },
]

/** By category; the first one's values are looked for. `isRow`: the row itself goes, and its id should be named nowhere. */
const watched: Record<string, { isRow?: true; in: readonly Watched[] }> = dictionary({
  device: { in: [{ table: 'payments', remains: 'w.device is not null', value: `w.device ->> 'ip'` }] },
  authentication_evidence: {
    in: [{ table: 'payments', remains: '(w.auth_token is not null or w.auth_return_url is not null)', value: 'w.auth_token::text' }],
  },
  payment: {
    in: [{
      table: 'payments',
      remains:
        '(w.payer_id is not null or w.description is not null or w.device is not null or w.return_url is not null or w.order_id is not null)',
      value: 'w.payer_id',
    }],
  },
  mandate: {
    in: [{ table: 'mandates', remains: `(w.sealed_iban <> '' or w.name <> '')`, value: `encode(w.iban_hash, 'hex')` }, {
      table: 'account_checks',
      id: 'w.mandate_id',
      value: 'w.asked_name',
    }],
  },
  security_log: { isRow: true, in: [{ table: 'sessions', value: 'w.ip' }] },
  fraud_alert: { isRow: true, in: [{ table: 'fraud_reports', value: 'left(w.statement, 200)' }] },
  mail: { isRow: true, in: [{ table: 'mails', value: 'w.to_address' }] },
  notice: { isRow: true, in: [{ table: 'mails', value: 'w.to_address' }] },
  dispute_file: {
    isRow: true,
    in: [{ table: 'disputes', value: 'w.report_key' }, { table: 'resolutions', id: 'w.dispute_id', value: 'left(w.statement, 200)' }],
  },
  fraud_case: {
    isRow: true,
    in: [{ table: 'fraud_cases', value: 'left(w.statement, 200)' }, {
      table: 'fraud_reports',
      id: 'w.case_id',
      value: 'left(w.statement, 200)',
    }],
  },
  incomplete_dossier: { in: [{ table: 'documents', id: 'w.dossier_id', value: `encode(w.sha256, 'hex')` }] },
  rejected_dossier: { in: dossier },
  rejected_dossier_aml: { in: dossier },
  account_login: { in: [{ table: 'merchant_users', remains: `w.password_hash <> ''`, value: 'w.password_hash' }] },
  merchant_file: { in: merchant },
  prospect_contact: {
    in: [...merchant, { table: 'mails', id: 'w.merchant_id', remains: `w.state <> 'queued' and ${isOfMerchant}`, value: 'w.to_address' }],
  },
  monitoring_alert: {
    isRow: true,
    in: [{ table: 'alerts', value: 'left(w.close_note, 200)' }, { table: 'alert_notes', id: 'w.alert_id', value: 'left(w.body, 200)' }],
  },
  backtest: { in: [{ table: 'backtest_alerts', id: 'w.backtest_id', value: 'w.subject' }] },
  asset_freeze: {
    isRow: true,
    in: [{ table: 'freezes', value: 'w.id' }, { table: 'freeze_events', id: 'w.freeze_id', value: 'left(w.words, 200)' }, {
      table: 'freeze_reports',
      id: 'w.freeze_id',
      value: 'w.sent_reference',
    }],
  },
  rights_request: {
    isRow: true,
    in: [
      { table: 'rights_requests', value: 'left(w.said, 200)' },
      { table: 'rights_acts', id: 'w.request_id', value: 'left(w.words, 200)' },
      { table: 'rights_files', id: 'w.request_id', value: 'w.storage_key' },
      { table: 'mails', id: 'w.subject_id', value: 'w.to_address' },
    ],
  },
  rejected_dossier_marker: { isRow: true, in: [{ table: 'rejection_markers', value: `encode(w.hash, 'hex')` }] },
  unused_means: {
    in: [
      {
        table: 'payers',
        remains: 'num_nonnulls(w.name, w.email, w.mobile, w.external_id, w.born_on, w.legal_id, w.country) > 0',
        value: 'w.email',
      },
      { table: 'cards', value: `encode(w.pan_hash, 'hex')` },
      { table: 'card_vault', id: 'w.card_id', value: 'w.card_id' },
      { table: 'payer_addresses', value: 'w.line1' },
    ],
  },
  accounting: {
    isRow: true,
    in: [{ table: 'invoices', value: 'w.number' }, { table: 'invoice_lines', id: 'w.invoice_id', value: 'w.invoice_id' }],
  },
  payout_statement: {
    isRow: true,
    in: [{ table: 'payouts', value: 'w.id' }, { table: 'payout_lines', id: 'w.payout_id', value: 'w.payout_id' }],
  },
  ledger_year: {
    in: [{
      table: 'ledger_entries',
      id: `(coalesce(w.merchant_id, 'house') || ':' || to_char(w.accounting_on, 'YYYY'))`,
      remains: `w.subject_id <> 'stripped'`,
      value: 'w.event_key',
    }, {
      table: 'corrections',
      id: `(coalesce(w.merchant_id, 'house') || ':' || to_char(w.closed_on, 'YYYY'))`,
      value: 'left(w.reason, 200)',
    }],
  },
  house_entry: { in: [{ table: 'watchlist_editions', id: 'w.entry_id', remains: `w.name <> ''`, value: 'w.name' }] },
})

const hashed = (column: string): RawBuilder<unknown> => sql`sha256(convert_to(${sql.raw(column)}, 'UTF8'))`
const buried = (purgeId: string, column: string): RawBuilder<unknown> =>
  sql`exists (select from tombstones t where t.purge_id = ${purgeId} and t.hash = ${hashed(column)})`

const count = async (db: ReadDb, from: RawBuilder<unknown>): Promise<number> =>
  (await sql<{ rows: number }>`select count(*)::int as rows from ${from}`.execute(db)).rows[0]!.rows

/** Values of the first rows that carry one, before anything goes. Which of them went the tombstones tell later. */
export const takeNeedles = async (db: ReadDb, category: string, most: number): Promise<Needle[]> => {
  const { table, id = 'w.id', remains = 'true', value } = watched[category]!.in[0]!
  return (await sql<Needle>`select ${sql.raw(id)} as id, ${sql.raw(value)} as value from ${sql.table(table)} w where ${sql.raw(remains)} and length(${sql.raw(value)}) >= 7 order by 1 limit ${most}`
    .execute(db))
    .rows
}

/**
 * By which of its columns a living key would have had to go with what went, beside its own id. New ones of whoever came back are younger
 * than the purge.
 */
const keyed: Record<string, readonly string[]> = dictionary({
  ...Object.fromEntries(
    ['mandate', 'dispute_file', 'fraud_case', 'unused_means', 'merchant_file', 'prospect_contact'].map((one) => [one, ['w.subject_id']]),
  ),
  rejected_dossier: ['w.subject_id', 'w.within_id'],
  rejected_dossier_aml: ['w.subject_id', 'w.within_id'],
})

const keysLeft = (db: ReadDb, purgeId: string, category: string): Promise<number> =>
  count(
    db,
    sql`person_keys w where w.wrapped_key is not null and w.created_at <= (select coalesce(p.started_at, 'infinity') from purges p where p.id = ${purgeId}) and (${sql.join(['w.id', ...(keyed[category] ?? [])].map((column) => buried(purgeId, column)), sql` or `)})`,
  )

const stillThere = async (db: ReadDb, purgeId: string, category: string): Promise<number> => {
  let rows = await keysLeft(db, purgeId, category)
  for (const { table, id = 'w.id', remains = 'true' } of watched[category]!.in)
    rows += await count(db, sql`${sql.table(table)} w where ${sql.raw(remains)} and ${buried(purgeId, id)}`)
  return rows
}

/** Where the id of a row that is gone may stand, by name and kind. */
const namers = [['audit_events', 'subject_id'], ['job_run_items', 'subject_id'], ['mails', 'subject_id'], ['legal_holds', 'subject_id'], [
  'purge_list',
  'subject_id',
]] as const

const mentionsOf = async (db: ReadDb, purgeId: string, category: string, kind: string): Promise<Place[]> => {
  if (!watched[category]!.isRow) return []
  const places: Place[] = []
  for (const [table, column] of namers) {
    const own = table === 'purge_list' ? sql`w.purge_id <> ${purgeId}` : sql`true`
    places.push({
      table,
      rows: await count(
        db,
        sql`${sql.table(table)} w where w.${sql.ref(column)} ^@ ${`${kind}_`} and ${own} and ${buried(purgeId, `w.${column}`)}`,
      ),
    })
  }
  return places.filter(({ rows }) => rows > 0)
}

/**
 * Rows beyond which a table is not read through for values. What is of the closed compartment is sealed under keys of its own, like files:
 * no value is legible there, and a certificate that named one of its tables would give it away (X-06).
 */
const mostRows = 2_000_000
const escape = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

const tablesOf = async (db: ReadDb): Promise<{ name: string; rows: number }[]> =>
  (await sql<{ name: string; rows: number }>`select c.relname as name, greatest(c.reltuples, 0)::int8 as rows from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relname !~ '^(kysely|closed)_' order by 1`
    .execute(db))
    .rows

const goneNeedles = async (db: ReadDb, purgeId: string, needles: readonly Needle[]): Promise<Needle[]> =>
  needles.length === 0
    ? []
    : (await sql<Needle>`select n.id, n.value from unnest(${needles.map(({ id }) => id)}::text[], ${needles.map(({ value }) => value)}::text[]) n(id, value) where ${buried(purgeId, 'n.id')}`
      .execute(db))
      .rows

const patternsOf = (words: readonly string[]): string[] => [...new Set(words)].map((word) => `%${escape(word)}%`)

const tablesOfQueue = async (db: ReadDb): Promise<string[]> =>
  (await sql<{ name: string }>`select c.relname as name from pg_class c where c.relnamespace = to_regnamespace(${queueSchema}) and c.relkind = 'r' order by 1`
    .execute(db))
    .rows
    .map(({ name }) => name)

/** Payloads, results and logs of every order, done or waiting. */
const searchQueue = async (db: ReadDb, gone: readonly Needle[]): Promise<Absence['queue']> => {
  if (!isQueueInDatabase()) return null
  const rowsWith = async (patterns: string[]): Promise<number> => {
    let rows = 0
    for (const name of patterns.length > 0 ? await tablesOfQueue(db) : [])
      rows += await count(db, sql`${sql.table(`${queueSchema}.${name}`)} w where w::text like any(${patterns}::text[])`)
    return rows
  }
  return { values: await rowsWith(patternsOf(gone.map(({ value }) => value))), ids: await rowsWith(patternsOf(gone.map(({ id }) => id))) }
}

/**
 * Looks for what a purge erased: by ids wherever they may stand, by values in every table there is and in the queue. `files`: what was
 * found in the store (`strayFiles.ts`).
 */
export const readAbsence = async (db: ReadDb, { purgeId, category, kind, needles, files }: {
  purgeId: string
  category: string
  kind: string
  needles: readonly Needle[]
  files: number | null
}): Promise<Absence> => {
  const [gone, tables] = [await goneNeedles(db, purgeId, needles), await tablesOf(db)]
  const [patterns, queue] = [patternsOf(gone.map(({ value }) => value)), await searchQueue(db, gone)]
  const read = tables.filter(({ rows }) => rows <= mostRows)
  const found: Place[] = []
  for (const { name } of patterns.length > 0 ? read : []) {
    const rows = await count(db, sql`${sql.table(name)} w where w::text like any(${patterns}::text[])`)
    if (rows > 0) found.push({ table: name, rows })
  }
  return {
    remaining: (await stillThere(db, purgeId, category)) + (files ?? 0) + (queue?.values ?? 0),
    files,
    queue,
    mentions: await mentionsOf(db, purgeId, category, kind),
    values: patterns.length,
    tables: patterns.length > 0 ? read.length : 0,
    found,
    skipped: patterns.length > 0 ? tables.filter(({ rows }) => rows > mostRows).map(({ name }) => name) : [],
  }
}
