import { isFrVat, isLei, isSiren, isSiret, isTolerantRna, sirenOfSiret } from '#src/kernel/identifiers.ts'
import type { FieldName, UnderstoodPiece } from '#src/pieces/piece.ts'
import { answer, associationTypes, type Judge, registerTypes } from '../answer.ts'
import type { Check } from '../check.ts'
import { compareIdentifier, judgeKey } from '../compare/identifier.ts'
import { fail, type Judged, pass, unknown, worst } from '../compare/judged.ts'
import { compactText, readingOf } from '../readings.ts'

type Number = { name: FieldName; text: string; confidence: number | null }

const numberOf = (piece: UnderstoodPiece, name: FieldName): Number | null => {
  const reading = readingOf(piece, name)
  return reading ? { name, text: compactText(reading), confidence: reading.confidence } : null
}

const isRightKey = ({ name, text }: Number): boolean => (name === 'siren' ? isSiren(text) : isSiret(text))

/** §1.8: nine digits of a SIREN and fourteen of a SIRET have a Luhn key; both of one piece must be the same company's. */
const judgeLuhn: Judge = ({ piece }) => {
  const [siren, siret] = [numberOf(piece, 'siren'), numberOf(piece, 'siret')]
  const read = [siren, siret].flatMap((number) => (number ? [number] : []))
  if (read.length === 0) return null
  const keys = read.map((number) => judgeKey(isRightKey(number), number.confidence))
  const isOne = !siren || !siret || sirenOfSiret(siret.text) === siren.text || !keys.every(({ verdict }) => verdict === 'pass')
  return answer(isOne ? worst(keys) : fail('siret_of_other_siren'), {
    read: read.map(({ text }) => text).join(' / '),
    fields: read.map(({ name }) => name),
  })
}

/** The SIREN as read, or the first nine digits of a SIRET. */
const sirenRead = (piece: UnderstoodPiece): Number | null => {
  const siren = numberOf(piece, 'siren')
  const siret = numberOf(piece, 'siret')
  return siren ?? (siret && { ...siret, text: sirenOfSiret(siret.text) })
}

const strict: readonly string[] = [...registerTypes, 'rbe_extract']

const judgeSiren: Judge = ({ piece, declared: { company } }) => {
  const read = sirenRead(piece)
  const declared = company?.siren ?? ''
  // statutes and deeds may be older than the number; associations may have none
  if ((!read || declared === '') && !strict.includes(piece.type)) return null
  const reading = { text: read?.text ?? '', isWellFormed: isSiren(read?.text ?? ''), confidence: read?.confidence ?? null }
  return answer(compareIdentifier(declared, reading), { declared, read: read?.text ?? null, fields: [read?.name ?? 'siren'] })
}

const judgeRna: Judge = ({ piece, declared: { company } }) => {
  const read = numberOf(piece, 'rna')
  const declared = company?.rna ?? ''
  if (!read && piece.type !== 'rna_recepisse') return null
  if (declared === '' && piece.type !== 'rna_recepisse' && piece.type !== 'joafe') return null
  const reading = { text: read?.text ?? '', isWellFormed: isTolerantRna(read?.text ?? ''), confidence: read?.confidence ?? null }
  // an RNA number has no key: nothing tells a wrong digit from a right one
  const judged = compareIdentifier(declared, {
    ...reading,
    isWellFormed: reading.isWellFormed && (reading.confidence === null || reading.confidence >= 75),
  })
  return answer(judged, { declared, read: read?.text ?? null, fields: ['rna'] })
}

const ofOtherCompany = (siren: string, piece: UnderstoodPiece, declared: string | null): boolean => {
  const printed = sirenRead(piece)?.text
  return (declared !== null && siren !== declared) || (declared === null && printed !== undefined && isSiren(printed) && printed !== siren)
}

/** §1.8: two digits of key over the SIREN. */
const judgeVat: Judge = ({ piece, declared: { company } }) => {
  const read = numberOf(piece, 'vat_number')
  if (!read) return null
  const key: Judged = judgeKey(isFrVat(read.text), read.confidence)
  const isForeign = !read.text.startsWith('FR')
  const judged = isForeign
    ? unknown('vat_foreign')
    : key.verdict === 'pass' && ofOtherCompany(read.text.slice(4), piece, company?.siren ?? null)
    ? fail('vat_of_other_siren')
    : key
  return answer(judged, { declared: company?.siren ?? null, read: read.text, fields: ['vat_number'] })
}

const judgeLei: Judge = ({ piece }) => {
  const read = numberOf(piece, 'lei')
  return read && answer(isLei(read.text) ? pass('key_right') : judgeKey(false, read.confidence), { read: read.text, fields: ['lei'] })
}

const companyTypes = [...registerTypes, ...associationTypes, 'rbe_extract', 'statuts', 'pv_nomination'] as const

export const numberChecks: readonly Check[] = [
  { id: 'luhn', rule: 'rules.md §1.8 SIREN, SIRET', refusal: 'altered', types: 'any', judge: judgeLuhn },
  {
    id: 'siren_matches',
    rule: 'rules.md §1.4 kbis, avis_sirene; KYC-05',
    refusal: 'wrong_company',
    types: [...companyTypes],
    judge: judgeSiren,
  },
  { id: 'rna_matches', rule: 'rules.md §1.2 notes, §1.8 RNA', refusal: 'wrong_company', types: [...companyTypes], judge: judgeRna },
  { id: 'vat_key', rule: 'rules.md §1.8 TVA FR', refusal: 'mismatch', types: 'any', judge: judgeVat },
  { id: 'lei', rule: 'rules.md §1.8 LEI', refusal: 'mismatch', types: 'any', judge: judgeLei },
]
