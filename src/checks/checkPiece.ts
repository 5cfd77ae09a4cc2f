import type { RefusalReason } from '#src/documents/document.ts'
import type { Check, CheckFacts, CheckId, CheckResult, Verdict } from './check.ts'
import { checks } from './table.ts'

const order: Record<Verdict, number> = { fail: 0, unknown: 1, pass: 2 }
const byId = new Map<CheckId, Check>(checks.map((check) => [check.id, check]))

/** A fail of one of these is something to look at, no reason to refuse. */
export const warnings: ReadonlySet<CheckId> = new Set(checks.filter(({ isWarning }) => isWarning).map(({ id }) => id))

/** The reason for refusing that goes with a failed check. */
export const refusalOf = (id: CheckId): RefusalReason => byId.get(id)?.refusal ?? 'other'

const rank = ({ check, verdict }: CheckResult): number => (warnings.has(check) && verdict === 'fail' ? order.unknown : order[verdict])

const applies = ({ types }: Check, { piece }: CheckFacts): boolean => types === 'any' || types.includes(piece.type)

const brokenWhys = ['check_broken', 'understanding_broken'] as const
type BrokenWhy = (typeof brokenWhys)[number]

/** Not an answer of the piece, but a fault of ours: what is looked at anew at the next occasion. */
export const isBroken = ({ why }: Pick<CheckResult, 'why'>): boolean => brokenWhys.some((one) => one === why)

const broken = (check: CheckId, why: BrokenWhy): CheckResult => ({
  check,
  verdict: 'unknown',
  why,
  declared: null,
  read: null,
  values: {},
  fields: [],
})

/** Is told of a check that breaks off, and by what. */
export type OnBroken = (check: CheckId, error: unknown) => void
const goesOn: OnBroken = (_check, error) => {
  throw error
}

const judge = (check: Check, facts: CheckFacts, onBroken: OnBroken): CheckResult[] => {
  try {
    const result = check.judge(facts)
    return result ? [{ check: check.id, ...result }] : []
  } catch (error) {
    onBroken(check.id, error)
    return [broken(check.id, 'check_broken')]
  }
}

/**
 * Everything the table says of a piece, the worst first, then in the order of the table. A check that breaks off answers, where somebody is
 * told (`onBroken`), that it cannot tell, and the others go on; else its error goes on.
 */
export const checkPiece = (facts: CheckFacts, onBroken: OnBroken = goesOn): CheckResult[] =>
  checks.filter((check) => applies(check, facts)).flatMap((check) => judge(check, facts, onBroken)).sort((a, b) => rank(a) - rank(b))

/** These look at the file and at how it was read, not at what it says. */
const ofFile: readonly CheckId[] = ['legible', 'same_file_elsewhere', 'scripts_in_file']

/** Of a piece over which understanding broke off: what its file says by itself, and that nobody can tell what it is. */
export const checkFileAlone = (facts: CheckFacts, onBroken: OnBroken): CheckResult[] =>
  [broken('kind', 'understanding_broken'), ...checkPiece(facts, onBroken).filter(({ check }) => ofFile.includes(check))].sort((a, b) =>
    rank(a) - rank(b)
  )

/** These say that a piece is fit to be looked at, not that it proves anything. */
const formal: readonly CheckId[] = ['legible', 'kind', 'same_file_elsewhere', 'same_number_elsewhere', 'scripts_in_file', 'rib_key']

/** One word for the piece. Pass only where every check passed and at least one of them compared something. */
export const overall = (results: readonly CheckResult[]): Verdict => {
  const counted = results.filter(({ check }) => !warnings.has(check))
  if (counted.some(({ verdict }) => verdict === 'fail')) return 'fail'
  const isProved = counted.every(({ verdict }) => verdict === 'pass') && counted.some(({ check }) => !formal.includes(check))
  return isProved ? 'pass' : 'unknown'
}

/** The reason to propose to who refuses: that of the first check that failed, in the order of the table. Null where none did. */
export const proposedRefusal = (results: readonly CheckResult[]): RefusalReason | null => {
  const failed = checks.find(({ id }) => !warnings.has(id) && results.some(({ check, verdict }) => check === id && verdict === 'fail'))
  return failed ? failed.refusal : null
}
