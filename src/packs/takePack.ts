import { findDeclaration, listLine, type DeclarationRow } from '#src/declarations/declarations.sql.ts'
import { mustEnter } from '#src/declarations/enter.ts'
import { openContent } from '#src/declarations/sealed.ts'
import type { Content } from '#src/declarations/content.ts'
import { notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { readPieceBytes, readPieces } from './openPiece.ts'
import type { Piece } from './piece.ts'

export type PackMatter = { row: DeclarationRow; first: DeclarationRow; content: Content; pieces: { piece: Piece; bytes: Buffer }[] }

/** All that the pack of a declaration is made of; taking it is on the register. */
export const takePack = async (ctx: Ctx, id: string): Promise<PackMatter> => {
  mustEnter(ctx, 'declarations.read')
  const row = await findDeclaration(ctx.db, id)
  if (!row) throw notFound()
  const [line, known] = [await listLine(ctx.db, row.amends_id ?? row.id), await readPieces(ctx.db, row)]
  const pieces: PackMatter['pieces'] = []
  for (const piece of known) pieces.push({ piece, bytes: await readPieceBytes(row, piece) })
  await unit(ctx, (tx) => recordClosed(tx, 'declaration.pack_taken', { subject: id, data: { version: row.version } }))
  return { row, first: line[0]!, content: openContent(row), pieces }
}
