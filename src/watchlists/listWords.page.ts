import type { Chip, Option } from '#src/web/components.ts'
import { formatDistance, formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Birth, Identifier, Kind, Part, Place, Topic } from './watchlist.ts'
import { isOverdue, mustCount } from './watchlist.ts'
import type { ListRow, VersionRow } from './watchlists.sql.ts'

export const here = '/console/watchlists'

export const listName = ({ t }: Visit, code: string): string => t(`watchlists:list.${code}.name`)
export const kindText = ({ t }: Visit, kind: Kind): string => t(`watchlists:kind.${kind}`)
export const partsText = ({ t }: Visit, parts: readonly Part[]): string => parts.map((part) => t(`watchlists:part.${part}`)).join(', ')

const topicTones = { freeze: 'bad', sanction: 'warning', pep: 'waiting', house: 'neutral' } as const
const topicIcons = { freeze: 'lock', sanction: 'shield-check', pep: 'users', house: 'flag' } as const
/** What being listed means, never a state of somebody of ours. */
export const topicChip = ({ t }: Visit, topic: Topic): Chip => ({
  tone: topicTones[topic],
  icon: topicIcons[topic],
  label: t(`watchlists:topic.${topic}`),
})

/** Whether it was looked for lately enough; what was refused since the version in force, first. */
export const listChip = ({ t, ctx }: Visit, list: ListRow, current: VersionRow | null): Chip => {
  if (!list.is_enabled) return { tone: 'neutral', label: t('watchlists:state.disabled') }
  if (list.failed_at !== null) return { tone: 'bad', label: t('watchlists:state.refused') }
  if (!current) return { tone: mustCount(list.topic) ? 'bad' : 'neutral', icon: 'circle', label: t('watchlists:state.missing') }
  return isOverdue({ topic: list.topic, checkedAt: list.checked_at }, ctx.now)
    ? { tone: 'bad', icon: 'clock', label: t('watchlists:state.overdue') }
    : { tone: 'good', label: t('watchlists:state.fresh') }
}

export const ageText = (
  { ctx, lang, t }: Visit,
  at: Date | null,
): string => (at ? formatDistance(at, ctx.now, lang) : t('watchlists:never'))

/** The reason of a refusal as a sentence; its codes of the outside stay as they are. */
export const faultText = (
  { t }: Visit,
  { fault, fault_details: details }: Pick<VersionRow, 'fault' | 'fault_details'>,
): string => (fault ? t(`watchlists:fault.${fault}`, details) : '')

const regionNames = {
  fr: new Intl.DisplayNames('fr', { type: 'region', fallback: 'code' }),
  en: new Intl.DisplayNames('en', { type: 'region', fallback: 'code' }),
}
/** A code as the reader's language has it; a publisher's own words as they are. */
export const countryText = (
  { lang }: Visit,
  country: string,
): string => (/^[A-Z]{2}$/.test(country) ? (regionNames[lang].of(country) ?? country) : country)
export const countriesText = (visit: Visit, countries: readonly string[]): string =>
  countries.map((one) => countryText(visit, one)).join(', ')

const spanText = ({ lang, t }: Visit, { from, to }: Birth): string => {
  if (from === to) return formatDay(from, lang)
  const [first, last] = [from.slice(0, 4), to.slice(0, 4)]
  if (first !== last) return t('watchlists:birth.between', { from: first, to: last })
  return from.endsWith('-01-01') && to.endsWith('-12-31') ? first : t('watchlists:birth.in_month', { month: from.slice(5, 7), year: first })
}
export const birthText = (
  visit: Visit,
  birth: Birth,
): string => (birth.isCirca ? visit.t('watchlists:birth.circa', { when: spanText(visit, birth) }) : spanText(visit, birth))
export const birthsText = (visit: Visit, births: readonly Birth[]): string => births.map((one) => birthText(visit, one)).join(' · ')

export const placeText = (visit: Visit, { text, country }: Place): string =>
  [text, country && !text.includes(countryText(visit, country)) ? countryText(visit, country) : ''].filter(Boolean).join(', ')

export const identifierText = (visit: Visit, { kind, number, country }: Identifier): string =>
  `${visit.t(`watchlists:identifier.${kind}`)} ${number}${country ? ` (${countryText(visit, country)})` : ''}`

export const anyOf = (
  { t }: Visit,
  values: readonly string[],
  key: string,
): Option[] => [{ value: '', label: t('payments:list.any') }, ...values.map((value) => ({ value, label: t(`${key}.${value}`) }))]
