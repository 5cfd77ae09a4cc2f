import { z } from 'zod'
import { readDossier } from '#src/dossiers/readDossier.sql.ts'
import { isAboutFile, lostRace, type Refused } from '#src/reviews/lostRace.page.ts'
import { file, fragment, good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines } from '#src/web/components.ts'
import { choice, optionalWords, parse } from '#src/web/fields.ts'
import { notFound } from '#src/kernel/errors.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { acceptDocument } from './acceptDocument.ts'
import { pageOf, pieceOfPath, readBench } from './bench.page.ts'
import { benchModel } from './benchModel.page.ts'
import { declaredFacts } from './declared.page.ts'
import { refusalReasons } from './document.ts'
import { findPage, type DocumentRow } from './documents.sql.ts'
import { coverOpening, downloadDocument, noteOpening } from './openDocument.ts'
import { pagePicture } from './pagePictures.ts'
import { readingModel } from './reading.page.ts'
import { reconsiderDocument } from './reconsiderDocument.ts'
import { refuseDocument } from './refuseDocument.ts'
import { retryReading } from './retryReading.ts'
import { nextToJudge } from './strip.ts'
import { verdictModel } from './verdict.page.ts'

const addressOf = ({ id }: DocumentRow, page?: number): string => `/console/documents/${id}${page ? `?page=${page}` : ''}`

const drawBench = async (visit: Visit, piece: DocumentRow, refused?: Refused): Promise<Answer> => {
  const bench = await readBench(visit, piece)
  const { sought, ...model } = benchModel(visit, bench)
  const isTyped = refused !== undefined && !isAboutFile(refused)
  return view('documents/bench', {
    ...model, verdict: verdictModel(visit, bench, refused), reading: readingModel(visit, { ...bench, sought }),
    errors: isTyped ? errorLines(refused.errors, visit.t) : [], lost: refused && !isTyped ? await lostRace(visit, piece.merchant_id, refused) : null,
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

/** GET /console/documents/:id/reading: the text of a page, or how far the reading is; a part of the bench that asks for itself. */
export const showReading = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOfPath(visit)
  await coverOpening(visit.ctx, piece)
  const page = pageOf(visit, piece)
  const read = await findPage(visit.ctx.db, piece.id, page)
  const facts = read ? declaredFacts({ visit, file: await readDossier(visit.ctx.db, piece.dossier_id), piece }) : []
  return fragment('documents/_reading', readingModel(visit, { piece, page, read, sought: facts.flatMap(({ sought }) => sought) }))
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

/** POST /console/documents/:id/accept */
export const accept = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOfPath(visit)
  await acceptDocument(visit.ctx, piece.id)
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
