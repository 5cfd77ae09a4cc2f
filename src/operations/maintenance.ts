import { invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { endMaintenance, insertMaintenance } from './maintenance.sql.ts'

const mostReason = 200

/**
 * Closes the payment API: every call is 503 with Retry-After until it is opened again. False where it was closed already. 422 without a
 * `reason`.
 */
export const closeApi = (ctx: Ctx, reason: string): Promise<boolean> =>
  unit(ctx, async (tx) => {
    const said = reason.trim()
    if (said === '' || said.length > mostReason) throw invalid({ reason: 'web:field.missing' })
    const id = await insertMaintenance(tx.db, { id: newId('mtnc', tx.now), began_at: tx.now, reason: said })
    if (id) await record(tx, 'api.closed', { subject: id, data: { reason: said } })
    return id !== null
  })

/** Opens it again. False where it was open. */
export const openApi = (ctx: Ctx): Promise<boolean> =>
  unit(ctx, async (tx) => {
    const id = await endMaintenance(tx.db, tx.now)
    if (id) await record(tx, 'api.opened', { subject: id })
    return id !== null
  })
