import type { Visit } from '#src/web/visit.ts'
import { graphOf, type GraphEdge, type GraphInput, type GraphNode } from './graph.ts'

const lineHeight = 34
const box = { width: 232, height: 26 } as const
const columnsAt = [0, 304, 608] as const
const width = columnsAt[2] + box.width
const top = 28
/** What a box has room for, at its size of letters. */
const mostLetters = 30

const cut = (text: string): string => (text.length > mostLetters ? `${text.slice(0, mostLetters - 1)}…` : text)

type Placed = GraphNode & { x: number; y: number }

/** Each column in the middle of the drawing, so that the shorter ones do not hang from its top. */
const place = (nodes: readonly GraphNode[]): { placed: Placed[]; height: number } => {
  const byColumn = columnsAt.map((_, column) => nodes.filter((node) => node.column === column))
  const tallest = Math.max(...byColumn.map((column) => column.length))
  const placed = byColumn.flatMap((column, i) => column.map((node, at): Placed => ({ ...node, x: columnsAt[i]!, y: top + ((tallest - column.length) / 2 + at) * lineHeight })))
  return { placed, height: top + tallest * lineHeight }
}

const pathOf = ({ from, to, count }: GraphEdge, byId: ReadonlyMap<string, Placed>, heaviest: number) => {
  const [a, b] = [byId.get(from)!, byId.get(to)!]
  const [x1, y1, x2, y2] = [a.x + box.width, a.y + box.height / 2, b.x, b.y + box.height / 2]
  const bend = (x2 - x1) / 2
  return { d: `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`, width: Math.round((1 + (4 * count) / heaviest) * 10) / 10 }
}

const labelOf = ({ t }: Visit, { kind, count, label }: GraphNode): string =>
  kind === 'payments' ? t('fraud:graph.payments', { count }) : kind === 'merchant' ? `${cut(label)} × ${count}` : cut(label)

const leftOf = ({ t }: Visit, left: Record<'payments' | 'traces' | 'merchants', number>): string[] =>
  (['payments', 'traces', 'merchants'] as const).filter((what) => left[what] > 0).map((what) => t(`fraud:graph.left_${what}`, { count: left[what] }))

/** The drawing of `graphOf`, every place computed; null where there is none. The table of what is shared says the same in words. */
export const graphModel = (visit: Visit, input: GraphInput) => {
  const graph = graphOf(input)
  if (!graph) return null
  const { placed, height } = place(graph.nodes)
  const byId = new Map(placed.map((node) => [node.id, node]))
  const heaviest = Math.max(1, ...graph.edges.map(({ count }) => count))
  const has = (column: number): boolean => graph.nodes.some((node) => node.column === column)
  return {
    viewBox: `0 0 ${width} ${height}`, label: visit.t('fraud:graph.label'), boxWidth: box.width, boxHeight: box.height,
    headings: (['payments', 'traces', 'merchants'] as const).flatMap((what, i) => (has(i) ? [{ x: columnsAt[i], text: visit.t(`fraud:graph.heading_${what}`) }] : [])),
    edges: graph.edges.map((edge) => pathOf(edge, byId, heaviest)),
    nodes: placed.map((node) => ({ x: node.x, y: node.y, textX: node.x + 10, textY: node.y + 17, kind: node.kind, text: labelOf(visit, node), title: node.label || labelOf(visit, node) })), left: leftOf(visit, graph.left),
  }
}
