import { cutToBox, drawColumns } from '#src/web/columnGraph.ts'
import type { Visit } from '#src/web/visit.ts'
import { graphOf, type GraphInput, type GraphNode } from './graph.ts'

const labelOf = ({ t }: Visit, { kind, count, label }: GraphNode): string =>
  kind === 'payments' ? t('fraud:graph.payments', { count }) : kind === 'merchant' ? `${cutToBox(label)} × ${count}` : cutToBox(label)

const leftOf = ({ t }: Visit, left: Record<'payments' | 'traces' | 'merchants', number>): string[] =>
  (['payments', 'traces', 'merchants'] as const).filter((what) => left[what] > 0).map((what) =>
    t(`fraud:graph.left_${what}`, { count: left[what] })
  )

/** The drawing of `graphOf`, every place computed; null where there is none. The table of what is shared says the same in words. */
export const graphModel = (visit: Visit, input: GraphInput) => {
  const graph = graphOf(input)
  if (!graph) return null
  const { t } = visit
  return {
    drawing: drawColumns({
      label: t('fraud:graph.label'),
      headings: [t('fraud:graph.heading_payments'), t('fraud:graph.heading_traces'), t('fraud:graph.heading_merchants')],
      edges: graph.edges,
      nodes: graph.nodes.map((node) => ({
        id: node.id,
        column: node.column,
        kind: node.kind,
        text: labelOf(visit, node),
        title: node.label || labelOf(visit, node),
      })),
    }),
    left: leftOf(visit, graph.left),
  }
}
