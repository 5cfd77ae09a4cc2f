import { addDays, parisDay, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import { addWorkingDays, isBankingDay, isT2 } from '#src/kernel/holidays.ts'
import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { PayoutState } from '#src/platform/db.types.ts'

export type { PayoutState } from '#src/platform/db.types.ts'
export type PayoutAction = 'clear' | 'send' | 'pay' | 'fail' | 'return'

export const payoutStates = ['pending', 'to_pay', 'sent', 'paid', 'failed'] as const satisfies readonly PayoutState[]

/**
 * - pending: its money has left what is available (2050); it waits for a file. to_pay: in a file that is not with the bank yet.
 * - sent: the bank has the file. paid: the bank debited us.
 * - failed: it did not leave, or it came back; the money is the merchant's again (rules.md §5.4). What is withheld at the last moment fails
 *   too.
 */
export const payoutLifecycle: Lifecycle<PayoutState, PayoutAction> = {
  pending: {
    clear: { to: 'to_pay', event: 'payout.cleared', by: ['officer', 'system'] },
    fail: { to: 'failed', event: 'payout.failed', by: ['officer', 'system'] },
  },
  to_pay: {
    send: { to: 'sent', event: 'payout.sent', by: ['officer', 'system'] },
    fail: { to: 'failed', event: 'payout.failed', by: ['officer', 'system'] },
  },
  sent: {
    pay: { to: 'paid', event: 'payout.paid', by: ['system'] },
    fail: { to: 'failed', event: 'payout.failed', by: ['system'] },
  },
  paid: { return: { to: 'failed', event: 'payout.returned', by: ['system'] } },
  failed: {},
}

/** Payouts are made in one currency and one world (seed 003, "Payouts"). */
export const purseOf = (merchantId: string) => ({ merchantId, book: 'live', currency: 'eur' }) as const

/** Of the day's run, by the clock of Paris: a merchant whose money is there by then has it on its way that morning. */
const runHour = 7

/** The run that takes what is available at this instant. CAL-09: on days open both in T2 and here. */
export const nextRunOn = (now: Date): Day => {
  const today = parisDay(now)
  const isOver = now.getTime() >= startOfParisDay(today).getTime() + runHour * 3_600_000
  return isBankingDay(today) && !isOver ? today : addWorkingDays(today, 1, isBankingDay)
}

/** The payee's bank has it by the end of the business day that follows (L133-13, CAL-08). */
export const arrivesOn = (executedOn: Day): Day => addWorkingDays(executedOn, 1, isT2)

/** The day a file handed over at this instant asks for: today, where the banks are open. */
export const executionDay = (now: Date): Day => addWorkingDays(addDays(parisDay(now), -1), 1, isBankingDay)

/** The id as a transfer carries it: SEPA's letters have no underscore. At most 35 of them. */
export const endToEndId = (payoutId: string): string => payoutId.replace('_', '-')
export const payoutIdOf = (endToEnd: string): string => endToEnd.replace('-', '_')
