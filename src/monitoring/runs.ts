/**
 * The fullest stretch of less than `ms`, of things in the order of their time; those that do not end a stretch (`ends`) still count in one.
 */
export const fullest = <T extends { at: number }>(
  all: readonly T[],
  ms: number,
  ends: (one: T) => boolean = () => true,
  weight: (some: readonly T[]) => number = (some) => some.length,
): readonly T[] => {
  let [best, most, from]: [readonly T[], number, number] = [[], 0, 0]
  for (let to = 0; to < all.length; to++) {
    while (all[to]!.at - all[from]!.at >= ms) from++
    if (!ends(all[to]!)) continue
    const some = all.slice(from, to + 1)
    const weighs = weight(some)
    if (weighs > most) [best, most] = [some, weighs]
  }
  return best
}

export const sumOf = (all: readonly { cents: number }[]): number => all.reduce((sum, { cents }) => sum + cents, 0)
