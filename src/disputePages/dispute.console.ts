import { correctionsConcerning } from '#src/corrections/correctionsAbout.page.ts'
import { z } from 'zod'
import { isLiving } from '#src/disputes/dispute.ts'
import { stateChip, type Refused } from '#src/disputes/disputeWords.page.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { formatCents } from '#src/kernel/money.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { addNote } from '#src/notes/addNote.ts'
import { listNotes } from '#src/notes/notes.sql.ts'
import { notesModel } from '#src/notes/notesModel.page.ts'
import { ownerActions, ownerFact } from '#src/owners/owner.page.ts'
import { testChip } from '#src/payments/paymentWords.page.ts'
import { evidenceModel } from '#src/resolutions/evidence.page.ts'
import { addPieces, removePiece } from '#src/resolutions/gatherEvidence.ts'
import { knownSections, readKnown } from '#src/resolutions/knownFacts.page.ts'
import { openEvidenceFile, openPiece } from '#src/resolutions/openFiles.ts'
import { findPiece, findResolution } from '#src/resolutions/resolutions.sql.ts'
import { sendingFacts, sentenceKey } from '#src/sendings/sending.page.ts'
import { file as sendFile, good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { optionalLine, parse, words } from '#src/web/fields.ts'
import { formatFileSize, formatInstant } from '#src/web/formats.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { changeRows, dateFacts, disputeActions, disputeFacts, disputeHistory, disputeNotice, disputePath, isFileCurrent, isFileRefused,
  lineColumns, lineRows, lookedAt, networkClock, type Looked } from './disputePage.page.ts'

const builtText = ({ t, lang }: Visit, { file }: Looked): string =>
  file
    ? t('disputes:file_card.built', {
      pages: file.page_count,
      size: formatFileSize(file.byte_count, lang),
      at: formatInstant(file.built_at, lang),
    })
    : ''

/** When it was sent, where no sending was noted: before the program handed files over itself. */
const sentText = (
  { t, lang }: Visit,
  { file, sending }: Looked,
): string => (!sending && file?.submitted_at ? t('disputes:file_card.sent', { at: formatInstant(file.submitted_at, lang) }) : '')

/** The file that was built, whether it is still the one to send, and when it was sent. */
const fileModel = (visit: Visit, one: Looked) => {
  const { file, dispute, resolution, rule, mayWork } = one
  const { t, lang } = visit
  if (!resolution) return null
  const isHere = dispute.state === 'under_review'
  return {
    text: builtText(visit, one),
    href: file ? `/console/evidence-files/${file.id}` : null,
    isStale: isHere && file !== null && !isFileCurrent(one) && !isFileRefused(one),
    sent: sentText(visit, one),
    sending: one.sending ? sendingFacts(visit, one.sending) : null,
    limit: t('disputes:file_card.limit', { size: formatFileSize(rule.fileLimitBytes, lang) }),
    build: isHere && mayWork
      ? {
        label: t(file ? 'disputes:file_card.again' : 'disputes:file_card.build'),
        post: `${disputePath(dispute)}/build`,
        kind: isFileCurrent(one) ? ('plain' as const) : ('primary' as const),
        icon: 'file',
      }
      : null,
  }
}

const evidenceOf = (visit: Visit, { dispute, rule, resolution, pieces, mayWork }: Looked, refused?: Refused) =>
  resolution && {
    statement: resolution.statement,
    ...evidenceModel(visit, {
      rule,
      pieces,
      base: '/console/resolution-pieces',
      isOpen: mayWork && (dispute.state === 'engaged' || dispute.state === 'under_review') && parisDay(visit.ctx.now) <= dispute.due_on,
      isMerchant: false,
      upload: `${disputePath(dispute)}/pieces`,
      refused,
    }),
  }

/** The page of a dispute; `refused`: an upload or a note that was not taken. */
export const showDispute = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const one = await lookedAt(visit)
  const { dispute, resolution } = one
  const { ctx, t, lang } = visit
  const known = await readKnown(ctx.db, dispute.payment_id)
  const debitOn = known.payment.bank_on ?? parisDay(known.payment.captured_at ?? dispute.created_at)
  const mayNote = isAllowed(staffOf(visit).roles, 'notes.write')
  const lines = await lineRows(visit, dispute.id)
  return view('disputePages/show', {
    title: t('disputes:page.title', {
      amount: formatCents(dispute.amount_cents, dispute.currency, lang),
      merchant: dispute.merchantName || t('payments:list.unnamed'),
    }),
    back: { href: '/console/disputes', label: t('disputes:title') },
    id: dispute.id,
    chip: stateChip(visit, dispute),
    test: testChip(visit, dispute.mode),
    sentence: t(sentenceKey(dispute)),
    owner: [ownerFact(visit, dispute)],
    actions: [
      ...disputeActions(visit, one),
      ...ownerActions(visit, dispute, {
        path: disputePath(dispute),
        claim: t('disputes:act.claim'),
        mayWork: one.mayWork && isLiving(dispute.state),
      }),
    ],
    notice: disputeNotice(visit, one, debitOn),
    hidden: dispute.hidden_at ? t('disputes:page.hidden') : '',
    clock: await networkClock(visit, one),
    dates: dateFacts(visit, one),
    facts: disputeFacts(visit, one),
    resolutionId: resolution?.id ?? '',
    evidence: evidenceOf(visit, one, refused),
    file: fileModel(visit, one),
    changes: resolution ? await changeRows(visit, resolution.id) : [],
    known: knownSections(visit, known),
    lines,
    lineColumns: lineColumns(visit, lines.some(({ reason }) => reason !== '')),
    corrections: await correctionsConcerning(visit, dispute.id, { isLive: dispute.mode === 'live' }),
    history: await disputeHistory(visit, one),
    notes: notesModel(visit, {
      action: mayNote ? `${disputePath(dispute)}/notes` : null,
      notes: await listNotes(ctx.db, dispute.id),
      ...(refused?.errors['body'] ? { refused } : {}),
    }),
  })
}

const noteForm = z.object({ body: words(4_000), ticket: optionalLine(64) })
const filesOf = ({ files }: Visit) => files.filter(({ fileName, bytes }) => fileName !== '' || bytes.length > 0)

/** POST /console/disputes/:id/notes */
export const postDisputeNote = async (visit: Visit): Promise<Answer> => {
  const { dispute } = await lookedAt(visit)
  const { body, ticket } = parse(noteForm, visit.body)
  await addNote(visit.ctx, { merchantId: dispute.merchant_id, subjectId: dispute.id, body, ticket, files: filesOf(visit) })
  return seeOther(`${disputePath(dispute)}#notes`, good('notes:flash.added'))
}

/** POST /console/disputes/:id/pieces */
export const postStaffPieces = async (visit: Visit): Promise<Answer> => {
  const { dispute, resolution } = await lookedAt(visit)
  if (!resolution) throw notFound()
  await addPieces(visit.ctx, resolution.id, parse(z.object({ slot: words(40) }), visit.body).slot, filesOf(visit))
  return seeOther(`${disputePath(dispute)}#evidence`, good('disputes:flash.pieces'))
}

/** GET /console/resolution-pieces/:id: recorded. */
export const sendPiece = async (visit: Visit): Promise<Answer> => {
  const id = param(visit, 'id')
  if (!isId('rpce', id)) throw notFound()
  const { bytes, mime, fileName } = await openPiece(visit.ctx, id)
  return sendFile(bytes, mime, fileName)
}

/** POST /console/resolution-pieces/:id/remove */
export const postRemoveStaffPiece = async (visit: Visit): Promise<Answer> => {
  const id = param(visit, 'id')
  const piece = isId('rpce', id) ? await findPiece(visit.ctx.db, id) : null
  const resolution = piece && (await findResolution(visit.ctx.db, piece.resolution_id))
  if (!resolution) throw notFound()
  await removePiece(visit.ctx, id)
  return seeOther(`/console/disputes/${resolution.dispute_id}#evidence`, good('disputes:flash.piece_removed'))
}

/** GET /console/evidence-files/:id: recorded. */
export const sendEvidenceFile = async (visit: Visit): Promise<Answer> => {
  const id = param(visit, 'id')
  if (!isId('evdf', id)) throw notFound()
  const { bytes, mime, fileName } = await openEvidenceFile(visit.ctx, id)
  return sendFile(bytes, mime, fileName)
}
