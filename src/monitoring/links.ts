import type { MerchantState } from '#src/platform/db.types.ts'
import type { Link, LinkKind } from './facts.ts'

type Shared = { kind: LinkKind; key: string; ids: readonly string[]; states: readonly MerchantState[] }

/** Whose contract we ended, or never wished for: a new merchant with the same people or account may be the old one again. */
const endedStates: readonly MerchantState[] = ['terminated', 'barred', 'rejected']
const livingStates: readonly MerchantState[] = ['onboarding', 'validated', 'suspended']

/**
 * Each shared thing, told to the last who came of those who are there; and of how many merchants the same person or address is, for each of
 * them.
 */
export const linksOf = (
  shared: readonly Shared[],
): { links: Map<string, Link[]>; directorOf: Map<string, number>; addressOf: Map<string, number> } => {
  const found = { links: new Map<string, Link[]>(), directorOf: new Map<string, number>(), addressOf: new Map<string, number>() }
  for (const { kind, key, ids, states } of shared) {
    const last = ids.findIndex((_, i) => livingStates.includes(states[i]!))
    const ended = states.filter((state, i) => i !== last && endedStates.includes(state)).length
    if (last >= 0) found.links.set(ids[last]!, [...(found.links.get(ids[last]!) ?? []), { kind, key, merchants: ids.length, ended }])
    const counts = kind === 'person' ? found.directorOf : kind === 'address' ? found.addressOf : null
    for (const id of counts ? ids : []) counts!.set(id, Math.max(counts!.get(id) ?? 0, ids.length))
  }
  return found
}
