import { askedOf, askedText } from '#src/kernel/asked.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { exportScreening } from '#src/screening/exports.ts'
import { listName, topicChip } from '#src/watchlists/listWords.page.ts'
import { topics } from '#src/watchlists/watchlist.ts'
import { seeOther, view, type Answer } from '#src/web/answer.ts'
import type { Action, Columns, Filters, Tab } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { takeNextHit } from './claimHit.ts'
import { isHeld } from './hit.ts'
import { dueChip, here, hitChip, hitPath, merchantNamed, scoreText } from './hitWords.page.ts'
import { countHits, countLooks, searchHits, shelves, type FoundHit, type HitCounts, type HitQuery } from './searchHits.sql.ts'

const pageSize = 50
const csvPage = 500

const readQuery = ({ query }: Visit): HitQuery => {
  const after = askedText(query['after'], 40)
  return {
    shelf: askedOf(shelves, askedText(query['state'], 20)) ?? 'open',
    topic: askedOf(topics, askedText(query['topic'], 20)),
    search: askedText(query['q'], 80),
    after: isId('schi', after) ? after : null,
  }
}

const addressOf = ({ shelf, topic, search, after }: HitQuery, path = here): string => {
  const said = new URLSearchParams({
    ...(shelf === 'open' ? {} : { state: shelf }),
    ...(topic ? { topic } : {}),
    ...(search ? { q: search } : {}),
    ...(after ? { after } : {}),
  })
  return said.size > 0 ? `${path}?${said}` : path
}

const columnsOf = ({ t }: Visit): Columns => ({
  name: { label: t('screening:column.name'), isLead: true, isWide: true },
  listed: { label: t('screening:column.listed') },
  topic: { label: t('screening:column.topic') },
  score: { label: t('screening:column.score'), isNumber: true },
  merchant: { label: t('web:word.merchant'), isSpare: true },
  due: { label: t('screening:column.due') },
  owner: { label: t('screening:column.held'), isSpare: true },
  state: { label: t('web:word.state') },
})

const rowOf = (visit: Visit, row: FoundHit) => ({
  href: hitPath(row.id),
  name: row.name,
  listed: row.listedName,
  listLabel: listName(visit, row.listCode),
  topic: topicChip(visit, row.topic),
  score: scoreText(visit, row.scoreBps),
  isUrgent: row.isUrgent,
  merchant: merchantNamed(visit, row.merchantName),
  due: row.closedAt ? null : dueChip(visit, row.dueAt),
  openedAt: row.openedAt,
  closedAt: row.closedAt,
  isMine: row.heldBy === visit.ctx.actor.id && isHeld(row, visit.ctx.now),
  owner: row.closedAt ? (row.decidedName ?? '') : isHeld(row, visit.ctx.now) ? (row.heldName ?? '') : '',
  state: hitChip(visit, row.state),
  isBack: row.isBack,
})

const filtersOf = ({ t }: Visit, query: HitQuery): Filters => ({
  action: here,
  resetHref: query.search || query.topic ? addressOf({ ...query, search: '', topic: null, after: null }) : null,
  hidden: query.shelf === 'open' ? [] : [{ name: 'state', value: query.shelf }],
  fields: [
    {
      name: 'q',
      type: 'search',
      label: t('screening:filter.name'),
      value: query.search,
      placeholder: t('screening:filter.name_hint'),
      width: 'medium',
      maxlength: 80,
    },
    {
      name: 'topic',
      type: 'select',
      label: t('screening:column.topic'),
      value: query.topic ?? '',
      options: [{ value: '', label: t('payments:list.any') }, ...topics.map((value) => ({ value, label: t(`watchlists:topic.${value}`) }))],
    },
  ],
})

const tabsOf = ({ t }: Visit, query: HitQuery, counts: HitCounts): Tab[] =>
  shelves.map((shelf) => ({
    label: t(`screening:shelf.${shelf}`),
    isCurrent: shelf === query.shelf,
    href: addressOf({ ...query, shelf, after: null }),
    ...(shelf === 'open' ? { count: counts.open } : shelf === 'proposed' ? { count: counts.proposed } : {}),
  }))

/** The other rooms of screening, from each of its lists. */
export const screeningLinks = (visit: Visit): Action[] => {
  const { roles } = staffOf(visit)
  const link = (path: string, key: string, icon: string): Action => ({ label: visit.t(key), href: `${here}/${path}`, icon, kind: 'quiet' })
  return [
    link('searches', 'screening:searches.title', 'search'),
    link('looks', 'screening:looks.title', 'eye'),
    ...(isAllowed(roles, 'holds.secret') ? [link('freezes', 'screening:freeze.title', 'lock')] : []),
    link('settings', 'screening:settings.title', 'settings'),
  ]
}

const actionsOf = (visit: Visit, query: HitQuery): Action[] => [
  ...screeningLinks(visit),
  ...(isAllowed(staffOf(visit).roles, 'exports.make')
    ? [{
      label: visit.t('web:verb.export'),
      href: addressOf({ ...query, after: null }, `${here}.csv`),
      icon: 'download',
      kind: 'plain' as const,
    }]
    : []),
]

const sentenceOf = async ({ t, ctx }: Visit, { open, proposed, late, frozen }: HitCounts): Promise<string> =>
  [
    open + proposed === 0 ? t('screening:queue.none') : t('screening:queue.waiting', { count: open + proposed }),
    late > 0 ? t('screening:queue.late', { count: late }) : '',
    frozen > 0 ? t('screening:queue.frozen', { count: frozen }) : '',
    (await countLooks(ctx.db, ctx.actor.id)) > 0 ? t('screening:queue.looks') : '',
  ]
    .filter(Boolean)
    .join(' ')

/** GET /console/screening: who may be listed, what is due first; `n` takes the next. */
export const showHits = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  const query = readQuery(visit)
  const [found, counts] = [await searchHits(ctx.db, query, pageSize + 1), await countHits(ctx.db, ctx.now)]
  const rows = found.slice(0, pageSize)
  const mayWork = isAllowed(staffOf(visit).roles, 'screening.work')
  const isNarrowed = query.search !== '' || query.topic !== null
  return view('screening/hits', {
    title: t('screening:title'),
    sentence: await sentenceOf(visit, counts),
    actions: actionsOf(visit, query),
    primary: mayWork && counts.open + counts.proposed > 0
      ? { label: t('web:verb.next'), post: `${here}/next`, key: 'n', icon: 'hand', kind: 'primary' }
      : null,
    tabs: tabsOf(visit, query, counts),
    filters: filtersOf(visit, query),
    columns: columnsOf(visit),
    rows: rows.map((row) => rowOf(visit, row)),
    pages: {
      previous: query.after ? addressOf({ ...query, after: null }) : null,
      next: found.length > pageSize ? addressOf({ ...query, after: rows.at(-1)!.id }) : null,
      shown: t('screening:shown', { count: rows.length }),
    },
    empty: {
      title: t(isNarrowed ? 'screening:none_found' : `screening:none.${query.shelf}`),
      text: t(isNarrowed ? 'screening:none_found_text' : 'screening:none_text'),
      icon: 'shield-check',
    },
  })
}

/** POST /console/screening/next */
export const postNextHit = async (visit: Visit): Promise<Answer> => {
  const id = await takeNextHit(visit.ctx)
  return id ? seeOther(hitPath(id)) : seeOther(here, { tone: 'neutral', key: 'screening:flash.none_left' })
}

const headings = [
  'id',
  'state',
  'name',
  'merchant_id',
  'merchant',
  'list',
  'ref',
  'listed',
  'topic',
  'score',
  'opened',
  'due',
  'closed',
  'by',
  'reason',
] as const

const csvRow = (visit: Visit, row: FoundHit): string =>
  csvLine([
    row.id,
    visit.t(`screening:state.${row.state}`),
    row.name,
    row.merchantId,
    row.merchantName,
    listName(visit, row.listCode),
    row.ref,
    row.listedName,
    visit.t(`watchlists:topic.${row.topic}`),
    (row.scoreBps / 10_000).toFixed(4),
    row.openedAt.toISOString(),
    row.dueAt.toISOString(),
    row.closedAt?.toISOString() ?? null,
    row.decidedName,
    row.reasonCode ? visit.t(`screening:code.${row.reasonCode}`) : null,
  ])

async function* linesOf(visit: Visit, query: HitQuery): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`screening:csv.${one}`)))
  for (let after: string | null = null;;) {
    const rows: FoundHit[] = await searchHits(visit.ctx.db, { ...query, after }, csvPage)
    yield rows.map((row) => csvRow(visit, row)).join('')
    if (rows.length < csvPage) return
    after = rows.at(-1)!.id
  }
}

/** GET /console/screening.csv: what the filter lets pass; taking it away is recorded. */
export const exportHitsCsv = async (visit: Visit): Promise<Answer> => {
  await exportScreening(visit.ctx, 'hits')
  return {
    kind: 'csv',
    fileName: `${visit.t('screening:file.hits')}-${parisDay(visit.ctx.now)}.csv`,
    lines: linesOf(visit, { ...readQuery(visit), after: null }),
  }
}
