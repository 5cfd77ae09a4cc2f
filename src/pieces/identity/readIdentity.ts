import type { Day } from '#src/kernel/calendar.ts'
import type { FieldName, Mrz, PieceField, PieceType, Place } from '#src/pieces/piece.ts'
import { writtenOn } from '#src/pieces/mrz/dates.ts'
import { readMrz } from '#src/pieces/mrz/readMrz.ts'
import type { ReadPage } from '#src/platform/ocr.ts'
import { type Found, foundByLabel } from './byLabel.ts'
import { formOf } from './form.ts'
import { foundByShape } from './byShape.ts'
import { foundByZone } from './byZone.ts'
import { likeZone } from './likeZone.ts'
import type { Token } from './tokens.ts'

const placesOf = (tokens: Token[]): Place[] => tokens.map(({ page, word }) => ({ page, box: word.box }))

const confidenceOf = ({ tokens }: Found): number | null => {
  const read = tokens.map(({ confidence }) => confidence).filter((one) => one !== null)
  return read.length ? Math.round(Math.min(...read)) : null
}

const fieldOf = (found: Found & { mostSure?: number }): PieceField => {
  const confidence = confidenceOf(found)
  const { name, value, normal, tokens, mostSure = 100 } = found
  return { name, nth: 0, value, normal, confidence: confidence === null ? null : Math.min(confidence, mostSure), places: placesOf(tokens), source: 'text' }
}

/** What no label gave is looked for by the zone, then by its shape and order; what several pages show is taken where it was read best. */
const printedOf = (pages: readonly ReadPage[], type: PieceType, zone: PieceField[], asOf: Day): PieceField[] => {
  const forms = pages.map((page) => formOf(page, type))
  const labelled = forms.flatMap((form) => foundByLabel(form, type, asOf))
  const matched = forms.flatMap((form) => foundByZone(form, zone, labelled, asOf))
  const shaped = forms.flatMap((form) => foundByShape(form, type, [...labelled, ...matched], zone, asOf))
  const best = new Map<FieldName, PieceField>()
  for (const field of [...labelled, ...matched, ...shaped].map((found) => likeZone(fieldOf(found), zone))) {
    const other = best.get(field.name)
    if (!other || (field.confidence ?? 101) > (other.confidence ?? 101)) best.set(field.name, field)
  }
  return [...best.values()]
}

/**
 * The fields of an identity document: the printed ones, then those of its machine-readable zone, so that the first of a name is the one to show.
 * `asOf`: the day the piece was received; years of two digits are read as of that day.
 */
export const readIdentity = (pages: readonly ReadPage[], type: PieceType, asOf: Day = writtenOn): { fields: PieceField[]; mrz: Mrz | null } => {
  const zone = readMrz(pages, asOf)
  return { fields: [...printedOf(pages, type, zone?.fields ?? [], asOf), ...(zone?.fields ?? [])], mrz: zone?.mrz ?? null }
}
