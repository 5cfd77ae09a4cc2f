/**
 * Every row of rules.md §5.4 as a pure function: amounts in, balanced legs out. All amounts are whole cents from 0 (RangeError otherwise);
 * an amount of 0 gives no leg. Nothing is read and nothing written: `post` does that.
 */
export { capture, exempt, fee, feesSwept, madeAvailable, reserveTaken, schemeCost, schemeDebitSettled,
  settlementReceived } from './postings/collection.ts'
export { acquirerCreditGiven, acquirerDebitAbsorbed, acquirerDebitBorne, debtGivenUp, foreignPaidOut,
  goodwillGiven } from './postings/correction.ts'
export { debtRecovered, lossAbsorbed, overdraftOwed, recoverableCents } from './postings/debt.ts'
export { disputeCreditSettled, disputeFee, disputeLost, disputeOpened, disputePartlyWon, disputeWon } from './postings/dispute.ts'
export { fraudCharged, fraudReturned } from './postings/fraud.ts'
export { held, holdAccounts, holdMoved, released, type HoldAccount } from './postings/hold.ts'
export { payoutCreated, payoutFailed, payoutPaid, payoutRecredited, payoutReturned } from './postings/payout.ts'
export { feeRefunded, refund } from './postings/refund.ts'
export type { Funds } from './legs.ts'
export { reversalOf } from './entry.ts'
