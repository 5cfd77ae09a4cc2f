import { parisDay } from '#src/kernel/calendar.ts'
import { merchantText } from '#src/alerts/alertWords.page.ts'
import { listShared } from '#src/monitoring/houses.sql.ts'
import { brandText } from '#src/payments/paymentWords.page.ts'
import type { Columns } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { graphOf, type Edge, type Graph, type Node, type Tie } from './caseGraph.ts'
import { listLinks, mostOfKind, type FoundLink } from './links.sql.ts'

type Of = { id: string; merchantId: string; merchantName: string; payments: number }

const lineHeight = 34
const box = { width: 244, height: 26 } as const
const columnsAt = [0, 308, 616] as const
const width = columnsAt[2] + box.width
const top = 28
const mostLetters = 32
const cut = (text: string): string => (text.length > mostLetters ? `${text.slice(0, mostLetters - 1)}…` : text)

const textOf = (visit: Visit, { kind, value, brand }: FoundLink): string => (kind === 'card' ? `${brandText(visit, brand)} •••• ${value}` : kind === 'account' ? `•••• ${value}` : value)

/** Ties of payments, then those of the files: a payout account, a director, a seat, a site in common. */
const tiesOf = async (visit: Visit, { id, merchantId }: Of): Promise<{ ties: Tie[]; beyond: number }> => {
  const { ctx: { db, now } } = visit
  const links = await listLinks(db, id)
  const shared = await listShared(db, parisDay(now), merchantId)
  const paid = links.map((one): Tie => ({
    id: `${one.kind} ${one.value}`, kind: one.kind, label: textOf(visit, one), payments: one.payments, isOfFile: false, more: one.merchants - one.others.length, others: one.others.map(({ id: other, name, count }) => ({ id: other, label: merchantText(visit, name), count })),
  }))
  const filed = shared.map(({ kind, key, shown, ids, names }): Tie => ({
    id: `file ${kind} ${key}`, kind: kind === 'iban' ? 'payout_account' : kind === 'address' ? 'seat' : kind, label: shown, payments: 0, isOfFile: true, more: 0, others: ids.map((other, i) => ({ id: other, label: merchantText(visit, names[i] ?? ''), count: 0 })).filter((other) => other.id !== merchantId),
  }))
  const totals = new Map(links.map(({ kind, kindTotal }) => [kind, kindTotal]))
  return { ties: [...filed, ...paid], beyond: [...totals.values()].reduce((sum, total) => sum + Math.max(0, total - mostOfKind), 0) }
}

type Placed = Node & { x: number; y: number }
/** Each column in the middle of the drawing. */
const place = (nodes: readonly Node[]): { placed: Placed[]; height: number } => {
  const byColumn = columnsAt.map((_, column) => nodes.filter((node) => node.column === column))
  const tallest = Math.max(...byColumn.map((column) => column.length))
  return { placed: byColumn.flatMap((column, i) => column.map((node, at): Placed => ({ ...node, x: columnsAt[i]!, y: top + ((tallest - column.length) / 2 + at) * lineHeight }))), height: top + tallest * lineHeight }
}

/** Why two stand together: « même carte, 6 paiements », « même dirigeant aux dossiers ». */
const reasonOf = ({ t }: Visit, { kind, count, isOfFile }: Pick<Edge, 'kind' | 'count' | 'isOfFile'>): string =>
  (isOfFile ? t('caseGraph:reason.file', { what: t(`caseGraph:same.${kind}`) }) : t('caseGraph:reason.paid', { what: t(`caseGraph:same.${kind}`), count }))

const edgeModel = (visit: Visit, edge: Edge, byId: ReadonlyMap<string, Placed>, heaviest: number) => {
  const [a, b] = [byId.get(edge.from)!, byId.get(edge.to)!]
  const [x1, y1, x2, y2] = [a.x + box.width, a.y + box.height / 2, b.x, b.y + box.height / 2]
  const bend = (x2 - x1) / 2
  return { d: `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`, width: Math.round((1 + (4 * edge.count) / heaviest) * 10) / 10, isOfFile: edge.isOfFile, title: `${a.label} – ${b.label} : ${reasonOf(visit, edge)}` }
}

const drawingOf = (visit: Visit, graph: Graph) => {
  const { t } = visit
  const { placed, height } = place(graph.nodes)
  const byId = new Map(placed.map((node) => [node.id, node]))
  const heaviest = Math.max(1, ...graph.edges.map(({ count }) => count))
  const said = ({ label, count, column }: Node): string => (count > 0 && column !== 1 ? `${cut(label)} × ${count}` : cut(label))
  return {
    viewBox: `0 0 ${width} ${height}`, label: t('caseGraph:label'), boxWidth: box.width, boxHeight: box.height,
    headings: (['own', 'ties', 'merchants'] as const).flatMap((what, i) => (graph.nodes.some(({ column }) => column === i) ? [{ x: columnsAt[i], text: t(`caseGraph:heading.${what}`) }] : [])),
    edges: graph.edges.map((edge) => edgeModel(visit, edge, byId, heaviest)), nodes: placed.map((node) => ({ x: node.x, y: node.y, textX: node.x + 10, textY: node.y + 17, kind: node.column === 0 ? 'payments' : node.kind, text: said(node), title: node.column === 1 ? `${t(`caseGraph:kind.${node.kind}`)} : ${node.label}` : node.label })),
  }
}

const mostNamed = 12
const tableOf = (visit: Visit, ties: readonly Tie[]) => {
  const { t } = visit
  const columns: Columns = { kind: { label: t('caseGraph:column.kind') }, value: { label: t('caseGraph:column.value'), isLead: true }, reason: { label: t('caseGraph:column.reason') }, others: { label: t('caseGraph:column.others'), isWide: true } }
  return {
    columns,
    rows: ties.map((tie) => ({
      kind: t(`caseGraph:kind.${tie.kind}`), value: tie.label, reason: reasonOf(visit, { kind: tie.kind, count: tie.payments, isOfFile: tie.isOfFile }),
      others: tie.others.slice(0, mostNamed).map(({ id, label, count }) => ({ href: `/console/merchants/${id}`, label, count })), more: Math.max(0, tie.others.length - mostNamed) + tie.more,
    })),
  }
}

/** What hangs together around a case: the drawing, and the table that says the same in words, with all that is not drawn. */
export const caseGraphModel = async (visit: Visit, of: Of) => {
  const { t } = visit
  const { ties, beyond } = await tiesOf(visit, of)
  const graph = graphOf({ id: of.merchantId, label: of.merchantName, payments: of.payments }, ties)
  if (!graph) return null
  const { left } = graph
  const cuts = [...(left.ties > 0 ? [t('caseGraph:left.ties', { count: left.ties })] : []), ...(left.merchants > 0 ? [t('caseGraph:left.merchants', { count: left.merchants })] : []), ...(beyond > 0 ? [t('caseGraph:left.beyond', { count: beyond })] : [])]
  return { drawing: drawingOf(visit, graph), table: tableOf(visit, ties), left: cuts }
}
