import { parisDay } from '#src/kernel/calendar.ts'
import { merchantText } from '#src/alerts/alertWords.page.ts'
import { listShared } from '#src/monitoring/houses.sql.ts'
import { brandText } from '#src/payments/paymentWords.page.ts'
import { cutToBox, drawColumns } from '#src/web/columnGraph.ts'
import type { Columns } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { graphOf, type Edge, type Graph, type Tie } from './caseGraph.ts'
import { listLinks, mostOfKind, type FoundLink } from './links.sql.ts'

type Of = { id: string; merchantId: string; merchantName: string; payments: number }

const textOf = (
  visit: Visit,
  { kind, value, brand }: FoundLink,
): string => (kind === 'card' ? `${brandText(visit, brand)} •••• ${value}` : kind === 'account' ? `•••• ${value}` : value)

/** Ties of payments, then those of the files: a payout account, a director, a seat, a site in common. */
const tiesOf = async (visit: Visit, { id, merchantId }: Of): Promise<{ ties: Tie[]; beyond: number }> => {
  const { ctx: { db, now } } = visit
  const links = await listLinks(db, id)
  const shared = await listShared(db, parisDay(now), merchantId)
  const paid = links.map((one): Tie => ({
    id: `${one.kind} ${one.value}`,
    kind: one.kind,
    label: textOf(visit, one),
    payments: one.payments,
    isOfFile: false,
    more: one.merchants - one.others.length,
    others: one.others.map(({ id: other, name, count }) => ({ id: other, label: merchantText(visit, name), count })),
  }))
  const filed = shared.map(({ kind, key, shown, ids, names }): Tie => ({
    id: `file ${kind} ${key}`,
    kind: kind === 'iban' ? 'payout_account' : kind === 'address' ? 'seat' : kind,
    label: shown,
    payments: 0,
    isOfFile: true,
    more: 0,
    others: ids.map((other, i) => ({ id: other, label: merchantText(visit, names[i] ?? ''), count: 0 })).filter((other) =>
      other.id !== merchantId
    ),
  }))
  const totals = new Map(links.map(({ kind, kindTotal }) => [kind, kindTotal]))
  return { ties: [...filed, ...paid], beyond: [...totals.values()].reduce((sum, total) => sum + Math.max(0, total - mostOfKind), 0) }
}

/** Why two stand together: « même carte, 6 paiements », « même dirigeant aux dossiers ». */
const reasonOf = ({ t }: Visit, { kind, count, isOfFile }: Pick<Edge, 'kind' | 'count' | 'isOfFile'>): string => (isOfFile
  ? t('caseGraph:reason.file', { what: t(`caseGraph:same.${kind}`) })
  : t('caseGraph:reason.paid', { what: t(`caseGraph:same.${kind}`), count }))

const drawingOf = (visit: Visit, { nodes, edges }: Graph) => {
  const { t } = visit
  const labels = new Map(nodes.map(({ id, label }) => [id, label]))
  return drawColumns({
    label: t('caseGraph:label'),
    headings: [t('caseGraph:heading.own'), t('caseGraph:heading.ties'), t('caseGraph:heading.merchants')],
    edges: edges.map((edge) => ({
      ...edge,
      isDashed: edge.isOfFile,
      title: `${labels.get(edge.from)} – ${labels.get(edge.to)} : ${reasonOf(visit, edge)}`,
    })),
    nodes: nodes.map(({ id, column, kind, label, count }) => ({
      id,
      column,
      kind: column === 0 ? 'payments' : kind,
      text: count > 0 && column !== 1 ? `${cutToBox(label)} × ${count}` : cutToBox(label),
      title: column === 1 ? `${t(`caseGraph:kind.${kind}`)} : ${label}` : label,
    })),
  })
}

const mostNamed = 12
const tableOf = (visit: Visit, ties: readonly Tie[]) => {
  const { t } = visit
  const columns: Columns = {
    kind: { label: t('caseGraph:column.kind') },
    value: { label: t('caseGraph:column.value'), isLead: true },
    reason: { label: t('caseGraph:column.reason') },
    others: { label: t('caseGraph:column.others'), isWide: true },
  }
  return {
    columns,
    rows: ties.map((tie) => ({
      kind: t(`caseGraph:kind.${tie.kind}`),
      value: tie.label,
      reason: reasonOf(visit, { kind: tie.kind, count: tie.payments, isOfFile: tie.isOfFile }),
      others: tie.others.slice(0, mostNamed).map(({ id, label, count }) => ({ href: `/console/merchants/${id}`, label, count })),
      more: Math.max(0, tie.others.length - mostNamed) + tie.more,
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
  const cuts = [
    ...(left.ties > 0 ? [t('caseGraph:left.ties', { count: left.ties })] : []),
    ...(left.merchants > 0 ? [t('caseGraph:left.merchants', { count: left.merchants })] : []),
    ...(beyond > 0 ? [t('caseGraph:left.beyond', { count: beyond })] : []),
  ]
  return { drawing: drawingOf(visit, graph), table: tableOf(visit, ties), left: cuts }
}
