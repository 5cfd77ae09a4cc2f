import type { MailTemplate } from '#src/notifications/templates.ts'

/**
 * Which letters are ordinary, and which are contractual or regulatory notices (rules.md §3.2, "E-mails/SMS sent"). A notice is a letter
 * from which a right or a deadline of the merchant follows, that tells him a decision about him, or by which the institution does what a
 * text or the contract asks of it: it proves that afterwards, and stays as long as the contract's proofs. Ordinary are letters that open a
 * door once, that repeat a date another letter set, or that say no more than that all is well.
 */
const kinds: Record<MailTemplate, 'ordinary' | 'notice'> = {
  // links and codes of a few minutes: what they opened has its own event
  activation: 'ordinary',
  invitation: 'ordinary',
  already_registered: 'ordinary',
  password_reset: 'ordinary',
  password_changed: 'ordinary',
  contract_code: 'ordinary',
  // repeat what another letter set
  clock_reminder: 'ordinary',
  document_expiring: 'ordinary',
  dispute_reminder: 'ordinary',
  documents_satisfied: 'ordinary',
  // set, move or end a deadline of his
  documents_requested: 'notice',
  documents_reopened: 'notice',
  clock_extended: 'notice',
  request_withdrawn: 'notice',
  dossier_received: 'notice',
  dispute_opened: 'notice',
  dispute_date: 'notice',
  dispute_sent_back: 'notice',
  dispute_ended: 'notice',
  resolution_clock: 'notice',
  // decisions about him, and the contract
  dossier_validated: 'notice',
  dossier_rejected: 'notice',
  account_deactivated: 'notice',
  account_suspended: 'notice',
  account_reactivated: 'notice',
  account_barred: 'notice',
  account_unbarred: 'notice',
  fraud_case_rejected: 'notice',
  fraud_case_confirmed: 'notice',
  fraud_case_undone: 'notice',
  keys_replaced: 'notice',
  account_change_asked: 'notice',
  account_change_decided: 'notice',
  correction_booked: 'notice',
  correction_undone: 'notice',
  // who has access to his area, and who no longer: he objects on reading it
  user_added: 'notice',
  user_removed: 'notice',
  access_removed: 'notice',
  // what a person asked of his data, and what he was answered: the proof that he was
  rights_received: 'notice',
  rights_identity_asked: 'notice',
  rights_extended: 'notice',
  rights_answered: 'notice',
  rights_refused: 'notice',
  // what an outsider is given to keep
  chain_head: 'ordinary',
  contract_signed: 'notice',
  contract_terminated: 'notice',
  contract_end_asked: 'notice',
  contract_end_withdrawn: 'notice',
  contract_ended: 'notice',
  reserve_placed: 'notice',
  reserve_released: 'notice',
}

/** By name: what is not named here stays. */
export const ordinaryLetters: readonly string[] = Object.entries(kinds).filter(([, kind]) => kind === 'ordinary').map(([template]) =>
  template
)
