import { askedText } from '#src/kernel/asked.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { nameKindOf, prepareParty, type Party as Asked } from '#src/matching/party.ts'
import { scorePreparedParty } from '#src/matching/scoreParty.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Columns, Figure, Filters } from '#src/web/components.ts'
import { formatDay, formatNumber, formatPercent } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { findCandidates, type Candidate } from './candidates.sql.ts'
import { ageText, birthsText, countriesText, faultText, here, kindText, listChip, listName, topicChip } from './listWords.page.ts'
import { isOverdue } from './watchlist.ts'
import { listWithVersions, type ListWithVersions } from './watchlists.sql.ts'

const longestSearch = 200
/** Under this nobody would call two names alike. */
const leastShown = 0.5
const mostShown = 40

const columnsOf = ({ t }: Visit): Columns => ({
  list: { label: t('watchlists:column.list'), isLead: true, isWide: true },
  topic: { label: t('watchlists:column.topic') },
  version: { label: t('watchlists:column.version') },
  entries: { label: t('watchlists:column.entries'), isNumber: true },
  names: { label: t('watchlists:column.names'), isNumber: true, isSpare: true },
  checked: { label: t('watchlists:column.checked') },
  state: { label: t('watchlists:column.state') },
})

const rowOf = (visit: Visit, list: ListWithVersions) => {
  const { t, lang } = visit
  const { current } = list
  return {
    href: `${here}/${list.code}`,
    name: listName(visit, list.code),
    publisher: t(`watchlists:list.${list.code}.publisher`),
    topic: topicChip(visit, list.topic),
    state: listChip(visit, list, current),
    checked: ageText(visit, list.checked_at),
    version: current
      ? t(current.published_on ? 'watchlists:version_of' : 'watchlists:version_number', {
        number: current.number,
        on: current.published_on ? formatDay(current.published_on, lang) : '',
      })
      : '—',
    entries: current ? formatNumber(current.entry_count!, lang) : '—',
    names: current ? formatNumber(current.name_count!, lang) : '—',
    refused: list.refused && list.failed_at ? faultText(visit, list.refused) : '',
  }
}

const figuresOf = ({ t, lang, ctx }: Visit, lists: readonly ListWithVersions[]): Figure[] => {
  const counting = lists.filter(({ is_enabled: counts }) => counts)
  const sum = (of: (list: ListWithVersions) => number | null | undefined): string =>
    formatNumber(counting.reduce((all, list) => all + (of(list) ?? 0), 0), lang)
  const late = counting
    .filter(({ topic, checked_at: checkedAt, current }) =>
      topic === 'freeze' && (current === null || isOverdue({ topic, checkedAt }, ctx.now))
    )
    .length
  const refused = counting.filter(({ failed_at: failed }) => failed !== null).length
  return [
    {
      label: t('watchlists:figure.entries'),
      value: sum(({ current }) => current?.entry_count),
      note: t('watchlists:figure.names', { names: sum(({ current }) => current?.name_count) }),
    },
    { label: t('watchlists:figure.late'), value: String(late), note: t('watchlists:figure.late_note'), tone: late > 0 ? 'bad' : 'neutral' },
    {
      label: t('watchlists:figure.refused'),
      value: String(refused),
      note: t('watchlists:figure.refused_note'),
      tone: refused > 0 ? 'bad' : 'neutral',
    },
  ]
}

const filtersOf = ({ t }: Visit, search: string): Filters => ({
  action: here,
  resetHref: search ? here : null,
  fields: [{
    name: 'q',
    type: 'search',
    label: t('watchlists:search.label'),
    value: search,
    placeholder: t('watchlists:search.hint'),
    width: 'full',
    maxlength: longestSearch,
  }],
})

const askedFor = (name: string): Asked => ({
  kind: 'person',
  names: [{ text: name, quality: 'primary' }],
  births: [],
  birthPlaces: [],
  nationalities: [],
  countries: [],
  gender: null,
  identifiers: [],
})

type Found = { candidate: Candidate; score: number; listedName: string }

const foundFor = async ({ ctx }: Visit, search: string): Promise<Found[]> => {
  const asked = { person: prepareParty(askedFor(search), 'person'), organisation: prepareParty(askedFor(search), 'organisation') }
  const found = (await findCandidates(ctx.db, { name: search, numbers: [search] })).map((candidate): Found => {
    const { nameScore, listedName } = scorePreparedParty(asked[nameKindOf(candidate.party.kind)], prepareParty(candidate.party))
    return { candidate, score: candidate.by.includes('number') ? 1 : nameScore, listedName }
  })
  return found.filter(({ score }) => score >= leastShown).sort((a, b) => b.score - a.score).slice(0, mostShown)
}

const foundRow = (visit: Visit, { candidate: { entryId, listCode, party, by }, score, listedName }: Found) => ({
  href: `${here}/entries/${entryId}`,
  name: party.names[0]!.text,
  alias: listedName && listedName !== party.names[0]!.text ? visit.t('watchlists:search.alias', { name: listedName }) : '',
  kind: kindText(visit, party.kind),
  listLabel: listName(visit, listCode),
  topic: topicChip(visit, party.topics[0]!),
  born: birthsText(visit, party.births.slice(0, 2)),
  countries: countriesText(visit, (party.nationalities.length > 0 ? party.nationalities : party.countries).slice(0, 2)),
  score: by.includes('number') ? visit.t('watchlists:search.number') : formatPercent(Math.round(score * 100) * 100, visit.lang),
})

const foundColumns = ({ t }: Visit): Columns => ({
  name: { label: t('watchlists:column.name'), isLead: true, isWide: true },
  score: { label: t('watchlists:column.score'), isNumber: true },
  list: { label: t('watchlists:column.list') },
  topic: { label: t('watchlists:column.topic') },
  kind: { label: t('watchlists:column.kind'), isSpare: true },
  born: { label: t('watchlists:column.born') },
  countries: { label: t('watchlists:column.countries'), isSpare: true },
})

/**
 * GET /console/watchlists: every list with what it stands at; or, where a name or a number is looked for, who on them is called like that.
 */
export const showWatchlists = async (visit: Visit): Promise<Answer> => {
  const { t, ctx } = visit
  const search = askedText(visit.query['q'], longestSearch)
  const lists = await listWithVersions(ctx.db)
  const found = search ? (await foundFor(visit, search)).map((one) => foundRow(visit, one)) : []
  return view('watchlists/list', {
    title: t('watchlists:title'),
    sentence: t('watchlists:sentence'),
    filters: filtersOf(visit, search),
    figures: search ? [] : figuresOf(visit, lists),
    isSearch: search !== '',
    found,
    foundColumns: foundColumns(visit),
    foundCaption: t('watchlists:search.found', { count: found.length }),
    columns: columnsOf(visit),
    rows: lists.map((list) => rowOf(visit, list)),
    how: isAllowed(staffOf(visit).roles, 'watchlists.manage') ? t('watchlists:how') : '',
    searchNote: t('watchlists:search.note'),
    empty: { title: t('watchlists:search.none_title'), text: t('watchlists:search.none_text'), icon: 'search' },
  })
}
