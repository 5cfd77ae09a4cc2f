import { parisDay } from '#src/kernel/calendar.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { endContract } from '#src/merchants/endContract.ts'
import { lockMerchant } from '#src/merchants/merchants.sql.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { endRequests } from '#src/requests/endRequests.ts'
import { contractEndLifecycle, mayEnd } from './contractEnd.ts'
import { changeContractEnd, findOverNotices, lockContractEnd, type ContractEndRow } from './contractEnds.sql.ts'

const closeOne = async (tx: Tx, { id, merchant_id: merchantId }: ContractEndRow): Promise<'done' | 'skipped'> => {
  await lockBalances(tx, { merchantId, book: 'live', currency: 'eur' })
  const merchant = await lockMerchant(tx.db, merchantId)
  const end = (await lockContractEnd(tx.db, id))!
  // taken back, or by another worker a moment ago
  if (end.state !== 'notice' || end.ends_on >= parisDay(tx.now)) return 'skipped'
  const isOurs = !mayEnd(merchant.state)
  const { to, event } = step(contractEndLifecycle, end.state, isOurs ? 'lapse' : 'end', tx.actor)
  await changeContractEnd(tx.db, id, isOurs ? { state: to, withdrawn_at: tx.now } : { state: to, ended_at: tx.now })
  await record(tx, event, { subject: id, merchantId, data: { from: end.state, to, endsOn: end.ends_on } })
  if (isOurs) return 'done'
  await endContract(tx, merchantId, 'close', { contractEndId: id }, end.ends_on)
  await endRequests(tx, merchantId)
  await writeToMerchant(tx, merchantId, {
    template: 'contract_ended',
    subjectId: id,
    dedupeKey: `contract_ended:${id}`,
    values: { endedOn: end.ends_on },
  })
  return 'done'
}

/**
 * The last day of the notice is over in Paris: the account is closed, keys and sessions end, retention counts from that day (AML-13). A
 * contract we ended first is not closed again.
 */
export const closeEndedContracts = (ctx: Ctx): Promise<Report> =>
  sweep<ContractEndRow>(ctx, {
    find: ({ db, now }, after, limit) => findOverNotices(db, parisDay(now), after, limit),
    subject: ({ id }) => id,
    each: closeOne,
    width: 4,
  })
