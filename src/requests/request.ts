import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { RequestItemState, RequestState } from '#src/platform/db.types.ts'

export type { RequestItemState, RequestOrigin, RequestPurpose, RequestState } from '#src/platform/db.types.ts'
export type RequestAction = 'leave' | 'answer' | 'extend' | 'reopen' | 'satisfy' | 'lapse' | 'withdraw'

/**
 * A round of supplementary documents asked of a merchant (product.md "document request").
 * - leaving: written, the letter has not left yet; no time counts (or, reopened, the time stays suspended). Who answers that early,
 *   from his own pages, has answered.
 * - open: the letter left; the 30-day clock runs.
 * - answered: every piece was sent; the file is with us and the clock is paused.
 * - satisfied: every piece accepted or overridden. withdrawn: we gave up asking, or decided without, or the contract is over.
 * - lapsed: the clock ran out. It can still be answered, and then be satisfied; its time does not come back.
 */
export const requestLifecycle: Lifecycle<RequestState, RequestAction> = {
  leaving: {
    leave: { to: 'open', event: 'document_request.left', by: ['system'] },
    answer: { to: 'answered', event: 'document_request.answered', by: ['merchant'] },
    withdraw: { to: 'withdrawn', event: 'document_request.withdrawn', by: ['analyst', 'officer', 'system'], comment: 'required' },
  },
  open: {
    answer: { to: 'answered', event: 'document_request.answered', by: ['merchant'] },
    extend: { to: 'open', event: 'document_request.extended', by: ['officer'], comment: 'required' },
    lapse: { to: 'lapsed', event: 'document_request.lapsed', by: ['system'] },
    withdraw: { to: 'withdrawn', event: 'document_request.withdrawn', by: ['analyst', 'officer', 'system'], comment: 'required' },
  },
  answered: {
    reopen: { to: 'leaving', event: 'document_request.reopened', by: ['analyst', 'officer'] },
    satisfy: { to: 'satisfied', event: 'document_request.satisfied', by: ['analyst', 'officer'] },
    withdraw: { to: 'withdrawn', event: 'document_request.withdrawn', by: ['analyst', 'officer', 'system'], comment: 'required' },
  },
  satisfied: {},
  lapsed: { satisfy: { to: 'satisfied', event: 'document_request.satisfied', by: ['analyst', 'officer'] } },
  withdrawn: {},
}

/** How long a merchant has (seed 002; rules.md §1.9). */
export const baseDays = 30

/** Still to be sent: asked for, or sent and refused. */
export const isWanted = ({ state }: { state: RequestItemState }): boolean => state === 'asked' || state === 'refused'

export type JudgedPiece = { state: 'received' | 'accepted' | 'refused' | 'superseded' | 'withdrawn'; id: string; requirement_key: string }
type Asked = { requirement_key: string; document_id: string | null }

/** An officer lets it pass, or the very piece that answered it was accepted and none beside it is still to be looked at. */
export const isItemAccepted = (item: Asked, documents: readonly JudgedPiece[], overriddenKeys: ReadonlySet<string>): boolean => {
  if (overriddenKeys.has(item.requirement_key)) return true
  const isPending = documents.some((one) => one.requirement_key === item.requirement_key && one.state === 'received')
  return !isPending && documents.some((one) => one.id === item.document_id && one.state === 'accepted')
}

/**
 * Sent and not taken back; or waived by an officer. That we refused a piece meanwhile does not count against the merchant before we
 * have asked for it again.
 */
export const isItemAnswered = (
  item: Asked & { state: RequestItemState },
  documents: readonly JudgedPiece[],
  overriddenKeys: ReadonlySet<string>,
): boolean => {
  if (overriddenKeys.has(item.requirement_key)) return true
  return !isWanted(item) && documents.some(({ id, state }) => id === item.document_id && state !== 'withdrawn')
}
