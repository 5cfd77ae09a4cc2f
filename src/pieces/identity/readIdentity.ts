import type { Day } from '#src/kernel/calendar.ts'
import type { FieldName, Mrz, PieceField, PieceType, Place } from '#src/pieces/piece.ts'
import { writtenOn } from '#src/pieces/mrz/dates.ts'
import { readMrz } from '#src/pieces/mrz/readMrz.ts'
import type { Box, ReadPage } from '#src/platform/ocr.ts'
import { type Found, foundByLabel } from './byLabel.ts'
import { formOf } from './form.ts'
import { foundByShape } from './byShape.ts'
import { foundByZone, widened } from './byZone.ts'
import { likeZone } from './likeZone.ts'
import type { Token } from './tokens.ts'

const followsOn = (last: Token, token: Token): boolean =>
  token.page === last.page && token.box[0] > last.box[0] && Math.min(last.box[3], token.box[3]) > Math.max(last.box[1], token.box[1])

const around = (boxes: Box[]): Box => [
  Math.min(...boxes.map((box) => box[0])),
  Math.min(...boxes.map((box) => box[1])),
  Math.max(...boxes.map((box) => box[2])),
  Math.max(...boxes.map((box) => box[3])),
]

/** One box for each line on which the value stands. */
const placesOf = (tokens: Token[]): Place[] => {
  const lines: Token[][] = []
  for (const token of tokens) {
    const line = lines.at(-1)
    if (line && followsOn(line.at(-1) as Token, token)) line.push(token)
    else lines.push([token])
  }
  return lines.map((line) => ({ page: (line[0] as Token).page, box: around(line.map(({ word }) => word.box)) }))
}

const confidenceOf = ({ tokens }: Found): number | null => {
  const read = tokens.map(({ confidence }) => confidence).filter((one) => one !== null)
  return read.length ? Math.round(Math.min(...read)) : null
}

const fieldOf = (found: Found & { mostSure?: number }): PieceField => {
  const confidence = confidenceOf(found)
  const { name, value, normal, tokens, mostSure = 100 } = found
  return {
    name,
    nth: 0,
    value,
    normal,
    confidence: confidence === null ? null : Math.min(confidence, mostSure),
    places: placesOf(tokens),
    source: 'text',
  }
}

/** What no label gave is looked for by the zone, then by its shape and order; what several pages show is taken where it was read best. */
const printedOf = (pages: readonly ReadPage[], type: PieceType, zone: PieceField[], asOf: Day): PieceField[] => {
  const forms = pages.map((page) => formOf(page, type))
  const labelled = forms.flatMap((form) => widened(form, zone, foundByLabel(form, type, asOf)))
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
 * The fields of an identity document: the printed ones, then those of its machine-readable zone, so that the first of a name is the one to
 * show. `asOf`: the day the piece was received; years of two digits are read as of that day.
 */
export const readIdentity = (
  pages: readonly ReadPage[],
  type: PieceType,
  asOf: Day = writtenOn,
): { fields: PieceField[]; mrz: Mrz | null } => {
  const zone = readMrz(pages, asOf)
  return { fields: [...printedOf(pages, type, zone?.fields ?? [], asOf), ...(zone?.fields ?? [])], mrz: zone?.mrz ?? null }
}
