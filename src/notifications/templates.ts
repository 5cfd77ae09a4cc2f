import type { Day } from '#src/kernel/calendar.ts'
import type { CorrectionKind, DisputeCategory, RightsKind } from '#src/platform/db.types.ts'

/**
 * A piece asked for, as a letter names it: its kind, whose it is, why, and what the analyst added. Codes: the letter says them in the
 * reader's language.
 */
export type LetterPiece = { kind: string; person: string | null; reason: string; note: string }

/** A piece that expires: its last valid day, and how many days are left. */
export type ExpiringPiece = { piece: LetterPiece; expiresOn: Day; daysLeft: number; isLastDay: boolean }

/** Where the letter's button leads: a page of ours ('/merchant/…') or a full address. Without it: the merchant area. */
type Linked = { link?: string }
/** An amount, as a letter says it. */
type Sum = { cents: number; currency: string }
type Asking = Linked & {
  /** The clock starts when the letter leaves: it states the end so many days after that. */
  days: number
  pieces: LetterPiece[]
  message: string
  /** True: a validated merchant renews his pieces, and is suspended rather than deactivated when the time is over. */
  isRefresh: boolean
}

/** A dispute, as a letter names it: how much, and why the payer contests. */
type Contested = Linked & { sum: { cents: number; currency: string }; category: DisputeCategory }

/** A request about one's data, by its reference; `hasArea`: the person signs in with us, and follows it there. */
type Asked = Linked & { reference: string; hasArea: boolean }

/** What each letter is told. Instants are said in full in Paris time; one that ends a day is said "… 24:00". */
export type MailValues = {
  activation: { link: string; expiresAt: Date }
  already_registered: Linked
  /**
   * Somebody was given access to the area of a merchant (his name, '' where he has none yet); he, and those who have it already, are told.
   */
  invitation: { link: string; expiresAt: Date; merchant: string }
  user_added: Linked & { name: string; email: string; addedAt: Date }
  user_removed: Linked & { name: string; email: string; removedAt: Date }
  access_removed: { merchant: string; removedAt: Date }
  password_reset: { link: string; expiresAt: Date }
  password_changed: Linked & { changedAt: Date }
  keys_replaced: Linked & { replacedAt: Date; isLive: boolean }
  contract_code: { code: string; expiresAt: Date }
  contract_signed: Linked & { signedAt: Date }
  dossier_received: Linked & { receivedAt: Date }
  documents_requested: Asking
  documents_reopened: Asking
  clock_reminder: Linked & { dueAt: Date; hoursLeft: number; pieces: LetterPiece[]; isRefresh: boolean }
  clock_extended: Linked & { dueAt: Date; days: number }
  documents_satisfied: Linked
  request_withdrawn: Linked
  dossier_validated: Linked
  document_expiring: Linked & ExpiringPiece
  /** The neutral wording, the same for every refusal (rules.md §1.9, X-06): it takes no reason. */
  dossier_rejected: Record<string, never>
  account_deactivated: Linked & { endedAt: Date }
  account_suspended: Linked & { endedAt: Date }
  account_reactivated: Linked & { isValidated: boolean }
  /** What became of payments reported as fraudulent: how many, and no word of the inquiry. */
  fraud_case_rejected: Linked & { count: number }
  fraud_case_confirmed: Linked & { count: number }
  fraud_case_undone: Linked & { count: number }
  /** Of a breach, in neutral words: the grounds are ours. */
  account_barred: Linked
  account_unbarred: Linked
  contract_terminated: Linked & { terminatedOn: Day; releaseOn: Day; sum: Sum; pending: Sum }
  reserve_placed: Linked & { sum: Sum; releaseOn: Day }
  reserve_released: Linked & { sum: Sum }
  contract_end_asked: Linked & { askedOn: Day; endsOn: Day }
  contract_end_withdrawn: Linked & { endsOn: Day }
  contract_ended: Linked & { endedOn: Day }
  /** Another account to be paid on: asked for, and what became of it. `reason`: why it was declined. */
  account_change_asked: Linked & { askedAt: Date; last4: string }
  account_change_decided: Linked & { outcome: 'accepted' | 'declined' | 'withdrawn'; reason: string | null; last4: string; decidedAt: Date }
  /** What two of us booked by hand on his account, or reversed: what it is, and no word of why. `bankOn`: the day the bank moved it. */
  correction_booked: Linked & { kind: CorrectionKind; sum: Sum; bankOn: Day | null }
  correction_undone: Linked & { kind: CorrectionKind; sum: Sum }
  /** `isFinal`: a returned debit, which nobody can answer. */
  dispute_opened: Contested & { dueAt: Date; isFinal: boolean }
  dispute_date: Contested & { dueAt: Date }
  dispute_reminder: Contested & { dueAt: Date; hoursLeft: number }
  dispute_sent_back: Contested & { dueAt: Date; message: string }
  dispute_ended: Contested & { outcome: 'accepted' | 'expired' | 'won' | 'partly_won' | 'lost'; won: { cents: number; currency: string } }
  /** The clock of a resolution was stopped, set going or made longer: why. */
  resolution_clock: Contested & { change: 'suspend' | 'resume' | 'extend'; cause: string; message: string; dueAt: Date }
  /** Of a request about one's data (GDPR 12 to 22). */
  rights_received: Asked & { kind: RightsKind; receivedOn: Day; dueOn: Day }
  rights_identity_asked: Asked & { message: string }
  rights_extended: Asked & { receivedOn: Day; dueOn: Day; message: string }
  rights_answered: Asked & { receivedOn: Day; message: string; hasPackage: boolean }
  rights_refused: Asked & { receivedOn: Day; message: string }
  /** To whoever keeps the end of the chain outside the house; `content`: the very file. */
  chain_head: Linked & { day: Day; block: number; hash: string; events: number; content: string }
}
export type MailTemplate = keyof MailValues

/** Where the button leads when nobody said: mostly home, which says what is expected and until when. */
const homes: Partial<Record<MailTemplate, string>> = {
  already_registered: '/merchant/sign-in',
  user_added: '/merchant/profile',
  user_removed: '/merchant/profile',
  dossier_validated: '/merchant/developers',
  contract_terminated: '/merchant/balance',
  reserve_placed: '/merchant/balance',
  reserve_released: '/merchant/payouts',
  contract_end_asked: '/merchant/end-contract',
  contract_ended: '/merchant/balance',
  account_change_asked: '/merchant/account/change',
  account_change_decided: '/merchant/account',
  correction_booked: '/merchant/balance',
  correction_undone: '/merchant/balance',
}
export const homeOfLetter = (template: MailTemplate): string => homes[template] ?? '/merchant'

/** They carry a link or a code that opens something: once sent for real, their words are not kept. */
const secretBearing: readonly MailTemplate[] = ['activation', 'invitation', 'password_reset', 'contract_code']
export const holdsSecretByNature = (template: MailTemplate): boolean => secretBearing.includes(template)

/** A letter to write, to one person. `dedupeKey`: the same letter is written once. */
export type Letter<T extends MailTemplate> = {
  template: T
  to: { address: string; lang: string; merchantId: string | null }
  /** The thing it is about: a request, a dossier, an account. */
  subjectId: string
  dedupeKey: string
  values: MailValues[T]
  holdsSecret?: boolean
}
export type LetterToMerchant<T extends MailTemplate> = Omit<Letter<T>, 'to'>
