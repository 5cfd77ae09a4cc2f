import { sql, type RawBuilder } from 'kysely'
import { dictionary } from '#src/kernel/dictionary.ts'
import { idsOf, type Subjects } from './subject.ts'

type Where = RawBuilder<unknown>
/**
 * `of`: which rows of the table, called t, are this person's. `isProvided`: what he gave us himself, or his dealings leave (GDPR 20:
 * portable where the basis is contract).
 */
type Path = { of: (subjects: Subjects) => Where; isProvided?: true }

const any = (ids: readonly string[]): Where => sql`any(${ids}::text[])`
const payments = (s: Subjects): Where =>
  sql`select p.id from payments p where p.payer_id = ${any(s.payer)} or p.card_id = ${any(s.card)} or p.mandate_id = ${any(s.mandate)}`
/**
 * A card that a payer brought is his where it bears his name, or none and nobody else has paid with it: another's name is another person
 * (it may have been stolen from him).
 */
const namedAlike = (column: string, ids: readonly string[]): Where =>
  sql`exists (select from payments p join payers y on y.id = p.payer_id where p.${sql.ref(column)} = t.id and p.payer_id = ${any(ids)} and case when t.name is null then not exists (select from payments q where q.${sql.ref(column)} = t.id and q.payer_id <> all(${ids}::text[])) else name_key(t.name) = name_key(y.name) end)`
const documents = (s: Subjects): Where => sql`select o.id from documents o where o.person_id = ${any(s.person)}`
/** A sole trader is his business: what is said of it is said of him. */
const soleTrader = (s: Subjects): Where =>
  sql`select n.dossier_id from people n join companies c on c.dossier_id = n.dossier_id where n.id = ${any(s.person)} and n.role = 'exploitant' and c.legal_form = 'ei'`
const requests = (s: Subjects): Where =>
  sql`select r.request_id from rights_subjects r where r.subject_id = ${any(idsOf(s))} and r.unlinked_at is null`
/**
 * Whom we wrote to, never an address alone: what a payer's merchant noted as his nobody proved to be his. A letter is a user's by his
 * merchant and his address there, which nobody else ever has (`merchant_users_once`) and which does not change; a requester's by his
 * request. We write to payers about nothing else.
 */
const letters = (s: Subjects): Where =>
  sql`t.id in (select l.id from merchant_users u join mails l on l.merchant_id = u.merchant_id and lower(l.to_address) = lower(u.email) where u.id = ${any(s.user)}
  union all select l.id from mails l where l.subject_id in (${requests(s)}))`
const ofSubject = (s: Subjects): Where => sql`t.subject_id = ${any(idsOf(s))}`
const ofDocument = (s: Subjects): Where => sql`t.document_id in (${documents(s)})`
const ofPayment = (s: Subjects): Where => sql`t.payment_id in (${payments(s)})`

/** How one gets from a person to his rows. Every table of `dataMap` is here or in `notHis`: a test says so. */
export const paths: Readonly<Record<string, Path>> = dictionary({
  merchant_users: { of: (s) => sql`t.id = ${any(s.user)}`, isProvided: true },
  sessions: { of: (s) => sql`t.merchant_user_id = ${any(s.user)}` },
  people: { of: (s) => sql`t.id = ${any(s.person)}`, isProvided: true },
  companies: { of: (s) => sql`t.dossier_id in (${soleTrader(s)})`, isProvided: true },
  payout_accounts: { of: (s) => sql`t.dossier_id in (${soleTrader(s)})`, isProvided: true },
  account_changes: { of: (s) => sql`t.dossier_id in (${soleTrader(s)})`, isProvided: true },
  merchants: { of: (s) => sql`t.id in (select d.merchant_id from dossiers d where d.id in (${soleTrader(s)}))`, isProvided: true },
  contracts: { of: (s) => sql`t.merchant_user_id = ${any(s.user)} or t.signer_person_id = ${any(s.person)}` },
  contract_ends: { of: (s) => sql`t.asked_by = ${any(s.user)}` },
  identification_measures: { of: (s) => sql`t.person_id = ${any(s.person)}` },
  documents: { of: (s) => sql`t.person_id = ${any(s.person)}` },
  document_pages: { of: ofDocument },
  document_findings: { of: ofDocument },
  document_checks: { of: ofDocument },
  document_corrections: { of: ofDocument },
  payers: { of: (s) => sql`t.id = ${any(s.payer)}`, isProvided: true },
  payer_addresses: {
    of: (s) =>
      sql`t.id in (select unnest(array[p.billing_address_id, p.shipping_address_id]) from payments p where p.payer_id = ${any(s.payer)})`,
    isProvided: true,
  },
  payments: { of: (s) => sql`t.id in (${payments(s)})`, isProvided: true },
  cards: { of: (s) => sql`t.id = ${any(s.card)} or ${namedAlike('card_id', s.payer)}`, isProvided: true },
  card_vault: { of: (s) => sql`t.card_id in (select t.id from cards t where t.id = ${any(s.card)} or ${namedAlike('card_id', s.payer)})` },
  mandates: { of: (s) => sql`t.id = ${any(s.mandate)} or ${namedAlike('mandate_id', s.payer)}`, isProvided: true },
  account_checks: { of: (s) => sql`t.payer_id = ${any(s.payer)} or t.mandate_id = ${any(s.mandate)}` },
  scorings: { of: (s) => sql`t.payer_id = ${any(s.payer)} or t.mandate_id = ${any(s.mandate)}` },
  refunds: { of: ofPayment },
  disputes: { of: ofPayment },
  mails: { of: letters },
  rights_requests: { of: (s) => sql`t.id in (${requests(s)})` },
  rectified_values: { of: ofSubject },
  restrictions: { of: ofSubject },
  audit_events: {
    of: (s) =>
      sql`(t.actor_kind = 'merchant' and t.actor_id = ${any(s.user)}) or (t.actor_kind <> 'staff' and t.subject_id = ${any(idsOf(s))} and split_part(t.event, '.', 1) in ('account', 'payer', 'card', 'mandate', 'contract', 'rights_request'))`,
  },
})

/** Why the rows of a table are no one person's to be given: the same for everybody, whatever there is. */
export const notHis: Readonly<Record<string, 'secret' | 'of_merchant' | 'of_others' | 'of_house' | 'inquiry' | 'compartment' | 'words_of_ours'>> = dictionary({
  merchant_links: 'secret',
  merchant_keys: 'secret',
  person_keys: 'secret',
  row_keys: 'secret',
  api_keys: 'secret',
  rate_limits: 'secret',
  dossiers: 'of_merchant',
  document_requests: 'of_merchant',
  document_request_items: 'of_merchant',
  clock_extensions: 'of_merchant',
  clock_suspensions: 'of_merchant',
  clock_floors: 'of_merchant',
  clock_reminders: 'of_merchant',
  document_expiries: 'of_merchant',
  expiry_notices: 'of_merchant',
  periodic_reviews: 'of_merchant',
  review_items: 'of_merchant',
  decisions: 'of_merchant',
  gap_overrides: 'of_merchant',
  check_overrides: 'words_of_ours',
  ratings: 'of_merchant',
  rating_overrides: 'words_of_ours',
  rating_facts: 'words_of_ours',
  breaches: 'of_merchant',
  corrections: 'of_merchant',
  payouts: 'of_merchant',
  payout_lines: 'of_merchant',
  payout_batches: 'of_merchant',
  payout_waits: 'of_merchant',
  refused_payments: 'of_merchant',
  bank_answers: 'of_merchant',
  invoices: 'of_merchant',
  invoice_lines: 'of_merchant',
  tariffs: 'of_merchant',
  settlement_lines: 'of_merchant',
  ledger_entries: 'of_merchant',
  ledger_postings: 'of_merchant',
  programme_months: 'of_merchant',
  dispute_lines: 'of_merchant',
  dispute_imports: 'of_merchant',
  dispute_reminders: 'of_merchant',
  acquirer_calls: 'of_merchant',
  simulator_operations: 'of_merchant',
  simulator_dispute_lines: 'of_merchant',
  bank_simulator_transfers: 'of_merchant',
  resolutions: 'of_others',
  resolution_changes: 'words_of_ours',
  resolution_pieces: 'of_others',
  evidence_files: 'of_others',
  evidence_sendings: 'of_merchant',
  simulator_evidence: 'of_merchant',
  staff: 'of_others',
  staff_roles: 'of_others',
  legal_holds: 'compartment',
  holds: 'compartment',
  hold_acts: 'compartment',
  hold_slices: 'compartment',
  fraud_cases: 'inquiry',
  fraud_case_payments: 'inquiry',
  fraud_decisions: 'inquiry',
  fraud_effects: 'inquiry',
  fraud_certificates: 'inquiry',
  fraud_reports: 'inquiry',
  closed_seats: 'compartment',
  closed_kept: 'compartment',
  closed_kept_files: 'compartment',
  closed_declarations: 'compartment',
  closed_pieces: 'compartment',
  closed_oppositions: 'compartment',
  closed_events: 'compartment',
  closed_register_end: 'compartment',
  closed_purges: 'compartment',
  closed_tombstones: 'compartment',
  watchlist_entries: 'compartment',
  watchlist_editions: 'compartment',
  watchlist_changes: 'compartment',
  watchlist_names: 'compartment',
  watchlist_identifiers: 'compartment',
  rejection_markers: 'of_merchant',
  restriction_openings: 'of_house',
  aml_cases: 'compartment',
  aml_case_notes: 'compartment',
  aml_case_pieces: 'compartment',
  aml_case_answers: 'compartment',
  aml_case_payments: 'compartment',
  aml_case_hits: 'compartment',
  closed_conclusions: 'compartment',
  alerts: 'compartment',
  alert_notes: 'compartment',
  alert_looks: 'compartment',
  alert_look_asides: 'compartment',
  backtests: 'compartment',
  backtest_alerts: 'compartment',
  freezes: 'compartment',
  freeze_events: 'compartment',
  freeze_holds: 'compartment',
  freeze_reports: 'compartment',
  hit_acts: 'compartment',
  pep_files: 'compartment',
  screening_hits: 'compartment',
  screening_names: 'compartment',
  screening_numbers: 'compartment',
  screening_versions: 'compartment',
  second_looks: 'compartment',
  merchant_days: 'of_merchant',
  merchant_bins: 'of_merchant',
  inspection_packs: 'of_house',
  archive_openings: 'of_house',
  foreign_tombstones: 'of_house',
  notes: 'words_of_ours',
  note_attachments: 'words_of_ours',
  rights_subjects: 'words_of_ours',
  rights_files: 'words_of_ours',
  rights_acts: 'words_of_ours',
  data_packages: 'words_of_ours',
  erasures: 'words_of_ours',
  rectifications: 'words_of_ours',
  job_run_items: 'of_house',
  purges: 'of_house',
  purge_list: 'of_house',
  tombstones: 'of_house',
  purge_certificates: 'of_house',
  erasure_tombstones: 'of_house',
  erasure_certificates: 'of_house',
  data_breaches: 'of_house',
  data_breach_notices: 'of_house',
  data_breach_acts: 'of_house',
  privacy_settings: 'of_house',
})

/** The tables whose rows go: all of a person's, or what he provided and his dealings left (GDPR 20). */
export const listTables = (isPortability: boolean): string[] =>
  Object.keys(paths).filter((table) => !isPortability || paths[table]!.isProvided)

/** Notes that somebody read and lets through. */
export const chosenNotes = (ids: readonly string[]): Where => sql`t.id = ${any(ids)}`
