import { type Day, daysBetween } from '#src/kernel/calendar.ts'
import { isYoungEnough, lastValidDay } from '#src/dossiers/pieceAge.ts'
import type { PieceType } from '#src/pieces/piece.ts'
import { answer, type Judge } from '../answer.ts'
import type { Check, CheckFacts } from '../check.ts'
import { writeDay } from '../compare/day.ts'
import { fail, type Judged, pass, unknown } from '../compare/judged.ts'
import { datesOf, isSure, trustedSeals } from '../readings.ts'

/** In months, where the line of the checklist says nothing (KYC-05, §1.4). */
const monthsOf: Partial<Record<PieceType, number>> = {
  kbis: 3,
  extrait_k: 3,
  avis_sirene: 3,
  attestation_rne: 3,
  rbe_extract: 3,
  proof_address: 3,
  extrait_registre_tribunal: 3,
  association_board_list: 12,
}

/** The day of a signed code goes before what is printed: an old code on a new letter is an old letter. */
const issueOf = ({ piece }: CheckFacts): { day: Day; confidence: number | null }[] => {
  const signed = trustedSeals(piece).flatMap(({ issuedOn, signedOn }) => issuedOn ?? signedOn ?? [])
  if (signed.length > 0) return [{ day: signed.toSorted()[0]!, confidence: null }]
  return datesOf(piece, 'issued_on')
}

/** A tax notice is good for this year and the last (§1.4). */
const judgeYear = (
  day: Day,
  receivedOn: Day,
): Judged => (Number(day.slice(0, 4)) >= Number(receivedOn.slice(0, 4)) - 1 ? pass('notice_recent') : fail('notice_old'))

const judgeDay = (day: Day, facts: CheckFacts, months: number): Judged => {
  if (day > facts.receivedOn) return fail('issued_in_future')
  if (facts.piece.type === 'tax_notice') return judgeYear(day, facts.receivedOn)
  return isYoungEnough(day, facts.receivedOn, months) ? pass('young_enough') : fail('too_old')
}

/** Age is judged at receipt and kept: « received before the issue date + n months » (§1.2 notes, KYC-05). */
const judgeAge: Judge = (facts) => {
  const { announced, piece, receivedOn } = facts
  const months = announced.maxAgeMonths ?? monthsOf[piece.type] ?? 3
  const [first, ...others] = issueOf(facts)
  const fields = ['issued_on' as const]
  if (!first) return answer(unknown('issue_unread'), { fields, values: { months } })
  const values = { months, days: daysBetween(first.day, receivedOn), lastDay: lastValidDay(first.day, months) }
  const isDisputed = others.some(({ day }) => day !== first.day)
  const judged = isDisputed
    ? unknown('readings_differ')
    : isSure(first.confidence)
    ? judgeDay(first.day, facts, months)
    : unknown('issue_unsure')
  return answer(judged, { read: writeDay(first.day), fields, values })
}

export const ageChecks: readonly Check[] = [
  {
    id: 'age',
    rule: 'rules.md §1.2 notes, §1.4; KYC-05',
    refusal: 'too_old',
    types: [
      'kbis',
      'extrait_k',
      'avis_sirene',
      'attestation_rne',
      'rbe_extract',
      'proof_address',
      'tax_notice',
      'association_board_list',
      'extrait_registre_tribunal',
    ],
    judge: judgeAge,
  },
]
