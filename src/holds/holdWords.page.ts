import { addDays, parisDay } from '#src/kernel/calendar.ts'
import { formatCents } from '#src/kernel/money.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { Chip, Tone } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { isLiving, isSecret, warningDays, type HoldState } from './hold.ts'
import type { HoldRow } from './holds.sql.ts'

// How pages say what a hold is.

export type Refused = { values: Record<string, unknown>; errors: Record<string, string> }

/** Whether this reader belongs to the circle that knows of the secret titles. */
export const isInCircle = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'holds.secret')
export const mayDecide = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'holds.decide')

const tones: Record<HoldState, Tone> = {
  proposed: 'waiting',
  active: 'warning',
  release_proposed: 'waiting',
  released: 'good',
  moved: 'neutral',
  declined: 'neutral',
}
export const holdChip = ({ t }: Pick<Visit, 't'>, { state, title }: Pick<HoldRow, 'state' | 'title'>): Chip => ({
  tone: tones[state],
  label: t(`holds:state.${state}${isSecret(title) && state === 'released' ? '_secret' : ''}`),
})

/** What asks for somebody: it is overdue, or it comes to its end and nobody can be paid. */
export const riskChip = (
  { t, ctx }: Visit,
  { release_on: day, state, isAtRisk }: Pick<HoldRow, 'release_on' | 'state'> & { isAtRisk: boolean },
): Chip | null => {
  if (day && isLiving(state) && day < parisDay(ctx.now)) return { tone: 'bad', label: t('holds:risk.overdue') }
  return isAtRisk ? { tone: 'bad', label: t('holds:risk.no_account') } : null
}

export const money = ({ lang }: Pick<Visit, 'lang'>, cents: number, currency: string): string => formatCents(cents, currency, lang)
export const isNear = ({ ctx }: Visit, day: string): boolean => day <= addDays(parisDay(ctx.now), warningDays)
export const holdPath = ({ id }: Pick<HoldRow, 'id'>): string => `/console/holds/${id}`
export const nameOf = ({ t }: Pick<Visit, 't'>, name: string): string => name || t('payments:list.unnamed')
