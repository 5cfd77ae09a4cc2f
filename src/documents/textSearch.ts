/** A place in a text: from, up to. */
export type Span = [from: number, to: number]
export type Segment = { text: string; isFound: boolean }

const foldSign = (sign: string): string => {
  const plain = sign.normalize('NFD').charAt(0).toUpperCase()
  return sign.length === 1 && plain.length === 1 ? plain : sign
}

/** Without accents and case, sign for sign: a place in the folded text is that place in the text. */
const fold = (text: string): string => [...text].map(foldSign).join('')

const signsOf = (sought: string): string => fold(sought).replace(/[^\p{L}\p{N}]/gu, '')

/** A number or a name so long is found inside others too: the SIREN in the SIRET, an IBAN glued to its label. */
const longEnough = 9

/** Blanks, dots and line ends between its signs do not matter: « 732 829 320 », « 12.05.1984 ». */
const patternOf = (sought: string): string[] => {
  const signs = [...signsOf(sought)]
  if (signs.length < 2) return []
  const loose = signs.join('[^\\p{L}\\p{N}]{0,4}')
  return [signs.length >= longEnough ? loose : `(?<![\\p{L}\\p{N}])${loose}(?![\\p{L}\\p{N}])`]
}

/** Where one of these stands in the text, as an eye would find it. */
export const findSpans = (text: string, sought: readonly string[]): Span[] => {
  const patterns = sought.flatMap(patternOf)
  if (patterns.length === 0) return []
  const found = fold(text).matchAll(new RegExp(patterns.join('|'), 'gu'))
  return [...found].map(({ index, 0: match }): Span => [index, index + match.length])
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

/** Which of the words of a page, in the order of reading, one of these falls on. */
export const findWords = <Word extends { text: string }>(words: readonly Word[], sought: readonly string[]): Word[] => {
  const starts: number[] = []
  let line = ''
  for (const { text } of words) {
    starts.push(line.length)
    line += `${text} `
  }
  const spans = findSpans(line, sought)
  return words.filter(({ text }, i) => spans.some(([from, to]) => from < starts[i]! + text.length && to > starts[i]!))
}
