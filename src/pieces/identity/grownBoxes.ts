import type { Token } from './tokens.ts'

/** Height of a word against the width of one of its letters: 1.2 to 1.9 in every print we know, accents and descenders included. */
const mostTall = 2.1
const usualTall = 1.35
/**
 * Below three signs the width of a letter says nothing (« le » is as narrow as it is tall), but for digits and capitals that are all wide.
 */
const isWide = (text: string): boolean => text.length > 2 || /^[\dA-HK-Z]{2}$/.test(text)
const loneSign = /^[2-9A-HK-Z]$/
const mostTallAlone = 2.4
/** Against the usual word of the page, of which many may have grown: a box that is hardly taller than most reaches over no second row. */
const leastTall = 1.35

const tallOf = ({ box }: Token): number => box[3] - box[1]
const pitchOf = ({ box, text }: Token): number => (box[2] - box[0]) / text.length
/** Thin letters set close say less: cut to their width, the word would be lower than any print of the page. */
const leastCut = 0.75

const isGrown = (token: Token, usual: number): boolean =>
  tallOf(token) > leastTall * usual && usualTall * pitchOf(token) > leastCut * usual
  && ((isWide(token.text) && tallOf(token) > mostTall * pitchOf(token)) ||
    (loneSign.test(token.text) && tallOf(token) > mostTallAlone * pitchOf(token)))

const apart = (a: Token, b: Token): number => Math.max(a.box[0] - b.box[2], b.box[0] - a.box[2])
const overlap = (a: Token, b: Token): number => Math.min(a.box[3], b.box[3]) - Math.max(a.box[1], b.box[1])

/** Of its own size and on a part of its height: the row on which the word stands. */
const isMate = (token: Token, other: Token, expected: number): boolean =>
  other !== token && other.text.length > 1 && tallOf(other) > 0.7 * expected && tallOf(other) < 1.5 * expected &&
  overlap(token, other) > 0.7 * tallOf(other)

/**
 * The box as high as its letters are wide: level with the nearest mate, else at its foot, where the value stands under the small label it
 * was joined with.
 */
const shrunk = (token: Token, sure: readonly Token[]): Token => {
  const expected = usualTall * pitchOf(token)
  const mates = sure.filter((other) => isMate(token, other, expected)).sort((a, b) => apart(token, a) - apart(token, b))
  const [mate] = mates
  const [x0, , x1, y1] = token.box
  return { ...token, box: mate ? [x0, mate.box[1], x1, mate.box[3]] : [x0, y1 - expected, x1, y1] }
}

/**
 * Readers join the foot of a faint label, or grain, with the large value under it: the box then reaches over two rows and ties them
 * together. Such boxes are cut back to the height that their letters have.
 */
export const withoutGrown = (tokens: Token[]): Token[] => {
  const usual = tokens.map(tallOf).sort((a, b) => a - b)[Math.floor(tokens.length * 0.35)] ?? 1
  const sure = tokens.filter((token) => !isGrown(token, usual))
  return tokens.map((token) => (isGrown(token, usual) ? shrunk(token, sure) : token))
}
