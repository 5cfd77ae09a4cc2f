import type { Day } from '#src/kernel/calendar.ts'
import { newId } from '#src/kernel/ids.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { recoverDebt } from '#src/ledger/settleDebt.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { insertHold } from './holds.sql.ts'
import { purseOfHold, takeIntoHold } from './holdMoney.ts'
import { noteHold } from './noteHold.ts'

export type TerminationReserve = {
  breachId: string
  merchantId: string
  currency: string
  releaseOn: Day
  grounds: string
  clauseVersion: string
  securedClaims: string
  proposedBy: string
  proposedAt: Date
}

/**
 * The reserve of a termination, with what is available now, once what he owes is paid; it is opened though there be nothing, for what comes
 * in later. Answers the cents that were put under it. Its two people are those of the termination.
 */
export const openTerminationReserve = async (tx: Tx, said: TerminationReserve): Promise<number> => {
  const hold = await insertHold(tx.db, {
    id: newId('hold', tx.now),
    merchant_id: said.merchantId,
    title: 'contract_reserve',
    state: 'active',
    currency: said.currency,
    breach_id: said.breachId,
    grounds: said.grounds,
    clause_version: said.clauseVersion,
    secured_claims: said.securedClaims,
    release_on: said.releaseOn,
    proposed_by: said.proposedBy,
    proposed_at: said.proposedAt,
    decided_by: tx.actor.id,
    decided_at: tx.now,
  })
  await recoverDebt(tx, purseOfHold(hold), { eventKey: `hold_recovery:${newId('hent', tx.now)}`, subjectId: hold.id })
  const cents = Math.max(0, (await lockBalances(tx, purseOfHold(hold))).availableCents)
  if (cents > 0) await takeIntoHold(tx, hold, cents)
  await noteHold(tx, hold, 'hold.placed', { cents, words: said.grounds })
  return cents
}
