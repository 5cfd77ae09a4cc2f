import { conflict, forbidden, notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { ring } from '#src/platform/bell.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findDocument, retryFailed } from './documents.sql.ts'

/** A person asks for a failed reading to be tried again, from the first page that was not read. 409 unless it failed. */
export const retryReading = (ctx: Ctx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'documents.decide')) throw forbidden()
    const piece = await findDocument(tx.db, id)
    if (!piece || piece.state === 'withdrawn') throw notFound()
    if (!(await retryFailed(tx.db, id))) throw conflict('state_has_changed')
    await record(tx, 'document.reading_retried', { subject: id, merchantId: piece.merchant_id, data: { error: piece.reading_error } })
    tx.afterCommit(() => ring('read-documents'))
  })
