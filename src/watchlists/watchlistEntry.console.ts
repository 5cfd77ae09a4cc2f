import { parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Chip, Columns, Fact } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { listChangesOf, type EntryChange } from './changes.sql.ts'
import { findEntry, listByRefs, listEditionsOf, type Edition, type EntryRow } from './entries.sql.ts'
import { birthText, countriesText, here, identifierText, kindText, listName, partsText, placeText, topicChip } from './listWords.page.ts'
import type { ListedName } from './watchlist.ts'

const nameColumns = ({ t }: Visit): Columns => ({
  name: { label: t('watchlists:column.name'), isLead: true, isWide: true },
  quality: { label: t('watchlists:column.quality') },
  script: { label: t('watchlists:column.script') },
})

const scriptNames = {
  fr: new Intl.DisplayNames('fr', { type: 'script', fallback: 'code' }),
  en: new Intl.DisplayNames('en', { type: 'script', fallback: 'code' }),
}

const nameRow = ({ t, lang }: Visit, { text, quality, script }: ListedName) => ({
  text,
  quality: t(`watchlists:quality.${quality}`),
  script: script === 'Zyyy' ? '—' : (scriptNames[lang].of(script) ?? script),
  isWeak: quality === 'weak',
})

const lines = (label: string, all: readonly string[]): Fact[] => (all.length > 0 ? [{ label, text: all.join(' · ') }] : [])

const factsOf = (visit: Visit, { party, details }: Edition): Fact[] => {
  const { t } = visit
  return [
    { label: t('watchlists:column.kind'), text: kindText(visit, party.kind) },
    ...lines(t('watchlists:fact.born'), party.births.map((one) => birthText(visit, one))),
    ...lines(t('watchlists:fact.birth_place'), party.birthPlaces.map((one) => placeText(visit, one))),
    ...lines(t('watchlists:fact.nationality'), party.nationalities.length > 0 ? [countriesText(visit, party.nationalities)] : []),
    ...(party.gender ? [{ label: t('watchlists:fact.gender'), text: t(`watchlists:gender.${party.gender}`) }] : []),
    ...lines(t('watchlists:fact.countries'), party.countries.length > 0 ? [countriesText(visit, party.countries)] : []),
    ...lines(t('watchlists:fact.identifiers'), party.identifiers.map((one) => identifierText(visit, one))),
    ...lines(t('watchlists:fact.addresses'), details.addresses.map((one) => placeText(visit, one))),
    ...lines(t('watchlists:fact.positions'), details.positions),
  ]
}

/** A national freeze has an end unless it is renewed; only its publisher takes it off the list. What came off says no more. */
const expiryNotice = ({ t, ctx }: Visit, { party, details: { expiresOn }, toVersion }: Edition) => {
  if (!expiresOn || toVersion !== null || !party.topics.includes('freeze')) return null
  return expiresOn < parisDay(ctx.now)
    ? { tone: 'warning', text: t('watchlists:expiry_past') }
    : { tone: 'neutral', text: t('watchlists:expiry_note') }
}

const measuresOf = (visit: Visit, { party, details }: Edition): Fact[] => {
  const { t } = visit
  return [
    ...party.topics.map((topic) => ({ label: t('watchlists:column.topic'), chip: topicChip(visit, topic) })),
    ...lines(t('watchlists:fact.programmes'), details.programmes),
    ...lines(t('watchlists:fact.measures'), details.measures),
    ...(details.listedOn ? [{ label: t('watchlists:fact.listed'), day: details.listedOn }] : []),
    ...(details.expiresOn ? [{ label: t('watchlists:fact.expires'), day: details.expiresOn }] : []),
    ...lines(t('watchlists:fact.grounds'), details.grounds),
  ]
}

const stateChip = ({ t }: Visit, entry: EntryRow): Chip => (entry.removedVersion === null
  ? { tone: 'neutral', icon: 'list', label: t('watchlists:entry.listed') }
  : { tone: 'neutral', icon: 'minus', label: t('watchlists:entry.removed', { number: entry.removedVersion }) })

const happenedText = ({ t, lang }: Visit, { number, publishedOn }: EntryChange): string =>
  t(publishedOn ? 'watchlists:version_of' : 'watchlists:version_number', { number, on: publishedOn ? formatDay(publishedOn, lang) : '' })

const historyOf = (visit: Visit, entry: EntryRow, changes: readonly EntryChange[], shown: Edition) =>
  changes.map((one) => ({
    at: one.importedAt,
    what: visit.t(`watchlists:happened.${one.kind}`),
    parts: partsText(visit, one.parts),
    version: happenedText(visit, one),
    href: one.kind === 'removed' ? '' : `${here}/entries/${entry.id}?version=${one.number}`,
    isShown: one.number === shown.fromVersion,
  }))

const editionAsked = ({ query }: Visit, editions: readonly Edition[]): Edition => {
  const asked = typeof query['version'] === 'string' ? Number(query['version']) : Number.NaN
  return editions.find(({ fromVersion }) => fromVersion === asked) ?? editions[0]!
}

/** GET /console/watchlists/entries/:id: an entry whole, as it is or as it was from a version on, and all that happened to it. */
export const showWatchlistEntry = async (visit: Visit): Promise<Answer> => {
  const { t, ctx } = visit
  const id = param(visit, 'id')
  const entry = isId('wlen', id) ? await findEntry(ctx.db, id) : null
  const editions = entry ? await listEditionsOf(ctx.db, id) : []
  if (!entry || editions.length === 0) throw notFound()
  const shown = editionAsked(visit, editions)
  const [changes, joins] = [await listChangesOf(ctx.db, id), await listByRefs(ctx.db, shown.details.joins)]
  const joined = shown.details.joins.map(({ list, ref }) => {
    const known = joins.find((one) => one.listCode === list && one.ref === ref)
    return { label: listName(visit, list), text: ref, ...(known ? { href: `${here}/entries/${known.id}` } : {}) }
  })
  return view('watchlists/entry', {
    title: shown.party.names[0]!.text,
    back: { href: `${here}/${entry.listCode}`, label: listName(visit, entry.listCode) },
    chip: stateChip(visit, entry),
    sentence: t('watchlists:entry.sentence', { list: listName(visit, entry.listCode), ref: entry.ref }),
    expiry: expiryNotice(visit, shown),
    past: shown.toVersion === null ? '' : t('watchlists:entry.past', { from: shown.fromVersion, to: shown.toVersion }),
    facts: factsOf(visit, shown),
    measures: [...measuresOf(visit, shown), ...joined],
    names: shown.party.names.map((one) => nameRow(visit, one)),
    nameColumns: nameColumns(visit),
    reasons: shown.details.reasons,
    remarks: shown.details.remarks,
    history: historyOf(visit, entry, changes, shown),
  })
}
