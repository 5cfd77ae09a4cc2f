import type { PageStage } from '#src/payments/pageStage.ts'

/** What the page says to the one that frames it (seed 003, "Status & events"). */
export type MessageStatus = 'init' | 'pending' | 'secure-auth-start' | 'secure-auth-end' | 'secure-auth-error' | 'finished' | 'error'
  | 'invalid'

const statusOf: Record<PageStage, MessageStatus | null> = {
  form: 'pending',
  bank: 'secure-auth-start',
  ready: 'secure-auth-end',
  handed: null,
  waiting: null,
  paid: 'finished',
  refused: 'error',
  unauthenticated: 'secure-auth-error',
  canceled: 'error',
  expired: 'error',
}

/** Where the payer comes from: the merchant's page, a form of ours, or his bank. */
export type Origin = 'outside' | 'page' | 'bank'

/**
 * The statuses of a page, in the order in which they are said. `init` is said once, when the merchant's page opens ours; that the bank is
 * done with him is said before what became of his payment.
 */
export const messagesOf = (stage: PageStage | 'invalid', from: Origin): MessageStatus[] => {
  const status = stage === 'invalid' ? 'invalid' : statusOf[stage]
  const before: MessageStatus[] = from === 'outside'
    ? ['init']
    : from === 'bank' && stage !== 'unauthenticated' && status !== 'secure-auth-end'
    ? ['secure-auth-end']
    : []
  return status === null ? before : [...before, status]
}

/** At these the merchant's page may take the payer along at once, and so they carry the address (spec/api.md §13). */
export const carryAddress: readonly MessageStatus[] = ['error', 'finished', 'secure-auth-error']
