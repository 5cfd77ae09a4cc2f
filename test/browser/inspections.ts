import { sql } from 'kysely'
import { exportChainHead } from '#src/chainHeads/exportChainHead.ts'
import { buildInspections } from '#src/inspection/buildInspections.ts'
import { orderInspection } from '#src/inspection/orderInspection.ts'
import type { Paper } from '#src/inspection/paper.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'

type Links = Record<'inspected' | 'inspectedOn' | 'headDay' | 'pack' | 'packOrdered', string>

const paper: Paper = {
  lang: 'fr',
  title: 'Dossier de contrôle',
  when: '',
  facts: [],
  gapsTitle: '',
  gaps: [],
  parts: [],
  chronicleTitle: '',
  chronicle: [],
  proofTitle: '',
  proof: [],
  foot: '',
}

/** A head of the chain, a pack that is ready, and one that waits; and the day on which a file was sent, to look at it then. */
export const addInspections = async (
  ctx: Ctx,
  db: Database,
  { validated, other, officer }: { validated: string; other: string; officer: string },
): Promise<Links> => {
  const by: Ctx = { ...ctx, actor: { kind: 'staff', id: officer, name: 'Antoine Delmas', roles: ['officer'] } satisfies StaffActor }
  await exportChainHead(ctx)
  const { rows: [sent] } = await sql<{ at: Date }>`select at from audit_events where subject_id = ${validated} and event = 'dossier.submitted' order by at limit 1`
    .execute(db)
  const order = { until: ctx.now, reason: 'ACPR, contrôle sur place 2026-14, demande du 2 mars.', paper }
  const pack = (await orderInspection(by, validated, order))!.id
  await buildInspections(ctx)
  const packOrdered = (await orderInspection(by, other, order))!.id
  return { inspected: validated, inspectedOn: parisDay(sent!.at), headDay: parisDay(ctx.now), pack, packOrdered }
}

export const inspectionStops = <S>(
  stop: (as: string, route: string, name: string, path?: string, more?: object) => S,
  links: Record<string, string>,
): S[] => {
  const file = `/console/dossiers/${links['inspected']}`
  const pack = (id: string) => `/console/inspections/${links[id]}`
  return [
    stop('auditor', '/console/dossiers/:id/as-of', 'as-of', `${file}/as-of?on=${links['inspectedOn']}`),
    stop('analyst', '/console/dossiers/:id/as-of', 'as-of-today', `${file}/as-of`),
    stop('agent', '/console/dossiers/:id/as-of', 'as-of-before', `${file}/as-of?on=2001-01-01`),
    stop('auditor', '/console/dossiers/:id/inspection', 'inspection-new', `${file}/inspection`),
    stop('auditor', '/console/inspections/:id', 'inspection', pack('pack')),
    stop('officer', '/console/inspections/:id', 'inspection-ordered', pack('packOrdered')),
    stop('officer', '/console/inspections/:id/progress', 'inspection-progress', `${pack('packOrdered')}/progress`, { type: 'part' }),
    stop('auditor', '/console/inspections/:id/pack.zip', 'inspection-pack', `${pack('pack')}/pack.zip`, { type: 'file' }),
    stop('administrator', '/console/audit/chain', 'chain'),
    stop('auditor', '/console/audit/chain', 'chain-none', '/console/audit/chain?before=2001-01-01'),
    stop('auditor', '/console/audit/chain/:day/file', 'chain-head', `/console/audit/chain/${links['headDay']}/file`, { type: 'json' }),
  ]
}
