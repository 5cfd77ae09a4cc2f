import { compact, hasLuhn } from './checkDigits.ts'

// Each `is…` judges the stored form, without blanks; `normalise…` makes it from what was typed (rules.md §1.8).

const laPoste = '356000000'
const laPosteSeat = '35600000000048'

export const normaliseSiren = compact

/** Nine digits under Luhn. All zeros pass Luhn and belong to nobody. */
export const isSiren = (text: string): boolean => /^\d{9}$/.test(text) && text !== '000000000' && hasLuhn(text)

export const normaliseSiret = compact

const sumOfDigits = (digits: string): number => [...digits].reduce((sum, digit) => sum + Number(digit), 0)

/** SIREN + five digits, Luhn over all fourteen. La Poste ran out: its establishments but the seat have a digit sum that divides by five. */
export const isSiret = (text: string): boolean => {
  if (!/^\d{14}$/.test(text) || !isSiren(text.slice(0, 9))) return false
  if (text.startsWith(laPoste) && text !== laPosteSeat) return sumOfDigits(text) % 5 === 0
  return hasLuhn(text)
}

export const sirenOfSiret = (siret: string): string => siret.slice(0, 9)

const vatKey = (nineDigits: string): string => String((12 + 3 * (Number(nineDigits) % 97)) % 97).padStart(2, '0')

/** The usual VAT number of a SIREN, with its two digits of key. */
export const frVatOfSiren = (siren: string): string => `FR${vatKey(siren)}${siren}`

export const normaliseFrVat = compact

/**
 * FR + key + SIREN. A key with a letter (never I or O) follows another formula and is left to VIES; Monaco writes 000 where the SIREN
 * would begin, and has none.
 */
export const isFrVat = (text: string): boolean => {
  const found = /^FR([0-9A-HJ-NP-Z]{2})(\d{9})$/.exec(text)
  if (!found) return false
  const [, key = '', number = ''] = found
  const isNumbered = number.startsWith('000') ? number !== '000000000' : isSiren(number)
  return isNumbered && (/[A-Z]/.test(key) || key === vatKey(number))
}

/** The register of associations: W and nine digits. */
export const isRna = (text: string): boolean => /^W\d{9}$/.test(text)

/** As `isRna`, and the letters that Corsica and the overseas departments put third. */
export const isTolerantRna = (text: string): boolean => /^W\d[0-9A-Z]\d{7}$/.test(text)

export const normaliseRna = compact

/** The activity by INSEE, kept with its point as INSEE writes it: '62.01Z'. */
export const normaliseNaf = (text: string): string => compact(text).replace(/^(\d{2})\.?(\d{2}[A-Z])$/, '$1.$2')

export const isNaf = (text: string): boolean => /^\d{2}\.?\d{2}[A-Z]$/.test(text)

/** The activity by the card schemes (ISO 18245). Whether the code is in use is for the list of codes to say. */
export const isMcc = (text: string): boolean => /^\d{4}$/.test(text)

export const normaliseMcc = compact
