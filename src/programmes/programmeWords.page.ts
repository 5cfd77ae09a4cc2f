import { addMonths, type Day } from '#src/kernel/calendar.ts'
import { formatCents } from '#src/kernel/money.ts'
import type { Chip } from '#src/web/components.ts'
import { formatNumber, formatPercent } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { ratioBps, type Part, type Standing } from './programme.ts'

const tones = { clear: 'good', half: 'waiting', three_quarters: 'warning', reached: 'bad' } as const satisfies Record<
  Standing,
  Chip['tone']
>

export const standingChip = ({ t }: Pick<Visit, 't'>, standing: Standing): Chip => ({
  tone: tones[standing],
  label: t(`programmes:standing.${standing}`),
})

const locales = { fr: 'fr-FR', en: 'en-GB' } as const
const monthFormats = {
  long: {
    fr: new Intl.DateTimeFormat(locales.fr, { month: 'long', year: 'numeric', timeZone: 'UTC' }),
    en: new Intl.DateTimeFormat(locales.en, { month: 'long', year: 'numeric', timeZone: 'UTC' }),
  },
  short: {
    fr: new Intl.DateTimeFormat(locales.fr, { month: 'short', year: '2-digit', timeZone: 'UTC' }),
    en: new Intl.DateTimeFormat(locales.en, { month: 'short', year: '2-digit', timeZone: 'UTC' }),
  },
}
const written = (length: 'long' | 'short', { lang }: Pick<Visit, 'lang'>, month: Day): string =>
  monthFormats[length][lang].format(new Date(`${month}T12:00:00Z`))

/** « novembre 2026 » */
export const monthText = (visit: Pick<Visit, 'lang'>, month: Day): string => written('long', visit, month)
/** « nov. 26 » */
export const shortMonthText = (visit: Pick<Visit, 'lang'>, month: Day): string => written('short', visit, month)

/** Months one after the other, both ends included. */
export const monthsBetween = (from: Day, to: Day): Day[] => {
  const months: Day[] = []
  for (let month = from; month <= to; month = addMonths(month, 1)) months.push(month)
  return months
}

const valueText = (lang: Visit['lang'], name: Part['name'], value: number): string => {
  if (name === 'ratio' || name === 'authenticated') return formatPercent(value, lang)
  return name === 'amount' ? formatCents(value, 'eur', lang) : formatNumber(value, lang)
}

/** « 2,47 % sur 1,5 % », the value and the threshold of a part; what must stay above says so. */
export const partText = ({ t, lang }: Visit, { name, value, from }: Part): string =>
  t(name === 'authenticated' ? 'programmes:part.below' : 'programmes:part.of', {
    value: valueText(lang, name, value),
    from: valueText(lang, name, from),
  })

export const ratioText = (
  { lang }: Pick<Visit, 'lang'>,
  counted: number,
  settled: number,
): string => (settled === 0 ? '—' : formatPercent(ratioBps(counted, settled), lang))
