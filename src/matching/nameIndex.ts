import { setImmediate as breath } from 'node:timers/promises'
import { trigramKinds, trigramsOf } from './trigrams.ts'

/** `nearest`: whose names are written most like a normal form, the likest first, `most` of them at most. */
export type NameIndex = { size: number; nearest: (form: string, most: number) => string[] }

/** Names that are indexed before whoever else waits for this process has his turn: some five milliseconds. */
const slice = 2_000

/** Trigrams that both have, of all that one of them has: below it nobody would say that two names are alike (pg_trgm's own limit as well). */
const leastAlike = 0.3

type Rows = { owners: string[]; forms: string[] }

const inSlices = async (count: number, work: (at: number) => void): Promise<void> => {
  for (let at = 0; at < count; at++) {
    if (at % slice === slice - 1) await breath()
    work(at)
  }
}

/** Where each trigram's names begin in `names`: those of trigram t from `starts[t]` up to `starts[t + 1]`. `sizes`: how many trigrams a name has. */
type Postings = { starts: Uint32Array; names: Uint32Array; sizes: Uint16Array }

const postingsOf = async (forms: readonly string[]): Promise<Postings> => {
  const sizes = new Uint16Array(forms.length)
  const all = new Uint16Array(forms.reduce((sum, form) => sum + form.length + 1, 0))
  const starts = new Uint32Array(trigramKinds + 1)
  let end = 0
  await inSlices(forms.length, (at) => {
    const trigrams = trigramsOf(forms[at]!)
    sizes[at] = trigrams.length
    for (const one of trigrams) {
      all[end++] = one
      starts[one + 1]! += 1
    }
  })
  for (let one = 0; one < trigramKinds; one++) starts[one + 1]! += starts[one]!
  const [names, next] = [new Uint32Array(end), starts.slice()]
  let from = 0
  await inSlices(forms.length, (at) => {
    for (const to = from + sizes[at]!; from < to; from++) names[next[all[from]!]!++] = at
  })
  return { starts, names, sizes }
}

/** Every owner once, in the order of the text, and whose each name is. */
const numbered = (owners: readonly string[]): { known: string[]; ownerOf: Uint32Array } => {
  const numbers = new Map<string, number>()
  const ownerOf = Uint32Array.from(owners, (owner) => {
    const number = numbers.get(owner) ?? numbers.size
    numbers.set(owner, number)
    return number
  })
  return { known: [...numbers.keys()], ownerOf }
}

/**
 * An index of names by their trigrams, in memory: the question of pg_trgm (`similarity` of 0.3 and more, the nearest of each owner, then the owner's own order), with its answer, some thirty times as
 * quick. `owners[i]` has the normal form `forms[i]`; four bytes for each trigram of each name, so sixty thousand names are some five megabytes.
 */
export const indexNames = async ({ owners, forms }: Rows): Promise<NameIndex> => {
  const [{ starts, names, sizes }, { known, ownerOf }] = [await postingsOf(forms), numbered(owners)]
  const shared = new Uint16Array(forms.length)

  /** How many trigrams each name shares with these, in `shared`; gives the names that share one. To be wiped by whoever has looked. */
  const count = (asked: readonly number[]): number[] => {
    const touched: number[] = []
    for (const one of asked) {
      for (let at = starts[one]!; at < starts[one + 1]!; at++) {
        const name = names[at]!
        if (shared[name]!++ === 0) touched.push(name)
      }
    }
    return touched
  }

  const nearest = (form: string, most: number): string[] => {
    const asked = trigramsOf(form)
    const best = new Map<number, number>()
    for (const name of count(asked)) {
      const alike = shared[name]! / (asked.length + sizes[name]! - shared[name]!)
      shared[name] = 0
      if (alike < leastAlike) continue
      const owner = ownerOf[name]!
      if (alike > (best.get(owner) ?? 0)) best.set(owner, alike)
    }
    const byNearness = ([a, near]: [number, number], [b, nearer]: [number, number]): number => nearer - near || (known[a]! < known[b]! ? -1 : 1)
    return [...best].sort(byNearness).slice(0, most).map(([owner]) => known[owner]!)
  }
  return { size: forms.length, nearest }
}
