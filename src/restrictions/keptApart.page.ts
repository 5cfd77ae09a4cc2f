import { isAllowed } from '#src/kernel/permissions.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { restrictionNotice, type RestrictionNotice } from './restrictionNotice.page.ts'
import { isUseOpenTo, listRestrictionsOf } from './restrictions.sql.ts'

/** On a page of several: whom it may not show, and what says so; nobody for the day to whoever said for which use he needs it. */
export const keptApart = async (
  visit: Visit,
  pageId: string,
  subjectIds: readonly string[],
): Promise<{ ids: ReadonlySet<string>; notice: RestrictionNotice | null }> => {
  const { ctx, t } = visit
  const [rows, notice] = [await listRestrictionsOf(ctx.db, subjectIds), await restrictionNotice(visit, subjectIds)]
  const isOpen = rows.length > 0 && (await isUseOpenTo(ctx.db, { ids: [pageId], staffId: ctx.actor.id, at: ctx.now }))
  const door = { action: { href: `/console/restricted/${pageId}`, label: t('rights:door.open') } }
  return {
    ids: new Set(isOpen ? [] : rows.map(({ subject_id: id }) => id)),
    notice: notice && !isOpen && isAllowed(staffOf(visit).roles, 'restrictions.open') ? { ...notice, ...door } : notice,
  }
}
