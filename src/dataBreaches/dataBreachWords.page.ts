import type { Chip } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { standingAt } from './dataBreach.ts'
import type { DataBreachRow } from './dataBreaches.sql.ts'

export type Refused = { errors: Record<string, string>; values: Record<string, unknown> }
export const breachPath = ({ id }: Pick<DataBreachRow, 'id'>): string => `/console/data-breaches/${id}`

export const breachChip = ({ t }: Pick<Visit, 't'>, { state }: Pick<DataBreachRow, 'state'>): Chip => (state === 'open'
  ? { tone: 'warning', label: t('dataBreaches:state.open') }
  : { tone: 'neutral', label: t('dataBreaches:state.closed') })
export const riskChip = ({ t }: Pick<Visit, 't'>, { risk }: Pick<DataBreachRow, 'risk'>): Chip | null =>
  risk && { tone: ({ none: 'neutral', risk: 'warning', high: 'bad' } as const)[risk], label: t(`dataBreaches:risk.${risk}`) }

/** « encore 31 h », « dépassé de 4 h »; « notifiée » once the first notice left, nothing where none is needed. */
export const hoursChip = (
  { t, ctx }: Pick<Visit, 't' | 'ctx'>,
  row: Pick<DataBreachRow, 'aware_at' | 'is_notified' | 'closed_at'>,
  isSent: boolean,
): Chip | null => {
  if (isSent) return { tone: 'good', label: t('dataBreaches:hours.sent') }
  if (row.is_notified === false) return { tone: 'neutral', label: t('dataBreaches:hours.none') }
  if (row.closed_at !== null) return null
  const { hoursLeft, isLate } = standingAt(row.aware_at, ctx.now)
  if (isLate) return { tone: 'bad', label: t('dataBreaches:hours.late', { count: Math.max(1, 0 - hoursLeft) }), icon: 'alert' }
  return { tone: hoursLeft < 24 ? 'warning' : 'waiting', label: t('dataBreaches:hours.left', { count: hoursLeft }), icon: 'clock' }
}

export const lostOf = ({ t }: Pick<Visit, 't'>, refused?: Refused) => {
  const code = /^errors:([a-z_]+)\.text$/.exec(refused?.errors['form'] ?? '')?.[1]
  return code ? { tone: 'warning' as const, title: t(`errors:${code}.title`), text: t(`errors:${code}.text`) } : null
}
