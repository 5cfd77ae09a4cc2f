import type { Day } from '#src/kernel/calendar.ts'
import type { RefusalReason } from '#src/documents/document.ts'
import type { LegalForm } from '#src/dossiers/legalForm.ts'
import type { DocumentKind } from '#src/dossiers/requirement.ts'
import type { FieldName, PieceType, UnderstoodPiece } from '#src/pieces/piece.ts'

/** pass: proved. fail: disproved. unknown: cannot tell; a false pass is worse than that. */
export type Verdict = 'pass' | 'fail' | 'unknown'

export const checkIds = [
  'legible',
  'kind',
  'not_expired',
  'age',
  'seal',
  'mrz_check_digits',
  'mrz_agrees',
  'luhn',
  'name_matches',
  'birth_matches',
  'siren_matches',
  'company_name_matches',
  'not_closed',
  'legal_form_matches',
  'seat_matches',
  'representatives_match',
  'owners_match',
  'address_matches',
  'rna_matches',
  'vat_key',
  'lei',
  'iban_valid',
  'iban_matches',
  'bic_valid',
  'holder_matches',
  'sepa_country',
  'rib_key',
  'same_file_elsewhere',
  'same_number_elsewhere',
  'scripts_in_file',
] as const
export type CheckId = (typeof checkIds)[number]

export type DeclaredPerson = {
  familyName: string
  usageName: string
  givenNames: string
  birthDate: Day | null
  birthPlace: string
  nationality: string
  address: string
}
export type DeclaredCompany = {
  name: string
  tradeName: string
  /** Null where the file does not say it (a company that acts for another). */
  legalForm: LegalForm | null
  siren: string | null
  siret: string | null
  rna: string | null
  /** One line: « 12 rue de la Roquette, 75011 Paris ». */
  seat: string
}

/** What the dossier says, as far as this piece is about it. */
export type Declared = {
  person: DeclaredPerson | null
  company: DeclaredCompany | null
  representatives: DeclaredPerson[]
  owners: (DeclaredPerson & { capitalBps: number; votesBps: number })[]
  account: { iban: string; bic: string | null; holder: string } | null
}

/** The same bytes, or the same document number, at another merchant: a link to it. */
export type Elsewhere = { documentId: string; merchantId: string }

export type CheckFacts = {
  /** The checklist's line it was sent for. */
  announced: { kind: DocumentKind; acceptedTypes?: readonly string[]; maxAgeMonths?: number }
  piece: UnderstoodPiece
  /** Of the reading: null where nothing had to be guessed; share of words that a dictionary of shapes calls sensible is not asked. */
  reading: { confidence: number | null; characterCount: number; pageCount: number; source: 'pdf_text' | 'ocr' }
  warnings: readonly string[]
  /** Paris day of receipt: age and expiry are judged then and kept, not judged anew every day. */
  receivedOn: Day
  declared: Declared
  sameFile: readonly Elsewhere[]
  sameNumber: readonly Elsewhere[]
}

export type CheckResult = {
  check: CheckId
  verdict: Verdict
  /** The two values compared, as a person would write them; null where there is none. */
  declared: string | null
  read: string | null
  /** Why, as a key of `checks:why.…`. */
  why: string
  /** Values the sentence takes: days, counts; never personal. */
  values: Record<string, string | number>
  /** The fields it looked at: their boxes light up. */
  fields: FieldName[]
}

/** One line of the table of checks: pure, with the rule it comes from. Null: it does not apply to this piece. */
export type Check = {
  id: CheckId
  /** « rules.md §1.4 fr_cni_old », « KYC-05 ». */
  rule: string
  /** A fail of it is no reason to refuse, only to look (national bank keys). */
  isWarning?: boolean
  /** The reason that is proposed for refusing the piece when it fails. */
  refusal: RefusalReason
  types: readonly PieceType[] | 'any'
  judge: (facts: CheckFacts) => Omit<CheckResult, 'check'> | null
}
