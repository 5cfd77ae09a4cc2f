import { z } from 'zod'
import { isAboutFile, lostRace, type Refused } from '#src/reviews/lostRace.page.ts'
import { file, fragment, good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { choice, optionalWords, parse } from '#src/web/fields.ts'
import { notFound } from '#src/kernel/errors.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { acceptDocument } from './acceptDocument.ts'
import { pageOf, pieceOfPath, readBench, readSight } from './bench.page.ts'
import { benchModel } from './benchModel.page.ts'
import { liveModel } from './compare.page.ts'
import { refusalReasons } from './document.ts'
import type { DocumentRow } from './documents.sql.ts'
import { coverOpening, downloadDocument, noteOpening } from './openDocument.ts'
import { pagePicture } from './pagePictures.ts'
import { reconsiderDocument } from './reconsiderDocument.ts'
import { refuseDocument } from './refuseDocument.ts'
import { namedErrors, wordsTyped } from './refused.page.ts'
import { retryReading } from './retryReading.ts'
import { nextToJudge } from './strip.ts'
import { verdictModel } from './verdict.page.ts'

const addressOf = ({ id }: DocumentRow, page?: number): string => `/console/documents/${id}${page ? `?page=${page}` : ''}`

const drawBench = async (visit: Visit, piece: DocumentRow, refused?: Refused): Promise<Answer> => {
  const bench = await readBench(visit, piece)
  const { live, ...model } = benchModel(visit, bench, refused)
  return view('documents/bench', {
    ...model,
    ...live,
    verdict: verdictModel(visit, bench, refused),
    errors: namedErrors(visit, refused),
    typed: wordsTyped(refused),
    lost: refused && isAboutFile(refused) ? await lostRace(visit, piece.merchant_id, refused) : null,
    presence: bench.case.isMine ? `/console/dossiers/${piece.dossier_id}/presence` : '',
    scripts: ['bench.js', ...(bench.case.isMine ? ['presence.js'] : [])],
  })
}

/** GET /console/documents/:id: the bench. Each look is recorded; a page turned (`?page=`) belongs to the look. */
export const showDocument = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOfPath(visit)
  if (visit.query['page'] === undefined) await noteOpening(visit.ctx, piece)
  else await coverOpening(visit.ctx, piece)
  return drawBench(visit, piece)
}

/** The bench as it now is, where a verdict was refused. */
export const showDocumentAgain = async (visit: Visit, refused: Refused): Promise<Answer> => {
  const piece = await pieceOfPath(visit)
  await coverOpening(visit.ctx, piece)
  return drawBench(visit, piece, refused)
}

/** GET /console/documents/:id/pages/:page: the picture of a page, `?size=large` for small print. */
export const showPage = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOfPath(visit)
  const page = /^[1-9]\d{0,2}$/.test(param(visit, 'page')) ? Number(param(visit, 'page')) : 0
  if (page < 1 || page > piece.page_count) throw notFound()
  await coverOpening(visit.ctx, piece)
  const picture = await pagePicture(visit.ctx, piece, page, visit.query['size'] === 'large' ? 'large' : 'page')
  return file(picture, 'image/webp', `${piece.id}-${page}.webp`, true)
}

/** GET /console/documents/:id/reading: what the program read and found, or how far it is; parts of the bench that ask for themselves. */
export const showReading = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOfPath(visit)
  await coverOpening(visit.ctx, piece)
  const { open: _facts, ...live } = liveModel(visit, await readSight(visit, piece))
  return fragment('documents/_live', live)
}

/** GET /console/documents/:id/file: a copy leaves the house, recorded as such. Never shown by the browser as it is. */
export const sendFile = async (visit: Visit): Promise<Answer> => {
  const { bytes, mime, fileName } = await downloadDocument(visit.ctx, (await pieceOfPath(visit)).id)
  return file(bytes, mime, fileName)
}

/** On to the next piece that nobody judged; when there is none, back to the dossier. */
const goOn = async (visit: Visit, piece: DocumentRow, flash: string): Promise<Answer> => {
  const next = nextToJudge((await readBench(visit, piece)).strip, piece.id)
  return seeOther(next ? addressOf(next) : `/console/dossiers/${piece.dossier_id}`, good(flash))
}

const acceptance = z.object({ why: optionalWords(1_000) })

/** POST /console/documents/:id/accept: with the reason why, where the program disagrees. */
export const accept = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOfPath(visit)
  await acceptDocument(visit.ctx, piece.id, parse(acceptance, visit.body))
  return goOn(visit, piece, 'documents:flash.accepted')
}

const refusal = z.object({ reason: choice(refusalReasons), note: optionalWords(1_000) })

/** POST /console/documents/:id/refuse */
export const refuse = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOfPath(visit)
  await refuseDocument(visit.ctx, piece.id, parse(refusal, visit.body))
  return goOn(visit, piece, 'documents:flash.refused')
}

/** POST /console/documents/:id/reconsider: stays on the piece, which is to be judged again. */
export const reconsider = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOfPath(visit)
  await reconsiderDocument(visit.ctx, piece.id)
  return seeOther(addressOf(piece, pageOf(visit, piece)), good('documents:flash.reconsidered'))
}

/** POST /console/documents/:id/retry */
export const retry = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOfPath(visit)
  await retryReading(visit.ctx, piece.id)
  return seeOther(addressOf(piece, pageOf(visit, piece)), good('documents:flash.retried'))
}
