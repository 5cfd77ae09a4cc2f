import type { AccountFigures } from './score.ts'
import { simulatedOpenBanking } from './simulatedOpenBanking.ts'

/**
 * One session of consent. The same id is the same session, however often it is opened. `comesBackTo`: our address at which a payer's answer
 * reaches us.
 */
export type ConsentSession = { id: string; comesBackTo: string }

/** What is asked of the bank once he consented: of that account, or of those he chose there. */
export type FiguresQuestion = { id: string; email: string; iban: string | null }

/** unavailable: the bank gives no account information under DSP2. unreached: it did not answer, and may be asked again. */
export type FiguresAnswer = { kind: 'figures'; figures: AccountFigures } | { kind: 'unavailable' } | { kind: 'unreached' }

/** The way to payers' accounts: a provider of account information (DSP2, directive 2015/2366 art. 67). */
export type OpenBanking = {
  /** Whether payers answer on our own page (views/scoring), which plays their bank; of a real provider they answer at their bank. */
  usesOurPage: boolean
  /** Where the payer is sent: an https address. */
  openSession: (session: ConsentSession) => Promise<string>
  /** Never throws for a bank that is silent. */
  readFigures: (question: FiguresQuestion) => Promise<FiguresAnswer>
}

let connected: OpenBanking | null = null

/** By the door that opens the program, and by tests. Null, which is how it starts: nobody is scored in the live world. */
export const useOpenBanking = (provider: OpenBanking | null): void => void (connected = provider)

/**
 * The test world has the simulator, always. The live world has what the door connected, or nothing: a live score that nobody's bank stands
 * behind would be a lie about a person, so that a program in production without a provider refuses (501) rather than simulates.
 */
export const openBankingOf = (mode: 'test' | 'live'): OpenBanking | null => (mode === 'test' ? simulatedOpenBanking : connected)
