import { normaliseField } from '#src/pieces/normaliseField.ts'
import type { FieldName, PieceField, UnderstoodPiece } from '#src/pieces/piece.ts'
import { isZoneProved } from './readings.ts'

export type Correction = { field: string; nth: number; value: string }

const isOf = (field: PieceField, { field: name, nth }: Correction): boolean => field.name === name && field.nth === nth

/** Names of the zone, and its digits that a check digit proves, are evidence of their own: nobody reads them away. Nor what a code says. */
const standsBeside = (piece: UnderstoodPiece, field: PieceField): boolean =>
  field.source === 'code' ||
  (field.source === 'mrz' && (isZoneProved(piece, field.name) || field.name === 'family_name' || field.name === 'given_names'))

/**
 * What a person put right stands for the print as the machine read it, in its place on the picture; a field it had missed is added. The
 * zone and the signed code still contradict it where they do: an altered piece is not mended by typing (ocr.md §4.2).
 */
export const corrected = (piece: UnderstoodPiece, corrections: readonly Correction[]): UnderstoodPiece => {
  if (corrections.length === 0) return piece
  const kept = piece.fields.filter((field) => standsBeside(piece, field) || !corrections.some((one) => isOf(field, one)))
  const byHand = corrections.map((one): PieceField => {
    const name = one.field as FieldName
    const places = piece.fields.find((field) => isOf(field, one))?.places ?? []
    return { name, nth: one.nth, value: one.value, normal: normaliseField(name, one.value), confidence: null, places, source: 'hand' }
  })
  return { ...piece, fields: [...kept, ...byHand] }
}
