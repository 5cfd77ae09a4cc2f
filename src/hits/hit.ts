import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { HitState } from '#src/platform/db.types.ts'
import type { Topic } from '#src/watchlists/watchlist.ts'

export type { HitState } from '#src/platform/db.types.ts'
export type HitAction = 'clear' | 'flag' | 'propose' | 'doubt' | 'confirm_same' | 'confirm_different' | 'decline' | 'end' | 'release'

export const hitStates = ['open', 'unsure', 'proposed', 'same', 'different', 'ended'] as const satisfies readonly HitState[]
/** Somebody has to do something with it. */
export const waitingStates = ['open', 'unsure', 'proposed'] as const satisfies readonly HitState[]

export const isWaiting = (state: HitState): boolean => (waitingStates as readonly HitState[]).includes(state)

export const answers = ['same', 'different', 'unsure'] as const
export type Answer = (typeof answers)[number]
export const doubts = ['opinion', 'document'] as const
export type Doubt = (typeof doubts)[number]

/** What most reasons come to, to be ticked; the words beside say the rest. */
export const reasonCodes = {
  different: [
    'birth_differs',
    'nationality_differs',
    'name_differs',
    'gender_differs',
    'identifier_differs',
    'kind_differs',
    'place_differs',
  ],
  same: ['birth_agrees', 'identifier_agrees', 'document_seen', 'place_agrees', 'admitted'],
  unsure: ['birth_unknown', 'list_says_little', 'document_needed', 'namesake_likely'],
} as const satisfies Record<Answer, readonly string[]>
export type ReasonCode = (typeof reasonCodes)[Answer][number]
export const isReasonOf = (answer: Answer, code: string): code is ReasonCode => (reasonCodes[answer] as readonly string[]).includes(code)

const work = ['analyst', 'officer'] as const
const second = ['officer'] as const

const judged = {
  clear: { to: 'different', event: 'hit.cleared', by: work, comment: 'required' },
  flag: { to: 'same', event: 'hit.flagged', by: work, comment: 'required' },
  propose: { to: 'proposed', event: 'hit.verdict_proposed', by: work, comment: 'required' },
  doubt: { to: 'unsure', event: 'hit.doubted', by: work, comment: 'required' },
  end: { to: 'ended', event: 'hit.ended', by: ['system'] },
} as const

/**
 * - open: raised by the engine, judged by nobody. unsure: somebody could not tell, and wants a second opinion or a document.
 * - proposed: one of two people has said what it is (SAN-01, X-07: neither a freeze nor the clearing of what looks like one is one person's
 *   word).
 * - same: it is the listed one. different: it is not, and stays so over every version of the list until what was compared changes, on
 *   either side.
 * - ended: the entry was struck off, the person left the file, or the freeze was lifted.
 */
export const hitLifecycle: Lifecycle<HitState, HitAction> = {
  open: judged,
  unsure: judged,
  proposed: {
    confirm_same: { to: 'same', event: 'hit.confirmed', by: second, fourEyes: true },
    confirm_different: { to: 'different', event: 'hit.cleared', by: second, fourEyes: true },
    decline: { to: 'open', event: 'hit.verdict_declined', by: second, comment: 'required', fourEyes: true },
    end: { to: 'ended', event: 'hit.ended', by: ['system'] },
  },
  same: { release: { to: 'ended', event: 'hit.ended', by: ['system'] } },
  different: {},
  ended: {},
}

/**
 * What an answer is, as a step: of the house's own list one person's word is enough; so is clearing, but for what looks like a freeze
 * (`twoPeopleBps`).
 */
export const actionOf = (answer: Answer, { topic, scoreBps }: { topic: Topic; scoreBps: number }, twoPeopleBps: number): HitAction => {
  if (answer === 'unsure') return 'doubt'
  if (answer === 'same') return topic === 'house' ? 'flag' : 'propose'
  return topic === 'freeze' && scoreBps >= twoPeopleBps ? 'propose' : 'clear'
}

const hour = 3_600_000
/** Until when somebody must have judged it [P]: a freeze binds without delay (SAN-01). */
export const dueAt = ({ topic, isUrgent }: { topic: Topic; isUrgent: boolean }, openedAt: Date): Date =>
  new Date(openedAt.getTime() + hour * (topic === 'freeze' ? (isUrgent ? 4 : 24) : topic === 'sanction' ? 24 : 120))

/** So long whoever holds a hit is not disturbed; then it is anybody's. */
export const heldForMs = 30 * 60_000
export const isHeld = ({ heldBy, heldAt }: { heldBy: string | null; heldAt: Date | null }, now: Date): boolean =>
  heldBy !== null && heldAt !== null && now.getTime() - heldAt.getTime() < heldForMs

const severity: readonly Topic[] = ['freeze', 'sanction', 'pep', 'house']
/** What it is listed for that binds most; of its list where the entry itself says nothing. */
export const topicOf = (topics: readonly Topic[], ofList: Topic): Topic => severity.find((one) => topics.includes(one)) ?? ofList
