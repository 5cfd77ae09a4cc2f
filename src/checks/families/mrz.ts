import type { FieldName, UnderstoodPiece } from '#src/pieces/piece.ts'
import { answer, identityTypes, type Judge } from '../answer.ts'
import type { Check } from '../check.ts'
import { closenessOf } from '../compare/closeness.ts'
import { compareDays } from '../compare/day.ts'
import { fail, type Judged, pass, unknown, worst } from '../compare/judged.ts'
import { compactText, datesOf, isSure, readingsOf } from '../readings.ts'
import { zoneConfidence } from '../zone.ts'

/**
 * Every check digit of the zone (ICAO 9303; the French card of before 2021 has its own). A zone read badly cannot accuse; a PDF's own text,
 * which the picture bore out, was not guessed at all.
 */
const judgeDigits: Judge = ({ piece, reading: { source } }) => {
  const { mrz } = piece
  if (!mrz) return answer(unknown('zone_unread'))
  const wrong = mrz.checks.filter(({ isRight }) => !isRight)
  const beside = {
    read: mrz.lines.join('\n'),
    values: { count: wrong.length, of: mrz.checks.length },
    fields: ['document_number', 'birth_date', 'expires_on'] as FieldName[],
  }
  if (mrz.checks.length === 0) return answer(unknown('zone_unread'), beside)
  if (mrz.isAmbiguous) return answer(unknown('zone_ambiguous'), beside)
  if (wrong.length === 0) return answer(pass('digits_right'), beside)
  return answer(source === 'pdf_text' || isSure(zoneConfidence(piece), 80) ? fail('digits_wrong') : unknown('zone_unsure'), beside)
}

const sides = (piece: UnderstoodPiece, name: FieldName) => {
  const all = readingsOf(piece, name)
  const zone = all.find(({ source }) => source === 'mrz')
  const printed = all.find(({ source }) => source === 'text' || source === 'hand')
  return zone && printed ? { zone, printed } : null
}

/** The surest of two confidences is no surer than the other. */
const weaker = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b))

const agreeOnDay = (piece: UnderstoodPiece, name: FieldName): Judged[] => {
  const all = datesOf(piece, name)
  const zone = all.find(({ source }) => source === 'mrz')
  const printed = all.find(({ source }) => source === 'text' || source === 'hand')
  if (!zone || !printed) return []
  const judged = compareDays(zone.day, printed.day, weaker(zone.confidence, printed.confidence))
  return [
    judged.verdict === 'pass' ? pass('zone_agrees') : judged.verdict === 'fail' ? fail('zone_date_differs') : unknown('zone_date_near'),
  ]
}

const agreeOnNumber = (piece: UnderstoodPiece): Judged[] => {
  const found = sides(piece, 'document_number')
  if (!found) return []
  const [zone, printed] = [compactText(found.zone), compactText(found.printed)]
  if (zone === printed) return [pass('zone_agrees')]
  const confidence = weaker(found.zone.confidence, found.printed.confidence)
  return [
    isSure(confidence, 90) && closenessOf(zone, printed, confidence) === 'other'
      ? fail('zone_number_differs')
      : unknown('zone_number_near'),
  ]
}

/** No digit protects a name: only a wholly other one speaks of a forgery. The zone may cut it. */
const agreeOnFamilyName = (piece: UnderstoodPiece): Judged[] => {
  const found = sides(piece, 'family_name')
  if (!found) return []
  const confidence = Math.min(weaker(found.zone.confidence, found.printed.confidence) ?? 95, 95)
  const closeness = closenessOf(found.printed.text, found.zone.text, confidence)
  if (closeness === 'same') return [pass('zone_agrees')]
  return [closeness === 'other' ? fail('zone_name_differs') : unknown('zone_name_near')]
}

/** The zone against what is printed: who changes one forgets the other (§1.4 « names match », ocr.md §4.2). */
const judgeAgrees: Judge = ({ piece }) => {
  if (!piece.mrz) return null
  const names = agreeOnFamilyName(piece)
  const digits = [...agreeOnNumber(piece), ...agreeOnDay(piece, 'birth_date'), ...agreeOnDay(piece, 'expires_on')]
  const fields: FieldName[] = ['document_number', 'birth_date', 'expires_on', 'family_name']
  const all = [...digits, ...names]
  return answer(all.length === 0 ? unknown('zone_alone') : worst(all), { fields, values: { count: all.length } })
}

export const mrzChecks: readonly Check[] = [
  { id: 'mrz_check_digits', rule: 'rules.md §1.4; ICAO 9303-3 §4.9', refusal: 'altered', types: [...identityTypes], judge: judgeDigits },
  {
    id: 'mrz_agrees',
    rule: 'rules.md §1.4; ocr.md §4.2 « always compare MRZ name with the visual zone »',
    refusal: 'altered',
    types: [...identityTypes],
    judge: judgeAgrees,
  },
]
