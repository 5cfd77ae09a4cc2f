const cut = (text: string, ...sizes: number[]): string[] => {
  let from = 0
  return sizes.map((size) => text.slice(from, from += size))
}

/** Each by its shape alone, right or wrong: what is misread is to be read too. */
const shapes: readonly [shape: RegExp, cut: (text: string) => string[]][] = [
  [/^\d{9}$/, (siren) => cut(siren, 3, 3, 3)],
  [/^\d{14}$/, (siret) => cut(siret, 3, 3, 3, 5)],
  [/^FR[0-9A-Z]{2}\d{9}$/, (vat) => cut(vat, 4, 3, 3, 3)],
  [/^[A-Z]{2}\d{2}[0-9A-Z]{10,32}$/, (iban) => iban.match(/.{1,4}/g) ?? []],
]

/**
 * A SIREN, a SIRET, a French VAT number or an IBAN as people read them: « 732 829 320 00074 », « FR14 2004 … ». Together the groups are the
 * very text; any other text, one that is written in groups already included, is one group.
 */
export const groupsOf = (text: string): string[] => shapes.find(([shape]) => shape.test(text))?.[1](text) ?? [text]

/** In a sentence or a letter, where the groups cannot be set apart without signs between. */
export const writeInGroups = (text: string | null, between = '\u00a0'): string => groupsOf(text ?? '').join(between)
