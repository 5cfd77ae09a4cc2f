/** What one slip costs; another letter altogether costs 1. */
export const costs = { vowel: 0.5, near: 0.7, swapped: 0.8, extraVowel: 0.6, extraH: 0.5, doubled: 0.25 }

/** Sounds that one language writes as another does not, and that a hand that mishears confuses. */
const nearSounds = 'bp dt gk sz vf jJ gJ gj SC Ss Cj CJ CS kH Hh gH mn CH Ck Cs zJ sT ij'.split(' ')
const vowels = [...'aeiou']

const width = 128
const codeOf = (letter: string): number => letter.charCodeAt(0)

/**
 * For each two letters what it costs to write one for the other; for each letter what it costs to write one too many or to leave it out.
 */
const substitutions = new Float64Array(width * width).fill(1)
const extras = new Float64Array(width).fill(1)
const learn = (a: string, b: string, cost: number): void => {
  substitutions[codeOf(a) * width + codeOf(b)] = cost
  substitutions[codeOf(b) * width + codeOf(a)] = cost
}
for (const vowel of vowels) {
  extras[codeOf(vowel)] = costs.extraVowel
  for (const other of vowels) learn(vowel, other, costs.vowel)
}
extras[codeOf('h')] = costs.extraH
for (const [a, b] of nearSounds) learn(a!, b!, costs.near)
for (let letter = 0; letter < width; letter++) substitutions[letter * width + letter] = 0

/** A letter too many, or too few: the same one twice hardly counts; at the beginning of a word it counts in full. */
const extra = (word: string, at: number): number => {
  if (at === 0) return 1
  const letter = word.charCodeAt(at)
  return letter === word.charCodeAt(at - 1) ? costs.doubled : extras[letter]!
}

const rows = [new Float64Array(width), new Float64Array(width), new Float64Array(width)] as const
const extrasOfB = new Float64Array(width)

/**
 * What it takes to write `a` for `b`: an edit distance with weights and with neighbours swapped (Damerau, optimal alignment). `Infinity` as
 * soon as it is sure to be more than `most`. Both are ASCII and shorter than 128.
 */
export const editCost = (a: string, b: string, most: number): number => {
  if (Math.abs(a.length - b.length) * costs.doubled > most) return Infinity
  let [before, previous, row]: readonly Float64Array[] = rows
  let leastBefore = (previous![0] = 0)
  for (let j = 1; j <= b.length; j++) previous![j] = previous![j - 1]! + (extrasOfB[j] = extra(b, j - 1))
  for (let i = 1; i <= a.length; i++) {
    const [letter, own] = [a.charCodeAt(i - 1), extra(a, i - 1)]
    let least = (row![0] = previous![0]! + own)
    for (let j = 1; j <= b.length; j++) {
      const other = b.charCodeAt(j - 1)
      let cost = Math.min(previous![j - 1]! + substitutions[letter * width + other]!, previous![j]! + own, row![j - 1]! + extrasOfB[j]!)
      if (i > 1 && j > 1 && letter === b.charCodeAt(j - 2) && other === a.charCodeAt(i - 2))
        cost = Math.min(cost, before![j - 2]! + costs.swapped)
      row![j] = cost
      if (cost < least) least = cost
    }
    if (least > most && leastBefore > most) return Infinity
    leastBefore = least
    ;[before, previous, row] = [previous, row, before]
  }
  return previous![b.length]! > most ? Infinity : previous![b.length]!
}
