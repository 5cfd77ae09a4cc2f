import { describe, expect, it } from 'vitest'
import { graphOf, type GraphTrace } from '#src/fraudReview/graph.ts'

const trace = (id: string, paymentIds: string[], others: GraphTrace['others'] = []): GraphTrace => ({
  id,
  kind: 'card',
  label: id,
  paymentIds,
  others,
})
const many = (n: number, from = 0): string[] => Array.from({ length: n }, (_, i) => `paym_${String(from + i).padStart(4, '0')}`)

describe('the drawing of a case', () => {
  it('nothing shared: nothing to draw', () => expect(graphOf({ paymentIds: many(3), traces: [] })).toBeNull())

  it('payments that share the same things are one node; one that shares nothing is none', () => {
    const [a, b, c] = [many(40), many(10, 40), many(5, 50)]
    const graph = graphOf({ paymentIds: [...a, ...b, ...c], traces: [trace('card', [...a, ...b]), trace('ip', b)] })!
    expect(graph.nodes.filter(({ column }) => column === 0).map(({ count }) => count)).toEqual([40, 10])
    expect(graph.edges).toEqual(expect.arrayContaining([{ from: 'p0', to: 'card', count: 40 }, { from: 'p1', to: 'card', count: 10 }, {
      from: 'p1',
      to: 'ip',
      count: 10,
    }]))
    expect(graph.edges).toHaveLength(3)
    expect(graph.left).toEqual({ payments: 0, traces: 0, merchants: 0 })
  })

  it('another merchant is drawn once, with each thing that leads to him', () => {
    const shop = { id: 'mrch_x', label: 'Épicerie', count: 2 }
    const graph = graphOf({ paymentIds: many(4), traces: [trace('card', many(4), [shop]), trace('ip', many(2), [{ ...shop, count: 3 }])] })!
    expect(graph.nodes.filter(({ column }) => column === 2)).toEqual([{
      id: 'mrch_x',
      column: 2,
      count: 5,
      label: 'Épicerie',
      kind: 'merchant',
    }])
    expect(graph.edges.filter(({ to }) => to === 'mrch_x').map(({ from, count }) => [from, count])).toEqual([['card', 2], ['ip', 3]])
  })

  it('twelve of a column at most, those with most payments; what is left out is told', () => {
    const traces = Array.from(
      { length: 20 },
      (_, i) => trace(`t${String(i).padStart(2, '0')}`, many(i + 2, i * 100), [{ id: `m${i}`, label: 'm', count: 1 }]),
    )
    const graph = graphOf({ paymentIds: traces.flatMap(({ paymentIds }) => paymentIds), traces })!
    for (const column of [0, 1, 2]) expect(graph.nodes.filter((node) => node.column === column)).toHaveLength(12)
    expect(graph.nodes.some(({ id }) => id === 't19')).toBe(true)
    expect(graph.nodes.some(({ id }) => id === 't00')).toBe(false)
    expect(graph.left).toEqual({ payments: 0, traces: 8, merchants: 0 })
    const known = new Set(graph.nodes.map(({ id }) => id))
    expect(graph.edges.every(({ from, to }) => known.has(from) && known.has(to))).toBe(true)
  })
})
