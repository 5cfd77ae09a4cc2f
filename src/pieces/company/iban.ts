import { dictionary } from '#src/kernel/dictionary.ts'
import { hasValidRibKey, isIban } from '#src/kernel/identifiers.ts'

/** What OCR takes one sign for, in the letters and digits of an IBAN. */
const looksLike: Record<string, string> = dictionary({
  O: '0',
  Q: '0',
  D: '0',
  0: 'OD',
  I: '1',
  L: '1',
  1: 'I',
  S: '5',
  5: 'S',
  B: '8',
  8: 'B',
  Z: '2',
  2: 'Z',
  G: '6',
  6: 'G',
  T: '7',
  7: 'T',
  A: '4',
  4: 'A',
  E: 'F',
  M: 'W',
})
const asDigit: Record<string, string> = dictionary({
  O: '0',
  Q: '0',
  D: '0',
  I: '1',
  L: '1',
  S: '5',
  B: '8',
  Z: '2',
  G: '6',
  T: '7',
  A: '4',
})

/** Of France and Monaco: digits only but in the account (places 14 to 24); the two digits of the key are digits everywhere. */
const inDigits = (iban: string): string =>
  [...iban]
    .map((sign, at) => {
      const mustBeDigit = at === 2 || at === 3 || (/^(FR|MC)/.test(iban) && at > 3 && (at < 14 || at > 24))
      return mustBeDigit ? (asDigit[sign] ?? sign) : sign
    })
    .join('')

const changed = (text: string, from = 2): string[] =>
  [...text].flatMap((
    sign,
    at,
  ) => (at < from ? [] : [...(looksLike[sign] ?? '')].map((other) => text.slice(0, at) + other + text.slice(at + 1))))

const onlyOne = (found: string[]): string | null => {
  const different = [...new Set(found)]
  return different.length === 1 ? (different[0] ?? null) : null
}

export type ReadIban = { iban: string; isCorrected: boolean }

/**
 * The IBAN of the signs read, as it is or with the usual confusions undone where mod 97 leaves one answer: a single change by mod 97 alone,
 * two changes only where the RIB key agrees as well (mod 97 lets one in a hundred wrong ones through, and there are hundreds of pairs).
 * Null else.
 */
export const ibanOf = (signs: string): ReadIban | null => {
  if (isIban(signs)) return { iban: signs, isCorrected: false }
  const plain = inDigits(signs)
  if (isIban(plain)) return { iban: plain, isCorrected: true }
  if (!/^[A-Z]{2}\d{2}/.test(plain)) return null
  const once = changed(plain)
  const single = once.filter(isIban)
  if (single.length > 0) return unique(onlyOne(single) ?? onlyOne(single.filter(hasValidRibKey)))
  if (!/^(FR|MC)/.test(plain)) return null
  return unique(onlyOne(once.flatMap((text) => changed(text)).filter((text) => isIban(text) && hasValidRibKey(text))))
}

const unique = (iban: string | null): ReadIban | null => (iban ? { iban, isCorrected: true } : null)
