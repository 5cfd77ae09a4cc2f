import { normaliseField } from '#src/pieces/normaliseField.ts'
import type { FieldName, PieceField, UnderstoodPiece } from '#src/pieces/piece.ts'

export type Correction = { field: string; nth: number; value: string }

const isOf = (field: PieceField, { field: name, nth }: Correction): boolean => field.name === name && field.nth === nth

/** What a person put right stands for the machine's reading, in its place on the picture; a field it had missed is added. */
export const corrected = (piece: UnderstoodPiece, corrections: readonly Correction[]): UnderstoodPiece => {
  if (corrections.length === 0) return piece
  const kept = piece.fields.filter((field) => !corrections.some((one) => isOf(field, one)))
  const byHand = corrections.map((one): PieceField => {
    const name = one.field as FieldName
    const places = piece.fields.find((field) => isOf(field, one))?.places ?? []
    return { name, nth: one.nth, value: one.value, normal: normaliseField(name, one.value), confidence: null, places, source: 'hand' }
  })
  return { ...piece, fields: [...kept, ...byHand] }
}
