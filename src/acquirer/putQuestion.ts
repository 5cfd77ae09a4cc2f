import { log } from '#src/platform/log.ts'
import type { Acquirer, EvidenceSaid, RepresentCall, Said } from './acquirer.ts'
import { acquirer } from './gateway.ts'

/** How long a caller is kept waiting before the outcome counts as unknown. */
const patience = 10_000

class OutOfPatience extends Error {}

const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new OutOfPatience()), ms)
  })
  return Promise.race([work, enough]).finally(() => clearTimeout(timer))
}

const attempt = async <S>(callId: string, work: Promise<S | null>): Promise<S | null> => {
  try {
    return await within(patience, work)
  } catch (error) {
    log.warn(
      { callId, fault: error instanceof Error ? error.name : 'unknown' },
      'the acquirer did not answer: what became of the call will be asked for',
    )
    return null
  }
}

/**
 * Puts a question that was noted (`noteCall`), outside any transaction. No answer: what became of it is asked for at once; null where that
 * is not known either, and the schedule goes on asking.
 */
export const putQuestion = async (callId: string, ask: (to: Acquirer) => Promise<Said>): Promise<Said | null> =>
  (await attempt(callId, ask(acquirer()))) ?? attempt(callId, acquirer().inquire(callId))

/** The same of an evidence file. `isAsked`: it was sent before, and is first asked about; only what never arrived is sent again. */
export const putEvidence = async (call: RepresentCall, isAsked: boolean): Promise<EvidenceSaid | null> => {
  const known = isAsked ? await attempt(call.callId, acquirer().inquireEvidence(call.callId)) : null
  return known ?? (await attempt(call.callId, acquirer().represent(call))) ?? attempt(call.callId, acquirer().inquireEvidence(call.callId))
}
