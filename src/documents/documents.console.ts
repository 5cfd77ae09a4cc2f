import { z } from 'zod'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { readCase, type Case } from '#src/reviews/case.page.ts'
import { isAboutFile, lostRace, type Refused } from '#src/reviews/lostRace.page.ts'
import { nextPiece } from '#src/reviews/piecesModel.page.ts'
import { file, fragment, good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { choice, optionalWords, parse } from '#src/web/fields.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { acceptDocument } from './acceptDocument.ts'
import { benchHead, pictureModel, readingModel, verdictModel } from './bench.page.ts'
import { declaredFacts } from './declaredFacts.page.ts'
import { refusalReasons } from './document.ts'
import { findDocument, findPage, type DocumentRow, type PageRow } from './documents.sql.ts'
import { downloadDocument } from './openDocument.ts'
import { noteOpening, readPicture } from './pictures.ts'
import { reconsiderDocument } from './reconsiderDocument.ts'
import { refuseDocument } from './refuseDocument.ts'
import { retryReading } from './retryReading.ts'

const pieceOf = async (visit: Visit): Promise<DocumentRow> => {
  const id = param(visit, 'id')
  const piece = isId('docu', id) ? await findDocument(visit.ctx.db, id) : null
  if (!piece || piece.state === 'withdrawn') throw notFound()
  return piece
}

const pageNumber = (text: unknown, { page_count: last }: DocumentRow): number => {
  const page = typeof text === 'string' && /^\d{1,3}$/.test(text) ? Number(text) : 1
  return page >= 1 && page <= last ? page : 1
}

type Shown = { page: number; read: PageRow | null }
const shownPage = async (visit: Visit, piece: DocumentRow): Promise<Shown> => {
  const page = pageNumber(visit.query['page'], piece)
  return { page, read: await findPage(visit.ctx.db, piece.id, page) }
}

const sessionId = ({ session }: Visit): string => session?.id ?? ''

const drawBench = async (visit: Visit, piece: DocumentRow, one: Case, refused?: Refused): Promise<Answer> => {
  const shown = await shownPage(visit, piece)
  const head = benchHead(visit, one, piece)
  return view('documents/bench', {
    title: `${head.title} · ${head.back.label}`, head, lost: refused ? await lostRace(visit, piece.merchant_id, refused) : null, picture: pictureModel(visit, one, piece, shown),
    verdict: verdictModel(visit, one, piece, refused && !isAboutFile(refused) ? refused : undefined), declared: declaredFacts(visit, one.file, piece), reading: readingModel(visit, piece, shown),
    presence: one.isMine ? `/console/dossiers/${piece.dossier_id}/presence` : '', scripts: ['bench.js', ...(one.isMine ? ['presence.js'] : [])],
  })
}

/** GET /console/documents/:id: the bench. Each view is recorded; turning its pages belongs to it. */
export const showDocument = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOf(visit)
  await noteOpening(visit.ctx, sessionId(visit), piece, { isNew: visit.query['page'] === undefined })
  return drawBench(visit, piece, await readCase(visit, piece.dossier_id))
}

/** The bench again, as it now is, where a verdict was refused. */
export const showDocumentAgain = async (visit: Visit, refused: Refused): Promise<Answer> => {
  const piece = await pieceOf(visit)
  return drawBench(visit, piece, await readCase(visit, piece.dossier_id), refused)
}

/** GET /console/documents/:id/pages/:page.webp */
export const sendPage = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOf(visit)
  const page = Number(/^[1-9]\d{0,2}$/.exec(param(visit, 'page'))?.[0] ?? 0)
  if (page < 1 || page > piece.page_count) throw notFound()
  return file(await readPicture(visit.ctx, sessionId(visit), piece, page), 'image/webp', `${piece.id}-${page}.webp`, true)
}

/** GET /console/documents/:id/reading: the text, or how far the reading is; a piece of the bench that asks for itself. */
export const showReading = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOf(visit)
  await noteOpening(visit.ctx, sessionId(visit), piece, { isNew: false })
  return fragment('documents/_reading', readingModel(visit, piece, await shownPage(visit, piece)))
}

/** GET /console/documents/:id/download: a copy leaves the house, recorded as such. */
export const sendDocument = async (visit: Visit): Promise<Answer> => {
  const { bytes, mime, fileName } = await downloadDocument(visit.ctx, (await pieceOf(visit)).id)
  return file(bytes, mime, fileName)
}

/** On to the next piece that nobody judged, else back to the dossier. */
const goOn = async (visit: Visit, piece: DocumentRow, flash: string): Promise<Answer> => {
  const next = nextPiece(await readCase(visit, piece.dossier_id), piece.id)
  return seeOther(next ? `/console/documents/${next.id}` : `/console/dossiers/${piece.dossier_id}`, good(flash))
}

/** POST /console/documents/:id/accept */
export const accept = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOf(visit)
  await acceptDocument(visit.ctx, piece.id)
  return goOn(visit, piece, 'documents:flash.accepted')
}

const refusalForm = z.object({ reason: choice(refusalReasons), note: optionalWords(1_000) })

/** POST /console/documents/:id/refuse */
export const refuse = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOf(visit)
  await refuseDocument(visit.ctx, piece.id, parse(refusalForm, visit.body))
  return goOn(visit, piece, 'documents:flash.refused')
}

/** POST /console/documents/:id/reconsider */
export const reconsider = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOf(visit)
  await reconsiderDocument(visit.ctx, piece.id)
  return seeOther(`/console/documents/${piece.id}`, good('documents:flash.reconsidered'))
}

/** POST /console/documents/:id/retry-reading */
export const retry = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOf(visit)
  await retryReading(visit.ctx, piece.id)
  return seeOther(`/console/documents/${piece.id}`, good('documents:flash.retried'))
}
