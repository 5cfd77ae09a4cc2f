import { dictionary } from '#src/kernel/dictionary.ts'
import type { Category } from './policy.ts'

/**
 * What of each table says something of a person, and under which category it is kept. `rows`: what the row as a whole is kept under; null
 * where rows are about nobody (rules, counters, the machinery). `personal`: columns with words, numbers or files of a person, by category.
 * `plain`: the other columns that could carry words, and carry codes of ours. Ids, instants, dates of events, amounts, states and the names
 * of actors (`…_by`) are no words and need no claim. A test reads the schema and fails on a column that nobody claims.
 */
type Claimed = { rows: Category | null; personal?: Partial<Record<Category, string>>; plain?: string }

const people: Record<string, Claimed> = dictionary({
  merchants: { rows: 'merchant_file', personal: { merchant_file: 'name search_name' }, plain: 'language' },
  merchant_users: { rows: 'merchant_file', personal: { merchant_file: 'email name', account_login: 'password_hash' }, plain: 'language' },
  merchant_links: { rows: 'account_login', personal: { account_login: 'token_hash' } },
  merchant_keys: { rows: 'merchant_file', personal: { merchant_file: 'wrapped_key' } },
  person_keys: { rows: 'derived', personal: { derived: 'wrapped_key' } },
  row_keys: { rows: 'derived', personal: { derived: 'key' } },
  resealing: { rows: null, plain: 'part' },
  api_keys: { rows: 'merchant_file', personal: { merchant_file: 'key_hash last4 sealed_key' } },
  dossiers: { rows: 'merchant_file', personal: { merchant_file: 'risk_reasons raised' }, plain: 'risk_rule' },
  companies: {
    rows: 'merchant_file',
    personal: {
      merchant_file:
        'name trade_name siren siret rna address_line1 address_line2 postcode city country management_address activity website',
    },
    plain: 'naf mcc currency',
  },
  people: {
    rows: 'merchant_file',
    personal: {
      merchant_file:
        'given_names family_name usage_name birth_date birth_place birth_country nationality address company_name company_siren control_nature owner_since pep_function',
    },
    plain: 'role',
  },
  payout_accounts: { rows: 'merchant_file', personal: { merchant_file: 'iban bic holder' } },
  account_changes: { rows: 'merchant_file', personal: { merchant_file: 'iban bic holder note' }, plain: 'reason' },
  contracts: {
    rows: 'merchant_file',
    personal: {
      merchant_file: 'wording storage_key signed_storage_key sha256 signed_sha256',
      security_log: 'code_fingerprint ip user_agent',
    },
  },
  contract_ends: { rows: 'merchant_file' },
  identification_measures: { rows: 'merchant_file', personal: { merchant_file: 'evidence' } },
  staff: { rows: 'audit_trail', personal: { audit_trail: 'email name', account_login: 'password_hash totp_secret' }, plain: 'language' },
  staff_roles: { rows: 'audit_trail', plain: 'role' },
  sessions: { rows: 'security_log', personal: { security_log: 'token_hash ip user_agent' }, plain: 'end_reason' },
  payers: { rows: 'payment', personal: { payment: 'name email mobile external_id born_on legal_id country' } },
  payer_addresses: { rows: 'payment', personal: { payment: 'line1 line2 line3 city zip_code state country metadata' } },
})

const pieces: Record<string, Claimed> = dictionary({
  documents: {
    rows: 'merchant_file',
    personal: { merchant_file: 'file_name sha256 storage_key refusal_note' },
    plain: 'requirement_key kind type mime warnings refusal_reason reading_error',
  },
  document_pages: { rows: 'derived', personal: { derived: 'text words codes sealed' } },
  document_findings: {
    rows: 'derived',
    personal: { derived: 'fields mrz seals facts_digest number_digest' },
    plain: 'type proposed_refusal',
  },
  document_checks: { rows: 'derived', personal: { derived: 'declared read why values' }, plain: 'fields' },
  document_corrections: { rows: 'merchant_file', personal: { merchant_file: 'value' }, plain: 'field' },
  check_overrides: { rows: 'merchant_file', personal: { merchant_file: 'reason' } },
  checks_due: { rows: null },
  document_requests: { rows: 'merchant_file', personal: { merchant_file: 'message' } },
  document_request_items: { rows: 'merchant_file', personal: { merchant_file: 'note' }, plain: 'requirement_key kind reason' },
  clock_extensions: { rows: 'merchant_file', personal: { merchant_file: 'reason' } },
  clock_suspensions: { rows: 'merchant_file', plain: 'why' },
  clock_floors: { rows: 'merchant_file' },
  clock_reminders: { rows: 'merchant_file' },
  document_expiries: { rows: 'merchant_file', plain: 'requirement_key' },
  expiry_notices: { rows: 'merchant_file' },
  periodic_reviews: { rows: 'merchant_file' },
  review_items: { rows: 'merchant_file', plain: 'outcome' },
  review_presences: { rows: null },
  decisions: { rows: 'merchant_file', personal: { merchant_file: 'reason decline_reason' }, plain: 'four_eyes' },
  rejection_markers: { rows: 'rejected_dossier_marker', personal: { rejected_dossier_marker: 'hash' } },
  gap_overrides: { rows: 'merchant_file', personal: { merchant_file: 'reason' }, plain: 'requirement_key' },
  notes: { rows: 'merchant_file', personal: { merchant_file: 'body' } },
  note_attachments: { rows: 'merchant_file', personal: { merchant_file: 'file_name sha256 storage_key' }, plain: 'type mime' },
  seal_certificates: { rows: null, plain: 'der subject valid_from valid_to' },
})

const money: Record<string, Claimed> = dictionary({
  payments: {
    rows: 'payment',
    personal: {
      payment: 'description order_id unique_id return_url country',
      authentication_evidence: 'auth_token auth_return_url',
      device: 'device',
    },
    plain: 'currency methods_allowed scheme response response_author',
  },
  cards: { rows: 'payment', personal: { payment: 'pan_hash first6 last4 name zip_code external_id country' }, plain: 'brand' },
  card_vault: { rows: 'card_number', personal: { card_number: 'sealed_pan wrapped_key' } },
  mandates: { rows: 'mandate', personal: { mandate: 'sealed_iban iban_hash last4 country bic name mandate born_on' } },
  account_checks: { rows: 'mandate', personal: { mandate: 'asked_name asked_born_on' }, plain: 'response' },
  scorings: { rows: 'payment', personal: { payment: 'return_url redirect_url', authentication_evidence: 'token' }, plain: 'currency' },
  refunds: { rows: 'payment', plain: 'currency' },
  disputes: { rows: 'dispute_file', plain: 'currency network domain code report_key' },
  dispute_rules: { rows: null, plain: 'network domain code evidence confidence source valid_from valid_to' },
  dispute_lines: {
    rows: 'dispute_file',
    personal: { dispute_file: 'line_key resolution' },
    plain: 'origin reference original network code currency outcome reason',
  },
  dispute_imports: { rows: 'dispute_file', personal: { dispute_file: 'lines bad_lines' } },
  dispute_reminders: { rows: 'dispute_file', plain: 'reader' },
  dispute_report_days: { rows: null },
  resolutions: { rows: 'dispute_file', personal: { dispute_file: 'statement' } },
  resolution_changes: { rows: 'dispute_file', personal: { dispute_file: 'reason' }, plain: 'due_before due_after' },
  resolution_pieces: { rows: 'dispute_file', personal: { dispute_file: 'file_name sha256 storage_key' }, plain: 'slot type mime' },
  evidence_files: { rows: 'dispute_file', personal: { dispute_file: 'sha256 pieces_digest' } },
  evidence_sendings: { rows: 'dispute_file', plain: 'response reference' },
  simulator_evidence: { rows: 'dispute_file', personal: { dispute_file: 'sha256' }, plain: 'dispute network response reference' },
  fraud_cases: { rows: 'fraud_case', personal: { fraud_case: 'statement' }, plain: 'totals' },
  fraud_case_payments: { rows: 'fraud_case', personal: { fraud_case: 'remove_reason' } },
  fraud_decisions: {
    rows: 'fraud_case',
    personal: { fraud_case: 'reason decline_reason' },
    plain: 'proposed_figures decided_figures balances_before balances_after',
  },
  fraud_effects: { rows: 'fraud_case', plain: 'currency entry_keys undo_keys before after' },
  fraud_certificates: { rows: 'fraud_case', personal: { fraud_case: 'storage_key sha256' } },
  fraud_reports: { rows: 'fraud_alert', personal: { fraud_alert: 'statement bad_lines' }, plain: 'payment_ids lines' },
  breaches: { rows: 'merchant_file', personal: { merchant_file: 'reason decline_reason' }, plain: 'clause_version secured_claims' },
  holds: {
    rows: 'merchant_file',
    personal: { merchant_file: 'grounds reference release_reason' },
    plain: 'currency clause_version secured_claims waits_for moved_to',
  },
  hold_acts: { rows: 'merchant_file', personal: { merchant_file: 'words' }, plain: 'act' },
  hold_slices: { rows: 'merchant_file' },
  settlement_lines: {
    rows: 'ledger_year',
    personal: { ledger_year: 'resolution' },
    plain: 'act reference currency reason original scheme call_id',
  },
  settlement_report_days: { rows: null },
  // what people booked by hand, and why: as long as the entry says what it was of
  corrections: {
    rows: 'ledger_year',
    personal: { ledger_year: 'reason bank_reference decline_reason undo_reason undo_decline_reason' },
    plain: 'currency balances_before balances_after',
  },
  payouts: { rows: 'payout_statement', plain: 'currency statement_description failure' },
  payout_lines: { rows: 'payout_statement' },
  payout_batches: { rows: 'accounting', plain: 'debtor' },
  payout_waits: { rows: 'merchant_file', plain: 'reason currency' },
  refused_payments: { rows: 'merchant_file', plain: 'on_day currency' },
  bank_answers: { rows: 'payout_statement', personal: { payout_statement: 'resolution' }, plain: 'said currency reason broken' },
  bank_message_days: { rows: null },
  invoices: { rows: 'accounting', personal: { accounting: 'billed_to' }, plain: 'number series period_from period_to currency' },
  invoice_lines: { rows: 'accounting', plain: 'what tax_code' },
  invoice_counters: { rows: null, plain: 'series' },
  invoiced_months: { rows: null, plain: 'month_from' },
  tariffs: { rows: 'merchant_file', plain: 'method' },
  safeguarding_days: { rows: null, plain: 'on_day' },
  ledger_accounts: { rows: null, plain: 'name client_money pcg' },
  ledger_entries: { rows: 'ledger_year', plain: 'event_key currency' },
  ledger_postings: { rows: 'ledger_year', plain: 'currency scheme tax_code' },
  ledger_snapshots: { rows: null, plain: 'currency' },
  ledger_horizon: { rows: null },
  ledger_periods: { rows: null, plain: 'closed_to' },
  acquirer_calls: { rows: 'payment', plain: 'currency response reference' },
  simulator_operations: { rows: 'payment', plain: 'reference original currency scheme response dispute_code' },
  simulator_dispute_lines: { rows: 'dispute_file', plain: 'line' },
  bank_simulator_transfers: { rows: 'payout_statement', plain: 'currency response' },
  risk_tables: { rows: null, plain: 'rules source reason decline_reason valid_from' },
  risk_country_changes: { rows: null, plain: 'country source reason decline_reason valid_from' },
  rating_marks: { rows: null, plain: 'whole_on' },
  ratings: { rows: 'merchant_file', personal: { merchant_file: 'facts reasons' }, plain: 'axes countries_on' },
  rating_overrides: { rows: 'merchant_file', personal: { merchant_file: 'reason decline_reason known' } },
  rating_facts: { rows: 'merchant_file', personal: { merchant_file: 'reason' }, plain: 'fact' },
  programme_rules: { rows: null, plain: 'programme network confidence source valid_from valid_to' },
  programme_months: { rows: 'merchant_file', plain: 'programme month' },
})

const house: Record<string, Claimed> = dictionary({
  mails: { rows: 'mail', personal: { mail: 'to_address subject text_body html_body' }, plain: 'dedupe_key template language error' },
  audit_events: { rows: 'audit_trail', personal: { audit_trail: 'data personal personal_digest' }, plain: 'event' },
  audit_unsealed: { rows: null, plain: 'mark' },
  audit_blocks: { rows: null, plain: 'digest previous_hash hash salt leaves' },
  chain_heads: { rows: null, plain: 'on_day hash content' },
  inspection_packs: { rows: 'merchant_file', personal: { merchant_file: 'reason paper storage_key sha256' }, plain: 'language failure' },
  rate_limits: { rows: 'security_log', personal: { security_log: 'key' } },
  submissions: { rows: null, plain: 'ticket' },
  job_orders: { rows: null, plain: 'job' },
  job_runs: { rows: null, plain: 'job error' },
  job_run_items: { rows: 'audit_trail', personal: { audit_trail: 'detail' } },
  maintenances: { rows: null, plain: 'reason' },
  closed_seats: { rows: 'audit_trail', personal: { audit_trail: 'reason end_reason' } },
  closed_criteria: { rows: null, plain: 'code confidence source valid_from valid_to' },
  closed_declarations: { rows: 'declaration', personal: { declaration: 'reference receipt wrapped_key content' } },
  closed_pieces: { rows: 'declaration', personal: { declaration: 'facts' } },
  closed_oppositions: { rows: 'declaration', personal: { declaration: 'reference' }, plain: 'extended_to' },
  closed_events: { rows: 'declaration', plain: 'event data previous_hash hash' },
  closed_register_end: { rows: null, plain: 'hash mac' },
  closed_purges: { rows: 'declaration', personal: { declaration: 'certificate' }, plain: 'lines list_hash signature on_day' },
  closed_tombstones: { rows: 'declaration', plain: 'hash' },
  closed_kept: { rows: 'declaration', personal: { declaration: 'sealed' }, plain: 'about category subject_ids' },
  closed_kept_files: { rows: 'declaration', plain: 'storage_key' },
  // who was compared with the lists, what was found and what was decided: kept to show it (L561-12), never shown to him
  screening_settings: { rows: null, plain: 'state reason effect' },
  screening_sets: { rows: null, plain: 'hash lists' },
  screening_runs: { rows: null, plain: 'engine cursor covered_hash' },
  screening_due: { rows: null },
  screening_gaps: { rows: 'screening_cleared' },
  screening_subjects: { rows: 'screening_cleared' },
  screening_versions: { rows: 'screening_cleared', personal: { screening_cleared: 'name party digests' }, plain: 'engine' },
  screening_names: { rows: 'screening_cleared', personal: { screening_cleared: 'normal keys' } },
  screening_numbers: { rows: 'screening_cleared', personal: { screening_cleared: 'number' } },
  screening_scores: { rows: 'screening_cleared' },
  screening_searches: { rows: 'screening_cleared', plain: 'engine' },
  screening_hits: {
    rows: 'screening_cleared',
    personal: { screening_cleared: 'result subject_digests entry_digests reason' },
    plain: 'list_code changed doubt verdict reason_code ended_why reopened_from',
  },
  hit_acts: { rows: 'screening_cleared', personal: { screening_cleared: 'words' }, plain: 'act code' },
  second_looks: { rows: 'screening_cleared', personal: { screening_cleared: 'reason' }, plain: 'by_staff verdict' },
  pep_files: { rows: 'merchant_file', personal: { merchant_file: 'source_of_wealth source_of_funds measures' } },
  freezes: { rows: 'asset_freeze', personal: { asset_freeze: 'listed_name' }, plain: 'reference grounds' },
  freeze_holds: { rows: 'asset_freeze' },
  freeze_reports: { rows: 'asset_freeze', plain: 'sent_reference refused' },
  freeze_events: { rows: 'asset_freeze', personal: { asset_freeze: 'words' }, plain: 'currency funds source' },
  // persons whom authorities list, or whom we list ourselves: published lists by the law that makes us compare with them; who is taken off
  // our own list goes (house_entry)
  watchlists: { rows: null, plain: 'code formats fetch_address fetch_etag failure' },
  watchlist_imports: { rows: null, plain: 'list_code files forced_reason failure' },
  watchlist_versions: { rows: null, plain: 'list_code format sha256 noted_counts noted fault fault_details forced_reason' },
  watchlist_entries: { rows: 'published_list', personal: { house_entry: 'ref' }, plain: 'list_code' },
  watchlist_editions: {
    rows: 'published_list',
    personal: { published_list: 'party details', house_entry: 'name' },
    plain: 'list_code digest',
  },
  watchlist_changes: { rows: 'published_list', plain: 'parts' },
  watchlist_names: { rows: 'published_list', personal: { published_list: 'text normal keys' } },
  watchlist_identifiers: { rows: 'published_list', personal: { published_list: 'number' }, plain: 'kind country' },
  retention_policies: { rows: null, plain: 'category basis source confidence valid_from reason decline_reason seen' },
  legal_holds: { rows: 'audit_trail', personal: { audit_trail: 'reference reason lift_reason' } },
  purges: {
    rows: 'audit_trail',
    personal: { audit_trail: 'refuse_reason', derived: 'sealed_needles' },
    plain: 'category subject_kind on_day list_hash reached erased_hash books_before books_after absence',
  },
  // what is examined of a merchant (L561-10-2): as long as his file, with which it goes; what the circle made of it, as a declaration
  aml_cases: { rows: 'merchant_file', personal: { merchant_file: 'summary facts' } },
  aml_case_notes: { rows: 'merchant_file', personal: { merchant_file: 'body' } },
  aml_case_pieces: { rows: 'merchant_file', personal: { merchant_file: 'file_name sha256 storage_key' }, plain: 'mime' },
  aml_case_answers: { rows: 'merchant_file', personal: { merchant_file: 'words source_words' } },
  aml_case_payments: { rows: 'merchant_file' },
  aml_case_hits: { rows: 'merchant_file' },
  closed_conclusions: { rows: 'declaration', personal: { declaration: 'wrapped_key content' } },
  // what monitoring found of merchants and payers: suspicion begins here; figures by day are counts and sums
  alerts: { rows: 'monitoring_alert', personal: { monitoring_alert: 'subject finding close_note escalate_note' }, plain: 'scenario says' },
  alert_notes: { rows: 'monitoring_alert', personal: { monitoring_alert: 'body' } },
  alert_looks: {
    rows: 'monitoring_alert',
    personal: { monitoring_alert: 'first_words reason settled_reason' },
    plain: 'by_staff first_verdict verdict settled_verdict',
  },
  alert_look_asides: { rows: 'monitoring_alert' },
  merchant_days: { rows: null },
  merchant_bins: { rows: null, plain: 'first6' },
  monitoring_marks: { rows: null },
  monitored_days: { rows: null },
  scenario_versions: { rows: null, plain: 'scenario thresholds digest valid_from reason decline_reason' },
  backtests: { rows: null, plain: 'digest done_digest' },
  backtest_alerts: { rows: 'backtest', personal: { backtest: 'subject finding' } },
  purge_list: { rows: 'derived' },
  tombstones: { rows: 'audit_trail', plain: 'hash' },
  foreign_tombstones: { rows: 'audit_trail', plain: 'hash category' },
  archive_openings: { rows: 'audit_trail', personal: { audit_trail: 'reason' } },
  restriction_openings: { rows: 'audit_trail', personal: { audit_trail: 'reason' } },
  purge_certificates: { rows: 'audit_trail', plain: 'storage_key sha256 signature public_key' },
})

const rights: Record<string, Claimed> = dictionary({
  rights_requests: {
    rows: 'rights_request',
    personal: { rights_request: 'name email postal_address birth_date said identity_given extension_reason balancing answer' },
    plain: 'language',
  },
  rights_subjects: { rows: 'rights_request' },
  rights_files: { rows: 'rights_request', personal: { rights_request: 'file_name sha256 storage_key' }, plain: 'type mime' },
  rights_acts: { rows: 'rights_request', personal: { rights_request: 'words' }, plain: 'act actor_kind facts' },
  data_packages: { rows: 'rights_request', personal: { rights_request: 'storage_key sha256' }, plain: 'note_ids failure' },
  erasures: { rows: 'rights_request', personal: { rights_request: 'decline_reason' }, plain: 'plan plan_digest' },
  erasure_tombstones: { rows: 'audit_trail', plain: 'hash category' },
  erasure_certificates: { rows: 'audit_trail', plain: 'storage_key sha256 signature public_key' },
  rectifications: {
    rows: 'rights_request',
    personal: { rights_request: 'value_before value_after reason decline_reason' },
    plain: 'field',
  },
  rectified_values: { rows: 'rights_request', personal: { rights_request: 'value_before value_after' }, plain: 'field' },
  restrictions: { rows: 'rights_request', personal: { rights_request: 'lift_reason' } },
  privacy_settings: { rows: 'audit_trail', personal: { audit_trail: 'value' }, plain: 'name' },
  data_breaches: {
    rows: 'audit_trail',
    personal: {
      audit_trail:
        'title what_happened persons_kinds consequences measures risk_reason notify_reason persons_told_how persons_not_told_reason conclusion',
    },
    plain: 'natures categories',
  },
  data_breach_notices: { rows: 'audit_trail', personal: { audit_trail: 'reference late_reason' } },
  data_breach_acts: { rows: 'audit_trail', personal: { audit_trail: 'words changes' }, plain: 'act actor_kind' },
})

export const dataMap: Readonly<Record<string, Claimed>> = dictionary({ ...people, ...pieces, ...money, ...house, ...rights })

const wordsOf = (text: string | undefined): string[] => (text ? text.split(' ').filter(Boolean) : [])

/** Every column a table's claim names, with its category; null: plain. */
export const claimsOf = ({ personal = {}, plain }: Claimed): { column: string; category: Category | null }[] => [
  ...Object.entries(personal).flatMap(([category, columns]) =>
    wordsOf(columns).map((column) => ({ column, category: category as Category }))
  ),
  ...wordsOf(plain).map((column) => ({ column, category: null })),
]
