import { isAllowed, roles, type Permission, type Role } from '#src/kernel/permissions.ts'
import { claimsOf, dataMap } from '#src/retention/dataMap.ts'
import { inForceOn, type Category, type Policy } from '#src/retention/policy.ts'

export type LegalBasis = 'contract' | 'legal_obligation' | 'legitimate_interest'

/**
 * A purpose, and the categories of data that serve it (GDPR 30(1), (2)). `reads`: what opens the data to our people; `outside`: who
 * receives them beside. What is kept, how long and under which text is not said here: the map of personal data and the policies say it.
 */
type Purpose = {
  key: string
  as: 'controller' | 'processor'
  basis: LegalBasis
  categories: readonly Category[]
  reads: readonly Permission[]
  outside: readonly string[]
  persons: readonly string[]
}

export const purposes = [
  {
    key: 'account',
    as: 'controller',
    basis: 'contract',
    categories: ['merchant_file', 'account_login', 'notice', 'mail', 'support'],
    reads: ['merchants.read', 'dossiers.read'],
    outside: ['mail_carrier'],
    persons: ['users', 'signatories'],
  },
  {
    key: 'due_diligence',
    as: 'controller',
    basis: 'legal_obligation',
    categories: ['merchant_file', 'derived', 'prospect_contact', 'incomplete_dossier', 'rejected_dossier', 'rejected_dossier_marker'],
    reads: ['dossiers.read', 'documents.read'],
    outside: ['supervisor'],
    persons: ['representatives', 'owners', 'signatories'],
  },
  {
    key: 'vigilance',
    as: 'controller',
    basis: 'legal_obligation',
    categories: [
      'rejected_dossier_aml',
      'declaration',
      'asset_freeze',
      'systematic_report',
      'screening_cleared',
      'monitoring_alert',
      'backtest',
      'published_list',
    ],
    reads: ['legal_holds.decide'],
    outside: ['authorities'],
    persons: ['representatives', 'owners', 'payers'],
  },
  {
    key: 'payments',
    as: 'controller',
    basis: 'contract',
    categories: ['payment', 'mandate', 'card_number', 'card_number_deferred', 'card_secret', 'authentication_evidence', 'unused_means'],
    reads: ['payments.read', 'cards.read'],
    outside: ['networks', 'banks'],
    persons: ['payers', 'holders'],
  },
  {
    key: 'on_behalf',
    as: 'processor',
    basis: 'contract',
    categories: ['payment', 'mandate', 'call_log'],
    reads: ['payments.read'],
    outside: ['merchants'],
    persons: ['payers'],
  },
  {
    key: 'disputes',
    as: 'controller',
    basis: 'contract',
    categories: ['dispute_file'],
    reads: ['disputes.read'],
    outside: ['networks', 'banks', 'merchants'],
    persons: ['payers', 'holders'],
  },
  {
    key: 'fraud',
    as: 'controller',
    basis: 'legitimate_interest',
    categories: ['fraud_alert', 'fraud_case', 'device', 'house_entry'],
    reads: ['fraud.read'],
    outside: ['authorities'],
    persons: ['payers', 'holders', 'users'],
  },
  {
    key: 'accounting',
    as: 'controller',
    basis: 'legal_obligation',
    categories: ['accounting', 'payout_statement', 'ledger_year', 'cross_border_report'],
    reads: ['ledger.read', 'payouts.read'],
    outside: ['tax', 'auditors'],
    persons: ['merchants_themselves', 'payers'],
  },
  {
    key: 'security',
    as: 'controller',
    basis: 'legitimate_interest',
    categories: ['security_log', 'account_login', 'internal_control_log', 'call_log', 'backup'],
    reads: ['staff.read', 'jobs.read'],
    outside: [],
    persons: ['users', 'staff'],
  },
  {
    key: 'evidence',
    as: 'controller',
    basis: 'legal_obligation',
    categories: ['audit_trail'],
    reads: ['audit.read'],
    outside: ['supervisor', 'auditors'],
    persons: ['users', 'staff'],
  },
  {
    key: 'rights',
    as: 'controller',
    basis: 'legal_obligation',
    categories: ['rights_request'],
    reads: ['rights.read'],
    outside: ['cnil'],
    persons: ['anybody'],
  },
] as const satisfies readonly Purpose[]

export type PurposeKey = (typeof purposes)[number]['key']

/** What of the rows and columns of the database serves a category, by table: as the map of personal data has it. */
const tablesOf = (categories: readonly Category[]): { table: string; columns: string[] }[] =>
  Object
    .entries(dataMap)
    .map(([table, claimed]) => ({
      table,
      columns: claimsOf(claimed).filter(({ category }) => category !== null && categories.includes(category)).map(({ column }) => column),
    }))
    .filter(({ columns }) => columns.length > 0)

/** Which of our people may read, by the permissions themselves. */
const readersOf = (needed: readonly Permission[]): Role[] => roles.filter((role) => needed.some((one) => isAllowed([role], one)))

export type Activity = Omit<Purpose, 'categories' | 'reads' | 'key'> & {
  key: PurposeKey
  policies: Policy[]
  tables: { table: string; columns: string[] }[]
  readers: Role[]
}

/** The register as it was on a day: purposes with what the program does of each. */
export const registerOn = (signed: readonly Policy[], day: string): Activity[] =>
  purposes.map(({ categories, reads, ...purpose }) => ({
    ...purpose,
    tables: tablesOf(categories),
    readers: readersOf(reads),
    policies: categories.map((category) => inForceOn(signed, category, day)).filter((policy): policy is Policy => policy !== null),
  }))

/** What protects the data, whatever the purpose (GDPR 32): each is a thing the program does. */
export const securityMeasures = [
  'sealed_files',
  'merchant_keys',
  'card_vault',
  'password_hash',
  'second_factor',
  'least_rights',
  'four_eyes',
  'recorded_reading',
  'sealed_history',
  'purges',
  'no_secrets_in_logs',
] as const
