import { levelChip, scenarioName, sentenceOf } from '#src/monitoring/monitoringWords.page.ts'
import type { ScenarioId } from '#src/monitoring/scenario.ts'
import type { Chip } from '#src/web/components.ts'
import { formatLength } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { isOver, type AlertState } from './alert.ts'
import { findingIn, type AlertRow } from './alerts.sql.ts'

export type Refused = { values: Record<string, unknown>; errors: Record<string, string> }

const tones = { new: 'waiting', triage: 'neutral', closed: 'good', escalated: 'warning' } as const satisfies Record<
  AlertState,
  Chip['tone']
>
const icons = { new: 'bell', triage: 'hand', closed: 'check', escalated: 'folder' } as const satisfies Record<AlertState, string>
export const alertChip = ({ t }: Pick<Visit, 't'>, state: AlertState): Chip => ({
  tone: tones[state],
  label: t(`alerts:state.${state}`),
  icon: icons[state],
})

/** What is seen, as a sentence. */
export const alertSentence = (visit: Visit, alert: AlertRow): string => sentenceOf(visit, findingIn(alert))
/** « TM-01 · Fractionnement » */
export const alertScenario = (visit: Visit, { scenario }: Pick<AlertRow, 'scenario'>): string =>
  `${scenario} · ${scenarioName(visit, scenario as ScenarioId)}`
export const alertLevelChip = (visit: Visit, { level }: Pick<AlertRow, 'level'>): Chip => levelChip(visit, level)

const soonMs = 4 * 3_600_000
/** How its two working days stand; null once it is decided. Red only when it is late. */
export const dueChip = ({ t, lang, ctx }: Visit, { due_at: due, state }: Pick<AlertRow, 'due_at' | 'state'>): Chip | null => {
  if (isOver(state)) return null
  const ms = due.getTime() - ctx.now.getTime()
  return ms <= 0
    ? { tone: 'bad', label: t('alerts:due.late', { length: formatLength(-ms, lang) }), icon: 'clock' }
    : { tone: ms <= soonMs ? 'warning' : 'neutral', label: t('alerts:due.left', { length: formatLength(ms, lang) }), icon: 'clock' }
}

export const merchantText = ({ t }: Pick<Visit, 't'>, name: string): string => name || t('payments:list.unnamed')
export const reasonText = ({ t }: Pick<Visit, 't'>, reason: string): string => t(`alerts:reason.${reason}`)
