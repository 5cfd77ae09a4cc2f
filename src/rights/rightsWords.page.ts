import type { Chip, Tone } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { RightsRow } from './rights.sql.ts'
import { standingOn, type RightsClock } from './rightsClock.ts'
import type { RightsState } from './rightsRequest.ts'

export type Refused = { errors: Record<string, string>; values: Record<string, unknown> }

export const requestPath = ({ id }: Pick<RightsRow, 'id'>): string => `/console/rights/${id}`

const tones: Record<RightsState, Tone> = {
  received: 'waiting',
  identity_doubt: 'warning',
  in_progress: 'waiting',
  answered: 'good',
  refused: 'neutral',
  withdrawn: 'neutral',
}
export const stateChip = ({ t }: Pick<Visit, 't'>, { state }: Pick<RightsRow, 'state'>): Chip => ({
  tone: tones[state],
  label: t(`rights:state.${state}`),
})

/** « encore 12 jours », « en retard de 2 jours », « suspendu, 20 jours restants ». */
export const leftChip = ({ t, ctx }: Pick<Visit, 't' | 'ctx'>, row: RightsClock & Pick<RightsRow, 'closed_at'>): Chip | null => {
  if (row.closed_at !== null) return null
  const { daysLeft, isLate, isSuspended } = standingOn(row, ctx.now)
  if (isSuspended) return { tone: 'neutral', label: t('rights:left.suspended', { count: Math.max(0, daysLeft) }), icon: 'pause' }
  if (isLate) return { tone: 'bad', label: t('rights:left.late', { count: 0 - daysLeft }), icon: 'alert' }
  return {
    tone: daysLeft <= 7 ? 'warning' : 'waiting',
    label: daysLeft === 0 ? t('rights:left.today') : t('rights:left.days', { count: daysLeft }),
    icon: 'clock',
  }
}

/** One sentence of where it stands. */
export const standSentence = (visit: Visit, row: RightsRow): string => {
  const { t, lang, ctx } = visit
  if (row.closed_at !== null)
    return t(`rights:stand.${row.state}`, {
      outcome: row.outcome ? t(`rights:outcome.${row.outcome}`) : '',
      refusal: row.refusal ? t(`rights:refusal.${row.refusal}`) : '',
    })
  const { dueOn, isSuspended, isLate, isExtended } = standingOn(row, ctx.now)
  if (isSuspended) return t('rights:stand.suspended')
  return t(isLate ? 'rights:stand.late' : isExtended ? 'rights:stand.extended' : 'rights:stand.running', { day: formatDay(dueOn, lang) })
}

/** What stood in the way of an act that was refused, where it is no field's. */
export const lostOf = ({ t }: Pick<Visit, 't'>, refused?: Refused) => {
  const code = /^errors:([a-z_]+)\.text$/.exec(refused?.errors['form'] ?? '')?.[1]
  return code ? { tone: 'warning' as const, title: t(`errors:${code}.title`), text: t(`errors:${code}.text`) } : null
}
