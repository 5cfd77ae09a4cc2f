import { setImmediate as breath } from 'node:timers/promises'
import { trigramKinds, trigramsOf } from './trigrams.ts'

/** `nearest`: whose names are written most like a normal form, the likest first, `most` of them at most. */
export type NameIndex = { size: number; nearest: (form: string, most: number) => string[] }

/** Names that are indexed before whoever else waits for this process has his turn: some five milliseconds. */
const slice = 2_000

/**
 * Trigrams that both have, of all that one of them has: below it nobody would say that two names are alike (pg_trgm's own limit as well).
 */
const leastAlike = 0.3

type Rows = { owners: string[]; forms: string[] }

const inSlices = async (count: number, work: (at: number) => void): Promise<void> => {
  for (let at = 0; at < count; at++) {
    if (at % slice === slice - 1) await breath()
    work(at)
  }
}

/**
 * Both ways: the names of trigram t are `names` from `namesAt[t]` up to `namesAt[t + 1]`; the trigrams of name n are `trigrams` from
 * `trigramsAt[n]` up to `trigramsAt[n + 1]`.
 */
type Postings = { namesAt: Uint32Array; names: Uint32Array; trigramsAt: Uint32Array; trigrams: Uint16Array }

const postingsOf = async (forms: readonly string[]): Promise<Postings> => {
  const all = new Uint16Array(forms.reduce((sum, form) => sum + form.length + 1, 0))
  const [namesAt, trigramsAt] = [new Uint32Array(trigramKinds + 1), new Uint32Array(forms.length + 1)]
  let end = 0
  await inSlices(forms.length, (at) => {
    for (const one of trigramsOf(forms[at]!)) {
      all[end++] = one
      namesAt[one + 1]! += 1
    }
    trigramsAt[at + 1] = end
  })
  for (let one = 0; one < trigramKinds; one++) namesAt[one + 1]! += namesAt[one]!
  const [names, next] = [new Uint32Array(end), namesAt.slice()]
  await inSlices(forms.length, (at) => {
    for (let i = trigramsAt[at]!; i < trigramsAt[at + 1]!; i++) names[next[all[i]!]!++] = at
  })
  return { namesAt, names, trigramsAt, trigrams: all.slice(0, end) }
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
 * An index of names by their trigrams, in memory: the question of pg_trgm (`similarity` of 0.3 and more, the nearest of each owner, then
 * the owner's own order), with its answer, some thirty times as quick. `owners[i]` has the normal form `forms[i]`; four bytes for each
 * trigram of each name, so sixty thousand names are some five megabytes.
 */
export const indexNames = async ({ owners, forms }: Rows): Promise<NameIndex> => {
  const [{ namesAt, names, trigramsAt, trigrams }, { known, ownerOf }] = [await postingsOf(forms), numbered(owners)]
  const [met, isAsked] = [new Uint16Array(forms.length), new Uint8Array(trigramKinds)]
  const commonness = (trigram: number): number => namesAt[trigram + 1]! - namesAt[trigram]!
  const sizeOf = (name: number): number => trigramsAt[name + 1]! - trigramsAt[name]!

  /** How often each name is met among these, in `met`; gives those that are. */
  const meet = (some: readonly number[]): number[] => {
    const found: number[] = []
    for (const one of some) {
      for (let at = namesAt[one]!; at < namesAt[one + 1]!; at++) {
        const name = names[at]!
        if (met[name]!++ === 0) found.push(name)
      }
    }
    return found
  }

  /**
   * Names that may be alike. Whoever shares three tenths of the trigrams shares one at least beside the commonest, fewer than three tenths
   * of them: these are most of the work, and are not looked through. Nor is a name counted further that would not be alike if it had all of
   * them.
   */
  const worthCounting = (asked: readonly number[]): number[] => {
    const left = Math.ceil(leastAlike * asked.length) - 1
    const found = meet(asked.toSorted((a, b) => commonness(a) - commonness(b)).slice(0, asked.length - left))
    return found.filter((name) => {
      const most = met[name]! + left
      met[name] = 0
      return most >= leastAlike * (asked.length + sizeOf(name) - most)
    })
  }

  const shared = (name: number): number => {
    let count = 0
    for (let at = trigramsAt[name]!; at < trigramsAt[name + 1]!; at++) count += isAsked[trigrams[at]!]!
    return count
  }

  const nearest = (form: string, most: number): string[] => {
    const [asked, best] = [trigramsOf(form), new Map<number, number>()]
    for (const one of asked) isAsked[one] = 1
    for (const name of worthCounting(asked)) {
      const both = shared(name)
      const alike = both / (asked.length + sizeOf(name) - both)
      const owner = ownerOf[name]!
      if (alike >= leastAlike && alike > (best.get(owner) ?? 0)) best.set(owner, alike)
    }
    for (const one of asked) isAsked[one] = 0
    const byNearness = ([a, near]: [number, number], [b, nearer]: [number, number]): number =>
      nearer - near || (known[a]! < known[b]! ? -1 : 1)
    return [...best].sort(byNearness).slice(0, most).map(([owner]) => known[owner]!)
  }
  return { size: forms.length, nearest }
}

/**
 * The same of lines of an owner's id, a blank and a form; null: nobody. One text is brought up from the database in a tenth of the time
 * that an array takes.
 */
export const indexLines = (said: string | null): Promise<NameIndex> => {
  const lines = said === null ? [] : said.split('\n')
  const blanks = lines.map((line) => line.indexOf(' '))
  return indexNames({
    owners: lines.map((line, at) => line.slice(0, blanks[at])),
    forms: lines.map((line, at) => line.slice(blanks[at]! + 1)),
  })
}
