export type MoneyLanguage = 'fr' | 'en'

const locales: Record<MoneyLanguage, string> = { fr: 'fr-FR', en: 'en-GB' }
const formatters = new Map<string, Intl.NumberFormat>()

const formatterOf = (currency: string, language: MoneyLanguage): Intl.NumberFormat => {
  const key = `${language} ${currency}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(locales[language], { style: 'currency', currency })
  formatters.set(key, made)
  return made
}

/** How many decimals a currency has: two, and none for a yen. */
export const minorDigits = (currency: string): number =>
  formatterOf(currency.toUpperCase(), 'en').resolvedOptions().maximumFractionDigits ?? 2

/** The amount as a decimal number in text, so that no float ever stands between the cents and the page (X-08). */
const decimalText = (minorUnits: number, decimals: number): Intl.StringNumericLiteral => {
  const digits = String(Math.abs(minorUnits)).padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const sign = minorUnits < 0 ? '-' : ''
  return `${sign}${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ''}` as Intl.StringNumericLiteral
}

/** `1 284,10 €` or `€1,284.10`, with a true minus. `cents` are minor units of the currency (a yen has no cents). */
export const formatCents = (cents: number, currency: string, language: MoneyLanguage): string => {
  if (!Number.isSafeInteger(cents)) throw new RangeError('not an amount in cents')
  const formatter = formatterOf(currency.toUpperCase(), language)
  const text = formatter.format(decimalText(cents, formatter.resolvedOptions().maximumFractionDigits ?? 2))
  return text.replace('-', '−')
}

// thousands by blanks, points, commas or not at all; then a point or comma that is not the one of the thousands, and one or two digits
const amount = /^([+-]?) ?(\d{1,3}(?:([ .,])\d{3})(?:\3\d{3})*|\d+)(?:([.,])(\d{1,2}))?$/

/**
 * What somebody typed into an amount field, French or English, with or without its €, in cents; null where it is none or is doubtful:
 * « 1,284 » and « 1.284 » say a thousand to one reader and one to the other.
 */
export const parseCents = (text: string): number | null => {
  const plain = text.replace(/[€−]/g, (sign) => (sign === '€' ? '' : '-')).replace(/\s/g, ' ').trim()
  const found = amount.exec(plain)
  if (!found) return null
  const [, sign, whole = '', thousands = ' ', decimal, decimals = ''] = found
  if (thousands !== ' ' && (decimal === undefined || decimal === thousands)) return null
  const cents = Number(`${sign}${whole.replace(/[ .,]/g, '')}${decimals.padEnd(2, '0')}`)
  return Number.isSafeInteger(cents) ? cents + 0 : null
}
