import { fail, type Judged, pass, unknown } from './judged.ts'
import { distance } from './words.ts'

export type IdentifierReading = { text: string; isWellFormed: boolean; confidence: number | null }

/**
 * Numbers with a key. Well formed and the same: pass. Well formed and another: somebody else's, a misreading does not make a right key.
 * Ill formed: misread where the reading was guessed and not sure, else it was written so.
 */
export const compareIdentifier = (declared: string, { text, isWellFormed, confidence }: IdentifierReading): Judged => {
  if (declared === '') return unknown('nothing_declared')
  if (text === '') return unknown('number_unread')
  const isDoubtful = confidence !== null && confidence < 90
  if (text === declared) return isWellFormed ? pass('number_same') : unknown('number_ill_formed')
  if (isWellFormed && (confidence === null || confidence >= 60)) return fail('number_differs')
  return isDoubtful && distance(text.slice(0, 40), declared.slice(0, 40)) <= 3
    ? unknown('number_near')
    : isDoubtful && (confidence ?? 100) < 60
    ? unknown('number_near')
    : fail('number_differs')
}

/** The key of a number that was read: wrong where it was read surely, else nobody can tell. */
export const judgeKey = (isRight: boolean, confidence: number | null): Judged => {
  if (isRight) return pass('key_right')
  return confidence !== null && confidence < 90 ? unknown('key_unsure') : fail('key_wrong')
}
