import { merchantOf } from '#src/kernel/actor.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { conflict, notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { lockMerchant } from '#src/merchants/merchants.sql.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { contractEndLifecycle } from './contractEnd.ts'
import { changeContractEnd, findContractEnd, lockContractEnd } from './contractEnds.sql.ts'

/**
 * The merchant takes it back while the notice runs: nothing changes for him. 409 where he asked for nothing, or took it back already, and
 * once its last day is over.
 */
export const withdrawContractEnd = (ctx: Ctx): Promise<void> =>
  unit(ctx, async (tx) => {
    const merchantId = merchantOf(tx.actor)
    if (!merchantId) throw notFound()
    await lockMerchant(tx.db, merchantId)
    const found = await findContractEnd(tx.db, merchantId)
    const end = found && (await lockContractEnd(tx.db, found.id))
    if (!end) throw conflict('state_has_changed')
    const { to, event } = step(contractEndLifecycle, end.state, 'withdraw', tx.actor)
    if (end.ends_on < parisDay(tx.now)) throw conflict('state_has_changed')
    await changeContractEnd(tx.db, end.id, { state: to, withdrawn_at: tx.now })
    await record(tx, event, { subject: end.id, merchantId, data: { from: end.state, to, endsOn: end.ends_on } })
    await writeToMerchant(tx, merchantId, {
      template: 'contract_end_withdrawn',
      subjectId: end.id,
      dedupeKey: `contract_end_withdrawn:${end.id}`,
      values: { endsOn: end.ends_on },
    })
  })
