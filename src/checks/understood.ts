import type { JsonValue } from '#src/platform/db.types.ts'
import type { Mrz, PieceField, PieceType, Seal, UnderstoodPiece } from '#src/pieces/piece.ts'

type Kept = { type: string; type_confidence: number; fields: JsonValue; mrz: JsonValue | null; seals: JsonValue }

/** As the machine left it in the row. */
export const understoodOf = ({ type, type_confidence: typeConfidence, fields, mrz, seals }: Kept): UnderstoodPiece => ({
  type: type as PieceType,
  typeConfidence,
  fields: fields as unknown as PieceField[],
  mrz: mrz as unknown as Mrz | null,
  seals: seals as unknown as Seal[],
})

export const understoodColumns = ({ type, typeConfidence, fields, mrz, seals }: UnderstoodPiece) => ({
  type,
  type_confidence: typeConfidence,
  fields: JSON.stringify(fields),
  mrz: mrz && JSON.stringify(mrz),
  seals: JSON.stringify(seals),
})
