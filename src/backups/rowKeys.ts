import { dictionary } from '#src/kernel/dictionary.ts'
import { claimsOf, dataMap } from '#src/retention/dataMap.ts'

/**
 * Under whose key a row's personal columns lie in a backup: the first of `keys` (ids, as SQL over the row `t` and what is joined) that has
 * a living one, else the merchant's. Only where the row never outlives that key, or a restored backup would lack what the law keeps. What
 * is erased by another rule than the person (searches of lists, letters, requests, alerts) has a key of its own instead, that of the row
 * with which it goes: `row`. What nobody erases (the history, staff, what is ordered and why) lies under the house's.
 */
export type Whose = { keys?: readonly string[]; merchant?: string; row?: string; join?: string }

const ofDossier: Whose = { keys: ['t.dossier_id'], merchant: 'd.merchant_id', join: 'left join dossiers d on d.id = t.dossier_id' }
const ofPerson: Whose = { ...ofDossier, keys: ['t.person_id', 't.dossier_id'] }
const ofDocument: Whose = {
  keys: ['o.person_id', 'o.dossier_id'],
  merchant: 'o.merchant_id',
  join: 'left join documents o on o.id = t.document_id',
}
const ofRequest: Whose = { keys: ['r.dossier_id'], merchant: 'r.merchant_id', join: 'left join document_requests r on r.id = t.request_id' }
const ofResolution: Whose = { keys: ['r.dispute_id'], merchant: 'r.merchant_id', join: 'left join resolutions r on r.id = t.resolution_id' }
const ofFraudCase: Whose = { keys: ['t.case_id'], merchant: 'c.merchant_id', join: 'left join fraud_cases c on c.id = t.case_id' }
const ofAmlCase: Whose = { merchant: 'c.merchant_id', join: 'left join aml_cases c on c.id = t.case_id' }
const ofMerchant: Whose = { merchant: 't.merchant_id' }
const itself: Whose = { keys: ['t.id'], merchant: 't.merchant_id' }
const withRow = (row: string): Whose => ({ row })
const ofHit: Whose = { row: 'h.subject_id', join: 'left join screening_hits h on h.id = t.hit_id' }
const ofVersion: Whose = { row: 'v.subject_id', join: 'left join screening_versions v on v.id = t.version_id' }

const whose: Readonly<Record<string, Whose>> = dictionary({
  merchants: { merchant: 't.id' },
  merchant_users: itself,
  api_keys: ofMerchant,
  merchant_links: {
    keys: ['t.merchant_user_id'],
    merchant: 'u.merchant_id',
    join: 'left join merchant_users u on u.id = t.merchant_user_id',
  },
  dossiers: itself,
  companies: ofDossier,
  payout_accounts: ofDossier,
  account_changes: { keys: ['t.dossier_id'], merchant: 't.merchant_id' },
  contracts: ofMerchant,
  identification_measures: ofPerson,
  people: { ...ofDossier, keys: ['t.id', 't.dossier_id'] },
  documents: { keys: ['t.person_id', 't.dossier_id'], merchant: 't.merchant_id' },
  document_pages: ofDocument,
  document_findings: ofDocument,
  document_checks: ofDocument,
  document_corrections: ofDocument,
  check_overrides: ofDocument,
  document_requests: { keys: ['t.dossier_id'], merchant: 't.merchant_id' },
  document_request_items: { ...ofRequest, keys: ['t.person_id', 'r.dossier_id'] },
  clock_extensions: ofRequest,
  decisions: ofDossier,
  gap_overrides: ofDossier,
  notes: ofMerchant,
  note_attachments: ofMerchant,
  payers: itself,
  payer_addresses: itself,
  cards: itself,
  mandates: itself,
  payments: { keys: ['t.payer_id', 't.card_id', 't.mandate_id'], merchant: 't.merchant_id' },
  account_checks: { keys: ['t.mandate_id', 't.payer_id'], merchant: 't.merchant_id' },
  scorings: { keys: ['t.payer_id', 't.mandate_id'], merchant: 't.merchant_id' },
  resolutions: { keys: ['t.dispute_id'], merchant: 't.merchant_id' },
  resolution_changes: ofResolution,
  resolution_pieces: ofResolution,
  evidence_files: ofResolution,
  fraud_cases: itself,
  fraud_case_payments: ofFraudCase,
  fraud_decisions: ofFraudCase,
  fraud_certificates: ofFraudCase,
  breaches: ofMerchant,
  holds: ofMerchant,
  hold_acts: { merchant: 'h.merchant_id', join: 'left join holds h on h.id = t.hold_id' },
  ratings: ofMerchant,
  rating_overrides: ofMerchant,
  rating_facts: ofMerchant,
  pep_files: ofMerchant,
  inspection_packs: ofMerchant,
  aml_cases: ofMerchant,
  aml_case_notes: ofAmlCase,
  aml_case_pieces: ofMerchant,
  aml_case_answers: ofAmlCase,
  mails: withRow('t.id'),
  sessions: withRow('t.id'),
  rejection_markers: withRow('t.id'),
  fraud_reports: withRow('t.id'),
  dispute_lines: withRow('t.id'),
  dispute_imports: withRow('t.id'),
  bank_answers: withRow('t.id'),
  invoices: withRow('t.id'),
  corrections: withRow('t.id'),
  screening_versions: withRow('t.subject_id'),
  screening_names: ofVersion,
  screening_numbers: ofVersion,
  screening_hits: withRow('t.subject_id'),
  hit_acts: ofHit,
  second_looks: ofHit,
  freezes: withRow('t.id'),
  freeze_events: withRow('t.freeze_id'),
  alerts: withRow('t.id'),
  alert_notes: withRow('t.alert_id'),
  alert_looks: withRow('t.alert_id'),
  backtest_alerts: withRow('t.backtest_id'),
  rights_requests: withRow('t.id'),
  rights_files: withRow('t.request_id'),
  rights_acts: withRow('t.request_id'),
  data_packages: withRow('t.request_id'),
  erasures: withRow('t.request_id'),
  rectifications: withRow('t.request_id'),
  rectified_values: { row: 'r.request_id', join: 'left join rectifications r on r.id = t.rectification_id' },
  restrictions: withRow('t.request_id'),
  closed_declarations: withRow('t.id'),
  closed_kept: withRow('t.id'),
  closed_pieces: withRow('t.declaration_id'),
  closed_oppositions: withRow('t.declaration_id'),
  watchlist_entries: withRow('t.id'),
  watchlist_editions: withRow('t.entry_id'),
  watchlist_names: withRow('t.entry_id'),
  watchlist_identifiers: withRow('t.entry_id'),
})

/**
 * Rows that have such a key, from the first backup that sees them on. Their triggers take it away with them; `where`: only these of them.
 * What authorities publish is nobody's secret.
 */
export const keyedRows: readonly { table: string; where?: string }[] = [
  ...[
    'mails',
    'sessions',
    'rejection_markers',
    'fraud_reports',
    'dispute_lines',
    'dispute_imports',
    'bank_answers',
    'invoices',
    'corrections',
    'screening_subjects',
    'freezes',
    'alerts',
    'backtests',
    'rights_requests',
    'closed_declarations',
    'closed_kept',
  ]
    .map((table) => ({ table })),
  { table: 'watchlist_entries', where: `r.list_code = 'house' and r.ref <> r.id` },
]

/** A key for each row that has none yet. Two random uuids make 244 bits. */
export const giveRowKeys: readonly string[] = keyedRows.map(({ table, where = 'true' }) =>
  `insert into row_keys (id, key)
  select r.id, sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')) from ${table} r where ${where} and not exists (select from row_keys k where k.id = r.id) on conflict do nothing`
)
/** Of the rows that are there now. */
export const hasKeyedRow = (key: string): string =>
  keyedRows.map(({ table, where = 'true' }) => `exists (select from public.${table} r where r.id = ${key}.id and ${where})`).join(' or ')

/**
 * Tables of keys: never in a backup, but in the file of keys beside it, of which only the newest is kept. A card's number goes with its key
 * on its date, earlier than the card.
 */
export const keyTables: readonly string[] = ['merchant_keys', 'person_keys', 'row_keys', 'card_vault']

/** Where the tombstones of another database are read in: those of the house lie with its keys. */
export const tombstoneTable = 'foreign_tombstones'

/** Rows of the closed compartment have a key each, in this column: it goes with the keys, and the row without it. */
export const rowKeyTables: readonly string[] = ['closed_declarations', 'closed_conclusions']
export const rowKeyColumn = 'wrapped_key'

/** The name of a file says nothing of anybody, and an erasure after a restore needs it: what lies under it goes with the row. */
const isFileName = (column: string): boolean => column.endsWith('storage_key')

/** The columns of a table that say something of a person. */
export const personalColumns = (table: string): Set<string> =>
  new Set(
    claimsOf(dataMap[table] ?? { rows: null }).flatMap(({ column, category }) => (category === null || isFileName(column) ? [] : [column])),
  )

export const whoseOf = (table: string): Whose => whose[table] ?? {}
export const tablesWithKeys: readonly string[] = Object.keys(whose)

const name = (column: string): string => `"${column}"`

/** All rows of a table, the key's name first ('' for the house's), then what is sealed, then what is not. `keyColumn` comes as null. */
export const selectRows = (table: string, sealed: readonly string[], plain: readonly string[]): string => {
  const { keys = [], merchant, row, join = '' } = whoseOf(table)
  const person = `(select k.id from unnest(array[${keys.join(', ')}]::text[]) with ordinality said(id, n) join person_keys k on k.subject_id = said.id and k.destroyed_at is null order by said.n limit 1)`
  const living = `(select m.merchant_id from merchant_keys m where m.merchant_id = ${merchant} and m.destroyed_at is null)`
  const own = `(select k.id from row_keys k where k.id = ${row})`
  const key = `coalesce(${[...(row ? [own] : []), ...(keys.length > 0 ? [person] : []), ...(merchant ? [living] : []), `''`].join(', ')})`
  const isRowKey = (column: string): boolean => column === rowKeyColumn && rowKeyTables.includes(table)
  const columns = [...sealed, ...plain].map((column) => (isRowKey(column) ? 'null' : `t.${name(column)}`))
  return `select ${[...(sealed.length > 0 ? [key] : []), ...columns].join(', ')} from ${name(table)} t ${join}`
}

export const columnList = (columns: readonly string[]): string => columns.map(name).join(', ')
