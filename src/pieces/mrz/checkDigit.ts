const weights = [7, 3, 1] as const

/** ICAO 9303-3 §4.9: digits count as themselves, A 10 … Z 35, the filler 0. NaN for any other sign, so that nothing verifies. */
const valueOf = (sign: string): number => (sign === '<' ? 0 : /^[0-9A-Z]$/.test(sign) ? parseInt(sign, 36) : Number.NaN)

/** Weights 7, 3, 1, modulo ten. */
export const checkDigit = (text: string): string =>
  String([...text].reduce((sum, sign, at) => sum + valueOf(sign) * (weights[at % 3] as number), 0) % 10)
