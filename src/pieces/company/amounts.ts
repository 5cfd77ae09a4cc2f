/** « 15 000,00 Euros », « 1 234.50 € », « 3.048,98 EUR », « 100 euros » as printed. */
export const amountPattern = /(?<![\d,.])(?:\d{1,3}(?:[ .]\d{3})+|\d+)(?:[,.] ?\d{2})?(?!\d)(?: ?(?:€|euros?\b|EUR\b|F\b))?/iu

/** In cents; null for what is no amount. The last comma or point before two digits is the decimal one. */
export const centsOf = (text: string): number | null => {
  const found = amountPattern.exec(text)
  if (!found) return null
  const plain = found[0].replace(/[^\d,.]/g, '')
  const parts = /^(.*?)(?:[,.](\d{2}))?$/.exec(plain)
  const cents = Number((parts?.[1] ?? '').replace(/[,.]/g, '')) * 100 + Number(parts?.[2] ?? 0)
  return Number.isSafeInteger(cents) ? cents : null
}
