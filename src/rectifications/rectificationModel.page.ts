import { namesOfStaff } from '#src/staff/staff.sql.ts'
import type { Columns } from '#src/web/components.ts'
import type { OneRequest } from '#src/rights/oneRequest.page.ts'
import { requestPath } from '#src/rights/rightsWords.page.ts'
import type { Visit } from '#src/web/visit.ts'
import { rectifiableKindOf } from './rectification.ts'
import { valueText } from './rectificationWords.page.ts'
import type { RectificationRow } from './rectifications.sql.ts'

const columnsOf = ({ t }: Visit): Columns => ({
  field: { label: t('rights:rectification.field'), isLead: true },
  before: { label: t('rights:rectification.before') },
  after: { label: t('rights:rectification.after') },
  reason: { label: t('rights:rectification.reason'), isWide: true },
  by: { label: t('rights:rectification.by'), isSpare: true },
  state: { label: t('rights:column.state') },
})
const tones = { proposed: 'waiting', applied: 'good', declined: 'neutral' } as const

const rowOf = (
  visit: Visit,
  row: RectificationRow,
  names: Map<string, string>,
  { mayDecide, isInDoubt }: { mayDecide: boolean; isInDoubt: boolean },
) => {
  const { t, ctx } = visit
  const isMine = row.proposed_by === ctx.actor.id
  const decide = row.state === 'proposed' && mayDecide && !isMine && !isInDoubt
    ? { label: t('rights:rectification.decide'), href: `/console/rectifications/${row.id}`, kind: 'plain' as const }
    : null
  return {
    field: t(`rights:field_name.${row.field}`),
    before: valueText(visit, row.field, row.value_before),
    after: valueText(visit, row.field, row.value_after),
    reason: row.decline_reason ?? row.reason,
    by: [row.proposed_by, row.decided_by].filter((id): id is string => id !== null).map((id) => names.get(id) ?? id).join(', '),
    chip: { tone: tones[row.state], label: t(`rights:rectification.state.${row.state}`) },
    decide,
    missing: row.state === 'proposed' && !decide ?
      t(
        isMine
          ? 'rights:rectification.own'
          : isInDoubt
          ? 'errors:rights_identity_in_doubt.text'
          : 'rights:rectification.not_officer',
      ) :
      '',
  }
}

/** What is to be put right, and what was; null for any other request. */
export const rectificationModel = async (
  visit: Visit,
  { request, rectifications, subjects, isLiving, mayHandle, mayDecide }: OneRequest,
) => {
  if (request.kind !== 'rectification') return null
  const { t, ctx } = visit
  const names = await namesOfStaff(
    ctx.db,
    rectifications.flatMap(({ proposed_by: a, decided_by: b }) => [a, b]).filter((id): id is string => id !== null),
  )
  const isPossible = subjects.some(({ id }) => rectifiableKindOf(id) !== null)
  return {
    columns: columnsOf(visit),
    rows: rectifications.map((row) =>
      rowOf(visit, row, names, { mayDecide: mayDecide && isLiving, isInDoubt: request.state === 'identity_doubt' })
    ),
    propose: isLiving && mayHandle && isPossible
      ? { label: t('rights:rectification.propose'), href: `${requestPath(request)}/rectify`, kind: 'primary' as const, icon: 'plus' }
      : null,
    waiting: rectifications.length === 0
      ? t(
        subjects.length === 0
          ? 'rights:rectification.needs_subject'
          : isPossible
          ? 'rights:rectification.none'
          : 'rights:rectification.impossible',
      )
      : '',
  }
}
