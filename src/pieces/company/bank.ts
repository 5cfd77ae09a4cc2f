import { isBic } from '#src/kernel/identifiers.ts'
import type { PieceField } from '#src/pieces/piece.ts'
import { addresseeIn } from './addressee.ts'
import { plainWords, squeeze } from './fold.ts'
import { ibanOf } from './iban.ts'
import { fieldsByLabel, filledWith, passOver, rule } from './labelled.ts'
import type { Row, Word } from './sheet.ts'
import { fieldFrom, type Span, spanIn, spanOf } from './span.ts'
import { takeName, type Take } from './takes.ts'

const code = (pattern: RegExp): Take => (words) => {
  const span = spanIn(words, pattern)
  return span && { span, normal: span.text.replace(/\s/g, ''), isSure: true }
}

/** Four letters of the bank, two of the country, two and perhaps three more; letters that OCR took for digits are no reason to refuse. */
const bicPattern = /(?<![A-Z0-9])[A-Z]{4} ?[A-Z]{2} ?[A-Z0-9]{2}(?: ?[A-Z0-9]{3})?(?![A-Za-z0-9])/
const takeBic: Take = (words) => {
  const span = spanIn(words, bicPattern)
  const bic = span?.text.replace(/\s/g, '') ?? ''
  return span && isBic(bic) ? { span, normal: bic, isSure: true } : null
}

const rules = [
  rule(
    'holder',
    'Titulaire du compte|Titulaire(s) du compte|Titulaire|Intitulé du compte|Nom du titulaire|Titulaire / Account holder|Account holder|Nom et adresse du titulaire|Compte au nom de|Titulaire du compte / Account owner',
    takeName,
  ),
  rule('bank_code', 'Code banque|Banque|Code établissement|Établissement|C. Banque|Bank code', code(/(?<!\d)\d{5}(?!\d)/)),
  rule('branch_code', 'Code guichet|Guichet|C. guichet|Branch code|Code agence', code(/(?<!\d)\d{5}(?!\d)/)),
  rule(
    'account_number',
    'N° de compte|Numéro de compte|N° compte|Compte|N° du compte|Account number',
    code(/(?<![A-Z\d])[A-Z0-9]{11}(?![A-Z\d])|(?<!\d)\d{4} ?\d{4} ?\d{3}(?!\d)/),
  ),
  rule('rib_key', 'Clé RIB|Clé|C. RIB|RIB key', code(/(?<!\d)\d{2}(?!\d)/)),
  rule(
    'bic',
    'BIC (Bank Identifier Code)|BIC / SWIFT|BIC-SWIFT|Code BIC|Code SWIFT|BIC|Identifiant international de la banque|Bank Identification Code',
    takeBic,
  ),
  rule('bank_name', 'Domiciliation|Domiciliation agence|Agence|Nom de la banque|Votre agence', takeName),
  passOver(
    "IBAN (International Bank Account Number)|IBAN|Identifiant international de compte bancaire|Identifiant national de compte bancaire|Devise|Adresse|Code IBAN|Edité le|Relevé d'identité bancaire",
  ),
]

/** An IBAN in the words from one of them on: groups of four, or all in one, or with « IBAN » before it. */
const ibanFrom = (words: readonly Word[], from: number): { span: Span; iban: string; isCorrected: boolean } | null => {
  let signs = ''
  for (let at = from; at < words.length && signs.length < 34; at++) {
    signs += (words[at]?.text ?? '').toUpperCase().replace(/^IBAN:?/, '').replace(/[^A-Z0-9]/g, '')
    if (signs.length < 15 || !/^[A-Z]{2}[0-9A-Z]{2}/.test(signs)) continue
    const found = ibanOf(signs)
    if (found) return { span: spanOf(words.slice(from, at + 1)), ...found }
  }
  return null
}

const beginsIban = ({ text }: Word): boolean => /^(IBAN:?)?[A-Z]{2}[0-9OISBZ]{2}/.test(text) || /^[A-Z]{2}$/.test(text)

/** Every IBAN on the page, in order, each once; those read without correction first. */
const ibansIn = (rows: readonly Row[]) => {
  const found = rows.flatMap(({ cells }) => {
    const words = cells.flatMap((cell) => cell.words)
    return words.flatMap((word, at) => (beginsIban(word) ? [ibanFrom(words, at)] : [])).filter((one) => one !== null)
  })
  const ordered = [...found.filter(({ isCorrected }) => !isCorrected), ...found.filter(({ isCorrected }) => isCorrected)]
  return ordered.filter(({ iban }, at) => ordered.findIndex((other) => other.iban === iban) === at)
}

/** How many different accounts stand there: a RIB has one, a list of suppliers many. */
export const accountCount = (rows: readonly Row[]): number => ibansIn(rows).length

/** Proved by mod 97, but not what the eye sees: no surer than this. */
const correctedConfidence = 60

const ibanFields = (rows: readonly Row[]): PieceField[] => {
  const [first] = ibansIn(rows)
  if (!first) return []
  const text = first.isCorrected ? first.iban.replace(/(.{4})(?=.)/g, '$1 ') : first.span.text.replace(/^IBAN:? ?/i, '')
  return fieldFrom('iban', { ...first.span, text }, first.iban).map((
    field,
  ) => (first.isCorrected && field.confidence !== null ? { ...field, confidence: Math.min(field.confidence, correctedConfidence) } : field))
}

/** The four cells of the national number stand in one row without any label near, or are cut from the IBAN's own words. */
const cellsIn = (rows: readonly Row[]): PieceField[] => {
  for (const { cells } of rows) {
    const words = cells.flatMap((cell) => cell.words)
    const found = /(?<!\w)(\d{5}) +(\d{5}) +([A-Z0-9]{11}) +(\d{2})(?!\w)/.exec(spanOf(words).text)
    if (!found) continue
    const at = (text: string | undefined): Span => ({ text: text ?? '', words: words.filter((word) => word.text === text) })
    return (['bank_code', 'branch_code', 'account_number', 'rib_key'] as const).flatMap((name, index) =>
      fieldFrom(name, at(found[index + 1]), found[index + 1] ?? null)
    )
  }
  return []
}

/** A BIC without its label: alone in a cell, of a country that IBANs have, and no French word in capitals (« RELEVERS »). */
const looseBic = (rows: readonly Row[]): PieceField[] => {
  const cell = rows.flatMap(({ cells }) => cells).find(({ text, words }) =>
    words.length <= 2 && /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(text.replace(/^BIC:? ?/, '')) &&
    /^....(FR|MC|BE|DE|LU|ES|IT|NL|IE|PT|LT|MT)/.test(text)
  )
  const found = cell && takeBic(cell.words)
  return found ? fieldFrom('bic', found.span, found.normal) : []
}

const banks =
  /banque|bank|credit|caisse|postale|bnp|societe generale|lcl|cic\b|boursorama|qonto|revolut|n26|shine|bred|fortuneo|monabanq|hello/

const bankName = (rows: readonly Row[]): PieceField[] => {
  const cell = rows.slice(0, 8).flatMap(({ cells }) => cells).find(({ text }) =>
    banks.test(plainWords(text)) && !/identite|releve|code|identif/.test(plainWords(text))
  )
  return cell && squeeze(cell.text) ? fieldFrom('bank_name', spanOf(cell.words), spanOf(cell.words).text) : []
}

const holderFromAddress = (rows: readonly Row[]): PieceField[] => {
  const block = addresseeIn(rows)
  return block ? fieldFrom('holder', spanOf(block.holder.words), spanOf(block.holder.words).text) : []
}

/** A French IBAN holds the national number; where its cells could not be read they are cut from it, its place theirs. */
const cellsOfIban = ([iban]: readonly PieceField[]): PieceField[] => {
  const found = /^(?:FR|MC)\d{2}(\d{5})(\d{5})([0-9A-Z]{11})(\d{2})$/.exec(iban?.normal ?? '')
  if (!iban || !found) return []
  return (['bank_code', 'branch_code', 'account_number', 'rib_key'] as const).map((name, at) => ({
    ...iban,
    name,
    value: found[at + 1] ?? '',
    normal: found[at + 1] ?? null,
  }))
}

/** rules.md §1.4 `rib`. */
export const readBankDetails = (rows: readonly Row[]): PieceField[] => {
  const iban = ibanFields(rows)
  const byLabel = filledWith(fieldsByLabel(rows, rules), cellsIn(rows))
  return [...iban, ...filledWith(byLabel, [...holderFromAddress(rows), ...looseBic(rows), ...bankName(rows), ...cellsOfIban(iban)])]
}
