import type { AmlQuestion, AmlSource } from '#src/amlCases/amlCase.ts'
import type { ClosedConclusionState } from '#src/platform/db.types.ts'

/**
 * `to_decide`: handed over, nothing is said yet. `proposed`: one person sees no suspicion, a second has not said. `declared`: a declaration
 * was drafted. `cleared`: no suspicion, by two.
 */
export const shelves = ['to_decide', 'proposed', 'declared', 'cleared', 'all'] as const
export type Shelf = (typeof shelves)[number]
export type Stand = Exclude<Shelf, 'all'> | 'examined'

/** What stands of one examination: what somebody proposed, and a declaration that was not abandoned. */
export type Said = {
  isConcluded: boolean
  cleared: Extract<ClosedConclusionState, 'proposed' | 'decided'> | null
  declarationId: string | null
}

/** A declaration says more than a proposal that was overtaken by it. `examined`: not handed over yet. */
export const standOf = ({ isConcluded, cleared, declarationId }: Said): Stand => {
  if (declarationId) return 'declared'
  if (cleared) return cleared === 'decided' ? 'cleared' : 'proposed'
  return isConcluded ? 'to_decide' : 'examined'
}

/**
 * What can still be said of an examination, by whom nothing was said yet: no suspicion only of what was handed over, a declaration at any
 * time (CMF L561-15: without delay).
 */
export const mayClear = (said: Said): boolean => standOf(said) === 'to_decide'
export const mayDeclare = (said: Said): boolean => ['to_decide', 'proposed', 'examined'].includes(standOf(said))

/** What the examination brought, as the analysis of a declaration begins with it. `title`, `source`: in words. */
export type Finding = { question: AmlQuestion; title: string; isEstablished: boolean; words: string; source: AmlSource; sourceText: string }
export type Examined = {
  summary: string
  facts: string
  scenarios: readonly string[]
  sums: string
  findings: readonly Finding[]
  labels: { alerts: string; payments: string; notEstablished: string; facts: string }
}

/** A longer one would not be taken by the form it goes into. */
const mostLetters = 20_000

/**
 * First what was seen, then the payments, then each question with its answer and source, last the facts that were handed over. Nothing is
 * added to what people wrote.
 */
export const analysisOf = ({ facts, scenarios, sums, findings, labels }: Examined): string =>
  [
    ...(scenarios.length > 0 ? [`${labels.alerts}\n${scenarios.map((one) => `– ${one}`).join('\n')}`] : []),
    ...(sums ? [`${labels.payments} ${sums}`] : []),
    ...findings.map(({ title, isEstablished, words, sourceText }) =>
      `${title}${isEstablished ? '' : ` (${labels.notEstablished})`}\n${words}\n(${sourceText})`
    ),
    ...(facts ? [`${labels.facts}\n${facts}`] : []),
  ]
    .join('\n\n')
    .slice(0, mostLetters)
