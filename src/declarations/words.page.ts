import { isUsualDay, parisTime, type Day } from '#src/kernel/calendar.ts'
import { isAllowed, type Permission } from '#src/kernel/permissions.ts'
import { formatNumber } from '#src/web/formats.ts'
import type { Chip } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { clockOf, type DeclarationState } from './declaration.ts'
import type { DeclarationRow } from './declarations.sql.ts'

export type Refused = { errors: Record<string, string>; values: Record<string, unknown> }

export const here = '/console/declarations'
export const pathOf = ({ id }: { id: string }): string => `${here}/${id}`
export const mayHere = (visit: Visit, permission: Permission): boolean => isAllowed(staffOf(visit).roles, permission)

const tones = {
  draft: 'waiting',
  approved: 'warning',
  filed: 'good',
  acknowledged: 'good',
  amended: 'good',
  closed: 'neutral',
  abandoned: 'neutral',
} as const satisfies Record<DeclarationState, Chip['tone']>
export const declarationChip = ({ t }: Visit, { state }: Pick<DeclarationRow, 'state'>): Chip => ({
  tone: tones[state],
  label: t(`declarations:state.${state}`),
})

/** Hours since the suspicion was formed, or until it was filed; red past its day. Null where nothing was declared. */
export const hoursChip = ({ t, lang, ctx }: Visit, row: DeclarationRow): Chip | null => {
  if (row.state === 'abandoned') return null
  const { hours, isRunning, isLate, isFlagged } = clockOf(row, ctx.now)
  const label = t(isRunning ? 'declarations:clock.running' : 'declarations:clock.took', { count: hours, hours: formatNumber(hours, lang) })
  return { tone: isRunning && (isLate || isFlagged) ? 'bad' : isLate ? 'warning' : isRunning ? 'waiting' : 'good', label, icon: 'clock' }
}

/** A day and a time of Paris as a form has them; null where they are none. */
export const momentOf = (
  day: string,
  time: string,
): Date | null => (isUsualDay(day) && /^([01]\d|2[0-3]):[0-5]\d$/.test(time) ? parisTime(day as Day, time) : null)
