import { type LabelName, labelPhrases } from './phrases.ts'
import { similarity } from './similar.ts'
import { gapBetween, heightOf, type Row, type Token } from './tokens.ts'

/** A label as it stands on its row, both languages together. `hasColon`: its value stands beside it. */
export type Label = { name: LabelName; row: number; from: number; to: number; tokens: Token[]; hasColon: boolean }

type Match = { name: LabelName; from: number; to: number; weight: number }

const mostTokens = 7

/** The shorter a label, the surer each of its letters must be: one of three letters is as it is or is none. */
const leastAlike = (phrase: string): number => (phrase.length <= 4 ? 1 : phrase.length <= 7 ? 0.8 : 0.72)

/** Words of values that are near a label by their letters. */
const unlike: readonly string[] = ['nationale', 'national', 'autorise', 'nomade']

const matchOf = (row: Row, from: number, to: number): Match | null => {
  const text = row.slice(from, to).map(({ plain }) => plain).join('')
  if (unlike.includes(text)) return null
  let best: Match | null = null
  for (const { name, phrase } of labelPhrases) {
    const alike = similarity(text, phrase)
    const weight = alike * alike * phrase.length
    if (alike >= leastAlike(phrase) && weight > (best?.weight ?? 0)) best = { name, from, to, weight }
  }
  return best
}

const isTogether = (row: Row, from: number, to: number): boolean =>
  row.slice(from, to - 1).every((token, at) => gapBetween(token, row[from + at + 1] as Token) < 2.2 * heightOf(token))

/** The old French card says "à :" for the place of birth and "par :" for the authority: words of every other row elsewhere. */
const shortLabel = (row: Row, at: number, afterBirth: boolean): Match | null => {
  const { text = '' } = row[at] ?? {}
  const isFirst = at === 0 || (at <= 2 && row.slice(0, at).every((token) => token.plain.length <= 2))
  const colon = text.endsWith(':') || /^[:.-]$/.test(row[at + 1]?.text ?? '')
  if (afterBirth && /^[àâáa][:.]?$/.test(text) && isFirst && (row[at + 1]?.text ?? '').length > 0)
    return { name: 'birth_place', from: at, to: at + 1, weight: 0.5 }
  return /^par:?$/i.test(text) && (isFirst || colon) ? { name: 'authority', from: at, to: at + 1, weight: 0.5 } : null
}

type Shorts = { allowed: boolean; afterBirth: boolean }

const matchesOf = (row: Row, { allowed, afterBirth }: Shorts): Match[] => {
  const found: Match[] = row.flatMap((_, from) => {
    const windows = Array.from({ length: Math.min(mostTokens, row.length - from) }, (_, n) => from + n + 1).filter((to) =>
      isTogether(row, from, to)
    )
    const short = allowed ? shortLabel(row, from, afterBirth) : null
    return [...windows.map((to) => matchOf(row, from, to)).filter((match) => match !== null), ...(short ? [short] : [])]
  })
  const taken: Match[] = []
  for (const match of found.sort((a, b) => b.weight - a.weight)) {
    if (taken.every((one) => match.to <= one.from || match.from >= one.to)) taken.push(match)
  }
  return taken.sort((a, b) => a.from - b.from)
}

const isJoint = (tokens: Token[]): boolean => tokens.length <= 2 && tokens.every(({ plain }) => plain.length <= 1)

/** "NOM / Surname (1)": both languages and the number of the note are one label. */
const joined = (row: Row, matches: Match[]): Match[] =>
  matches.reduce<Match[]>((all, match) => {
    const last = all.at(-1)
    const isSame = last && (last.name === match.name) && isJoint(row.slice(last.to, match.from))
    return isSame ? [...all.slice(0, -1), { ...last, to: match.to, weight: last.weight + match.weight }] : [...all, match]
  }, [])

const withNote = (row: Row, to: number): number => (/^[({[]?\d{1,2}[)}\]]$/.test(row[to]?.text ?? '') ? to + 1 : to)
const withColon = (row: Row, to: number): number => (/^[:;]$/.test(row[to]?.text ?? '') ? to + 1 : to)

const ofRow = (row: Row, at: number, shorts: Shorts): Label[] =>
  joined(row, matchesOf(row, shorts)).map(({ name, from, to }) => {
    const end = withColon(row, withNote(row, to))
    const tokens = row.slice(from, end)
    return { name, row: at, from, to: end, tokens, hasColon: /[:;]$/.test(tokens.at(-1)?.text ?? '') }
  })

const isBirth = ({ name }: Label): boolean => name === 'birth_date' || name === 'sex'

export const labelsOf = (rows: Row[], hasShort: boolean): Label[] =>
  rows.reduce<Label[]>((all, row, at) => [...all, ...ofRow(row, at, { allowed: hasShort, afterBirth: all.some(isBirth) })], [])
