/** Tables whose rows go with another row, by the first part of their ids: the table, and the column that names what it goes with. The first that is not null is it. */
const tables: Record<string, readonly (readonly [table: string, ...owners: string[]])[]> = {
  acch: [['account_changes', 'dossier_id']], acct: [['payout_accounts', 'dossier_id']], ctrt: [['contracts', 'dossier_id']], cend: [['contract_ends', 'merchant_id']], akey: [['api_keys', 'merchant_id']], link: [['merchant_links', 'merchant_user_id']],
  pers: [['people', 'dossier_id']], docu: [['documents', 'dossier_id']], dcor: [['document_corrections', 'document_id']], covr: [['check_overrides', 'document_id']], iden: [['identification_measures', 'dossier_id']],
  dreq: [['document_requests', 'dossier_id']], ritm: [['document_request_items', 'request_id']], extn: [['clock_extensions', 'request_id']], susp: [['clock_suspensions', 'request_id']], floo: [['clock_floors', 'request_id']],
  revw: [['review_items', 'dossier_id']], deci: [['decisions', 'dossier_id']], over: [['gap_overrides', 'dossier_id']], rtng: [['ratings', 'dossier_id']], rovr: [['rating_overrides', 'dossier_id']], rfct: [['rating_facts', 'dossier_id']], insp: [['inspection_packs', 'dossier_id']],
  note: [['notes', 'subject_id'], ['alert_notes', 'alert_id'], ['aml_case_notes', 'case_id']], natt: [['note_attachments', 'note_id']],
  schi: [['screening_hits', 'dossier_id']], scsj: [['screening_subjects', 'dossier_id']], scsv: [['screening_versions', 'subject_id']], srch: [['screening_searches', 'subject_id']], frev: [['freeze_events', 'freeze_id']], frrp: [['freeze_reports', 'freeze_id']],
  amlc: [['aml_cases', 'merchant_id']], aans: [['aml_case_answers', 'case_id']], acpc: [['aml_case_pieces', 'case_id']],
  hold: [['holds', 'merchant_id']], brch: [['breaches', 'merchant_id']],
  refd: [['refunds', 'payment_id']], scor: [['scorings', 'payer_id']], chck: [['account_checks', 'mandate_id', 'payer_id']], sttl: [['settlement_lines', 'payment_id']], bans: [['bank_answers', 'payout_id']],
  dspl: [['dispute_lines', 'dispute_id']], rslv: [['resolutions', 'dispute_id']], rpce: [['resolution_pieces', 'resolution_id']], rchg: [['resolution_changes', 'resolution_id']], evdf: [['evidence_files', 'resolution_id']], evds: [['evidence_sendings', 'resolution_id']],
  frdd: [['fraud_decisions', 'case_id']], frct: [['fraud_certificates', 'case_id']],
  rfil: [['rights_files', 'request_id']], pkge: [['data_packages', 'request_id']], eras: [['erasures', 'request_id']], rect: [['rectifications', 'request_id']], rstr: [['restrictions', 'request_id']],
  // kept as the history is, which names them
  staf: [['staff']], aopn: [['archive_openings']], ropn: [['restriction_openings']], purg: [['purges']], pgct: [['purge_certificates']], dbrc: [['data_breaches']], dbrn: [['data_breach_notices']], ersc: [['erasure_certificates']],
}

export const goingWith = (prefix: string): readonly (readonly [table: string, ...owners: string[]])[] => tables[prefix] ?? []
export const goingPrefixes: readonly string[] = Object.keys(tables)
