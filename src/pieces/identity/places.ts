import type { Label } from './labels.ts'
import { gapBetween, heightOf, middleOf, middleOfRow, type Row, type Token } from './tokens.ts'

/** A page's rows and the labels found on them. */
export type Form = { rows: Row[]; labels: Label[] }

const has = ({ plain, text }: Token): boolean => plain.length > 0 || /[<=]/.test(text)
const left = ({ tokens }: Label): number => Math.min(...tokens.map(({ box }) => box[0]))
export const tallOf = ({ tokens }: Label): number => tokens.map(heightOf).sort((a, b) => a - b)[Math.floor(tokens.length / 2)] as number

const isOfLabel = ({ labels }: Form, token: Token): boolean => labels.some((label) => label.tokens.includes(token))

/** Up to the gap that parts two columns. */
const unbroken = (tokens: Token[]): Token[] => {
  const end = tokens.findIndex((token, at) =>
    at > 0 && gapBetween(tokens[at - 1] as Token, token) > 2 * Math.max(heightOf(token), heightOf(tokens[at - 1] as Token))
  )
  return end < 0 ? tokens : tokens.slice(0, end)
}

/** What stands right of the label, up to the next label of its row. */
export const beside = ({ rows, labels }: Form, label: Label): Token[] => {
  const row = rows[label.row] as Row
  const next = Math.min(row.length, ...labels.filter((one) => one.row === label.row && one.from >= label.to).map(({ from }) => from))
  return unbroken(row.slice(label.to, next).filter(has))
}

/** « Place of bé / Leu de Maissañce »: the half of a label that could not be read stands right before the half that could. */
const leftWithLost = ({ rows, labels }: Form, label: Label): number => {
  const row = rows[label.row] as Row
  const isLost = (token: Token, next: Token): boolean =>
    !labels.some(({ tokens }) => tokens.includes(token)) && gapBetween(token, next) < 1.2 * tallOf(label) &&
    heightOf(token) < 2.2 * tallOf(label)
  let from = label.from
  while (from > 0 && isLost(row[from - 1] as Token, row[from] as Token)) from--
  return Math.min(left(label), (row[from] as Token).box[0])
}

/** The label's column reaches to the next label of its row. */
const columnOf = (form: Form, label: Label): [number, number] => {
  const { labels } = form
  const next = labels.filter((one) => one.row === label.row && one.from >= label.to).map(left)
  return [leftWithLost(form, label) - 1.6 * tallOf(label), Math.min(Infinity, ...next) - 0.5 * tallOf(label)]
}

/** Half of a label may be lost, the left one; its value then begins left of what is left of it, unless another label stands there. */
const within = (row: Row, [from, to]: [number, number], mayReachLeft: boolean): Token[] => {
  const last = row.findLastIndex((token) => token.box[0] < to)
  let first = row.findIndex((token) => token.box[0] >= from)
  if (first < 0 || first > last) return []
  while (mayReachLeft && first > 0 && gapBetween(row[first - 1] as Token, row[first] as Token) < 0.9 * heightOf(row[first] as Token))
    first--
  return row.slice(first, last + 1)
}

const lineHeight = (tokens: Token[]): number => Math.max(...tokens.map(heightOf))

/**
 * Rows of the column below, as long as each is near the one before and none is a label; a label right below says that the value is empty.
 */
export const below = (form: Form, label: Label, mostLines: number): Token[][] => {
  const column = columnOf(form, label)
  const isFirst = !form.labels.some((one) => one.row === label.row && one.from < label.from)
  const found: Token[][] = []
  let [from, reach] = [label.tokens.reduce((sum, token) => sum + middleOf(token), 0) / label.tokens.length, 3.6 * tallOf(label)]
  for (const row of form.rows.slice(label.row + 1)) {
    const tokens = within(row, column, isFirst)
    const solid = unbroken(tokens.filter(has))
    if (solid.length === 0) continue
    if (solid.some((token) => isOfLabel(form, token)) || middleOfRow(solid) - from > Math.max(reach, 2.2 * lineHeight(solid))) break
    found.push(solid)
    if (found.length === mostLines) break
    ;[from, reach] = [middleOfRow(solid), 1.9 * lineHeight(solid)]
  }
  return found
}

/** Parts of rows between wide gaps; labels, and what is used already, left out. */
export const partsOf = ({ rows, labels }: Form, used: Token[]): Token[][] =>
  rows.flatMap((row) => {
    const free = row.filter((token) => has(token) && !used.includes(token) && !labels.some(({ tokens }) => tokens.includes(token)))
    return free.reduce<Token[][]>((parts, token) => {
      const last = parts.at(-1)
      const before = last?.at(-1)
      return last && before && gapBetween(before, token) < 1.8 * heightOf(token)
        ? [...parts.slice(0, -1), [...last, token]]
        : [...parts, [token]]
    }, [])
  })
