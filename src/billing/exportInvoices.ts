import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { InvoiceQuery } from './invoices.sql.ts'

/** Somebody takes the list away: recorded. What was searched may be somebody's name: only that something was is kept. */
export const exportInvoices = (ctx: Ctx, { kind, search }: InvoiceQuery): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'exports.make')) throw forbidden()
    await record(tx, 'invoice.list_exported', { subject: tx.actor.id, data: { kind, isSearch: search !== '' } })
  })
