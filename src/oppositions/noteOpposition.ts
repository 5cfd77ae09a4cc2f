import { lockEntered, mustEnter } from '#src/declarations/enter.ts'
import { inspectFiles, type SentFile } from '#src/documents/receiveDocument.ts'
import { proposeHold } from '#src/holds/proposeHold.ts'
import { isUsualDay, parisDay, type Day } from '#src/kernel/calendar.ts'
import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { factsOfFile, keepPiece } from '#src/packs/addPieces.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { endsOf } from './opposition.ts'
import { changeOpposition, insertOpposition, lockOpposition } from './oppositions.sql.ts'

/**
 * TRACFIN opposes the execution (CMF L561-24, AML-07): ten working days from its notification, both counts kept, and all that the merchant
 * has proposed to be held under that title by a second person. 422; 409 before anything is filed.
 */
export const noteOpposition = (
  ctx: Ctx,
  declarationId: string,
  { notifiedOn, reference, grounds }: { notifiedOn: Day; reference: string; grounds: string },
): Promise<string> =>
  unit(ctx, async (tx) => {
    const row = await lockEntered(tx, declarationId, 'declarations.decide')
    if (row.filed_at === null || row.state === 'closed') throw conflict('state_has_changed')
    if (!isUsualDay(notifiedOn) || notifiedOn > parisDay(tx.now) || notifiedOn < parisDay(row.filed_at))
      throw invalid({ notified_on: 'declarations:field.bad_notified' })
    if (!reference.trim())
      throw invalid({ reference: 'web:field.missing' })
    const holdId = await proposeHold(tx, {
      merchantId: row.merchant_id,
      title: 'tracfin_opposition',
      amountCents: null,
      currency: 'eur',
      grounds,
      reference,
      clauseVersion: '',
      securedClaims: '',
      releaseOn: null,
      notifiedOn,
    })
    const id = newId('dopp', tx.now)
    await insertOpposition(tx.db, {
      id,
      declaration_id: declarationId,
      notified_on: notifiedOn,
      ...endsOf(notifiedOn),
      reference,
      noted_by: tx.actor.id,
      noted_at: tx.now,
      hold_id: holdId,
    })
    await recordClosed(tx, 'declaration.opposed', { subject: declarationId, data: { notifiedOn, holdId } })
    return id
  })

/** The court's order, as a PDF: without it nothing is extended. 422 `file`, `extended_to`; 409 where it was extended already. */
export const extendOpposition = async (
  ctx: Ctx,
  declarationId: string,
  { oppositionId, extendedTo, files }: { oppositionId: string; extendedTo: Day; files: readonly SentFile[] },
): Promise<void> => {
  mustEnter(ctx, 'declarations.decide')
  if (files.length !== 1) throw invalid({ file: 'declarations:field.no_order' })
  const [order] = await inspectFiles(files)
  if (order!.file.type !== 'pdf') throw invalid({ file: 'declarations:field.no_pdf' })
  await unit(ctx, async (tx) => {
    const declaration = await lockEntered(tx, declarationId, 'declarations.decide')
    const opposition = await lockOpposition(tx.db, oppositionId)
    if (!opposition || opposition.declaration_id !== declarationId) throw notFound()
    if (opposition.extended_to !== null) throw conflict('state_has_changed')
    if (!isUsualDay(extendedTo) || extendedTo <= opposition.later_on) throw invalid({ extended_to: 'declarations:field.bad_extended' })
    const pieceId = await keepPiece(tx, declaration, { kind: 'order', facts: factsOfFile(order!), bytes: order!.bytes })
    await changeOpposition(tx.db, oppositionId, {
      extended_to: extendedTo,
      order_piece_id: pieceId,
      extended_by: tx.actor.id,
      extended_at: tx.now,
    })
    await recordClosed(tx, 'declaration.opposition_extended', { subject: declarationId, data: { extendedTo, pieceId } })
  })
}
