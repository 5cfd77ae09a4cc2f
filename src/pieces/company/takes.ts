import { isSiren, isSiret, isTolerantRna } from '#src/kernel/identifiers.ts'
import { amountPattern, centsOf } from './amounts.ts'
import { dateIn } from './dates.ts'
import { squeeze } from './fold.ts'
import { type Span, spanIn, spanOf, tidy } from './span.ts'
import type { Word } from './sheet.ts'

/** What stands in a field, out of the words where it should stand; null where they hold nothing of its kind. */
export type Taken = { span: Span; normal: string | null; isSure: boolean }
export type Take = (words: readonly Word[]) => Taken | null

const taken = (
  span: Span | null,
  normal: string | null,
  isSure = true,
): Taken | null => (span && tidy(span.text) ? { span, normal, isSure } : null)

export const takeText: Take = (words) => {
  const span = spanOf(words)
  return squeeze(span.text).length > 0 ? taken(span, tidy(span.text)) : null
}

/** A name has letters. */
export const takeName: Take = (words) => (/\p{L}{2}/u.test(spanOf(words).text) ? takeText(words) : null)

export const takeDate: Take = (words) => {
  const found = dateIn(words)
  return found && taken(found, found.day)
}

export const takeAmount: Take = (words) => {
  const span = spanIn(words, amountPattern)
  const cents = span && centsOf(span.text)
  return cents === null ? null : taken(span, String(cents))
}

/** « 15 000,00 Euros », « 15 000,00 EUR (fixe) »: the unit is printed with it. */
export const takePrintedAmount: Take = (words) => {
  const found = takeAmount(words)
  return found && /\d{3}|[,.]\d{2}|€|eur/i.test(found.span.text) ? found : null
}

/** A place: the full stop that ends a sentence is no part of the town. */
export const takeAddress: Take = (words) => {
  const found = takeName(words)
  const text = found ? tidy(found.span.text).replace(/(?<=\p{L}{2})\.$/u, '') : ''
  return found && { ...found, span: { ...found.span, text }, normal: text }
}

/** Letters that a number of digits alone cannot hold: what OCR saw instead. */
const digit = '[0-9OQolISBZ]'
const asDigits = (text: string): string =>
  text.replace(/[OQo]/g, '0').replace(/[lI]/g, '1').replace(/S/g, '5').replace(/B/g, '8').replace(/Z/g, '2').replace(/\D/g, '')

const numberOf = (count: number): RegExp => new RegExp(`(?<![\\dA-Za-z])[0-9](?:[ .]?${digit}){${count - 1}}(?!${digit})`)

const takeNumber = (count: number, isRight: (digits: string) => boolean): Take => (words) => {
  const span = spanIn(words, numberOf(count))
  const digits = span && asDigits(span.text)
  return digits === null ? null : taken(span, digits, isRight(digits))
}

/** Also where it does not satisfy Luhn: the check has to see the number that is printed. */
export const takeSiren = takeNumber(9, isSiren)
export const takeSiret = takeNumber(14, isSiret)

/** W, then nine digits (or the letter of Corsica and overseas). */
export const takeRna: Take = (words) => {
  const span = spanIn(words, new RegExp(`\\bW ?[0-9](?: ?[0-9A-Z])(?: ?${digit}){7}(?!${digit})`))
  const compact = span?.text.replace(/\s/g, '').toUpperCase()
  if (!span || !compact) return null
  const rna = compact.slice(0, 3) + asDigits(compact.slice(3))
  return taken(span, rna, isTolerantRna(rna))
}

/** « 47.59B - Commerce de détail… », « 4759B ». */
export const takeNaf: Take = (words) => {
  const span = spanIn(words, /(?<!\d)\d{2}[.,]? ?\d{2} ?[A-Z](?![A-Za-z])/)
  return taken(span, span?.text.replace(/[^0-9A-Z]/g, '') ?? null)
}

/** One word of letters and digits: codes and file numbers. */
export const takeCode = (least: number): Take => (words) => {
  const span = spanIn(words, new RegExp(`(?<![A-Za-z0-9])[A-Za-z0-9]{${least},20}(?![A-Za-z0-9])`))
  return taken(span, span?.text ?? null)
}

/** Below, several ways of reading a sign did not agree (platform/ocr/spaced): a code has no check digit that would say which is right. */
const leastOfCode = 50

/** A code that stands for nothing unless every sign is right: kept as printed where it is doubtful, but nobody can tell. */
export const takeSureCode = (least: number): Take => (words) => {
  const found = takeCode(least)(words)
  const isSure = found !== null && found.span.words.every(({ confidence }) => confidence === null || confidence >= leastOfCode)
  return found && { ...found, normal: isSure ? found.normal : null }
}

/** « 2019B07421 », « 2019 B 07421 ». */
export const takeManagement: Take = (words) => {
  const span = spanIn(words, /(?<!\d)(?:19|20)?\d{2} ?[A-Z] ?\d{3,6}(?!\d)/)
  return taken(span, span?.text.replace(/\s/g, '') ?? null)
}

/** Digits in groups, as customers', bills' and meters' numbers are printed. */
export const takeDigits = (least: number): Take => (words) => {
  const span = spanIn(words, new RegExp(`(?<![\\dA-Za-z,.])\\d(?:[ .-]?\\d){${least - 1},}(?![\\d,])`))
  return taken(span, span?.text.replace(/\D/g, '') ?? null)
}

/** « 5710 - SAS, société par actions simplifiée »: the code of INSEE is no part of the form. */
export const takeForm: Take = (words) => {
  const found = takeName(words)
  return found && { ...found, normal: tidy(found.span.text).replace(/^\d{4}\s*[-–—:]?\s*/, '') }
}
