import type { MailValues } from '#src/notifications/templates.ts'

export const now = new Date('2026-02-01T10:00:00Z')
export const pieces = [
  { kind: 'identity_document', person: 'Jeanne Martin', reason: 'unreadable', note: 'Le verso est coupé.' },
  { kind: 'statutes', person: null, reason: 'missing', note: '' },
]
/** One of each letter. */
export const examples: MailValues = {
  activation: { link: '/merchant/activate?token=abc', expiresAt: new Date('2026-02-02T10:00:00Z') },
  already_registered: {},
  password_reset: { link: '/merchant/reset?token=abc', expiresAt: new Date('2026-02-01T10:30:00Z') },
  password_changed: { changedAt: now },
  contract_code: { code: '493 027', expiresAt: new Date('2026-02-01T10:15:00Z') },
  contract_signed: { signedAt: now },
  dossier_received: { receivedAt: now },
  documents_requested: { days: 30, pieces, message: 'Bonjour,\nmerci.', isRefresh: false },
  documents_reopened: { days: 10, pieces: pieces.slice(0, 1), message: '', isRefresh: true },
  clock_reminder: { dueAt: new Date('2026-03-03T23:00:00Z'), hoursLeft: 543, pieces, isRefresh: false },
  clock_extended: { dueAt: new Date('2026-03-13T23:00:00Z'), days: 10 },
  documents_satisfied: {},
  request_withdrawn: {},
  dossier_validated: {},
  document_expiring: { piece: { ...pieces[0]!, note: '' }, expiresOn: '2026-04-02', daysLeft: 60, isLastDay: false, link: '/merchant/documents' },
  dossier_rejected: {},
  account_deactivated: { endedAt: new Date('2026-03-03T23:00:00Z') },
  account_suspended: { endedAt: new Date('2026-03-03T23:00:00Z') },
  account_reactivated: { isValidated: true },
}
