import type { ReadWord } from './messages.ts'

/** 0..100, weighted by the length of the words. */
export const confidenceOf = (words: ReadWord[]): number => {
  const weight = words.reduce((sum, word) => sum + word.text.length, 0)
  return weight ? Math.round(words.reduce((sum, word) => sum + word.confidence * word.text.length, 0) / weight) : 0
}
