import type { Day } from '#src/kernel/calendar.ts'

/** A piece asked for, as a letter names it: its kind, whose it is, why, and what the analyst added. Codes: the letter says them in the reader's language. */
export type LetterPiece = { kind: string; person: string | null; reason: string; note: string }

/** A piece that expires: its last valid day, and how many days are left. */
export type ExpiringPiece = { piece: LetterPiece; expiresOn: Day; daysLeft: number; isLastDay: boolean }

/** Where the letter's button leads: a page of ours ('/merchant/…') or a full address. Without it: the merchant area. */
type Linked = { link?: string }
type Asking = Linked & {
  /** The clock starts when the letter leaves: it states the end so many days after that. */
  days: number
  pieces: LetterPiece[]
  message: string
  /** True: a validated merchant renews his pieces, and is suspended rather than deactivated when the time is over. */
  isRefresh: boolean
}

/** What each letter is told. Instants are said in full in Paris time; one that ends a day is said "… 24:00". */
export type MailValues = {
  activation: { link: string; expiresAt: Date }
  already_registered: Linked
  password_reset: { link: string; expiresAt: Date }
  password_changed: Linked & { changedAt: Date }
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
}
export type MailTemplate = keyof MailValues

/** Where the button leads when nobody said: mostly home, which says what is expected and until when. */
const homes: Partial<Record<MailTemplate, string>> = { already_registered: '/merchant/sign-in', dossier_validated: '/merchant/developers' }
export const homeOfLetter = (template: MailTemplate): string => homes[template] ?? '/merchant'

/** They carry a link or a code that opens something: once sent for real, their words are not kept. */
const secretBearing: readonly MailTemplate[] = ['activation', 'password_reset', 'contract_code']
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
