import type { Columns } from '#src/web/components.ts'
import type { Candidate } from '#src/personalData/candidates.sql.ts'
import type { OneRequest } from '#src/rights/oneRequest.page.ts'
import { requestPath } from '#src/rights/rightsWords.page.ts'
import type { Visit } from '#src/web/visit.ts'

const columnsOf = ({ t }: Visit): Columns => ({
  subject: { label: t('rights:subject.name'), isLead: true },
  kind: { label: t('rights:subject.kind') },
  ground: { label: t('rights:restrict.ground'), isWide: true },
  since: { label: t('rights:restrict.since') },
  state: { label: t('rights:column.state') },
  act: { label: t('rights:restrict.lift_act'), isLabelHidden: true },
})

/** « Carte · visa •••• 4242 »: one person is restricted as payer, on each card and on each mandate. */
const kindOf = ({ t }: Visit, id: string, found: Candidate | undefined): string =>
  [t(`rights:subject_kind.${id.slice(0, 4)}`), found && ['card', 'mandate'].includes(found.kind) ? found.detail : '']
    .filter(Boolean)
    .join(' · ')

/** What of this person may be kept and nothing else, since when and why; shown on every request that placed one, or may. */
export const restrictionModel = (visit: Visit, { request, restrictions, subjects, isLiving, mayHandle }: OneRequest) => {
  const { t } = visit
  const known = new Map(subjects.map((one) => [one.id, one]))
  const mayPlace = isLiving && mayHandle && subjects.length > 0 &&
    (request.kind === 'restriction' || request.kind === 'rectification' || request.kind === 'objection')
  if (restrictions.length === 0 && !mayPlace && request.kind !== 'restriction') return null
  return {
    columns: columnsOf(visit),
    place: mayPlace
      ? {
        label: t('rights:restrict.act'),
        href: `${requestPath(request)}/restrict`,
        kind: request.kind === 'restriction' ? ('primary' as const) : ('plain' as const),
        icon: 'lock',
      }
      : null,
    waiting: restrictions.length === 0 ? t(subjects.length === 0 ? 'rights:restrict.needs_subject' : 'rights:restrict.none') : '',
    rows: restrictions.map((row) => ({
      subject: known.get(row.subject_id)?.name ?? row.subject_id,
      kind: kindOf(visit, row.subject_id, known.get(row.subject_id)),
      ground: t(`rights:restriction.${row.ground}`),
      since: row.placed_at,
      chip: row.lifted_at
        ? { tone: 'neutral' as const, label: t('rights:restrict.lifted') }
        : { tone: 'warning' as const, label: t('rights:restrict.living'), icon: 'lock' },
      act: row.lifted_at === null && mayHandle && row.ground !== 'archive'
        ? { label: t('rights:restrict.lift_act'), href: `/console/restrictions/${row.id}/lift`, kind: 'quiet' as const }
        : null,
    })),
  }
}
