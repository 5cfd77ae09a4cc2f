import type { PieceField } from '#src/pieces/piece.ts'
import { type Addressee, addresseeIn } from './addressee.ts'
import { plainWords, squeeze } from './fold.ts'
import { fieldsByLabel, filledWith, firstIn, passOver, rule } from './labelled.ts'
import type { Cell, Row } from './sheet.ts'
import { fieldFrom, spanIn, spanOf, tidy } from './span.ts'
import { takeAmount, takeDate, takeDigits, takeName, type Take } from './takes.ts'

/** « 10 124 583 997 », « F-2026-00412 »: at least one group of digits; a date is none. */
const takeReference: Take = (words) => {
  const span = spanIn(words, /(?<![\w/])(?:[A-Z]{1,4}[ -]?)?\d[\dA-Z]*(?:[ /-]?\d[\dA-Z]*)*(?![\w/,])/)
  const isNumber = span && span.text.replace(/\D/g, '').length >= 4 && !/^\d{1,2}\/\d{1,2}\/\d{4}$/.test(span.text)
  return isNumber ? { span, normal: span.text.replace(/\s/g, ''), isSure: true } : null
}

const takeTotal: Take = (words) => {
  const found = takeAmount(words)
  return found && /[,.] ?\d{2}|€/.test(found.span.text) ? found : null
}

/** What is due is the total; « Montant TTC » may head a column, and « Total » end one of several tables. */
const dueRules = [
  rule(
    'total',
    'Total TTC à payer|Total à payer TTC|Montant total à payer|Montant à payer|Total à payer|Net à payer|Reste à payer|Somme à payer|Total quittance|Montant de la facture|Total de la facture|'
      + 'Total facture TTC|Montant prélevé',
    takeTotal,
  ),
]

/** A period, or the day by which something else happens, is not the day on which the letter was written. */
const takeOwnDay: Take = (
  words,
) => (/^(periode|du \d.* au|prochain|a payer|date limite|echeance|preleve)/.test(plainWords(spanOf(words).text)) ? null : takeDate(words))

const rules = [
  rule(
    'bill_number',
    "Facture n°|N° de facture|Numéro de facture|Facture numéro|Référence de la facture|Référence facture|N° facture|Numéro de la facture|Quittance n°|N° de quittance|Référence de l'avis|"
      + "Échéancier n°|N° d'échéancier|Avis d'échéance n°|N° de l'avis|Avis n°",
    takeReference,
  ),
  rule(
    'delivery_point',
    "Point de livraison (PDL)|Point de livraison|PDL|Numéro PDL|N° PDL|PRM|Point de référence mesure|N° PRM|PCE|Point de comptage et d'estimation|N° PCE|Référence du point de livraison|"
      + 'Référence PDL|Référence acheminement électricité|N° de point de livraison|Point de comptage',
    takeDigits(9),
  ),
  rule(
    'total',
    'Total TTC à payer|Total à payer TTC|Montant total à payer|Montant à payer|Total à payer|Net à payer|Reste à payer|Montant total TTC|Montant TTC|Total TTC|Montant de la facture|Montant prélevé|'
      + 'Total de la facture|Total facture TTC|Somme à payer|Montant total|Total du mois|Total quittance|Montant de votre impôt|Montant restant à payer|Total',
    takeTotal,
  ),
  rule(
    'issued_on',
    "Facture du|Facture d'électricité du|Facture de gaz du|Date de facture|Date de la facture|Date de facturation|Date d'émission|Date d'établissement|Émise le|Émis le|Facture émise le|Établie le|Établi le|"
      + "Édité le|Éditée le|Date d'édition|Quittance du|Échéancier du|Avis d'échéance du|Fait le|Le|Date",
    takeOwnDay,
  ),
  rule(
    'holder',
    'Titulaire du contrat|Titulaire|Nom du client|Client|Titulaire de la ligne|Nom du titulaire|Locataire|Assuré|Souscripteur|Nom et prénom',
    takeName,
  ),
  passOver(
    "N° client|N° de client|Numéro de client|Référence client|N° de compte|Compte client|Lieu de consommation|Adresse de consommation|Date limite de paiement|À payer avant le|Échéance|Date d'échéance|Prélevé le|"
      + 'Prochaine facture|Période|Vos références|Service clients|Téléphone|N° de contrat|Numéro de contrat|Référence contrat|Total HT|TVA|Vos contacts|Espace client|Numéro de téléphone|Ligne',
  ),
]

/** « N° 10 124 583 997 » right under « Facture du 5 octobre 2026 ». */
const numberUnderTitle = (rows: readonly Row[]): PieceField[] => {
  const at = rows.findIndex(({ cells }) => cells.some(({ text }) => /^facture/.test(plainWords(text))))
  if (at < 0) return []
  const numbered = ({ text }: Cell): boolean => /(^| )n ?[°º*o]/i.test(text) && !/client|compte|contrat|t[eé]l/i.test(text)
  return firstIn(rows.slice(at, at + 4), 'bill_number', takeReference, numbered)
}

/** A date that is none of the period, of a payment or of what comes next. */
const otherDay = /echeance|avant le|prelev|paye|prochain|periode|limite|jusqu|regle|naissance|\bau \d|releve/
const looseDate = (rows: readonly Row[]): PieceField[] => {
  const head = rows.slice(0, Math.ceil(rows.length * 0.6))
  const titled = firstIn(
    head,
    'issued_on',
    takeDate,
    ({ text }) => /facture|quittance|attestation|avis|echeancier/.test(plainWords(text)) && !otherDay.test(plainWords(text)),
  )
  if (titled.length) return titled
  const loose = firstIn(head, 'issued_on', takeDate, ({ text }) => !otherDay.test(plainWords(text)))
  return loose.length
    ? loose
    : firstIn([...rows].reverse(), 'issued_on', takeDate, ({ text }) => /^(fait|etabli|delivre|signe) a .* le /.test(plainWords(text)))
}

const addressFields = ({ holder, street, town }: Addressee): PieceField[] => [
  ...fieldFrom('holder', spanOf(holder.words), tidy(holder.text)),
  ...(street ? fieldFrom('address_line', spanOf(street.words), tidy(street.text)) : []),
  ...fieldFrom('postcode_city', spanOf(town.words), tidy(town.text)),
]

/** « 33 RUE DES LILAS 75012 PARIS » on one line, where no window of an envelope was found. */
const placeOfUse = (rows: readonly Row[]): PieceField[] => {
  const cell = rows.flatMap(({ cells }) => cells).find(({ text }) =>
    /\d.*\p{L}.* \d{5} +\p{L}/u.test(text) && !/cedex|tsa|capital|r\.?c\.?s/i.test(text)
  )
  const found = cell && /(\d{1,4}(?: (?:bis|ter))?,? \p{L}.*?),? (\d{5} +\p{L}.*)$/iu.exec(cell.text)
  if (!cell || !found) return []
  return [
    ...fieldFrom('address_line', { text: found[1] ?? '', words: cell.words }, found[1] ?? ''),
    ...fieldFrom('postcode_city', { text: found[2] ?? '', words: cell.words }, found[2] ?? ''),
  ]
}

/** The sender's name is the largest print at the head of the page. */
const issuer = (rows: readonly Row[], addressee: Addressee | null): PieceField[] => {
  const cells = rows.filter(({ page, cells: [first] }) => page === 1 && (first?.y0 ?? 0) < 0.25 * (first?.row.pageHeight ?? 0)).flatMap((
    row,
  ) => row.cells)
  const names = cells.filter((cell) =>
    cell !== addressee?.holder && /\p{L}{3}/u.test(cell.text) && !/^(facture|releve|avis|quittance|duplicata)/.test(plainWords(cell.text))
  )
  const largest = names.reduce<Cell | null>((best, cell) => (!best || cell.height > 1.15 * best.height ? cell : best), null)
  return largest && squeeze(largest.text) ? fieldFrom('issuer', spanOf(largest.words), tidy(largest.text)) : []
}

/** rules.md §1.4 `proof_address`. */
export const readBill = (rows: readonly Row[]): PieceField[] => {
  const addressee = addresseeIn(rows)
  const window = addressee ? addressFields(addressee) : []
  const labelled = filledWith(fieldsByLabel(rows, dueRules), fieldsByLabel(rows, rules))
  return filledWith(filledWith(window, labelled), [
    ...numberUnderTitle(rows),
    ...looseDate(rows),
    ...placeOfUse(rows),
    ...issuer(rows, addressee),
  ])
}

const taxRules = [
  rule('bill_number', "Référence de l'avis|Référence de l'avis d'impôt|Référence", takeReference),
  rule('issued_on', "Date d'établissement|Date de mise en recouvrement|Mise en recouvrement le|Établi le|Date d'édition", takeDate),
  rule(
    'total',
    "Montant de l'impôt|Montant à payer|Somme à payer|Montant total à payer|Montant de votre imposition|Impôt sur le revenu net|Total à payer|Net à payer",
    takeTotal,
  ),
  passOver(
    'Numéro fiscal|N° fiscal|Numéro FIP|Revenu fiscal de référence|Nombre de parts|Date limite de paiement|Déclarant 1|Numéro de rôle',
  ),
]

/** An « avis d'impôt »: the addressee, the day it was drawn up, its reference. */
export const readTaxNotice = (rows: readonly Row[]): PieceField[] => {
  const addressee = addresseeIn(rows)
  return filledWith([...(addressee ? addressFields(addressee) : []), ...fieldsByLabel(rows, taxRules)], [
    ...looseDate(rows),
    ...issuer(rows, addressee),
  ])
}
