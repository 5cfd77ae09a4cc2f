import { lastDayOfReserve } from '#src/holds/hold.ts'
import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { BreachAct, BreachGround, BreachState, MerchantState } from '#src/platform/db.types.ts'

export type { BreachAct, BreachGround, BreachState } from '#src/platform/db.types.ts'

export const breachActs = ['suspend', 'reinstate', 'terminate'] as const satisfies readonly BreachAct[]
/** What was broken (seed 000: services used for what the terms or the law forbid); the sentence is `breaches:ground.<ground>`. */
export const breachGrounds = [
  'prohibited_use',
  'undeclared_activity',
  'fraud',
  'disputes',
  'unpaid',
  'other',
] as const satisfies readonly BreachGround[]

/**
 * - proposed: one officer asks for it; the merchant feels nothing.
 * - taken: a second agreed, and it was done. declined: he did not.
 */
export const breachLifecycle: Lifecycle<BreachState, 'confirm' | 'decline'> = {
  proposed: {
    confirm: { to: 'taken', event: 'breach.taken', by: ['officer'], fourEyes: true },
    decline: { to: 'declined', event: 'breach.declined', by: ['officer'], comment: 'required', fourEyes: true },
  },
  taken: {},
  declined: {},
}

/** From which state each act leads. Suspending whom the clock already suspended changes nothing for anybody: terminate him, or wait. */
const from: Record<BreachAct, readonly MerchantState[]> = {
  suspend: ['validated'],
  reinstate: ['barred'],
  terminate: ['validated', 'suspended', 'barred'],
}
export const openActs = (state: MerchantState): BreachAct[] => breachActs.filter((act) => from[act].includes(state))

/** The last day on which what he has may be kept for that breach alone (RES-03, RES-04). */
export const releaseOfTermination = lastDayOfReserve
