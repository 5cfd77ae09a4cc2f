import { notFound } from '#src/kernel/errors.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { renderDocumentPage, type DocumentType } from '#src/platform/ocr.ts'
import type { DocumentRow } from './documents.sql.ts'
import { keepRecent } from './keepRecent.ts'
import { readBytes } from './openDocument.ts'
import { isPieceLegible } from './pieceFile.ts'

/** The longer side in pixels: a page as the bench first shows it, and one for reading small print. */
export const pictureSizes = { page: 1_600, large: 3_000 } as const
export type PictureSize = keyof typeof pictureSizes

/**
 * Pictures drawn a moment ago, in this process: going back a page, or from piece to piece, costs nothing. They are clear pictures of
 * people's papers: never on a disk, and out of use the moment the key of the piece is destroyed.
 */
const recent = keepRecent(60 * 1024 * 1024)

const draw = async (ctx: Ctx, piece: DocumentRow, page: number, size: PictureSize): Promise<Buffer> => {
  const bytes = await readBytes(ctx, piece)
  return renderDocumentPage({ bytes, type: piece.type as DocumentType }, page, pictureSizes[size])
}

/** One page of a piece as WebP, drawn in a child process (`platform/ocr`). 404 outside its pages; 503 when the child died of it. */
export const pagePicture = async (ctx: Ctx, piece: DocumentRow, page: number, size: PictureSize): Promise<Buffer> => {
  const isThere = piece.state !== 'withdrawn' && Number.isInteger(page) && page >= 1 && page <= piece.page_count
  if (!isThere || !(await isPieceLegible(ctx.db, piece))) throw notFound()
  return recent(`${piece.id}/${page}/${size}`, () => draw(ctx, piece, page, size))
}
