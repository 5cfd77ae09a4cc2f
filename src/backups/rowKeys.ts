import { claimsOf, dataMap } from '#src/retention/dataMap.ts'

/**
 * Under whose key a row's personal columns lie in a backup: the first of `keys` (ids, as SQL over the row `t` and what is joined) that has a living one, else the merchant's. Only where the row never outlives
 * that key: what is erased by another rule than the person (searches of lists, letters, requests, alerts, the history) is not among these, or a restored backup would lack what the law keeps. It lies under the house's key.
 */
export type Whose = { keys?: readonly string[]; merchant?: string; join?: string }

const ofDossier: Whose = { keys: ['t.dossier_id'], merchant: 'd.merchant_id', join: 'left join dossiers d on d.id = t.dossier_id' }
const ofPerson: Whose = { ...ofDossier, keys: ['t.person_id', 't.dossier_id'] }
const ofDocument: Whose = { keys: ['o.person_id', 'o.dossier_id'], merchant: 'o.merchant_id', join: 'left join documents o on o.id = t.document_id' }
const ofRequest: Whose = { keys: ['r.dossier_id'], merchant: 'r.merchant_id', join: 'left join document_requests r on r.id = t.request_id' }
const ofResolution: Whose = { keys: ['r.dispute_id'], merchant: 'r.merchant_id', join: 'left join resolutions r on r.id = t.resolution_id' }
const ofFraudCase: Whose = { keys: ['t.case_id'], merchant: 'c.merchant_id', join: 'left join fraud_cases c on c.id = t.case_id' }
const ofAmlCase: Whose = { merchant: 'c.merchant_id', join: 'left join aml_cases c on c.id = t.case_id' }
const ofMerchant: Whose = { merchant: 't.merchant_id' }
const itself: Whose = { keys: ['t.id'], merchant: 't.merchant_id' }

const whose: Readonly<Record<string, Whose>> = {
  merchants: { merchant: 't.id' }, merchant_users: itself, api_keys: ofMerchant,
  merchant_links: { keys: ['t.merchant_user_id'], merchant: 'u.merchant_id', join: 'left join merchant_users u on u.id = t.merchant_user_id' },
  dossiers: itself, companies: ofDossier, payout_accounts: ofDossier, account_changes: { keys: ['t.dossier_id'], merchant: 't.merchant_id' }, contracts: ofMerchant, identification_measures: ofPerson,
  people: { ...ofDossier, keys: ['t.id', 't.dossier_id'] },
  documents: { keys: ['t.person_id', 't.dossier_id'], merchant: 't.merchant_id' },
  document_pages: ofDocument, document_findings: ofDocument, document_checks: ofDocument, document_corrections: ofDocument, check_overrides: ofDocument,
  document_requests: { keys: ['t.dossier_id'], merchant: 't.merchant_id' }, document_request_items: { ...ofRequest, keys: ['t.person_id', 'r.dossier_id'] }, clock_extensions: ofRequest,
  decisions: ofDossier, gap_overrides: ofDossier, notes: ofMerchant, note_attachments: ofMerchant,
  payers: itself, payer_addresses: itself, cards: itself, mandates: itself,
  payments: { keys: ['t.payer_id', 't.card_id', 't.mandate_id'], merchant: 't.merchant_id' },
  account_checks: { keys: ['t.mandate_id', 't.payer_id'], merchant: 't.merchant_id' }, scorings: { keys: ['t.payer_id', 't.mandate_id'], merchant: 't.merchant_id' },
  resolutions: { keys: ['t.dispute_id'], merchant: 't.merchant_id' }, resolution_changes: ofResolution, resolution_pieces: ofResolution, evidence_files: ofResolution,
  fraud_cases: itself, fraud_case_payments: ofFraudCase, fraud_decisions: ofFraudCase, fraud_certificates: ofFraudCase,
  breaches: ofMerchant, holds: ofMerchant, hold_acts: { merchant: 'h.merchant_id', join: 'left join holds h on h.id = t.hold_id' },
  ratings: ofMerchant, rating_overrides: ofMerchant, rating_facts: ofMerchant, pep_files: ofMerchant, inspection_packs: ofMerchant,
  aml_cases: ofMerchant, aml_case_notes: ofAmlCase, aml_case_pieces: ofMerchant, aml_case_answers: ofAmlCase,
}

/** Tables of keys: never in a backup, but in the file of keys beside it, of which only the newest is kept. A card's number goes with its key on its date, earlier than the card. */
export const keyTables: readonly string[] = ['merchant_keys', 'person_keys', 'card_vault']

/** Where the tombstones of another database are read in: those of the house lie with its keys. */
export const tombstoneTable = 'foreign_tombstones'

/** Rows of the closed compartment have a key each, in this column: it goes with the keys, and the row without it. */
export const rowKeyTables: readonly string[] = ['closed_declarations', 'closed_conclusions']
export const rowKeyColumn = 'wrapped_key'

/** The name of a file says nothing of anybody, and an erasure after a restore needs it: what lies under it goes with the row. */
const isFileName = (column: string): boolean => column.endsWith('storage_key')

/** The columns of a table that say something of a person. */
export const personalColumns = (table: string): Set<string> =>
  new Set(claimsOf(dataMap[table] ?? { rows: null }).flatMap(({ column, category }) => (category === null || isFileName(column) ? [] : [column])))

export const whoseOf = (table: string): Whose => whose[table] ?? {}
export const tablesWithKeys: readonly string[] = Object.keys(whose)

const name = (column: string): string => `"${column}"`

/** All rows of a table, the key's name first ('' for the house's), then what is sealed, then what is not. `keyColumn` comes as null. */
export const selectRows = (table: string, sealed: readonly string[], plain: readonly string[]): string => {
  const { keys = [], merchant, join = '' } = whoseOf(table)
  const person = `(select k.id from unnest(array[${keys.join(', ')}]::text[]) with ordinality said(id, n) join person_keys k on k.subject_id = said.id and k.destroyed_at is null order by said.n limit 1)`
  const living = `(select m.merchant_id from merchant_keys m where m.merchant_id = ${merchant} and m.destroyed_at is null)`
  const key = `coalesce(${[...(keys.length > 0 ? [person] : []), ...(merchant ? [living] : []), `''`].join(', ')})`
  const isRowKey = (column: string): boolean => column === rowKeyColumn && rowKeyTables.includes(table)
  const columns = [...sealed, ...plain].map((column) => (isRowKey(column) ? 'null' : `t.${name(column)}`))
  return `select ${[...(sealed.length > 0 ? [key] : []), ...columns].join(', ')} from ${name(table)} t ${join}`
}

export const columnList = (columns: readonly string[]): string => columns.map(name).join(', ')
