import { addMonths, type Day } from '#src/kernel/calendar.ts'
import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { ContractEndState, MerchantState } from '#src/platform/db.types.ts'

export type { ContractEndState } from '#src/platform/db.types.ts'

/**
 * - notice: the merchant asked for it; everything works until 24:00 of its last day. withdrawn: he took it back, or we ended the contract
 *   ourselves.
 * - ended: the account is closed; payments and disputes settle. settled: what was his has been paid out.
 */
export const contractEndLifecycle: Lifecycle<ContractEndState, 'withdraw' | 'lapse' | 'end' | 'settle'> = {
  notice: {
    withdraw: { to: 'withdrawn', event: 'contract_end.withdrawn', by: ['merchant'] },
    lapse: { to: 'withdrawn', event: 'contract_end.lapsed', by: ['system'] },
    end: { to: 'ended', event: 'contract_end.ended', by: ['system'] },
  },
  withdrawn: {},
  ended: { settle: { to: 'settled', event: 'contract_end.settled', by: ['system'] } },
  settled: {},
}

/**
 * One month's notice by the calendar (seed 002, CAL-02): the same day of the next month, or its last. It is the merchant's own term: a
 * closed day does not move it.
 */
export const lastDayOfContract = (askedOn: Day): Day => addMonths(askedOn, 1)

/** Whose contract runs: he may end it, off as he may be. */
export const mayEnd = (state: MerchantState): boolean => state === 'validated' || state === 'suspended' || state === 'barred'
