import { addMonths, type Day } from '#src/kernel/calendar.ts'
import type { FieldName, UnderstoodPiece } from '#src/pieces/piece.ts'
import { answer, identityTypes, type Answer, type Judge } from '../answer.ts'
import type { Check, CheckFacts } from '../check.ts'
import { writeDay } from '../compare/day.ts'
import { fail, type Judged, pass, unknown } from '../compare/judged.ts'
import { compactText, datesOf, isProved, isSure, readingsOf } from '../readings.ts'
import { issueDaysOfNumber, lastDaysFromIssue, lastDaysFromPrinted } from './oldCard.ts'

type Known = { day: Day | null; isCertain: boolean; isDisputed: boolean }

/** One date out of its readings: certain where it was proved or was read twice; disputed where two readings differ. */
const settle = (piece: UnderstoodPiece, name: FieldName): Known => {
  const all = datesOf(piece, name)
  const days = new Set(all.map(({ day }) => day))
  const isCertain = days.size === 1 && (all.length > 1 || isSure(all[0]!.confidence))
  return { day: all[0]?.day ?? null, isCertain, isDisputed: days.size > 1 }
}

/** A French card or passport of an adult is good for ten years; nobody's document is good for more than that and a little. */
const longestMonths = 12 * 10 + 6

const judgeDate = ({ piece, receivedOn }: CheckFacts): Judged => {
  const expiry = settle(piece, 'expires_on')
  const issue = settle(piece, 'issued_on')
  if (!expiry.day) return unknown('expiry_unread')
  if (expiry.isDisputed) return unknown('readings_differ')
  if (!expiry.isCertain) return unknown('expiry_unsure')
  if (expiry.day < receivedOn) return fail('expired')
  if (issue.day && issue.day > receivedOn) return issue.isCertain ? fail('issued_in_future') : unknown('issue_unsure')
  if (issue.day && addMonths(issue.day, longestMonths) < expiry.day && piece.type !== 'driving_licence')
    return unknown('validity_implausible')
  return pass('still_valid')
}

const compareLast = (last: { from: Day; to: Day } | null, receivedOn: Day): Judged => {
  if (!last) return unknown('validity_implausible')
  if (last.from >= receivedOn) return pass('old_card_valid')
  return last.to < receivedOn ? fail('old_card_expired') : unknown('old_card_unsure')
}

/** Year and month of issue, believed where the zone's digit proves the number or it was read well. */
const issuesOf = (piece: UnderstoodPiece, issue: Known): Day[] => {
  if (issue.day && issue.isCertain) return [issue.day]
  const number = readingsOf(piece, 'document_number').find(({ source, confidence }) =>
    (source === 'mrz' && isProved(piece, 'document_number')) || isSure(confidence)
  )
  return number ? issueDaysOfNumber(compactText(number)) : []
}

/**
 * The old laminated card (rules.md §1.4): what counts is the day of issue and the holder's age then. The front shows no expiry; the
 * number tells year and month of issue. Whatever stays possible is kept open.
 */
const judgeOldCard = ({ piece, receivedOn }: CheckFacts): Judged => {
  const [expiry, issue, birth] = (['expires_on', 'issued_on', 'birth_date'] as const).map((name) => settle(piece, name)) as [
    Known,
    Known,
    Known,
  ]
  const born = birth.isCertain ? birth.day : null
  const issued = issuesOf(piece, issue)
  if (issue.day && issue.day > receivedOn) return issue.isCertain ? fail('issued_in_future') : unknown('issue_unsure')
  if (expiry.day && expiry.isCertain) return compareLast(lastDaysFromPrinted(expiry.day, issued, born), receivedOn)
  if (expiry.day && !lastDaysFromPrinted(expiry.day, issued, born)) return unknown('validity_implausible')
  if (issued.length === 0) return unknown('issue_unread')
  return compareLast(lastDaysFromIssue(issued, born), receivedOn)
}

const judgeNotExpired: Judge = (facts): Answer => {
  const { piece } = facts
  const judged = piece.type === 'fr_cni_old' ? judgeOldCard(facts) : judgeDate(facts)
  const read = writeDay(settle(piece, 'expires_on').day) ?? writeDay(settle(piece, 'issued_on').day)
  return answer(judged, { read, fields: ['expires_on', 'issued_on', 'document_number'] })
}

export const validityChecks: readonly Check[] = [
  {
    id: 'not_expired',
    rule: 'rules.md §1.4 fr_cni_old, fr_cni_e, passport, titre_sejour',
    refusal: 'expired',
    types: [...identityTypes, 'driving_licence'],
    judge: judgeNotExpired,
  },
]
