import { formatLength, formatNumber } from '#src/web/formats.ts'
import type { Chip, Tone } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import type { HitState } from './hit.ts'

export const here = '/console/screening'
export const hitPath = (id: string): string => `${here}/hits/${id}`

/** 0,96: two figures, never rounded up to a threshold it did not reach. */
export const scoreText = ({ lang }: Visit, bps: number): string => formatNumber(Math.floor(bps / 100) / 100, lang, 2)

const tones: Record<HitState, Tone> = {
  open: 'neutral',
  unsure: 'warning',
  proposed: 'waiting',
  same: 'bad',
  different: 'good',
  ended: 'neutral',
}
const icons: Partial<Record<HitState, string>> = { unsure: 'help', same: 'flag', ended: 'minus' }
export const hitChip = ({ t }: Visit, state: HitState): Chip => ({
  tone: tones[state],
  ...(icons[state] ? { icon: icons[state]! } : {}),
  label: t(`screening:state.${state}`),
})

export const dueChip = ({ t, ctx, lang }: Visit, dueAt: Date): Chip => {
  const ms = dueAt.getTime() - ctx.now.getTime()
  const tone: Tone = ms < 0 ? 'bad' : ms < 3_600_000 * 2 ? 'warning' : 'neutral'
  return {
    tone,
    icon: ms < 0 ? 'alert' : 'clock',
    label: t(ms < 0 ? 'screening:due.late' : 'screening:due.left', { length: formatLength(Math.abs(ms), lang) }),
  }
}

/** `entry.birth subject.names`: what changed, on which side. */
export const changedText = ({ t }: Visit, changed: readonly string[]): string =>
  changed.map((one) => one.split('.')).map(([side, part]) => t(`screening:changed.${side}`, { part: t(`screening:part.${part}`) })).join(
    ', ',
  )

export const merchantNamed = ({ t }: Visit, name: string): string => name || t('payments:list.unnamed')
