import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { addWorkingDays, isFrWorking, rollForwardToWorkingDay } from '#src/kernel/holidays.ts'
import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { AmlCaseState, AmlQuestion, AmlSource } from '#src/platform/db.types.ts'

export type { AmlCaseOrigin, AmlCaseState, AmlQuestion, AmlSource } from '#src/platform/db.types.ts'

export const amlStates = ['open', 'examination', 'concluded'] as const satisfies readonly AmlCaseState[]

/**
 * What L561-10-2 asks of an operation that is complex, unusually large or without apparent reason: origin and destination of the sums,
 * purpose, who benefits; and what makes sense of it.
 */
export const amlQuestions = ['origin', 'destination', 'purpose', 'beneficiary', 'justification'] as const satisfies readonly AmlQuestion[]
/** Where an answer comes from; `none`: it was looked for in vain. */
export const amlSources = ['file', 'payments', 'merchant', 'public', 'third_party', 'none'] as const satisfies readonly AmlSource[]

export type AmlAction = 'hand_over' | 'begin' | 'conclude' | 'reopen'
const handlers = ['analyst', 'officer'] as const

/**
 * rules.md §2, case(open → enhanced examination → decision).
 * - open: what came together is looked at. examination: the questions of L561-10-2 are answered in writing.
 * - concluded: handed over to the closed circle, which alone knows what follows; it reads the same in every case (CMF L561-18). Reopened
 *   where something new came.
 */
export const amlLifecycle: Lifecycle<AmlCaseState, AmlAction> = {
  open: {
    hand_over: { to: 'open', event: 'aml_case.handed_over', by: handlers },
    begin: { to: 'examination', event: 'aml_case.begun', by: handlers },
  },
  examination: {
    hand_over: { to: 'examination', event: 'aml_case.handed_over', by: handlers },
    conclude: { to: 'concluded', event: 'aml_case.concluded', by: handlers, comment: 'required' },
  },
  concluded: { reopen: { to: 'examination', event: 'aml_case.reopened', by: handlers, comment: 'required' } },
}

/** Of assets frozen the circle alone knows what was made; of what ended nothing is left to examine. */
export const mayTakeHit = ({ topic, state }: { topic: string; state: string }): boolean => topic !== 'freeze' && state !== 'ended'

export const isLiving = (state: AmlCaseState): boolean => state !== 'concluded'

/** Working days until it is to be concluded (rules.md §2, SLA [P]). */
const decisionDays = 10

/** What comes on a closed day came on the next open one. */
export const dueOnOf = (from: Date): Day => addWorkingDays(rollForwardToWorkingDay(parisDay(from), isFrWorking), decisionDays, isFrWorking)

/** Questions nobody has answered yet. */
export const unanswered = (answered: readonly AmlQuestion[]): AmlQuestion[] => amlQuestions.filter((one) => !answered.includes(one))

/**
 * Pieces that may be asked of a merchant who is examined: those of any file. Neither the letter nor the request carries a word of ours (CMF
 * L561-18).
 */
export const neutralPieces = ['source_of_funds', 'activity_proof', 'accounts', 'beneficial_owner_declaration', 'proof_of_address'] as const

/** Payments behind one alert that a case keeps. */
export const mostBehind = 2_000
export const mostPieces = 50
