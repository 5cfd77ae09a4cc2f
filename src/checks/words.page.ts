import { isDay } from '#src/kernel/calendar.ts'
import type { Chip, Tone } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import { hasText } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Verdict } from './check.ts'
import type { CheckRow } from './checks.sql.ts'
import { checks } from './table.ts'

/** How a verdict of the program looks: `warning` is the fail of a check that is no reason to refuse. */
export type Look = Verdict | 'warning'
const tones: Record<Look, Tone> = { pass: 'good', fail: 'bad', unknown: 'neutral', warning: 'warning' }
const icons: Record<Look, string> = { pass: 'shield-check', fail: 'alert', unknown: 'eye', warning: 'info' }

export const lookOf = (
  { verdict, is_warning: isWarning }: Pick<CheckRow, 'verdict' | 'is_warning'>,
): Look => (isWarning && verdict === 'fail' ? 'warning' : verdict)

/** Of one check. */
export const checkChip = ({ t }: Visit, look: Look): Chip => ({ tone: tones[look], icon: icons[look], label: t(`checks:verdict.${look}`) })
/** Of the whole piece. */
export const verdictChip = ({ t }: Visit, look: Verdict): Chip => ({
  tone: tones[look],
  icon: icons[look],
  label: t(`documents:program.chip.${look}`),
})
/** Where there is no room for its word: the icon, the word beside it for those who listen. */
export const verdictMark = ({ t }: Visit, look: Verdict) => ({
  tone: tones[look],
  icon: icons[look],
  word: t(`documents:program.mark.${look}`),
})

export const titleOf = ({ t, lang }: Visit, id: string): string => (hasText(lang, `checks:title.${id}`) ? t(`checks:title.${id}`) : id)
/** What a failed check has to say to who refuses. */
export const refusalText = (
  { t, lang }: Visit,
  id: string,
): string => (hasText(lang, `checks:refuse.${id}`) ? t(`checks:refuse.${id}`) : '')

/** Inside a sentence; an acronym stays as it is. */
export const inSentence = (
  title: string,
): string => (/^\p{Lu}\p{Ll}/u.test(title) ? `${title.slice(0, 1).toLowerCase()}${title.slice(1)}` : title)

/** Why, in a sentence. A check that was written before its words leaves the two values to speak. */
export const whyOf = ({ t, lang }: Visit, { why, values }: Pick<CheckRow, 'why' | 'values'>): string => {
  const key = `checks:why.${why}`
  if (!hasText(lang, key) && !hasText(lang, `${key}_other`)) return ''
  const said = Object.entries(values as Record<string, string | number>).map((
    [name, value],
  ) => [name, typeof value === 'string' && isDay(value) ? formatDay(value, lang) : value])
  return t(key, Object.fromEntries(said))
}

/** « rules.md §1.4 fr_cni_old », « KYC-05 »: where to read on. */
export const ruleOf = (id: string): string => checks.find((check) => check.id === id)?.rule ?? ''

export const listed = ({ lang }: Visit, words: readonly string[]): string =>
  new Intl.ListFormat(lang === 'fr' ? 'fr' : 'en-GB', { type: 'conjunction' }).format(words)
