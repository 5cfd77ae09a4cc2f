import { z } from 'zod'
import { here } from '#src/declarations/words.page.ts'
import { good, seeOther, type Answer } from '#src/web/answer.ts'
import { line, parse } from '#src/web/fields.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { addPieces, removePiece, takeDocument } from './addPieces.ts'
import { openPiece } from './openPiece.ts'

const back = (visit: Visit, flash: string): Answer => seeOther(`${here}/${param(visit, 'id')}`, good(flash))

/** POST /console/declarations/:id/pieces */
export const postPieces = async (visit: Visit): Promise<Answer> => {
  await addPieces(visit.ctx, param(visit, 'id'), visit.files)
  return back(visit, 'declarations:flash.piece_added')
}

/** POST /console/declarations/:id/take-document */
export const postTakeDocument = async (visit: Visit): Promise<Answer> => {
  await takeDocument(visit.ctx, param(visit, 'id'), parse(z.object({ document_id: line(40) }), visit.body).document_id)
  return back(visit, 'declarations:flash.piece_added')
}

/** POST /console/declarations/:id/pieces/:piece/remove */
export const postRemovePiece = async (visit: Visit): Promise<Answer> => {
  await removePiece(visit.ctx, param(visit, 'id'), param(visit, 'piece'))
  return back(visit, 'declarations:flash.piece_removed')
}

/** GET /console/declarations/:id/pieces/:piece */
export const sendClosedPiece = async (visit: Visit): Promise<Answer> => {
  const { piece, bytes } = await openPiece(visit.ctx, param(visit, 'id'), param(visit, 'piece'))
  return { kind: 'file', bytes, mime: piece.mime, fileName: piece.fileName, isInline: true }
}
