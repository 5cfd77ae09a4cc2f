import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { RequestState } from '#src/platform/db.types.ts'

export type { RequestState } from '#src/platform/db.types.ts'
export type RequestAction = 'leave' | 'answer' | 'reopen' | 'satisfy' | 'lapse' | 'withdraw'

/**
 * A round of supplementary documents asked of a merchant (product.md "document request").
 * - leaving: written, the letter has not left yet; no time counts (or, reopened, the time stays suspended).
 * - open: the letter left; the 30-day clock runs.
 * - answered: every piece was sent; the file is with us and the clock is paused.
 * - satisfied: every piece accepted or overridden. lapsed: the clock ran out. withdrawn: we gave up asking.
 */
export const requestLifecycle: Lifecycle<RequestState, RequestAction> = {
  leaving: {
    leave: { to: 'open', event: 'document_request.left', by: ['system'] },
    withdraw: { to: 'withdrawn', event: 'document_request.withdrawn', by: ['analyst', 'officer'], comment: 'required' },
  },
  open: {
    answer: { to: 'answered', event: 'document_request.answered', by: ['merchant'] },
    lapse: { to: 'lapsed', event: 'document_request.lapsed', by: ['system'] },
    withdraw: { to: 'withdrawn', event: 'document_request.withdrawn', by: ['analyst', 'officer'], comment: 'required' },
  },
  answered: {
    reopen: { to: 'leaving', event: 'document_request.reopened', by: ['analyst', 'officer'] },
    satisfy: { to: 'satisfied', event: 'document_request.satisfied', by: ['analyst', 'officer'] },
    withdraw: { to: 'withdrawn', event: 'document_request.withdrawn', by: ['analyst', 'officer'], comment: 'required' },
  },
  satisfied: {},
  lapsed: {},
  withdrawn: {},
}
