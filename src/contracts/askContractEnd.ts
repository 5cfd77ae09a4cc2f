import { merchantOf } from '#src/kernel/actor.ts'
import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { conflict, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { lockMerchant } from '#src/merchants/merchants.sql.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { lastDayOfContract, mayEnd } from './contractEnd.ts'
import { findContractEnd, insertContractEnd } from './contractEnds.sql.ts'

/**
 * The merchant ends his contract, free of charge, with a month's notice (seed 002). Answers its last day. `seenLastDay`: what the page
 * said; where midnight passed meanwhile, 409 `figures_have_changed`. 409 `contract_end_asked` where it was asked before,
 * `state_has_changed` where there is no contract to end.
 */
export const askContractEnd = (ctx: Ctx, { seenLastDay }: { seenLastDay: Day }): Promise<Day> =>
  unit(ctx, async (tx) => {
    const merchantId = merchantOf(tx.actor)
    if (!merchantId || tx.actor.kind !== 'merchant') throw notFound()
    const merchant = await lockMerchant(tx.db, merchantId)
    const living = await findContractEnd(tx.db, merchantId)
    if (living?.state === 'notice' || living?.state === 'ended') throw conflict('contract_end_asked')
    if (!mayEnd(merchant.state)) throw conflict('state_has_changed')
    const askedOn = parisDay(tx.now)
    const endsOn = lastDayOfContract(askedOn)
    if (endsOn !== seenLastDay) throw conflict('figures_have_changed')
    const id = newId('cend', tx.now)
    await insertContractEnd(tx.db, {
      id,
      merchant_id: merchantId,
      asked_by: tx.actor.id,
      asked_at: tx.now,
      asked_on: askedOn,
      ends_on: endsOn,
    })
    await record(tx, 'contract_end.asked', { subject: id, merchantId, data: { askedOn, endsOn } })
    await writeToMerchant(tx, merchantId, {
      template: 'contract_end_asked',
      subjectId: id,
      dedupeKey: `contract_end_asked:${id}`,
      values: { askedOn, endsOn },
    })
    return endsOn
  })
