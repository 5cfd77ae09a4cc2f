import type { Day } from '#src/kernel/calendar.ts'
import type { BankAnswer } from './accountCheck.ts'
import { simulatedBank } from './simulatedBank.ts'

/** One question to the bank that holds an account. The same id is the same question, however often it is put. */
export type BankQuestion = { id: string; iban: string; name: string; bornOn: Day | null }

/** The way to the banks that verify accounts (SEPAmail in France). */
export type BankGateway = {
  /** Whether the account's bank takes part at all. */
  takesPart: (iban: string) => boolean
  /** What the bank answers; null while it has not. Throws where it cannot be reached. */
  verify: (question: BankQuestion) => Promise<BankAnswer | null>
}

let connected: BankGateway = simulatedBank

/** By the door that opens the program onto a real one, and by tests; null puts the simulated bank back. */
export const useBankGateway = (gateway: BankGateway | null): void => void (connected = gateway ?? simulatedBank)
export const bankGateway = (): BankGateway => connected
