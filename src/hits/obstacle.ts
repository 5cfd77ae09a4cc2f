import type { Standing } from './hits.sql.ts'

/**
 * Of a file, what screening puts in the way of letting it in, with the first names it is about: the sentence is `reviews:missing.<code>`.
 */
export type ScreeningObstacle = { code: 'hits_open' | 'screening_listed' | 'pep_unapproved'; names: string }

const namesOf = (all: readonly Standing[]): string => [...new Set(all.map(({ name }) => name))].slice(0, 3).join(', ')

/**
 * Somebody is not judged yet (SAN-01, SAN-05); or is listed; or is exposed, and nobody of the executive has let him in (PEP-04). The
 * gravest for whoever has to act comes first.
 */
export const obstacleOf = (standing: readonly Standing[]): ScreeningObstacle | null => {
  const found = [
    { code: 'hits_open', of: standing.filter(({ state }) => state !== 'same') },
    {
      code: 'screening_listed',
      of: standing.filter(({ state, topic }) => state === 'same' && (topic === 'freeze' || topic === 'sanction')),
    },
    { code: 'pep_unapproved', of: standing.filter(({ state, topic, isApproved }) => state === 'same' && topic === 'pep' && !isApproved) },
  ] as const
  const first = found.find(({ of }) => of.length > 0)
  return first ? { code: first.code, names: namesOf(first.of) } : null
}
