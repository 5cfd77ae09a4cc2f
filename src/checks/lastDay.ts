import { daysBetween, type Day } from '#src/kernel/calendar.ts'
import type { FieldName, UnderstoodPiece } from '#src/pieces/piece.ts'
import { identityTypes } from './answer.ts'
import { issueDaysOfNumber, lastDaysFromIssue, lastDaysFromPrinted, type LastDays } from './families/oldCard.ts'
import { compactText, datesOf, readingOf } from './readings.ts'

const dated: readonly string[] = [...identityTypes, 'driving_licence']

/** The day, where all its readings agree. */
const agreed = (piece: UnderstoodPiece, name: FieldName): Day | null => {
  const days = new Set(datesOf(piece, name).map(({ day }) => day))
  return days.size === 1 ? [...days][0]! : null
}

/** The month of issue of an old card is known better than its day. */
const closeEnough = 62

/** In doubt by some days, the later one: asking somebody for a card that is still good would be our error (X-02 b). */
const latest = (span: LastDays | null): Day | null => (span && daysBetween(span.from, span.to) <= closeEnough ? span.to : null)

const lastDayOfOldCard = (piece: UnderstoodPiece): Day | null => {
  const [printed, issued, born] = [agreed(piece, 'expires_on'), agreed(piece, 'issued_on'), agreed(piece, 'birth_date')]
  const issues = issued ? [issued] : issueDaysOfNumber(compactText(readingOf(piece, 'document_number')))
  return latest(printed ? lastDaysFromPrinted(printed, issues, born) : issues.length > 0 ? lastDaysFromIssue(issues, born) : null)
}

/**
 * The last day on which an identity document holds, by the rules of rules.md §1.4 (old French cards: +5 years for adults of 2004 to 2013).
 * Null where the piece holds for ever, or its readings do not say.
 */
export const lastDayOf = (piece: UnderstoodPiece): Day | null => {
  if (piece.type === 'fr_cni_old') return lastDayOfOldCard(piece)
  return dated.includes(piece.type) ? agreed(piece, 'expires_on') : null
}
