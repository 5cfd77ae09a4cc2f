import { addDays, type Day } from '#src/kernel/calendar.ts'
import type { FreezeEventKind } from '#src/platform/db.types.ts'

export type { FreezeEventKind } from '#src/platform/db.types.ts'

/** One purse of his, as it was: whatever its title, it is not paid out any more. Cents. */
export type FrozenFund = {
  currency: string
  account: 'frozen' | 'pending' | 'reserve' | 'otherHold' | 'inTransit' | 'returned' | 'disputeHold'
  cents: number
}

/** What the Treasury is told (SAN-02, R562-3). */
export const eventKinds = [
  'freeze_applied',
  'credit_on_frozen',
  'attempt_blocked',
  'partial_release',
  'released',
] as const satisfies readonly FreezeEventKind[]

/** How long before the end of a national freeze somebody must know of it (SAN-04): only the publisher renews it, only people lift it. */
const warningDays = 30

export type Expiry = 'none' | 'near' | 'past'
export const expiryOf = (expiresOn: Day | null, today: Day): Expiry => {
  if (expiresOn === null || expiresOn > addDays(today, warningDays)) return 'none'
  return expiresOn < today ? 'past' : 'near'
}
