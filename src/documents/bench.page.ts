import { readFindings, type Findings } from '#src/checks/findings.page.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { isBeforeUs } from '#src/reviews/beforeUs.ts'
import { readCase, type Case } from '#src/reviews/case.page.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { accountChangeKey, documentLifecycle } from './document.ts'
import { findDocument, type DocumentRow } from './documents.sql.ts'
import { findPage, listPageTexts, type PageRow, type PageText } from './pages.sql.ts'
import { stripOf } from './strip.ts'

/** Why a piece cannot be judged by this reader now: the sentence is `documents:missing.<why>`. */
export type MissingVerdict = 'role' | 'superseded' | 'draft' | 'decided' | 'lapsed' | 'held' | 'account_change'

/** What there is to see of a piece: the file it is held against, its text, what the program makes of it. */
export type Sight = {
  piece: DocumentRow
  file: DossierFile
  page: number
  /** What was read, of every page so far; of this page with the places of its words. */
  texts: PageText[]
  read: PageRow | null
  findings: Findings
  missing: MissingVerdict | null
}

/** A piece on the bench, among the others of its dossier. */
export type Bench = Sight & {
  case: Case
  strip: DocumentRow[]
}

/** 404 for what is none of ours, and for what the merchant took back: there is nothing left of it. */
export const pieceOfPath = async (visit: Visit): Promise<DocumentRow> => {
  const id = param(visit, 'id')
  const piece = isId('docu', id) ? await findDocument(visit.ctx.db, id) : null
  if (!piece || piece.state === 'withdrawn') throw notFound()
  return piece
}

/** The page looked at: of the address, or of the form that came back. Outside the piece it is the first. */
export const pageOf = (visit: Visit, piece: DocumentRow): number => {
  const page = Number(visit.query['page'] ?? visit.body['page'])
  return Number.isInteger(page) && page >= 1 && page <= piece.page_count ? page : 1
}

const outOfReach = (
  { dossier }: DossierFile,
): MissingVerdict => (dossier.state === 'draft' || dossier.state === 'lapsed' ? dossier.state : 'decided')

const missingVerdict = (visit: Visit, piece: DocumentRow, { file, review, isHeldByAnother }: Case): MissingVerdict | null => {
  if (!isAllowed(staffOf(visit).roles, 'documents.decide')) return 'role'
  if (Object.keys(documentLifecycle[piece.state]).length === 0) return 'superseded'
  if (piece.requirement_key === accountChangeKey) return 'account_change'
  if (!isBeforeUs(file, review)) return outOfReach(file)
  return isHeldByAnother ? 'held' : null
}

const readPages = async ({ ctx: { db } }: Visit, piece: DocumentRow, page: number): Promise<Pick<Sight, 'texts' | 'read' | 'findings'>> => {
  const [texts, read, findings] = await Promise.all([listPageTexts(db, piece.id), findPage(db, piece.id, page), readFindings(db, piece)])
  return { texts, read, findings }
}

/** What the page asks for again and again while the program is at work. */
export const readSight = async (visit: Visit, piece: DocumentRow): Promise<Sight> => {
  const page = pageOf(visit, piece)
  const [found, pages] = await Promise.all([readCase(visit, piece.dossier_id), readPages(visit, piece, page)])
  return { piece, file: found.file, page, ...pages, missing: missingVerdict(visit, piece, found) }
}

export const readBench = async (visit: Visit, piece: DocumentRow): Promise<Bench> => {
  const page = pageOf(visit, piece)
  const [found, pages] = await Promise.all([readCase(visit, piece.dossier_id), readPages(visit, piece, page)])
  const here = found.file.documents.find(({ id }) => id === piece.id) ?? piece
  return {
    piece,
    file: found.file,
    case: found,
    strip: stripOf(found.file.checklist, here),
    page,
    ...pages,
    missing: missingVerdict(visit, piece, found),
  }
}
