import { renderDocumentPage, type DocumentType } from '#src/platform/ocr.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { DocumentRow } from './documents.sql.ts'
import { readBytes } from './openDocument.ts'

/** Long enough to turn the pages and come back, short enough that clear pictures do not lie about. */
const pictureMs = 2 * 60_000
const mostBytes = 64 * 1024 * 1024
/** An opening covers the pages that are looked at from it. */
const openingMs = 15 * 60_000
const mostOpenings = 5_000
/** Sharp enough to read small print at twice its size. */
const longestSide = 2_000

const pictures = new Map<string, { bytes: Buffer; until: number }>()
const openings = new Map<string, number>()

const forgetOld = (now: number): void => {
  for (const [key, { until }] of pictures) if (until <= now) pictures.delete(key)
  let total = [...pictures.values()].reduce((sum, { bytes }) => sum + bytes.length, 0)
  for (const [key, { bytes }] of pictures) {
    if (total <= mostBytes) return
    pictures.delete(key)
    total -= bytes.length
  }
}

/** Notes in the history that this person, in this session, looks at a piece. `isNew`: a view of its own, whatever was opened before. */
export const noteOpening = async (ctx: Ctx, sessionId: string, piece: DocumentRow, { isNew }: { isNew: boolean }): Promise<void> => {
  const key = `${sessionId}:${piece.id}`
  const now = performance.now()
  if (!isNew && (openings.get(key) ?? 0) > now) return
  await unit(ctx, (tx) => record(tx, 'document.opened', { subject: piece.id, merchantId: piece.merchant_id, data: { dossierId: piece.dossier_id } }))
  if (openings.size >= mostOpenings) openings.clear()
  openings.set(key, now + openingMs)
}

/** The picture of a page (WebP), drawn in the reading child, kept a moment for this session. It belongs to a recorded opening. */
export const readPicture = async (ctx: Ctx, sessionId: string, piece: DocumentRow, page: number): Promise<Buffer> => {
  await noteOpening(ctx, sessionId, piece, { isNew: false })
  const key = `${sessionId}:${piece.id}:${page}`
  const now = performance.now()
  forgetOld(now)
  const known = pictures.get(key)
  if (known) return known.bytes
  const bytes = await renderDocumentPage({ bytes: await readBytes(ctx, piece), type: piece.type as DocumentType }, page, longestSide)
  pictures.set(key, { bytes, until: now + pictureMs })
  return bytes
}
