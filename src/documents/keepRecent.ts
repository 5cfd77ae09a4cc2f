/** Answers what was made before under that key, else makes it: once, whoever else asks meanwhile. */
export type Recent = (key: string, make: () => Promise<Buffer>) => Promise<Buffer>

/** Keeps what was asked for last, at most so many bytes of it; what failed is not kept. */
export const keepRecent = (mostBytes: number): Recent => {
  const kept = new Map<string, { found: Promise<Buffer>; size: number }>()
  let total = 0

  const drop = (key: string): void => {
    total -= kept.get(key)?.size ?? 0
    kept.delete(key)
  }
  const weigh = (key: string, size: number): void => {
    const one = kept.get(key)
    if (!one) return
    one.size = size
    total += size
    // A map keeps the order of its setting: the first is the one asked for longest ago. What is still being made weighs nothing.
    for (const [oldest, other] of kept) {
      if (total <= mostBytes) return
      if (other.size > 0) drop(oldest)
    }
  }
  const begin = (key: string, make: () => Promise<Buffer>): Promise<Buffer> => {
    const found = make()
    kept.set(key, { found, size: 0 })
    found.then(({ length }) => weigh(key, length), () => drop(key))
    return found
  }

  return (key, make) => {
    const known = kept.get(key)
    if (!known) return begin(key, make)
    kept.delete(key)
    kept.set(key, known)
    return known.found
  }
}
