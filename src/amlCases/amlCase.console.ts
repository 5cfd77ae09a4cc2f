import { z } from 'zod'
import { caseGraphModel } from '#src/caseGraph/caseGraph.page.ts'
import { merchantText } from '#src/alerts/alertWords.page.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Field } from '#src/web/components.ts'
import { optionalLine, parse, words } from '#src/web/fields.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { addAmlNote, addAmlPieces, openAmlPiece } from './addToAmlCase.ts'
import { isLiving } from './amlCase.ts'
import { actionsOf, askedOfMerchant, caseOfPath, factsOf, historyOf, matterOf, otherCases, paymentsOf, piecesOf, questionsOf, standOf,
  type One } from './amlCasePage.page.ts'
import { listAmlNotes } from './amlCases.sql.ts'
import { amlChip, casePath, casesPath, lostOf, mayExamine, type Refused } from './amlWords.page.ts'
import { beginExamination } from './moveAmlCase.ts'

const noteForm = ({ t }: Visit, one: One, refused: Refused | undefined) => ({
  action: `${casePath(one)}/notes`,
  ticket: newTicket(),
  field: {
    name: 'body',
    label: t('alerts:note_label'),
    type: 'textarea' as const,
    rows: 2,
    width: 'full' as const,
    maxlength: 4_000,
    value: String(refused?.values['body'] ?? ''),
    error: refused?.errors['body'] ? t(refused.errors['body']) : undefined,
  },
})

const pieceForm = ({ t }: Visit, one: One, refused: Refused | undefined): { action: string; field: Field } => ({
  action: `${casePath(one)}/pieces`,
  field: {
    name: 'file',
    type: 'file',
    label: t('amlCases:pieces.upload'),
    hint: t('amlCases:pieces.upload_hint'),
    isMultiple: true,
    accept: '.pdf,.jpg,.jpeg,.png,.webp',
    width: 'full',
    ...(refused?.errors['file'] ? { error: t(refused.errors['file']) } : {}),
  },
})

/** Of the circle: what it makes of this case is on another page, that is there for nobody else. */
const circleLink = (visit: Visit, one: One) => (isAllowed(staffOf(visit).roles, 'declarations.read')
  ? { href: `/console/conclusions/${one.id}`, label: visit.t('amlCases:in_circle') }
  : null)

/**
 * GET /console/aml-cases/:id: alerts and hits, the examination question by question, payments, what hangs together; pieces, requests, notes
 * and history beside.
 */
export const showAmlCase = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx: { db } } = visit
  const one = await caseOfPath(visit)
  const isOpen = mayExamine(visit) && isLiving(one.state)
  const merchant = merchantText(visit, one.merchantName)
  const [pieces, payments] = [await piecesOf(visit, one), await paymentsOf(visit, one)]
  const questions = await questionsOf(visit, one, pieces.rows)
  return view('amlCases/case', {
    title: t('amlCases:one_title', { merchant }),
    back: { href: casesPath, label: t('amlCases:title') },
    id: one.id,
    chip: amlChip(visit, one.state),
    sentence: standOf(visit, one),
    facts: factsOf(visit, one),
    actions: actionsOf(visit, one, questions.missing),
    lost: lostOf(visit, refused),
    errors: refused?.errors['file'] ? errorLines(refused.errors, t) : [],
    summary: one.summary,
    established: one.state === 'concluded' ? one.facts : '',
    circle: circleLink(visit, one),
    matter: await matterOf(visit, one),
    questions,
    payments,
    graph: await caseGraphModel(visit, { id: one.id, merchantId: one.merchant_id, merchantName: merchant, payments: payments.count }),
    pieces: { shown: pieces.shown, form: isOpen ? pieceForm(visit, one, refused) : null },
    asked: { rows: await askedOfMerchant(visit, one), ask: isOpen ? `${casePath(one)}/ask` : null },
    others: await otherCases(visit, one),
    noteForm: isOpen ? noteForm(visit, one, refused) : null,
    noNotes: isOpen ? '' : t(mayExamine(visit) ? 'amlCases:closed_notes' : 'alerts:reader'),
    notes: await listAmlNotes(db, one.id),
    history: await historyOf(visit, one),
  })
}

/** POST /console/aml-cases/:id/begin */
export const postBeginExamination = async (visit: Visit): Promise<Answer> => {
  const one = await caseOfPath(visit)
  await beginExamination(visit.ctx, one.id)
  return seeOther(casePath(one), good('amlCases:flash.begun'))
}

/** POST /console/aml-cases/:id/notes */
export const postAmlNote = async (visit: Visit): Promise<Answer> => {
  const one = await caseOfPath(visit)
  await addAmlNote(visit.ctx, one.id, parse(z.object({ body: words(4_000), ticket: optionalLine(64) }), visit.body))
  return seeOther(`${casePath(one)}#notes`, good('alerts:flash.noted'))
}

/** POST /console/aml-cases/:id/pieces */
export const postAmlPieces = async (visit: Visit): Promise<Answer> => {
  const one = await caseOfPath(visit)
  await addAmlPieces(visit.ctx, one.id, visit.files.filter(({ fileName, bytes }) => fileName !== '' || bytes.length > 0))
  return seeOther(casePath(one), good('amlCases:flash.piece_added'))
}

/** GET /console/aml-cases/:id/pieces/:piece: recorded. */
export const sendAmlPiece = async (visit: Visit): Promise<Answer> => {
  const one = await caseOfPath(visit)
  const { piece, bytes } = await openAmlPiece(visit.ctx, one.id, param(visit, 'piece'))
  return { kind: 'file', bytes, mime: piece.mime, fileName: piece.file_name, isInline: true }
}
