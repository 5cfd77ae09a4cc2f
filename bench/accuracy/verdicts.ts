import { checkIds, type CheckFacts, type CheckResult, type Declared, type DeclaredPerson } from '#src/checks/check.ts'
import { checkPiece, overall } from '#src/checks/checkPiece.ts'
import { isLegalForm, type LegalForm } from '#src/dossiers/legalForm.ts'
import { normaliseName } from '#src/kernel/names.ts'
import type { UnderstoodPiece } from '#src/pieces/piece.ts'
import type { ReadPage } from '#src/platform/ocr.ts'
import type { TruthDeclared, TruthPerson, TruthPiece } from './truth.ts'

type Announced = CheckFacts['announced']

/** Which line of the checklist each announced kind answers (rules.md §1.2, §1.4). */
const announcedBy: Record<string, Announced> = {
  cni_new: { kind: 'identity_document', acceptedTypes: ['fr_cni_e'] },
  cni_old: { kind: 'identity_document', acceptedTypes: ['fr_cni_old'] },
  passport: { kind: 'identity_document', acceptedTypes: ['passport'] },
  residence_permit: { kind: 'identity_document', acceptedTypes: ['titre_sejour'] },
  kbis: { kind: 'registration_proof', acceptedTypes: ['kbis'], maxAgeMonths: 3 },
  avis_sirene: { kind: 'registration_proof', acceptedTypes: ['avis_sirene'], maxAgeMonths: 3 },
  rib: { kind: 'payout_account_proof', acceptedTypes: ['rib'] },
  proof_of_address: { kind: 'proof_of_address', acceptedTypes: ['proof_address', 'tax_notice'], maxAgeMonths: 3 },
  association_receipt: { kind: 'registration_proof', acceptedTypes: ['rna_recepisse', 'joafe'] },
}

const personOf = (person: TruthPerson): DeclaredPerson => ({
  familyName: person.last_name ?? '',
  usageName: person.usage_name ?? '',
  birthDate: person.birth_date ?? null,
  birthPlace: person.birth_place ?? '',
  givenNames: Array.isArray(person.first_names) ? person.first_names.join(' ') : (person.first_names ?? ''),
  nationality: person.nationality ?? '',
  address: person.address ?? '',
})

const longForms: [RegExp, LegalForm][] = [
  [/sasu|actions simplifiee (unipersonnelle|a associe unique)/, 'sasu'],
  [/sas|actions simplifiee/, 'sas'],
  [/eurl|limitee (unipersonnelle|a associe unique)|unipersonnelle a responsabilite/, 'eurl'],
  [/sarl|responsabilite limitee/, 'sarl'],
  [/sci|civile/, 'sci'],
  [/^sa$|anonyme/, 'sa'],
  [/asso/, 'association'],
]
const formOf = (text: string): LegalForm => {
  const plain = normaliseName(text)
  return isLegalForm(plain) ? plain : (longForms.find(([pattern]) => pattern.test(plain))?.[1] ?? 'ei')
}

const declaredOf = ({ person, company, payout_iban: iban, payout_holder: holder }: TruthDeclared): Declared => ({
  person: person ? personOf(person) : null,
  company: company
    ? {
      name: company.name ?? '',
      tradeName: '',
      legalForm: formOf(company.legal_form ?? ''),
      siren: company.siren ?? null,
      siret: null,
      rna: company.rna ?? null,
      seat: company.seat ?? '',
    }
    : null,
  representatives: person ? [personOf(person)] : [],
  owners: [],
  account: iban ? { iban: iban.replace(/\s/g, ''), bic: null, holder: holder ?? company?.name ?? '' } : null,
})

const readingOf = (pages: readonly ReadPage[]): CheckFacts['reading'] => {
  const known = pages.map(({ confidence }) => confidence).filter((confidence) => confidence !== null)
  return {
    confidence: known.length ? Math.round(known.reduce((sum, one) => sum + one, 0) / known.length) : null,
    pageCount: pages.length,
    characterCount: pages.reduce((sum, { text }) => sum + text.length, 0),
    source: pages.every(({ source }) => source === 'pdf_text') ? 'pdf_text' : 'ocr',
  }
}

export const receivedOn = ({ received_on: day }: TruthPiece): string => day ?? '2026-11-22'

export type Judged = {
  check: string
  expected: string
  verdict: CheckResult['verdict']
  result: CheckResult | null
  why: string | undefined
}

/** The verdicts a set expects beside ours, a check that says nothing of the piece cannot tell; and our one word for the whole piece. */
export type JudgedPiece = { verdicts: Judged[]; whole: CheckResult['verdict'] | null }

export const judge = (piece: UnderstoodPiece, pages: readonly ReadPage[], truth: TruthPiece): JudgedPiece => {
  if (!truth.declared || !truth.expect) return { verdicts: [], whole: null }
  const announced = announcedBy[truth.kind ?? truth.declared.kind ?? ''] ?? { kind: 'other' as const }
  const results = checkPiece({
    announced,
    piece,
    reading: readingOf(pages),
    warnings: [],
    receivedOn: receivedOn(truth),
    declared: declaredOf(truth.declared),
    sameFile: [],
    sameNumber: [],
  })
  const verdicts = truth.expect.map(({ check, verdict, why }): Judged => {
    const id = checkIds.find((name) => name === check)
    const result = results.find((one) => one.check === id) ?? null
    return { check, expected: verdict, verdict: result?.verdict ?? 'unknown', result, why }
  })
  return { verdicts, whole: overall(results) }
}
