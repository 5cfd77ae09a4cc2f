import { isAllowed } from '#src/kernel/permissions.ts'
import { formatDay } from '#src/web/formats.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { listRestrictionsOf } from './restrictions.sql.ts'

export type RestrictionNotice = { tone: 'warning'; title: string; text: string; action?: { href: string; label: string } }

/** What stands above every page that shows a person whose data may be kept and nothing else; null where none of them is restricted. */
export const restrictionNotice = async (visit: Visit, subjectIds: readonly (string | null)[]): Promise<RestrictionNotice | null> => {
  const { t, lang, ctx } = visit
  const rows = await listRestrictionsOf(ctx.db, subjectIds.filter((id): id is string => id !== null))
  const [first] = rows
  if (!first) return null
  const whom = [...new Set(rows.map(({ subject_id: id }) => t(`rights:subject_kind.${id.slice(0, 4)}`)))].join(', ')
  return {
    tone: 'warning',
    title: t('rights:restricted.title'),
    text: t('rights:restricted.text', {
      whom,
      ground: t(`rights:restriction.${first.ground}`),
      day: formatDay(parisDay(first.placed_at), lang),
    }),
    ...(isAllowed(staffOf(visit).roles, 'rights.read')
      ? { action: { href: `/console/rights/${first.request_id}`, label: t('rights:restricted.open') } }
      : {}),
  }
}
