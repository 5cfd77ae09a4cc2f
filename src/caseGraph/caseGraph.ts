/**
 * A thing that ties a merchant to payments or to other merchants. `payments`: of the case; 0: it is in the files. `isOfFile`: the tie is
 * what was handed in, not what was paid.
 */
export type Tie = {
  id: string
  kind: string
  label: string
  payments: number
  isOfFile: boolean
  others: readonly { id: string; label: string; count: number }[] /** Merchants beyond those named. */
  more: number
}

export type Node = { id: string; column: 0 | 1 | 2; kind: string; label: string; count: number }
/** `isOfFile`: no payments are counted, the files say it. */
export type Edge = { from: string; to: string; count: number; isOfFile: boolean; kind: string }
export type Graph = { nodes: Node[]; edges: Edge[]; /** What was left out of the drawing. */ left: { ties: number; merchants: number } }

/** As many of a column as are read at a glance. */
const mostTies = 14
const mostMerchants = 12

/** First what reaches other merchants, then what most payments share. */
const byWeight = (a: Tie, b: Tie): number =>
  Math.sign(b.others.length) - Math.sign(a.others.length) || b.payments - a.payments || b.others.length - a.others.length ||
  (a.id < b.id ? -1 : 1)

type Other = { id: string; label: string; count: number; ties: { tie: Tie; count: number }[] }

const othersOf = (ties: readonly Tie[]): Other[] => {
  const others = new Map<string, Other>()
  for (const tie of ties) {
    for (const { id, label, count } of tie.others) {
      const known = others.get(id) ?? { id, label, count: 0, ties: [] }
      others.set(id, { ...known, count: known.count + count, ties: [...known.ties, { tie, count }] })
    }
  }
  // tied by most things first: one shared card is luck, a card, an address and a director are not
  return [...others.values()].sort((a, b) => b.ties.length - a.ties.length || b.count - a.count || (a.id < b.id ? -1 : 1))
}

const middle = ({ ties }: Other, places: ReadonlyMap<string, number>): number =>
  ties.reduce((sum, { tie }) => sum + (places.get(tie.id) ?? 0), 0) / Math.max(1, ties.length)

/**
 * Three columns: the merchant of the case, what ties, the other merchants, in the order of what they hang on. Null where nothing is shared
 * with anything.
 */
export const graphOf = (merchant: { id: string; label: string; payments: number }, all: readonly Tie[]): Graph | null => {
  const kept = [...all].sort(byWeight).slice(0, mostTies)
  if (kept.length === 0) return null
  const places = new Map(kept.map(({ id }, i) => [id, i]))
  const everybody = othersOf(kept)
  const others = everybody.slice(0, mostMerchants).sort((a, b) => middle(a, places) - middle(b, places))
  const named = new Set(all.flatMap(({ others: found }) => found.map(({ id }) => id)))
  return {
    nodes: [
      { id: merchant.id, column: 0, kind: 'own', label: merchant.label, count: merchant.payments },
      ...kept.map(({ id, kind, label, payments }): Node => ({ id, column: 1, kind, label, count: payments })),
      ...others.map(({ id, label, count }): Node => ({ id, column: 2, kind: 'merchant', label, count })),
    ],
    edges: [
      ...kept.map(({ id, payments, isOfFile, kind }): Edge => ({ from: merchant.id, to: id, count: payments, isOfFile, kind })),
      ...others.flatMap(({ id, ties }) =>
        ties.map(({ tie, count }): Edge => ({ from: tie.id, to: id, count, isOfFile: tie.isOfFile, kind: tie.kind }))
      ),
    ],
    left: { ties: all.length - kept.length, merchants: named.size - others.length + kept.reduce((sum, { more }) => sum + more, 0) },
  }
}
