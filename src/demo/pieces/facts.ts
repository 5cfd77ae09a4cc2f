import type { Day } from '#src/kernel/calendar.ts'

/** The kinds of pieces that can be made, named as in rules.md §1.4. */
export const pieceKinds = [
  'fr_cni_e',
  'fr_cni_old',
  'passport',
  'kbis',
  'avis_sirene',
  'attestation_rne',
  'statuts',
  'pv_nomination',
  'beneficial_owner_declaration',
  'rbe_extract',
  'rib',
  'activity_proof',
  'rna_recepisse',
  'association_board_list',
  'proof_of_address',
  'power_of_attorney',
  'accounts',
  'source_of_funds',
] as const
export type PieceKind = (typeof pieceKinds)[number]

/** One piece of paper reaches us as its text, as a scan, or as a telephone's picture; now and then the file has lost a page on its way. */
export const pieceQualities = ['text_pdf', 'scan_pdf', 'scan_jpeg', 'photo_jpeg', 'unreadable_jpeg', 'damaged_pdf'] as const
export type PieceQuality = (typeof pieceQualities)[number]

/** What is wrong with it, for an analyst (or a check) to find. */
export const pieceFlaws = ['expired', 'wrong_name', 'wrong_company', 'old', 'wrong_iban', 'altered_zone'] as const
export type PieceFlaw = (typeof pieceFlaws)[number]

export type CompanyForm = 'ei' | 'eurl' | 'sarl' | 'sas' | 'sasu' | 'sa' | 'sci' | 'association'

export type CompanyFacts = {
  name: string
  legalForm: CompanyForm
  /** Nine digits; null for an association without number. */
  siren: string | null
  siret: string | null
  /** W and nine digits, of an association. */
  rna?: string | null
  address: string
  postcode: string
  city: string
  /** Where it is registered; its own city when not given. */
  rcsCity?: string
  capitalCents?: number
  activity: string
  naf?: string | null
  registeredOn: Day
}

export type PersonFacts = {
  givenNames: string
  familyName: string
  usageName?: string
  birthDate: Day
  birthPlace: string
  /** ISO 3166, two letters. */
  nationality: string
  sex: 'F' | 'M'
  /** On one line: street, postcode, town. */
  address?: string
  /** As printed: 'Président', 'Gérante', 'Trésorier'. */
  role?: string
  /** Basis points. */
  capitalBps?: number
  votesBps?: number
}

export type PieceFacts = {
  company: CompanyFacts
  /** Whom the piece is about: holder of the card, representative, agent. */
  person: PersonFacts
  /** Others who stand on it: partners, owners, the board. `person` alone where absent. */
  people?: PersonFacts[]
  iban?: string
  bic?: string
  bankName?: string
  /** Of the account; the company where absent. */
  holder?: string
  /** A plausible day before `today` where absent. */
  issuedOn?: Day
  /** Of an identity document; from the day of issue where absent. */
  expiresOn?: Day
}

export type PieceInput = { kind: PieceKind; facts: PieceFacts; quality: PieceQuality; flaw?: PieceFlaw; seed: number; today: Day }
export type Piece = { fileName: string; bytes: Buffer; kind: PieceKind }
