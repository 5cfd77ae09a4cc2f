import { daysBetween, parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { Chip } from '#src/web/components.ts'
import { formatDayDistance } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { isLiving, type AmlCaseState } from './amlCase.ts'
import type { AmlCaseRow } from './amlCases.sql.ts'

export type Refused = { values: Record<string, unknown>; errors: Record<string, string> }
export const nothingRefused: Refused = { values: {}, errors: {} }

export const casesPath = '/console/aml-cases'
export const casePath = ({ id }: { id: string }): string => `${casesPath}/${id}`
export const mayExamine = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'alerts.handle')

const tones = { open: 'waiting', examination: 'warning', concluded: 'neutral' } as const satisfies Record<AmlCaseState, Chip['tone']>
const icons = { open: 'folder', examination: 'search', concluded: 'check' } as const satisfies Record<AmlCaseState, string>
export const amlChip = ({ t }: Pick<Visit, 't'>, state: AmlCaseState): Chip => ({
  tone: tones[state],
  label: t(`amlCases:state.${state}`),
  icon: icons[state],
})

const soonDays = 2
/** What is left of its ten working days; null once it is concluded. Red only when its day has passed. */
export const dueChip = ({ t, lang, ctx }: Visit, { due_on: due, state }: Pick<AmlCaseRow, 'due_on' | 'state'>): Chip | null => {
  if (!isLiving(state)) return null
  const left = daysBetween(parisDay(ctx.now), due)
  const when = formatDayDistance(due, ctx.now, lang)
  return left < 0
    ? { tone: 'bad', label: t('amlCases:due.late', { when }), icon: 'clock' }
    : {
      tone: left <= soonDays ? 'warning' : 'neutral',
      label: t(left === 0 ? 'amlCases:due.today' : 'amlCases:due.left', { when }),
      icon: 'clock',
    }
}

/** What stood in the way of an act. */
export const lostOf = ({ t }: Visit, refused?: Refused) => {
  const code = /^errors:([a-z_]+)\.text$/.exec(refused?.errors['form'] ?? '')?.[1]
  return code ? { title: t(`errors:${code}.title`), text: t(`errors:${code}.text`) } : null
}
