import type { Adjustment } from '#src/matching/adjustments.ts'
import type { Party } from '#src/matching/party.ts'
import type { NamePart } from '#src/matching/scoreName.ts'
import { birthsText, countriesText, identifierText, kindText, placeText } from '#src/watchlists/listWords.page.ts'
import type { Birth, Identifier, Place } from '#src/watchlists/watchlist.ts'
import type { Chip, Tone } from '#src/web/components.ts'
import { formatNumber } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { HitRow } from './hits.sql.ts'

const points = ({ lang }: Visit, by: number): string => `${by > 0 ? '+' : by < 0 ? '−' : '±'}${formatNumber(Math.abs(by), lang, 2)}`

/** Less rounds to nothing. */
const leastShown = 0.005

const chipOf = (visit: Visit, one: Adjustment | undefined): Chip | null => {
  if (!one) return null
  const tone: Tone = one.by > 0 ? 'warning' : one.by < 0 ? 'good' : 'neutral'
  return {
    tone,
    icon: one.by > 0 ? 'plus' : one.by < 0 ? 'minus' : 'circle',
    label: [visit.t(`screening:adjusts.${one.on}.${one.how}`), Math.abs(one.by) >= leastShown ? points(visit, one.by) : '']
      .filter(Boolean)
      .join(' '),
  }
}

type Side = { ours: string; theirs: string }
/** What is shown of a fact on either side, and what the comparison made of it: nothing where one of them is silent. */
const rowOf = (visit: Visit, part: string, { ours, theirs }: Side, found: Adjustment | undefined) => ({
  label: visit.t(`screening:side.${part}`),
  ours,
  theirs,
  chip: chipOf(visit, found),
  isSilent: !found && (ours === '' || theirs === ''),
})

const namesText = ({ names }: Party): string => names.slice(0, 8).map(({ text }) => text).join(' · ') + (names.length > 8 ? ' · …' : '')

/** Both sides beside each other, fact by fact, with what each moved the score by. */
export const sidesModel = (visit: Visit, ours: Party, theirs: Party, { adjustments }: HitRow['result']) => {
  const on = (what: Adjustment['on']): Adjustment | undefined => adjustments.find((one) => one.on === what)
  const both = (say: (party: Party) => string): Side => ({ ours: say(ours), theirs: say(theirs) })
  const weak = on('weakAlias')
  return [
    { ...rowOf(visit, 'names', both(namesText), undefined), chip: chipOf(visit, weak), isSilent: false },
    rowOf(visit, 'kind', both(({ kind }) => kindText(visit, kind)), on('kind')),
    rowOf(visit, 'births', both(({ births }) => birthsText(visit, births as Birth[])), on('birth')),
    rowOf(
      visit,
      'birthPlaces',
      both(({ birthPlaces }) => birthPlaces.map((one) => placeText(visit, one as Place)).filter(Boolean).join(' · ')),
      on('birthPlace'),
    ),
    rowOf(
      visit,
      'nationalities',
      both(({ nationalities, countries, kind }) =>
        countriesText(visit, nationalities.length > 0 || kind === 'person' ? nationalities : countries)
      ),
      on('country'),
    ),
    rowOf(visit, 'gender', both(({ gender }) => (gender ? visit.t(`watchlists:gender.${gender}`) : '')), on('gender')),
    rowOf(
      visit,
      'identifiers',
      both(({ identifiers }) => identifiers.slice(0, 6).map((one) => identifierText(visit, one as Identifier)).join(' · ')),
      on('identifier'),
    ),
  ]
    .filter(({ ours: a, theirs: b }) => a !== '' || b !== '')
}

const partTone = (
  { worth, how }: NamePart,
): Tone => (how === 'form' ? 'neutral' : worth >= 0.95 ? 'warning' : worth > 0 ? 'waiting' : how === 'unlike' ? 'good' : 'neutral')
const partIcons: Record<Tone, string> = { warning: 'check', waiting: 'swap', good: 'x', neutral: 'minus', bad: 'x' }

/** The two names word by word: which answers to which, how, and what it weighs. */
export const wordsModel = (visit: Visit, { parts, queryName, listedName, quality, nameScore }: HitRow['result']) => ({
  ours: queryName,
  theirs: listedName,
  quality: quality === 'weak' ? visit.t('screening:words.weak') : '',
  score: formatNumber(Math.floor(nameScore * 100) / 100, visit.lang, 2),
  rows: parts.map((one) => ({
    query: one.query ?? '',
    listed: one.listed ?? '',
    chip: { tone: partTone(one), icon: partIcons[partTone(one)], label: visit.t(`screening:how.${one.how}`) },
    weight: one.how === 'form' ? '' : `${formatNumber(one.weight * 100, visit.lang)} %`,
    gives: one.how === 'form' ? '' : formatNumber(one.weight * one.worth, visit.lang, 2),
  })),
})
