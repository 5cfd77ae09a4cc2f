/** Roles of the staff, as in product.md "Console: what each user must be able to do". */
export const roles = ['analyst', 'agent', 'officer', 'auditor', 'administrator'] as const
export type Role = (typeof roles)[number]

/**
 * Seats of the closed circle (AML-11): held by name, by appointment of two people (`src/circle`), beside whatever role. No administrator
 * gives one, and no role brings one.
 */
export const seats = ['declarant', 'correspondent', 'examiner', 'controller'] as const
export type Seat = (typeof seats)[number]
/** What a signed-in colleague holds: roles, and a seat if he has one. */
export type Held = Role | Seat
export const isSeat = (held: string): held is Seat => (seats as readonly string[]).includes(held)

/**
 * Who may look at what and operate what. Moving a case (validate, reject, extend…) is not here: those rights stand in the
 * lifecycle table of the noun. The administrator has no access to dossiers' documents merely for being administrator;
 * the auditor reads everything outside the closed compartment and changes nothing.
 */
export const permissions = {
  'queue.read': ['analyst', 'agent', 'officer', 'auditor'],
  'queue.work': ['analyst', 'officer'],
  'dossiers.read': ['analyst', 'agent', 'officer', 'auditor'],
  'documents.read': ['analyst', 'officer', 'auditor'],
  'documents.decide': ['analyst', 'officer'],
  'gaps.override': ['officer'],
  'notes.write': ['analyst', 'agent', 'officer'],
  'merchants.read': ['analyst', 'agent', 'officer', 'auditor'],
  'clocks.read': ['analyst', 'agent', 'officer', 'auditor', 'administrator'],
  'clocks.extend': ['officer'],
  'audit.read': ['officer', 'auditor'],
  // the end of the chain of each day, for whoever keeps it outside
  'chain.read': ['officer', 'auditor', 'administrator'],
  // a dossier as it was known, taken out of the house with its pieces
  'inspections.make': ['officer', 'auditor'],
  'jobs.read': ['officer', 'auditor', 'administrator'],
  'jobs.operate': ['administrator'],
  'staff.read': ['auditor', 'administrator'],
  'staff.manage': ['administrator'],
  'ledger.close': ['officer'],
  'payouts.read': ['agent', 'officer', 'auditor', 'administrator'],
  'payouts.send': ['officer'],
  'bank_files.take': ['officer', 'administrator'],
  'safeguarding.read': ['officer', 'auditor', 'administrator'],
  'payments.read': ['analyst', 'agent', 'officer', 'auditor'],
  'ledger.read': ['analyst', 'officer', 'auditor'],
  'cards.read': ['analyst', 'officer', 'auditor'],
  'breaks.resolve': ['agent', 'officer'],
  'fraud.read': ['analyst', 'agent', 'officer', 'auditor'],
  'fraud.work': ['analyst', 'agent', 'officer'],
  'fraud.decide': ['officer'],
  'holds.read': ['analyst', 'agent', 'officer', 'auditor'],
  'holds.decide': ['officer'],
  // the closed circle: a title of money kept by law is known to nobody else (X-06, AML-11)
  'holds.secret': seats,
  'declarations.read': seats,
  'declarations.write': ['declarant', 'correspondent', 'examiner'],
  'declarations.decide': ['declarant', 'correspondent'],
  'declarations.file': ['declarant'],
  // who names the circle; whom it names is no secret, what it does is
  'circle.appoint': ['officer'],
  'watchlists.read': ['analyst', 'officer', 'auditor', 'administrator'],
  'watchlists.manage': ['analyst', 'officer', 'administrator'],
  // what monitoring found: suspicion begins here, and whoever speaks with merchants does not see it (AML-11)
  'alerts.read': ['analyst', 'officer', 'auditor'],
  'alerts.handle': ['analyst', 'officer'],
  // which of two people was right of an alert
  'alerts.settle': ['officer'],
  'thresholds.propose': ['analyst', 'officer'],
  'thresholds.decide': ['officer'],
  // how risky a client is, why, and by which table (rules.md §1.7)
  'ratings.read': ['analyst', 'officer', 'auditor'],
  'ratings.propose': ['analyst', 'officer'],
  'ratings.decide': ['officer'],
  'screening.read': ['analyst', 'officer', 'auditor'],
  'screening.work': ['analyst', 'officer'],
  // the second of two people: a listed person, an exposed one, the thresholds
  'screening.decide': ['officer'],
  'disputes.read': ['analyst', 'agent', 'officer', 'auditor'],
  'disputes.work': ['analyst', 'agent', 'officer'],
  'retention.read': ['officer', 'auditor', 'administrator'],
  // what is past its active time, with a reason that is recorded (rules.md §3.1)
  'archive.open': ['analyst', 'officer', 'auditor'],
  // what is kept and not used, for a use that GDPR 18(2) allows
  'restrictions.open': ['analyst', 'officer', 'auditor'],
  'retention.decide': ['officer'],
  'legal_holds.read': ['officer', 'auditor'],
  'legal_holds.decide': ['officer'],
  'rights.read': ['agent', 'officer', 'auditor'],
  'rights.handle': ['agent', 'officer'],
  'rights.decide': ['officer'],
  'processing.read': ['officer', 'auditor', 'administrator'],
  'processing.set': ['administrator'],
  'data_breaches.read': ['analyst', 'agent', 'officer', 'auditor', 'administrator'],
  'data_breaches.report': ['analyst', 'agent', 'officer', 'administrator'],
  'data_breaches.work': ['officer', 'administrator'],
  // how each queue stands: of it, those one may read
  'dashboards.read': roles,
  // who does how much: whoever answers for the work, and whoever audits it; everybody else sees himself
  'workload.read': ['officer', 'auditor'],
  // a bank account changed at a merchant's wish (product.md "Support agent")
  'account_changes.read': ['analyst', 'agent', 'officer', 'auditor'],
  'account_changes.decide': ['agent', 'officer'],
  // who signs in for a merchant, added and removed at his wish (product.md "Support agent")
  'merchant_users.manage': ['agent', 'officer'],
  // what the books lack, booked by hand: one person asks for it, an officer other than him decides
  'corrections.read': ['analyst', 'agent', 'officer', 'auditor'],
  'corrections.propose': ['agent', 'officer'],
  'corrections.decide': ['officer'],
  'exports.make': ['analyst', 'agent', 'officer', 'auditor'],
} as const satisfies Record<string, readonly Held[]>

export type Permission = keyof typeof permissions

export const isAllowed = (held: readonly Held[], permission: Permission): boolean =>
  (permissions[permission] as readonly Held[]).some((role) => held.includes(role))
