import { seal, unseal } from '#src/platform/crypto.ts'
import type { Piece, PieceFacts } from './piece.ts'
import type { PieceRow } from './pieces.sql.ts'

const label = (id: string): string => `declaration-piece:${id}`
export const sealFacts = (key: Buffer, id: string, facts: PieceFacts): Buffer => seal(key, Buffer.from(JSON.stringify(facts)), label(id))
export const openFacts = (key: Buffer, { id, kind, facts, added_at: addedAt, added_by: addedBy }: PieceRow): Piece => ({
  id,
  kind,
  addedAt,
  addedBy,
  ...(JSON.parse(unseal(key, facts, label(id)).toString()) as PieceFacts),
})
