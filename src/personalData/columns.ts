import type { Category } from '#src/retention/policy.ts'
import { claimsOf, dataMap } from '#src/retention/dataMap.ts'

/**
 * What is known only to the closed circle, or to an inquiry: in no answer to anybody, whether anything is there or not (rules.md DSR-03,
 * AML-14, X-06).
 */
export const withheldCategories: readonly Category[] = [
  'rejected_dossier_aml',
  'declaration',
  'asset_freeze',
  'systematic_report',
  'screening_cleared',
  'fraud_alert',
  'fraud_case',
  'monitoring_alert',
  'backtest',
  'house_entry',
  'published_list',
]

/**
 * Secrets of security; the names of our people, who stand by their role; what others wrote or own; what an inquiry left on a row. By
 * column, in whatever table.
 */
const withheldColumns = new Set([
  'password_hash',
  'token',
  'auth_token',
  'auth_return_url',
  'redirect_url',
  'return_url',
  'storage_key',
  'signed_storage_key',
  'dedupe_key',
  'report_key',
  'failed_attempts',
  'locked_until',
  'is_password_disputed',
  'reading_attempts',
  'reading_seen_at',
  'reading_error',
  'requirement_key',
  'hidden_at',
  'cause',
  'fee_cents',
  'lost_cents',
  'rule_id',
  'merchant_due_on',
  'is_due_told',
  'told_at',
  'text_body',
  'html_body',
  'error',
  'next_attempt_at',
  'attempts',
  'holds_secret',
  'days_stated',
  'request_id',
  'data',
  'actor_id',
  'owner_id',
  'claimed_at',
  'author_id',
  'balancing',
  'alerted_days',
  'escalated_at',
  'search_name',
  'words',
  'key_id',
])
/** The number of an event tells how many there were between two, of whatever kind. */
const isTelltale = (table: string, column: string): boolean => table === 'audit_events' && column === 'id'
const isOfOthers = (column: string): boolean => column.endsWith('_by')
const isCipher = (column: string): boolean => /(^|_)(sealed|wrapped|hash|sha256|digest|fingerprint)(_|$)/.test(column)

/**
 * Whether a column of a table goes to the person: claimed by nothing that is withheld, and no secret of security, no other person's, no
 * work of ours. Bytes never go: keys and digests.
 */
export const isGiven = (table: string, column: string): boolean => {
  const category = claimsOf(dataMap[table] ?? { rows: null }).find((one) => one.column === column)?.category ?? null
  return !withheldColumns.has(column) && !isOfOthers(column) && !isCipher(column) && !isTelltale(table, column) &&
    (category === null || !withheldCategories.includes(category))
}

/** Under which category the rows of a table are given. */
export const categoryOf = (table: string): Category => {
  const rows = dataMap[table]?.rows
  if (!rows) throw new Error(`no rows of a person in ${table}`)
  return rows
}
