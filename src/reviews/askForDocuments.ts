import { conflict, invalid } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { supersedeDocuments } from '#src/documents/supersedeDocuments.ts'
import { dossierLifecycle } from '#src/dossiers/dossier.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { moveDossier } from '#src/dossiers/moveDossier.ts'
import { isShut } from '#src/merchants/merchant.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { openRequest } from '#src/requests/openRequest.ts'
import { askablePieces, type AskablePiece, type AskReason } from './askablePieces.ts'
import { lockCase } from './lockCase.ts'
import { parkReview } from './parkReview.ts'
import { reviewerOf } from './review.ts'
import { holdReview } from './touchReview.ts'

export type AskedItem = { key: string; reason: AskReason; note: string }
export type Asking = { version?: number; items: readonly AskedItem[]; message: string; ticket?: string }

const piecesOf = (file: DossierFile, items: readonly AskedItem[]): (AskablePiece & AskedItem)[] => {
  const askable = new Map(askablePieces(file).map((piece) => [piece.key, piece]))
  return items.map((item) => {
    const piece = askable.get(item.key)
    if (!piece) throw invalid({ items: 'web:field.bad_choice' })
    return { ...piece, ...item }
  })
}

/** What nobody judged yet is judged before it is asked for again: the merchant is told why it will not do. */
const mustBeJudged = (pieces: readonly AskablePiece[]): void => {
  if (pieces.some(({ state }) => state === 'received')) throw invalid({ items: 'reviews:ask.judge_first' })
}

/**
 * The pieces as the list has them. 409 where the file is not before us, or its merchant is none any more, 422 naming what is wrong with the
 * `items`.
 */
export const mustBeAskable = (file: DossierFile, items: readonly AskedItem[]): (AskablePiece & AskedItem)[] => {
  if (isShut(file.merchant.state)) throw conflict('merchant_is_shut')
  if (file.dossier.state !== 'submitted' && file.dossier.state !== 'validated') throw conflict('state_has_changed')
  if (items.length === 0) throw invalid({ items: 'reviews:ask.choose_some' })
  const pieces = piecesOf(file, items)
  mustBeJudged(pieces)
  return pieces
}

/** Before validation the dossier waits for the merchant; a validated one stays so while its pieces are renewed. */
const sendBack = async (tx: Tx, { dossier }: DossierFile, count: number): Promise<void> => {
  if (dossier.state !== 'validated') {
    step(dossierLifecycle, dossier.state, 'ask', tx.actor)
    await holdReview(tx, dossier.id)
    await moveDossier(tx, dossier, 'ask', { data: { pieces: count } })
  } else await holdReview(tx, dossier.id)
  await parkReview(tx, dossier.id)
}

const ask = async (tx: Tx, file: DossierFile, { items, message }: Asking): Promise<void> => {
  const { dossier } = file
  const pieces = mustBeAskable(file, items)
  await sendBack(tx, file, pieces.length)
  // What was accepted counts no longer once it is asked for anew; what was refused stays until its successor comes.
  for (const piece of pieces) if (piece.state === 'accepted') await supersedeDocuments(tx, dossier.id, piece.key, ['accepted'])
  const asked = pieces.map(({ key, kind, personId, reason, note }) => ({ requirementKey: key, kind, personId, reason, note }))
  const purpose = dossier.state === 'validated' ? 'refresh' : 'onboarding'
  await openRequest(tx, { dossierId: dossier.id, merchantId: dossier.merchant_id, purpose, items: asked, message })
}

/**
 * One letter with every piece and its reason; the 30-day clock starts when it leaves. A request that was answered is given back with what
 * was left. 422 names what is wrong with the `items`; 409 as in `validateDossier`.
 */
export const askForDocuments = (ctx: Ctx, dossierId: string, asking: Asking): Promise<void> =>
  unit(ctx, async (tx) => {
    reviewerOf(tx.actor)
    if (!(await takeTicket(tx, asking.ticket))) return
    const file = await lockCase(tx, dossierId, asking.version)
    await ask(tx, file, asking)
  })
