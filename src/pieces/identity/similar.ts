/** Fewest letters to change, put in or leave out. Texts are labels, a few dozen signs at most. */
export const editDistance = (a: string, b: string): number => {
  let before = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (before[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(swap, (before[j] as number) + 1, (row[j - 1] as number) + 1))
    }
    before = row
  }
  return before[b.length] as number
}

/** 0..1; texts of very different length are not even compared. */
export const similarity = (a: string, b: string): number => {
  const longest = Math.max(a.length, b.length)
  if (longest === 0 || Math.abs(a.length - b.length) > 0.4 * longest) return 0
  return 1 - editDistance(a, b) / longest
}
