import { supersedeDocuments } from '#src/documents/supersedeDocuments.ts'
import { findDossierOfMerchant } from '#src/dossiers/dossiers.sql.ts'
import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { isShut } from '#src/merchants/merchant.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { openRequest } from '#src/requests/openRequest.ts'
import { lockLivingRequest } from '#src/requests/requests.sql.ts'
import { askablePieces, type AskablePiece } from '#src/reviews/askablePieces.ts'
import { lockCase } from '#src/reviews/lockCase.ts'
import { neutralPieces } from './amlCase.ts'
import { lockedLiving } from './moveAmlCase.ts'

type File = Parameters<typeof askablePieces>[0]

/**
 * Of the lists a file may be asked for, those that carry no word about an examination; what is with us to be judged is not asked for again.
 */
export const neutralOf = (file: File): AskablePiece[] =>
  askablePieces(file).filter(({ kind, state }) => (neutralPieces as readonly string[]).includes(kind) && state !== 'received')

/**
 * Pieces of a merchant who is examined, by the usual letter and the usual 30 days, like the renewal of a file: nothing of ours is written
 * in it, and nothing ties the request to the case (CMF L561-18). 409 `state_has_changed` where the file is not validated,
 * `request_is_open`; 422 `pieces`.
 */
export const askForPieces = (ctx: Ctx, id: string, keys: readonly string[]): Promise<void> =>
  unit(ctx, async (tx) => {
    const { one } = await lockedLiving(tx, id)
    const dossier = await findDossierOfMerchant(tx.db, one.merchant_id)
    if (!dossier) throw notFound()
    const file = await lockCase(tx, dossier.id)
    if (isShut(file.merchant.state)) throw conflict('merchant_is_shut')
    if (file.dossier.state !== 'validated') throw conflict('state_has_changed')
    if (await lockLivingRequest(tx.db, dossier.id)) throw conflict('request_is_open')
    const pieces = neutralOf(file).filter(({ key }) => keys.includes(key))
    if (pieces.length === 0 || pieces.length !== new Set(keys).size) throw invalid({ pieces: 'amlCases:field.choose_pieces' })
    for (const { key, state } of pieces) if (state === 'accepted') await supersedeDocuments(tx, dossier.id, key, ['accepted'])
    const items = pieces.map(({ key, kind, personId, state }) => ({
      requirementKey: key,
      kind,
      personId,
      reason: state === 'accepted' ? 'to_renew' : 'conditional',
      note: '',
    }))
    await openRequest(tx, { dossierId: dossier.id, merchantId: one.merchant_id, purpose: 'refresh', items, message: '' })
  })
