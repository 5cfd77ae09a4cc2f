/** A thing in one of three columns. `text` is cut to its box; `title` says the whole. */
export type DrawnNode = { id: string; column: 0 | 1 | 2; kind: string; text: string; title: string }
/** `count` makes it thick; `isDashed`: it counts nothing. */
export type DrawnEdge = { from: string; to: string; count: number; title?: string; isDashed?: boolean }

const lineHeight = 34
const box = { width: 244, height: 26 } as const
const columnsAt = [0, 308, 616] as const
const width = columnsAt[2] + box.width
const top = 28
/** What a box has room for, at its size of letters. */
const mostLetters = 32

export const cutToBox = (text: string): string => (text.length > mostLetters ? `${text.slice(0, mostLetters - 1)}…` : text)

type Placed = DrawnNode & { x: number; y: number }

/** Each column in the middle of the drawing, so that the shorter ones do not hang from its top. */
const place = (nodes: readonly DrawnNode[]): { placed: Placed[]; height: number } => {
  const byColumn = columnsAt.map((_, column) => nodes.filter((node) => node.column === column))
  const tallest = Math.max(...byColumn.map((column) => column.length))
  const placed = byColumn.flatMap((column, i) =>
    column.map((node, at): Placed => ({ ...node, x: columnsAt[i]!, y: top + ((tallest - column.length) / 2 + at) * lineHeight }))
  )
  return { placed, height: top + tallest * lineHeight }
}

const curve = ({ from, to, count, title = '', isDashed = false }: DrawnEdge, byId: ReadonlyMap<string, Placed>, heaviest: number) => {
  const [a, b] = [byId.get(from)!, byId.get(to)!]
  const [x1, y1, x2, y2] = [a.x + box.width, a.y + box.height / 2, b.x, b.y + box.height / 2]
  const bend = (x2 - x1) / 2
  return {
    d: `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`,
    width: Math.round((1 + (4 * count) / heaviest) * 10) / 10,
    title,
    isDashed,
  }
}

/**
 * A drawing of three columns and what ties them, every place computed, for the partial `column-graph`. A column that holds nothing has no
 * heading.
 */
export const drawColumns = ({ label, headings, nodes, edges }: {
  label: string
  headings: readonly [string, string, string]
  nodes: readonly DrawnNode[]
  edges: readonly DrawnEdge[]
}) => {
  const { placed, height } = place(nodes)
  const byId = new Map(placed.map((node) => [node.id, node]))
  const heaviest = Math.max(1, ...edges.map(({ count }) => count))
  return {
    viewBox: `0 0 ${width} ${height}`,
    label,
    boxWidth: box.width,
    boxHeight: box.height,
    headings: headings.flatMap((text, i) => (nodes.some(({ column }) => column === i) ? [{ x: columnsAt[i], text }] : [])),
    edges: edges.map((edge) => curve(edge, byId, heaviest)),
    nodes: placed.map(({ x, y, kind, text, title }) => ({ x, y, textX: x + 10, textY: y + 17, kind, text, title })),
  }
}
