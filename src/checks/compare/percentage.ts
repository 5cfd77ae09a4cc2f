/** A share in basis points, or the range that a register gives; null where it is none. */
export const sharesIn = (text: string): { from: number; to: number } | null => {
  const numbers = [...text.slice(0, 80).matchAll(/(\d{1,3})(?:[.,](\d{1,4}))?/g)].map(([, whole = '0', part = '']) =>
    Number(whole) * 100 + Math.round(Number(`0.${part || '0'}`) * 100)
  )
  if (numbers.length === 0 || numbers.length > 2 || numbers.some((bps) => bps > 10_000)) return null
  return { from: Math.min(...numbers), to: Math.max(...numbers) }
}
