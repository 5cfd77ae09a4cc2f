import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { DataBreachPhase, DataBreachRisk, DataBreachState } from '#src/platform/db.types.ts'

export type { DataBreachPhase, DataBreachRisk, DataBreachState } from '#src/platform/db.types.ts'
export type DataBreachAction = 'describe' | 'assess' | 'notify' | 'tell' | 'close'

export const natures = ['confidentiality', 'integrity', 'availability'] as const
export type Nature = (typeof natures)[number]
export const risks = ['none', 'risk', 'high'] as const satisfies readonly DataBreachRisk[]
export const phases = ['initial', 'complement', 'final'] as const satisfies readonly DataBreachPhase[]

const workers = ['officer', 'administrator'] as const
const stay = (event: string) => ({ to: 'open', event: `data_breach.${event}`, by: workers }) as const

/**
 * A breach of personal data (GDPR 33, 34; rules.md DSR-08). Not a breach of a contract: `src/breaches`.
 * - open: we are aware of it; 72 hours run, nights and Sundays too. What is known is written down as it comes, in phases.
 * - closed: whether it was notified and whether the persons were told is answered, with the reasons.
 */
export const dataBreachLifecycle: Lifecycle<DataBreachState, DataBreachAction> = {
  open: {
    describe: { ...stay('described'), by: [...workers, 'agent', 'analyst'] },
    assess: stay('assessed'),
    notify: stay('notified'),
    tell: stay('persons_told'),
    close: { to: 'closed', event: 'data_breach.closed', by: workers, comment: 'required' },
  },
  closed: {},
}

const hourMs = 3_600_000
export const hoursAllowed = 72

/** Elapsed hours, whatever clocks on walls do (rules.md §7.3). */
export const notifyBefore = (awareAt: Date): Date => new Date(awareAt.getTime() + hoursAllowed * hourMs)

export type BreachStanding = { endsAt: Date; hoursLeft: number; isLate: boolean }
export const standingAt = (awareAt: Date, now: Date): BreachStanding => {
  const endsAt = notifyBefore(awareAt)
  return { endsAt, hoursLeft: Math.floor((endsAt.getTime() - now.getTime()) / hourMs), isLate: now.getTime() > endsAt.getTime() }
}

/** Hours before the end at which somebody is told; 0: it is over. */
export const alertHours = [48, 24, 6, 0] as const
export const breachAlertDue = ({ endsAt }: BreachStanding, now: Date): (typeof alertHours)[number] | null => {
  const left = endsAt.getTime() - now.getTime()
  return left <= 0 ? 0 : (alertHours.filter((hours) => hours > 0 && left <= hours * hourMs).at(-1) ?? null)
}

export type Answers = {
  risk: DataBreachRisk | null
  is_notified: boolean | null
  persons_told_at: Date | null
  persons_not_told_reason: string
  what_happened: string
  measures: string
}

/** Which questions are still open; it closes with none (GDPR 33(3), (5), 34). `isSent`: a first notice left for the CNIL. */
export const openQuestions = (
  { risk, is_notified: isNotified, persons_told_at: toldAt, persons_not_told_reason: notTold, what_happened: what, measures }: Answers,
  isSent: boolean,
): string[] => [
  ...(what === '' ? ['what_happened'] : []),
  ...(measures === '' ? ['measures'] : []),
  ...(risk === null ? ['risk'] : []),
  ...(isNotified === null ? ['notify'] : []),
  ...(isNotified === true && !isSent ? ['notice'] : []),
  ...(risk === 'high' && toldAt === null && notTold === '' ? ['persons'] : []),
]
