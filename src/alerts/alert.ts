import { parisDay, parisTime, startOfParisDay } from '#src/kernel/calendar.ts'
import { addWorkingDays, isFrWorking, rollForwardToWorkingDay } from '#src/kernel/holidays.ts'
import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { AlertCloseReason, AlertState } from '#src/platform/db.types.ts'

export type { AlertCloseReason, AlertLevel, AlertState } from '#src/platform/db.types.ts'

export const alertStates = ['new', 'triage', 'closed', 'escalated'] as const satisfies readonly AlertState[]
export const alertLevels = ['warn', 'high'] as const

/** Why nothing comes of it. All but `duplicate` say that the scenario was wrong, and count so when its thresholds are judged. */
export const closeReasons = [
  'explained',
  'usual_for_trade',
  'seasonal',
  'own_test',
  'wrong_data',
  'below_interest',
  'duplicate',
] as const satisfies readonly AlertCloseReason[]

export type AlertAction = 'claim' | 'release' | 'hand_over' | 'close' | 'escalate' | 'detach' | 'reopen'
const handlers = ['analyst', 'officer'] as const

/**
 * rules.md §2, alert(new → triage → false positive | case).
 * - new: raised, in nobody's hands. triage: somebody looks at it.
 * - closed: nothing comes of it, and why; where a second look saw it otherwise an officer may put it back. escalated: it goes into a case,
 *   where it is examined; taken out of it, it is decided anew.
 */
export const alertLifecycle: Lifecycle<AlertState, AlertAction> = {
  new: {
    claim: { to: 'triage', event: 'alert.claimed', by: handlers },
    hand_over: { to: 'triage', event: 'alert.handed_over', by: handlers },
    close: { to: 'closed', event: 'alert.closed', by: handlers, comment: 'optional' },
    escalate: { to: 'escalated', event: 'alert.escalated', by: handlers, comment: 'required' },
  },
  triage: {
    release: { to: 'new', event: 'alert.released', by: handlers },
    hand_over: { to: 'triage', event: 'alert.handed_over', by: handlers },
    close: { to: 'closed', event: 'alert.closed', by: handlers, comment: 'optional' },
    escalate: { to: 'escalated', event: 'alert.escalated', by: handlers, comment: 'required' },
  },
  closed: { reopen: { to: 'new', event: 'alert.reopened', by: ['officer'] } },
  escalated: { detach: { to: 'triage', event: 'alert.detached', by: handlers, comment: 'required' } },
}

/** Working days until somebody has decided what comes of it (rules.md §2, SLA). */
const triageDays = 2

const parisClock = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** At the same time of day, two working days on; what comes on a closed day came when the next one begins. */
export const triageDueAt = (raisedAt: Date): Date => {
  const day = parisDay(raisedAt)
  const open = rollForwardToWorkingDay(day, isFrWorking)
  return parisTime(addWorkingDays(open, triageDays, isFrWorking), parisClock.format(open === day ? raisedAt : startOfParisDay(open)))
}

export const isOver = (state: AlertState): boolean => state === 'closed' || state === 'escalated'
