import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { RightsChannel, RightsKind, RightsOutcome, RightsRefusal, RightsRequester, RightsState } from '#src/platform/db.types.ts'

export type { RightsChannel, RightsKind, RightsOutcome, RightsRefusal, RightsRequester, RightsState } from '#src/platform/db.types.ts'
export type RightsAction = 'take' | 'doubt' | 'verify' | 'extend' | 'answer' | 'refuse' | 'withdraw'

export const rightsKinds = [
  'access',
  'rectification',
  'erasure',
  'portability',
  'restriction',
  'objection',
] as const satisfies readonly RightsKind[]
export const rightsStates = [
  'received',
  'identity_doubt',
  'in_progress',
  'answered',
  'refused',
  'withdrawn',
] as const satisfies readonly RightsState[]
export const livingStates = ['received', 'identity_doubt', 'in_progress'] as const satisfies readonly RightsState[]
export const requesters = ['merchant_user', 'person', 'payer'] as const satisfies readonly RightsRequester[]
/** What comes by our own pages is taken in by itself. */
export const staffChannels = ['letter', 'mail', 'telephone'] as const satisfies readonly RightsChannel[]
export const outcomes = ['done', 'partly', 'nothing_found'] as const satisfies readonly RightsOutcome[]
export const refusals = [
  'unfounded',
  'excessive',
  'identity',
  'legal_obligation',
  'legal_claims',
  'overriding_interest',
  'not_applicable',
] as const satisfies readonly RightsRefusal[]

const staff = ['agent', 'officer'] as const
const refuse = { to: 'refused', event: 'rights_request.refused', by: staff, comment: 'required' } as const
const withdraw = { to: 'withdrawn', event: 'rights_request.withdrawn', by: [...staff, 'merchant'] } as const
const doubt = { to: 'identity_doubt', event: 'rights_request.identity_doubted', by: staff, comment: 'required' } as const
const extend = { to: 'in_progress', event: 'rights_request.extended', by: staff, comment: 'required' } as const

/**
 * GDPR 12 and 15 to 22, rules.md DSR-01 to DSR-05.
 * - received: it came; the month runs from that day, whoever looks at it and when.
 * - identity_doubt: something was asked of the person to be sure who it is; the clock stands still until it comes (DSR-02).
 * - in_progress: somebody has it. Once, within the first month, two months may be added, and the person is told why.
 * - answered, refused, withdrawn: over. Whoever refuses says on which ground, and how to complain.
 */
export const rightsLifecycle: Lifecycle<RightsState, RightsAction> = {
  received: { take: { to: 'in_progress', event: 'rights_request.taken', by: staff }, doubt, extend, refuse, withdraw },
  identity_doubt: { verify: { to: 'in_progress', event: 'rights_request.identity_verified', by: staff }, refuse, withdraw },
  in_progress: {
    doubt,
    extend,
    answer: { to: 'answered', event: 'rights_request.answered', by: staff, comment: 'required' },
    refuse,
    withdraw,
  },
  answered: {},
  refused: {},
  withdrawn: {},
}

export const isLiving = (state: RightsState): boolean => (livingStates as readonly RightsState[]).includes(state)

const notAfterwards: readonly RightsAction[] = ['doubt', 'refuse', 'withdraw']

/**
 * What was carried out in the person's data is told him (GDPR 12(3), 19): from then on nobody withdraws it, refuses it, or asks who he is,
 * which would stop the clock of that very answer. The code of why an act is over; null where it is not. A copy that is made binds to
 * nothing: it is the person's once he is answered.
 */
export const whyNoLonger = (
  action: RightsAction,
  done: { erasure: boolean; rectified: number },
): 'rights_erasure_done' | 'rights_value_rectified' | null => {
  if (!notAfterwards.includes(action)) return null
  return done.erasure ? 'rights_erasure_done' : done.rectified > 0 ? 'rights_value_rectified' : null
}

/** A copy of what is kept. */
export const isCopy = (kind: RightsKind): boolean => kind === 'access' || kind === 'portability'
