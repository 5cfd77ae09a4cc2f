import type { DocumentState } from '#src/platform/db.types.ts'

type Piece = { id: string; state: DocumentState }
type Line<One> = { documents: readonly One[] }

/** The pieces that count, in the order of the checklist; one that counts no longer and is looked at all the same comes last. */
export const stripOf = <One extends Piece>(lines: readonly Line<One>[], here: One): One[] => {
  const pieces = lines.flatMap(({ documents }) => documents)
  return pieces.some(({ id }) => id === here.id) ? pieces : [...pieces, here]
}

/** The next to judge after this one, round to those before it. Null when nothing else waits. */
export const nextToJudge = <One extends Piece>(strip: readonly One[], hereId: string): One | null => {
  const at = strip.findIndex(({ id }) => id === hereId)
  const round = [...strip.slice(at + 1), ...strip.slice(0, Math.max(at, 0))]
  return round.find(({ state }) => state === 'received') ?? null
}

export const neighbours = <One extends Piece>(strip: readonly One[], hereId: string): { previous: One | null; next: One | null } => {
  const at = strip.findIndex(({ id }) => id === hereId)
  return { previous: strip[at - 1] ?? null, next: strip[at + 1] ?? null }
}

/** Of many pages: the first, the last, and those around this one. */
export const pagesAround = (page: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => i + 1).filter((one) => count <= 9 || one === 1 || one === count || Math.abs(one - page) <= 2)
