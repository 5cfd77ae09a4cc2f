import { conflict, forbidden, notFound } from '#src/kernel/errors.ts'
import { moveDispute } from '#src/disputes/moveDispute.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { noteSending } from '#src/sendings/noteSending.ts'
import { findSendingOfFile } from '#src/sendings/sendings.sql.ts'
import { digestOf } from './buildFile.ts'
import { lockFile, mustBeInTime } from './lockFile.ts'
import { changeResolution, findEvidenceFile, listPieces, markSubmitted } from './resolutions.sql.ts'

/**
 * The evidence file is to go to the network, once: nothing can be added after it. The decision is committed here; the acquirer gets the
 * file after it (`src/sendings`). Said twice by the same person it is done once. 409 past the network's date (`dispute_date_passed`, with
 * the day), for a file that is not of the pieces as they are now (`evidence_has_changed`), for one that was sent (`evidence_already_sent`)
 * or refused (`evidence_was_refused`); 403, 404.
 */
export const representResolution = (ctx: Ctx, resolutionId: string, fileId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { dispute, resolution } = await lockFile(tx, resolutionId)
    if (tx.actor.kind !== 'staff') throw forbidden()
    const file = await findEvidenceFile(tx.db, fileId)
    if (!file || file.resolution_id !== resolutionId) throw notFound()
    if (file.submitted_by === tx.actor.id) return
    if (resolution.represented_at !== null) throw conflict('evidence_already_sent')
    mustBeInTime(tx, dispute)
    if (await findSendingOfFile(tx.db, fileId)) throw conflict('evidence_was_refused')
    if (!file.pieces_digest.equals(digestOf(resolution, await listPieces(tx.db, resolutionId)))) throw conflict('evidence_has_changed')
    await moveDispute(tx, dispute, 'represent', { data: { fileId, sha256: file.sha256.toString('hex') } })
    await markSubmitted(tx.db, fileId, tx.actor.id, tx.now)
    await changeResolution(tx.db, resolutionId, { represented_at: tx.now, represented_by: tx.actor.id })
    await noteSending(tx, dispute.id, file)
    await record(tx, 'resolution.represented', {
      subject: resolutionId,
      merchantId: resolution.merchant_id,
      data: { fileId, pageCount: file.page_count, byteCount: file.byte_count },
    })
  })
