import type { Box, ReadPage, ReadWord } from './messages.ts'

/** Above it a reading of clean print is hardly ever wrong. */
const sure = 88
/**
 * Share of the letters whose words the picture does not bear out. Measured on 21 honest pages, statutes in small print included: 0 to 3 %.
 */
const mostDoubt = 0.2
/** Too short to tell a misreading from a lie. */
const leastLetters = 4

const letters = (text: string): string =>
  text.normalize('NFD').replace(/[^\p{L}\p{N}]/gu, '').toUpperCase().replace(/[O]/g, '0').replace(/[IL|]/g, '1').replace(/S/g, '5').replace(
    /B/g,
    '8',
  )

const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}

export const overlaps = (a: Box, b: Box): boolean => {
  const [wide, tall] = [Math.min(a[2], b[2]) - Math.max(a[0], b[0]), Math.min(a[3], b[3]) - Math.max(a[1], b[1])]
  return wide > 0.3 * Math.min(a[2] - a[0], b[2] - b[0]) && tall > 0.4 * Math.min(a[3] - a[1], b[3] - b[1])
}

type Verdict = 'same' | 'unseen' | 'doubtful' | 'other'

/** Only words that cover each other one to one can contradict: the two readings may part a line at different places. */
const verdictOn = (own: ReadWord, seen: ReadWord[]): Verdict => {
  const there = seen.filter(({ box }) => overlaps(own.box, box)).sort((a, b) => a.box[0] - b.box[0])
  if (there.length === 0) return 'unseen'
  const [mine, theirs] = [letters(own.text), letters(there.map(({ text }) => text).join(''))]
  if (theirs.includes(mine) || (theirs.length >= leastLetters && mine.includes(theirs))) return 'same'
  const isSure = there.every(({ confidence }) => confidence >= sure)
  const isNumber = /^\d+$/.test(mine) && /^\d+$/.test(theirs) && /^[\d\s.,/:-]+$/.test(own.text) && mine.length === theirs.length
  if (isSure && isNumber) return 'other'
  const alike = 1 - distance(mine, theirs.slice(0, 200)) / Math.max(mine.length, theirs.length)
  if (alike > 0.6) return 'same'
  return isSure && there.length === 1 && mine.length >= leastLetters && alike < 0.4 ? 'other' : 'doubtful'
}

/**
 * Does the picture say what the text says? A text layer may be another scanner's poor reading, or a lie: a font whose character map tells
 * other letters than it draws. One word surely read as another is enough; so are many that cannot be found. What people see rules.
 */
export const agrees = (own: ReadPage, seen: ReadPage): boolean => {
  const judged = own
    .words
    .filter(({ text }) => letters(text).length > 1)
    .slice(0, 3_000)
    .map((word) => ({ weight: letters(word.text).length, verdict: verdictOn(word, seen.words) }))
  const weigh = (...verdicts: Verdict[]): number =>
    judged.reduce((sum, { weight, verdict }) => sum + (verdicts.includes(verdict) ? weight : 0), 0)
  const all = weigh('same', 'unseen', 'doubtful', 'other')
  return weigh('other') === 0 && weigh('unseen', 'doubtful') <= mostDoubt * all
}
