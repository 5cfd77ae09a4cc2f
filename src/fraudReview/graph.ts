/** What hangs together in a case, as a drawing of three columns: payments, what they share, the other merchants it has touched. */
export type GraphTrace = {
  id: string
  kind: string
  label: string
  paymentIds: readonly string[]
  others: readonly { id: string; label: string; count: number }[]
}
export type GraphInput = { paymentIds: readonly string[]; traces: readonly GraphTrace[] }

export type GraphNode = {
  id: string
  column: 0 | 1 | 2 /** Of payments: how many it stands for. */
  count: number
  label: string
  kind: string
}
export type GraphEdge = { from: string; to: string; /** How many payments it carries. */ count: number }
export type Graph = {
  nodes: GraphNode[]
  edges: GraphEdge[] /** What was left out, so that it can still be read. */
  left: { payments: number; traces: number; merchants: number }
}

/** As many of a column as are read at a glance. */
const most = 12

type Group = { key: string; count: number; traces: string[] }

/** Payments that share exactly the same things are one node: a case of thousands is still read. Those that share nothing are none. */
const groupsOf = ({ paymentIds, traces }: GraphInput): Group[] => {
  const tracesOf = new Map<string, string[]>(paymentIds.map((id) => [id, []]))
  for (const { id, paymentIds: ids } of traces) for (const payment of ids) tracesOf.get(payment)?.push(id)
  const groups = new Map<string, Group>()
  for (const shared of tracesOf.values()) {
    if (shared.length === 0) continue
    const key = shared.join(' ')
    const group = groups.get(key) ?? { key, count: 0, traces: shared }
    groups.set(key, { ...group, count: group.count + 1 })
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
}

type Other = { id: string; label: string; count: number; traces: { id: string; count: number }[] }

const othersOf = (traces: readonly GraphTrace[]): Other[] => {
  const others = new Map<string, Other>()
  for (const trace of traces) {
    for (const { id, label, count } of trace.others) {
      const known = others.get(id) ?? { id, label, count: 0, traces: [] }
      others.set(id, { ...known, count: known.count + count, traces: [...known.traces, { id: trace.id, count }] })
    }
  }
  return [...others.values()].sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1))
}

/** Where its neighbours stand on average: what is sorted by it crosses least. */
const middle = (of: readonly string[], places: ReadonlyMap<string, number>): number =>
  of.reduce((sum, id) => sum + (places.get(id) ?? 0), 0) / Math.max(1, of.length)

const placesOf = (ids: readonly string[]): Map<string, number> => new Map(ids.map((id, i) => [id, i]))

/**
 * At most twelve of each column, those with most payments; the payments and the merchants in the order of what they hang on. Null where
 * nothing is shared with anything.
 */
export const graphOf = (input: GraphInput): Graph | null => {
  const traces = [...input.traces].sort((a, b) => b.paymentIds.length - a.paymentIds.length || (a.id < b.id ? -1 : 1))
  const kept = traces.slice(0, most)
  if (kept.length === 0) return null
  const places = placesOf(kept.map(({ id }) => id))
  const all = groupsOf({ ...input, traces: kept })
  const groups = all.slice(0, most).sort((a, b) => middle(a.traces, places) - middle(b.traces, places))
  const everybody = othersOf(kept)
  const others = everybody.slice(0, most).sort((a, b) =>
    middle(a.traces.map(({ id }) => id), places) - middle(b.traces.map(({ id }) => id), places)
  )
  return {
    nodes: [
      ...groups.map(({ count }, i): GraphNode => ({ id: `p${i}`, column: 0, count, label: '', kind: 'payments' })),
      ...kept.map(({ id, kind, label, paymentIds }): GraphNode => ({ id, column: 1, count: paymentIds.length, label, kind })),
      ...others.map(({ id, label, count }): GraphNode => ({ id, column: 2, count, label, kind: 'merchant' })),
    ],
    edges: [
      ...groups.flatMap(({ traces: shared, count }, i) => shared.map((to) => ({ from: `p${i}`, to, count }))),
      ...others.flatMap(({ id: to, traces: through }) => through.map(({ id: from, count }) => ({ from, to, count }))),
    ],
    left: {
      payments: all.slice(most).reduce((sum, { count }) => sum + count, 0),
      traces: traces.length - kept.length,
      merchants: everybody.length - others.length,
    },
  }
}
