import { isAllowed } from '#src/kernel/permissions.ts'
import { listStanding, type Standing } from '#src/hits/hits.sql.ts'
import { here as room, hitPath } from '#src/hits/hitWords.page.ts'
import type { Chip, Columns } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { listSets } from './searches.sql.ts'
import { listCurrent, type Current } from './subjects.sql.ts'

const chipOf = ({ t }: Visit, standing: readonly Standing[], { searchedAt }: Current): Chip => {
  if (searchedAt === null) return { tone: 'waiting', icon: 'hourglass', label: t('screening:panel.unsearched') }
  const same = standing.find(({ state }) => state === 'same')
  if (same) return { tone: 'bad', icon: 'flag', label: t(`screening:panel.same_${same.topic}`) }
  return standing.length > 0
    ? { tone: 'warning', icon: 'search', label: t('screening:panel.open', { count: standing.length }) }
    : { tone: 'good', label: t('screening:panel.clear') }
}

const columnsOf = ({ t }: Visit): Columns => ({
  name: { label: t('screening:column.name'), isLead: true, isWide: true },
  role: { label: t('screening:panel.role'), isSpare: true },
  at: { label: t('screening:panel.at') },
  lists: { label: t('screening:panel.lists'), isNumber: true, isSpare: true },
  state: { label: t('web:word.state') },
})

/**
 * Everybody of a file: clear, looked at, or listed; searched when, and against how many lists. Null for whoever may not read it: support
 * agents do not know.
 */
export const screeningPanel = async (visit: Visit, dossierId: string) => {
  const { ctx, t } = visit
  if (!isAllowed(staffOf(visit).roles, 'screening.read')) return null
  const people = await listCurrent(ctx.db, dossierId)
  if (people.length === 0) return null
  const [standing, sets] = [
    await listStanding(ctx.db, dossierId),
    await listSets(ctx.db, [...new Set(people.flatMap(({ setId }) => setId ?? []))]),
  ]
  return {
    columns: columnsOf(visit),
    rows: people.map((one) => {
      const own = standing.filter(({ subjectId }) => subjectId === one.subjectId)
      return {
        href: own[0] ? hitPath(own[0].id) : `${room}/subjects/${one.subjectId}`,
        name: one.name,
        role: t(`screening:role.${one.role}`),
        at: one.searchedAt,
        lists: one.setId ? String(sets.get(one.setId)?.length ?? 0) : '–',
        chip: chipOf(visit, own, one),
      }
    }),
  }
}
