import { queuePath } from '#src/alerts/queue.page.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import type { Action, Chip } from '#src/web/components.ts'
import { countAlertLooks, findAlertLook, isToBeJudgedBy, type AlertLookRow } from './alertLooks.sql.ts'
import { isDisagreed, isUnsettled } from './alertLook.ts'

export const here = `${queuePath}/looks`
export const lookPath = (alertId: string): string => `${here}/${alertId}`

export const lookChip = (
  { t }: Pick<Visit, 't'>,
  look: Pick<AlertLookRow, 'first_by' | 'first_verdict' | 'by_staff' | 'verdict' | 'settled_by' | 'settled_verdict'>,
): Chip => {
  if (!look.by_staff) return { tone: 'waiting', label: t('alertLooks:chip.waiting') }
  if (isUnsettled(look)) return { tone: 'bad', icon: 'alert', label: t('alertLooks:chip.unsettled') }
  if (!isDisagreed(look)) return { tone: 'good', label: t('alertLooks:chip.agrees') }
  return {
    tone: 'neutral',
    label: t(look.settled_verdict === look.first_verdict ? 'alertLooks:chip.first_right' : 'alertLooks:chip.second_right'),
  }
}

/** Where this person may still be the second, he judges before he is shown what the first decided: the alert's own page leads there. */
export const blindPath = async (
  visit: Visit,
  alertId: string,
): Promise<string | null> => (isAllowed(staffOf(visit).roles, 'alerts.handle') && (await isToBeJudgedBy(visit.ctx.db, alertId, staffOf(visit).id))
  ? lookPath(alertId)
  : null)

/** What the alert's page says of its second look, once there is one to tell of. */
export const lookNote = async (visit: Visit, alertId: string): Promise<{ href: string; chip: Chip } | null> => {
  const look = await findAlertLook(visit.ctx.db, alertId)
  return look?.by_staff ? { href: lookPath(alertId), chip: lookChip(visit, look) } : null
}

/** The way to the second looks, with what waits there for this person. */
export const looksAction = async (visit: Visit): Promise<Action> => {
  const { roles, id } = staffOf(visit)
  const { waiting, unsettled } = await countAlertLooks(visit.ctx.db, id)
  const count = (isAllowed(roles, 'alerts.handle') ? waiting : 0) + (isAllowed(roles, 'alerts.settle') ? unsettled : 0)
  return {
    label: count > 0 ? visit.t('alertLooks:link_count', { count }) : visit.t('alertLooks:link'),
    href: waiting === 0 && unsettled > 0 ? `${here}?state=unsettled` : here,
    icon: 'eye',
    kind: 'quiet',
  }
}
