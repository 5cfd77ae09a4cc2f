import { z } from 'zod'
import { isUsualDay, parisDay } from '#src/kernel/calendar.ts'
import { invalid } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { axisText, pointsText, ratingTabs, reasonText } from '#src/ratings/ratingWords.page.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Columns, type Fact } from '#src/web/components.ts'
import { line, parse, proposalSeen, words } from '#src/web/fields.ts'
import { formatDay } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { declineTable, signTable, tableMark, withdrawTable } from './decideTable.ts'
import { decisionModel } from './decision.page.ts'
import { factorOf, riskAxes } from './factor.ts'
import { previewMoves } from './previewMoves.ts'
import { proposeTable } from './proposeTable.ts'
import type { RiskTable } from './riskTable.ts'
import { dayFrom } from './second.ts'
import { fromText, readTableForm, tableForm } from './tableForm.page.ts'
import { listTables, readRules, tableFrom, type TableRow } from './tables.sql.ts'

const here = '/console/ratings/table'
type Refused = { errors: Record<string, string>; values: Record<string, unknown> }

const factorColumns = ({ t }: Visit): Columns => ({
  factor: { label: t('ratings:column.factor'), isLead: true, isWide: true },
  axis: { label: t('ratings:column.axis') },
  from: { label: t('ratings:column.from'), isNumber: true },
  points: { label: t('ratings:column.points'), isNumber: true },
})

const factorRows = (visit: Visit, { factors }: RiskTable) =>
  factors.map((one) => ({
    factor: reasonText(visit, one.id),
    reads: visit.t(`ratings:reads.${one.id}`),
    axis: axisText(visit, factorOf(one.id).axis),
    from: fromText(visit, one),
    points: pointsText(visit, one),
  }))

const factsOf = ({ t, lang }: Visit, table: RiskTable, row: TableRow): Fact[] => [
  {
    label: t('ratings:fact.version'),
    text: row.version === 1
      ? t('ratings:fact.version_first')
      : t('ratings:fact.version_text', { version: row.version, from: formatDay(row.valid_from, lang) }),
    note: row.source,
  },
  { label: t('ratings:fact.levels'), text: t('ratings:fact.levels_text', { medium: table.mediumFrom, high: table.highFrom }) },
  { label: t('ratings:fact.axes'), text: riskAxes.map((axis) => `${axisText({ t, lang }, axis)} ${table.axes[axis]} %`).join(' · ') },
  { label: t('ratings:fact.mccs'), text: table.mccs.join(' '), isMono: false },
]

const difference = (visit: Visit, now: RiskTable, next: RiskTable): string[] => {
  const { t } = visit
  const change = (
    name: string,
    before: string | number,
    after: string | number,
  ): string[] => (String(before) === String(after) ? [] : [t('ratings:change', { name, before, after })])
  return [
    ...riskAxes.flatMap((axis) =>
      change(t('ratings:change_axis', { axis: axisText(visit, axis) }), `${now.axes[axis]} %`, `${next.axes[axis]} %`)
    ),
    ...change(t('ratings:form.medium_from'), now.mediumFrom, next.mediumFrom),
    ...change(t('ratings:form.high_from'), now.highFrom, next.highFrom),
    ...change(
      t('ratings:fact.mccs'),
      now.mccs.filter((mcc) => !next.mccs.includes(mcc)).join(' ') || '—',
      next.mccs.filter((mcc) => !now.mccs.includes(mcc)).join(' ') || '—',
    ),
    ...next.factors.flatMap((one) => {
      const before = now.factors.find(({ id }) => id === one.id)!
      return [
        ...change(reasonText(visit, one.id), pointsText(visit, before), pointsText(visit, one)),
        ...change(t('ratings:change_from', { factor: reasonText(visit, one.id) }), fromText(visit, before), fromText(visit, one)),
      ]
    }),
  ]
}

const decisionOf = async (visit: Visit, row: TableRow, names: Map<string, string>, refused?: Refused) => {
  const { ctx } = visit
  const validFrom = dayFrom(row.valid_from, ctx.now)
  const [now, next] = [await readRules(ctx.db, validFrom), await readRules(ctx.db, validFrom, { table: { ...row, valid_from: validFrom } })]
  const who = names.get(row.proposed_by ?? '') ?? ''
  return decisionModel(
    visit,
    {
      proposedBy: row.proposed_by,
      who,
      reason: row.reason,
      source: row.source,
      validFrom,
      what: difference(visit, now.table, next.table),
      path: here,
      id: row.id,
      proposal: tableMark(row),
    },
    await previewMoves(ctx, next),
    refused,
  )
}

const versionColumns = ({ t }: Visit): Columns => ({
  version: { label: t('ratings:column.version'), isLead: true },
  from: { label: t('ratings:column.valid_from') },
  state: { label: t('ratings:column.state') },
  by: { label: t('ratings:column.by') },
  source: { label: t('ratings:form.source'), isSpare: true },
  reason: { label: t('web:form.reason'), isWide: true },
})

const stateTones = { proposed: 'waiting', signed: 'good', declined: 'neutral', withdrawn: 'neutral' } as const

const versionRows = ({ t }: Visit, rows: readonly TableRow[], names: Map<string, string>) =>
  rows.map((row) => ({
    version: String(row.version),
    from: row.version === 1 ? null : row.valid_from,
    chip: { tone: stateTones[row.state], label: t(`ratings:state.${row.state}`) },
    source: row.source,
    reason: row.decline_reason ?? row.reason,
    by:
      [...new Set([row.proposed_by, row.decided_by].filter((id): id is string => id !== null))].map((id) => names.get(id) ?? id).join(
        ', ',
      ) || t('ratings:by.rules'),
  }))

/** GET /console/ratings/table: what weighs how much; the change that waits, with whom it would move; another to propose; every version. */
export const showTable = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { ctx, t } = visit
  const [rules, rows] = [await readRules(ctx.db, parisDay(ctx.now)), await listTables(ctx.db)]
  const row = rows.find(({ id }) => id === rules.tableId)!
  const names = await namesOfStaff(
    ctx.db,
    rows.flatMap(({ proposed_by: a, decided_by: b }) => [a, b]).filter((id): id is string => id !== null),
  )
  const proposed = rows.find(({ state }) => state === 'proposed')
  const mayPropose = isAllowed(staffOf(visit).roles, 'ratings.propose') && !proposed
  return view('ratings/table', {
    title: t('ratings:table.title'),
    sentence: t('ratings:table.sentence'),
    tabs: ratingTabs(visit, 'table'),
    errors: errorLines(refused?.errors, t),
    facts: factsOf(visit, rules.table, row),
    columns: factorColumns(visit),
    factors: factorRows(visit, rules.table),
    decision: proposed ? await decisionOf(visit, proposed, names, refused) : null,
    form: mayPropose ? tableForm(visit, tableFrom(row), refused) : null,
    isOpen: refused !== undefined,
    versionColumns: versionColumns(visit),
    versions: versionRows(visit, rows, names),
  })
}

/** POST /console/ratings/table/propose */
export const postProposeTable = async (visit: Visit): Promise<Answer> => {
  const said = readTableForm(visit.body)
  if (!isUsualDay(said.validFrom)) throw invalid({ valid_from: 'web:field.bad_value' })
  await proposeTable(visit.ctx, said)
  return seeOther(here, good('ratings:flash.proposed'))
}

/** POST /console/ratings/table/sign */
export const postSignTable = async (visit: Visit): Promise<Answer> => {
  await signTable(visit.ctx, parse(z.object({ seen: line(80), proposal: proposalSeen() }), visit.body))
  return seeOther(here, good('ratings:flash.signed'))
}

/** POST /console/ratings/table/decline */
export const postDeclineTable = async (visit: Visit): Promise<Answer> => {
  await declineTable(visit.ctx, parse(z.object({ reason: words(2_000), proposal: proposalSeen() }), visit.body))
  return seeOther(here, good('ratings:flash.declined'))
}

/** POST /console/ratings/table/withdraw */
export const postWithdrawTable = async (visit: Visit): Promise<Answer> => {
  await withdrawTable(visit.ctx)
  return seeOther(here, good('ratings:flash.withdrawn'))
}
