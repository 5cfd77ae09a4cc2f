import { countrySpecs, ValidationErrorsIBAN, validateIBAN } from 'ibantools'
import { compact, modulo97 } from './checkDigits.ts'

export const normaliseIban = compact

/**
 * Country, length, structure and mod 97. The national keys inside an IBAN are no reason to refuse: eleven of the IBANs in the API's own
 * documentation fail them (rules.md §1.8, §9 point 11).
 */
export const isIban = (text: string): boolean =>
  /^[A-Z]{2}[0-9A-Z]+$/.test(text) &&
  Object.hasOwn(countrySpecs, text.slice(0, 2)) &&
  validateIBAN(text).errorCodes.every((code) => code === ValidationErrorsIBAN.WrongAccountBankBranchChecksum)

/** In the RIB key A-I, J-R count 1 to 9, and S-Z 2 to 9. */
const ribDigit = (sign: string): string => {
  const letter = sign.charCodeAt(0) - 65
  if (letter < 0) return sign
  return String(letter < 18 ? (letter % 9) + 1 : letter - 16)
}

/**
 * A warning to whoever reads the RIB, never a block: whether the RIB key of a French or Monegasque IBAN is right. True for an account
 * of another country, which has none.
 */
export const hasValidRibKey = (iban: string): boolean => {
  if (!/^(FR|MC)/.test(iban)) return true
  const found = /^..\d{2}(\d{5})(\d{5})([0-9A-Z]{11})(\d{2})$/.exec(iban)
  if (!found) return false
  const [, bank = '', branch = '', account = '', key = ''] = found
  const accountDigits = [...account].map(ribDigit).join('')
  return 97 - ((89 * modulo97(bank) + 15 * modulo97(branch) + 3 * modulo97(accountDigits)) % 97) === Number(key)
}

export const normaliseBic = compact

/** Eight or eleven signs. Optional wherever the IBAN is given (SEPA). */
export const isBic = (text: string): boolean => /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(text)

export const normaliseLei = compact

/** Twenty signs, ISO 7064 mod 97-10. */
export const isLei = (text: string): boolean => /^[0-9A-Z]{18}\d{2}$/.test(text) && modulo97(text) === 1

export const normaliseSepaCreditorId = compact

/** French ICS: FR, key, three signs of the creditor's own choice, six signs. The three stay out of the key. */
export const isSepaCreditorId = (text: string): boolean =>
  /^FR\d{2}[0-9A-Z]{9}$/.test(text) && modulo97(`${text.slice(7)}${text.slice(0, 4)}`) === 1
