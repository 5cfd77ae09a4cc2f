/** A place in a text: from, up to. */
export type Span = [from: number, to: number]
export type Segment = { text: string; isFound: boolean }

const foldSign = (sign: string): string => {
  const plain = sign.normalize('NFD').charAt(0).toUpperCase()
  if (!/[\p{L}\p{N}]/u.test(sign)) return ' '.repeat(sign.length)
  return sign.length === 1 && plain.length === 1 ? plain : sign
}

const known = new Map<string, string>()
const folded = (sign: string): string =>
  known.get(sign) ?? (known.size < 5_000 ? known.set(sign, foldSign(sign)).get(sign)! : foldSign(sign))

/** Without accents and case, blanks for all that is no letter or digit; sign for sign, so that a place in it is that place in the text. */
const fold = (text: string): string => [...text].map(folded).join('')

/** A number or a name so long is found inside others too: the SIREN in the SIRET, an IBAN glued to its label. */
const longEnough = 9

/** Blanks, dots and line ends between its signs do not matter: « 732 829 320 », « 12.05.1984 ». */
const patternOf = (sought: string): string[] => {
  const signs = [...fold(sought).replaceAll(' ', '')]
  if (signs.length < 2) return []
  const loose = signs.join(' {0,4}')
  return [signs.length >= longEnough ? loose : `(?<![^ ])${loose}(?![^ ])`]
}

type Search<Found> = (sought: readonly string[]) => Found[]

/** Reads a text once; then answers where one of these stands in it, as an eye would find it. */
export const searchText = (text: string): Search<Span> => {
  const plain = fold(text)
  return (sought) => {
    const patterns = sought.flatMap(patternOf)
    if (patterns.length === 0) return []
    return [...plain.matchAll(new RegExp(patterns.join('|'), 'g'))].map(({ index, 0: match }): Span => [index, index + match.length])
  }
}

/** The text in pieces, found and not, in order; places that overlap are one. */
export const markSpans = (text: string, spans: readonly Span[]): Segment[] => {
  const segments: Segment[] = []
  let at = 0
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    if (from > at) segments.push({ text: text.slice(at, from), isFound: false })
    if (to > at) segments.push({ text: text.slice(Math.max(from, at), to), isFound: true })
    at = Math.max(at, to)
  }
  return at < text.length ? [...segments, { text: text.slice(at), isFound: false }] : segments
}

/** The same over the words of a page, in the order of reading: those that one of these falls on, of each place together. */
export const searchWords = <Word extends { text: string }>(words: readonly Word[]): Search<Word[]> => {
  const starts: number[] = []
  let line = ''
  for (const { text } of words) {
    starts.push(line.length)
    line += `${text} `
  }
  const search = searchText(line)
  return (sought) => search(sought).map(([from, to]) => words.filter(({ text }, i) => from < starts[i]! + text.length && to > starts[i]!))
}

/** Left, top, right, bottom. */
type Box = [number, number, number, number]

const isBeside = (a: Box, b: Box): boolean => Math.min(a[3], b[3]) - Math.max(a[1], b[1]) > 0.5 * Math.min(a[3] - a[1], b[3] - b[1])
const around = (a: Box, b: Box): Box => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]

/** One box for the words of a row. */
export const joinBoxes = (boxes: readonly Box[]): Box[] =>
  boxes.reduce<Box[]>((rows, box) => {
    const last = rows.at(-1)
    return last && isBeside(last, box) ? [...rows.slice(0, -1), around(last, box)] : [...rows, box]
  }, [])
