import type { AlertState } from '#src/platform/db.types.ts'

/** What one may say of an alert: nothing comes of it, or it is to be examined in a case. */
export const verdicts = ['nothing', 'case'] as const
export type Verdict = (typeof verdicts)[number]

/** What the first said, by where the alert went. */
export const verdictOf = (state: Extract<AlertState, 'closed' | 'escalated'>): Verdict => (state === 'closed' ? 'nothing' : 'case')

type Answers = { first_by: string; first_verdict: string; by_staff: string | null; verdict: string | null; settled_by: string | null }

export const isDisagreed = ({ first_verdict: first, verdict }: Pick<Answers, 'first_verdict' | 'verdict'>): boolean =>
  verdict !== null && verdict !== first
/** Two people differ and nobody has said which it is. */
export const isUnsettled = (look: Answers): boolean => isDisagreed(look) && look.settled_by === null

/** Why somebody does not settle it: nothing is to be settled; or he is one of the two. Null: he may, as far as the look goes. */
export const whyNotSettled = (look: Answers, staffId: string): 'state_has_changed' | 'four_eyes' | null => {
  if (!isUnsettled(look)) return 'state_has_changed'
  return look.first_by === staffId || look.by_staff === staffId ? 'four_eyes' : null
}
