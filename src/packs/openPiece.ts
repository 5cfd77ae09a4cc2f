import { findDeclaration } from '#src/declarations/declarations.sql.ts'
import { mustEnter } from '#src/declarations/enter.ts'
import { keyOf } from '#src/declarations/sealed.ts'
import { notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { getFile } from '#src/platform/storage.ts'
import type { Piece } from './piece.ts'
import { findPiece, listPieceRows } from './pieces.sql.ts'
import { openFacts } from './sealPiece.ts'

export const readPieces = async (db: ReadDb, declaration: Parameters<typeof keyOf>[0]): Promise<Piece[]> => {
  const key = keyOf(declaration)
  return (await listPieceRows(db, declaration.id)).map((row) => openFacts(key, row))
}

/** The clear bytes; throws when a bit of them changed. */
export const readPieceBytes = (declaration: Parameters<typeof keyOf>[0], { id, sha256 }: Piece): Promise<Buffer> =>
  getFile(id, keyOf(declaration), Buffer.from(sha256, 'hex'))

/** Somebody looks at a piece: on the register. 404 outside the circle, of another declaration, or removed. */
export const openPiece = async (ctx: Ctx, declarationId: string, pieceId: string): Promise<{ piece: Piece; bytes: Buffer }> => {
  mustEnter(ctx, 'declarations.read')
  const [declaration, row] = [await findDeclaration(ctx.db, declarationId), await findPiece(ctx.db, pieceId)]
  if (!declaration || !row || row.declaration_id !== declarationId || row.removed_at !== null) throw notFound()
  const piece = openFacts(keyOf(declaration), row)
  const bytes = await readPieceBytes(declaration, piece)
  await unit(ctx, (tx) => recordClosed(tx, 'declaration.piece_read', { subject: declarationId, data: { pieceId } }))
  return { piece, bytes }
}
