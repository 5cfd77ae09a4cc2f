import { forbidden } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { CaseQuery } from './caseSearch.ts'

/** Somebody takes the list away: recorded. What was searched may be somebody's name: only that something was is kept. */
export const exportCases = (ctx: Ctx, { shelf, reason, from, to, search }: CaseQuery): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'exports.make') || !isAllowed(tx.actor.roles, 'fraud.read'))
      throw forbidden()
    await record(tx, 'fraud_case.list_exported', { subject: tx.actor.id, data: { shelf, reason, from, to, isSearch: search !== '' } })
  })
