import type { Day } from '#src/kernel/calendar.ts'
import type { Box, ReadPage } from '#src/platform/ocr.ts'

/** What a piece shows itself to be (rules.md §1.4), finer than the kind of the checklist's line it was sent for. */
export const pieceTypes = [
  'fr_cni_e',
  'fr_cni_old',
  'passport',
  'titre_sejour',
  'eu_id',
  'driving_licence',
  'kbis',
  'extrait_k',
  'avis_sirene',
  'attestation_rne',
  'statuts',
  'pv_nomination',
  'rbe_extract',
  'rna_recepisse',
  'joafe',
  'association_board_list',
  'extrait_registre_tribunal',
  'rib',
  'proof_address',
  'tax_notice',
  'other',
] as const
export type PieceType = (typeof pieceTypes)[number]

/** What can be read in a piece. Of people and owners there may be several: `nth` tells them apart. */
export const fieldNames = [
  // of a person
  'family_name',
  'usage_name',
  'given_names',
  'sex',
  'nationality',
  'birth_date',
  'birth_place',
  'height',
  'address',
  // of an identity document
  'document_number',
  'card_access_number',
  'personal_number',
  'issued_on',
  'expires_on',
  'issuing_country',
  'authority',
  'category',
  // of a company or an association
  'company_name',
  'short_name',
  'trade_name',
  'legal_form',
  'capital',
  'siren',
  'siret',
  'rna',
  'naf',
  'vat_number',
  'lei',
  'seat',
  'activity',
  'registered_on',
  'closed_on',
  'verification_code',
  'management_number',
  'establishment_state',
  'representative_name',
  'representative_usage_name',
  'representative_role',
  'representative_birth_date',
  'owner_name',
  'owner_birth_date',
  'owner_capital',
  'owner_votes',
  // of an account
  'holder',
  'iban',
  'bic',
  'bank_code',
  'branch_code',
  'account_number',
  'rib_key',
  'bank_name',
  // of a bill or a notice; the holder is the addressee
  'address_line',
  'postcode_city',
  'issuer',
  'bill_number',
  'delivery_point',
  'total',
] as const
export type FieldName = (typeof fieldNames)[number]

/** Where on the picture: several boxes where the words stand on several lines. */
export type Place = { page: number; box: Box }

/**
 * - text: printed words, by OCR or a PDF's own text. mrz: the machine-readable zone. code: a 2D-DOC whose signature was verified or not
 *   (`seals` tells). hand: a person corrected it.
 */
export type FieldSource = 'text' | 'mrz' | 'code' | 'hand'

export type PieceField = {
  name: FieldName
  /** From 0. */
  nth: number
  /** As printed, blanks tidied. */
  value: string
  /**
   * As it is compared: a date as `YYYY-MM-DD`, a number or identifier without blanks, cents for an amount, a name as printed. Null where it
   * makes no sense of its kind.
   */
  normal: string | null
  /** 0..100, the least certain of its words; null where nothing was guessed (a PDF's own text, a hand). */
  confidence: number | null
  places: Place[]
  source: FieldSource
}

/** A machine-readable zone (ICAO 9303 TD1, TD2, TD3; the French card of before 2021: two lines of 36). */
export type Mrz = {
  format: 'TD1' | 'TD2' | 'TD3' | 'FR2x36'
  /** As read, and as corrected where a check digit proves the correction. */
  read: string[]
  lines: string[]
  checks: { name: MrzCheckName; isRight: boolean }[]
  /** A correction had several answers that the digit allows: nothing was corrected. */
  isAmbiguous: boolean
}
export type MrzCheckName = 'document_number' | 'birth_date' | 'expires_on' | 'personal_number' | 'composite' | 'issue'

/** A signed code found on the piece (2D-DOC). Unknown issuer or certificate: nobody can tell, never "forged". */
export type Seal = {
  kind: '2d-doc'
  documentType: string
  issuerId: string
  certificateId: string
  issuedOn: Day | null
  signedOn: Day | null
  /** Identifier of the specification → value. */
  data: Record<string, string>
  signature: 'valid' | 'invalid' | 'unknown_certificate' | 'certificate_expired'
  place: Place | null
}

/** What the program makes of a piece that was read. */
export type UnderstoodPiece = {
  type: PieceType
  /** 0..100: how sure the type is. Below 50 it is `other`. */
  typeConfidence: number
  fields: PieceField[]
  mrz: Mrz | null
  seals: Seal[]
}

/** What understanding works on: the pages as they were read, in order. */
export type ReadPiece = { pages: readonly ReadPage[] }

/** The version of reading, understanding and checking together: kept beside every verdict, raised with every change that may alter one. */
export const understandingVersion = 3

export const fieldOf = (piece: Pick<UnderstoodPiece, 'fields'>, name: FieldName, nth = 0): PieceField | undefined =>
  piece.fields.find((field) => field.name === name && field.nth === nth)
