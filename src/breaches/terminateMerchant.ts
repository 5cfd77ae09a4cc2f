import { parisDay } from '#src/kernel/calendar.ts'
import { balancesOf, currenciesOf } from '#src/ledger/balances.ts'
import { openTerminationReserve } from '#src/holds/openTerminationReserve.ts'
import { endContract } from '#src/merchants/endContract.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { endRequests } from '#src/requests/endRequests.ts'
import { releaseOfTermination } from './breach.ts'
import { changeBreach, type BreachRow } from './breaches.sql.ts'

/**
 * The contract is over for a breach: keys and payouts stop by the state alone, and what is available goes to the reserve until the last day
 * of month 13 that is open (RES-01…04). What becomes available later follows by the job. The caller holds the purses of every currency.
 */
export const terminateMerchant = async (tx: Tx, breach: BreachRow): Promise<void> => {
  const { id, merchant_id: merchantId } = breach
  const terminatedOn = parisDay(tx.now)
  const releaseOn = releaseOfTermination(terminatedOn)
  await changeBreach(tx.db, id, {
    state: 'taken',
    decided_by: tx.actor.id,
    decided_at: tx.now,
    terminated_on: terminatedOn,
    release_on: releaseOn,
  })
  await endContract(tx, merchantId, 'terminate', { breachId: id, releaseOn })
  await endRequests(tx, merchantId)
  const kept = { eur: 0 } as Record<string, number>
  for (const currency of [...new Set(['eur', ...(await currenciesOf(tx.db, merchantId, 'live'))])].sort()) {
    kept[currency] = await openTerminationReserve(tx, {
      breachId: id,
      merchantId,
      currency,
      releaseOn,
      grounds: breach.reason,
      clauseVersion: breach.clause_version!,
      securedClaims: breach.secured_claims!,
      proposedBy: breach.proposed_by,
      proposedAt: breach.proposed_at,
    })
  }
  const { pendingCents } = await balancesOf(tx.db, { merchantId, book: 'live', currency: 'eur' })
  await writeToMerchant(tx, merchantId, {
    template: 'contract_terminated',
    subjectId: id,
    dedupeKey: `contract_terminated:${id}`,
    values: {
      terminatedOn,
      releaseOn,
      sum: { cents: kept['eur']!, currency: 'eur' },
      pending: { cents: Math.max(0, pendingCents), currency: 'eur' },
    },
  })
}
