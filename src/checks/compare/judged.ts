import type { Verdict } from '#src/checks/check.ts'
import type { Closeness } from './closeness.ts'

/** A comparison's answer: the verdict, and why as a key of `checks:why.…`. */
export type Judged = { verdict: Verdict; why: string }

export const pass = (why: string): Judged => ({ verdict: 'pass', why })
export const fail = (why: string): Judged => ({ verdict: 'fail', why })
export const unknown = (why: string): Judged => ({ verdict: 'unknown', why })

const order: Record<Verdict, number> = { fail: 0, unknown: 1, pass: 2 }

/** The worst of several, the first of those; what proves nothing worse than the others is said last. */
export const worst = (all: readonly Judged[]): Judged => {
  const [first, ...rest] = all
  if (!first) return unknown('nothing_read')
  return rest.reduce((found, one) => (order[one.verdict] < order[found.verdict] ? one : found), first)
}

export const best = (all: readonly Judged[]): Judged => {
  const [first, ...rest] = all
  if (!first) return unknown('nothing_read')
  return rest.reduce((found, one) => (order[one.verdict] > order[found.verdict] ? one : found), first)
}

/** Two independent readings of the same thing: one that proves and none that disproves is a pass; one of each, nobody can tell. */
export const together = (all: readonly Judged[]): Judged => {
  const passed = all.find(({ verdict }) => verdict === 'pass')
  const failed = all.find(({ verdict }) => verdict === 'fail')
  if (passed && failed) return unknown('readings_differ')
  return passed ?? failed ?? all[0] ?? unknown('nothing_read')
}

/** Same passes, other fails; what lies between proves nothing. */
export const fromCloseness = (closeness: Closeness, whys: { same: string; near: string; other: string; part?: string }): Judged => {
  if (closeness === 'same') return pass(whys.same)
  if (closeness === 'other') return fail(whys.other)
  return unknown(closeness === 'part' ? (whys.part ?? whys.near) : whys.near)
}
