import { sql } from 'kysely'
import { invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'

const mostReason = 200
/** The index that lets one be open at a time: over nothing of the row. */
const alone = sql`(true)`

/** Closes the payment API: every call is 503 with Retry-After until it is opened again. False where it was closed already. 422 without a `reason`. */
export const closeApi = (ctx: Ctx, reason: string): Promise<boolean> =>
  unit(ctx, async (tx) => {
    const said = reason.trim()
    if (said === '' || said.length > mostReason) throw invalid({ reason: 'web:field.missing' })
    const row = await tx.db.insertInto('maintenances').values({ id: newId('mtnc', tx.now), began_at: tx.now, reason: said }).onConflict((oc) => oc.expression(alone).where('ended_at', 'is', null).doNothing()).returning('id').executeTakeFirst()
    if (row) await record(tx, 'api.closed', { subject: row.id, data: { reason: said } })
    return row !== undefined
  })

/** Opens it again. False where it was open. */
export const openApi = (ctx: Ctx): Promise<boolean> =>
  unit(ctx, async (tx) => {
    const row = await tx.db.updateTable('maintenances').set({ ended_at: tx.now }).where('ended_at', 'is', null).returning('id').executeTakeFirst()
    if (row) await record(tx, 'api.opened', { subject: row.id })
    return row !== undefined
  })
