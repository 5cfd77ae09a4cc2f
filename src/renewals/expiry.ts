import { addDays, daysBetween, type Day } from '#src/kernel/calendar.ts'
import type { DocumentState } from '#src/platform/db.types.ts'

export type { ExpiryState } from '#src/platform/db.types.ts'

// When an accepted piece expires (rules.md §1.4, KYC-09 [P]): letters 60, 30 and 7 days before its last valid day, then a request of 30
// days that opens by itself the day after.
// - running: the piece counts; its next letter, or the request, is a date in the row.
// - dormant: that date came while the account was not validated; it wakes with it.
// - asked: a request asks for the new one. replaced: another piece of the line holds longer, or this one counts no longer.

/** Days before the last valid day, the earliest first. */
export const noticeRungs = [60, 30, 7] as const

type Done = number | null

/** Rungs not dealt with. `lastDone`: the last one that was, null before the first. */
const rungsLeft = (lastDone: Done): number[] => noticeRungs.filter((rung) => lastDone === null || rung < lastDone)

/** The first day on which the piece holds no longer: the request opens. */
export const firstDayPast = (expiresOn: Day): Day => addDays(expiresOn, 1)

export const isPast = (expiresOn: Day, today: Day): boolean => today > expiresOn

/** The rungs whose day has come, in order: the last of them is written about, the others are superseded. */
export const dueRungs = (expiresOn: Day, lastDone: Done, today: Day): number[] =>
  rungsLeft(lastDone).filter((rung) => addDays(expiresOn, -rung) <= today)

/** When this piece is to be looked at next: at a rung, or past its last day. What should have been done before today is due today. */
export const nextNoticeOn = (expiresOn: Day, lastDone: Done, today: Day): Day => {
  const [next] = rungsLeft(lastDone)
  const on = next === undefined ? firstDayPast(expiresOn) : addDays(expiresOn, -next)
  return on < today ? today : on
}

/** Days the merchant still has, the last valid one not counted; 0 on that day. */
export const daysLeft = (expiresOn: Day, today: Day): number => Math.max(0, daysBetween(today, expiresOn))

export type DatedPiece = { documentId: string; requirementKey: string; state: DocumentState; expiresOn: Day | null }
type Ruling = DatedPiece & { expiresOn: Day }

const isAccepted = (piece: DatedPiece): piece is Ruling => piece.state === 'accepted' && piece.expiresOn !== null
const holdsLonger = (one: Ruling, other: Ruling): boolean =>
  one.expiresOn === other.expiresOn ? one.documentId > other.documentId : one.expiresOn > other.expiresOn

/** Of each line, the accepted piece that holds longest (of two sides of a card, the later sent): by it the line is dated. */
export const rulingPieces = (pieces: readonly DatedPiece[]): Ruling[] => {
  const ruling = new Map<string, Ruling>()
  for (const piece of pieces.filter(isAccepted)) {
    const known = ruling.get(piece.requirementKey)
    if (!known || holdsLonger(piece, known)) ruling.set(piece.requirementKey, piece)
  }
  return [...ruling.values()]
}
