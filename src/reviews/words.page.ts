import { dictionary } from '#src/kernel/dictionary.ts'
import type { JsonValue, ReviewKind, ReviewState, RiskLevel } from '#src/platform/db.types.ts'
import type { Chip, Tone } from '#src/web/components.ts'
import { formatLength } from '#src/web/formats.ts'
import { hasText } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import type { QueueRow } from './queue.sql.ts'
import { serviceLevel } from './serviceLevel.ts'

/** How the room's codes are said and coloured, the same on every page. Red is kept for what is late or wrong. */
export const riskTones: Record<RiskLevel, Tone> = { low: 'neutral', medium: 'warning', high: 'bad' }

export const riskChip = ({ t }: Visit, risk: RiskLevel): Chip => ({
  tone: riskTones[risk],
  icon: 'scale',
  label: t(`reviews:risk.${risk}`),
})

/** The sentences of the reasons that the rating kept; one that has none yet is left out. */
export const riskReasons = ({ t, lang }: Visit, reasons: JsonValue): string[] =>
  (Array.isArray(reasons) ? reasons : []).flatMap((one) => {
    const key = one !== null && typeof one === 'object' && !Array.isArray(one) ? one['key'] : one
    return typeof key === 'string' && hasText(lang, key) ? [t(key)] : []
  })

/** Colour and words: « en retard de 3 h », « reste 5 h ». */
export const serviceChip = ({ t, ctx, lang }: Visit, dueAt: Date): Chip => {
  const { tone, key, ms } = serviceLevel(dueAt, ctx.now)
  return { tone, icon: tone === 'bad' ? 'alert' : 'clock', label: t(key, { length: formatLength(ms, lang) }) }
}

const stateTones: Record<ReviewState, Tone> = { open: 'neutral', proposed: 'waiting', waiting: 'waiting', closed: 'neutral' }
const outcomeTones: Record<string, Tone> = dictionary({
  validated: 'good',
  completed: 'good',
  rejected: 'bad',
  lapsed: 'bad',
  withdrawn: 'neutral',
})

export const reviewChip = ({ t }: Visit, { state, outcome, ownerId }: Pick<QueueRow, 'state' | 'outcome' | 'ownerId'>): Chip => {
  if (state === 'closed') return { tone: outcomeTones[outcome ?? ''] ?? 'neutral', label: t(`reviews:outcome.${outcome ?? 'withdrawn'}`) }
  if (state === 'open' && ownerId) return { tone: 'neutral', icon: 'hand', label: t('reviews:state.held') }
  return { tone: stateTones[state], label: t(`reviews:state.${state}`) }
}

export const kindText = ({ t }: Visit, kind: ReviewKind): string => t(`reviews:kind.${kind}`)
export const nameOf = ({ t }: Visit, name: string): string => name || t('reviews:unnamed')
