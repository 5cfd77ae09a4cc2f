import { parisDay } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { isId } from '#src/kernel/ids.ts'
import { normaliseName } from '#src/kernel/names.ts'
import { isAllowed, type Permission } from '#src/kernel/permissions.ts'
import { listStaff } from '#src/staff/staff.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import type { Action, Figure, Filters, Option } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { formatInstant, formatNumber } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { countUnsealed, findLastBlock, findMerchantsByName } from './audit.sql.ts'
import { exportHistory } from './exportHistory.ts'
import { actorKinds, filterOf, nouns, readPlace, readQuery, writePlace, writeQuery, type HistoryQuery } from './historyQuery.ts'
import { findLastVerification, readHistory, type HistoryEvent, type HistoryFilter, type HistoryPlace } from './readHistory.sql.ts'
import { historyWords } from './historyWords.page.ts'
import { tellEvent } from './tellEvent.ts'
import { verifyHistory } from './verifyHistory.ts'

const here = '/console/history'
const pageSize = 50
const waitingCap = 10_000

/** A merchant by his id, or by a part of his name: then the first twenty so called. */
const merchantFilter = async (visit: Visit, { merchant }: HistoryQuery): Promise<HistoryFilter> => {
  if (merchant === '') return {}
  return isId('mrch', merchant)
    ? { merchantId: merchant }
    : { merchantIds: await findMerchantsByName(visit.ctx.db, normaliseName(merchant), 20) }
}

const wholeFilter = async (visit: Visit, query: HistoryQuery): Promise<HistoryFilter> => ({
  ...filterOf(query),
  ...(await merchantFilter(visit, query)),
  isCircle: isAllowed(staffOf(visit).roles, 'holds.secret'),
})

const filtersOf = async ({ ctx, t }: Visit, query: HistoryQuery): Promise<Filters> => {
  const people = await listStaff(ctx.db)
  const actors: Option[] = [
    ...actorKinds.map((value) => ({ value, label: t(`audit:filter.kind.${value}`) })),
    ...people.map(({ id, name }) => ({ value: id, label: name })),
  ]
  const any = (label: string): Option => ({ value: '', label })
  return {
    action: here,
    resetHref: Object.keys(writeQuery(query)).length > 0 ? here : null,
    hidden: [],
    fields: [
      {
        name: 'actor',
        type: 'select',
        label: t('audit:filter.actor'),
        value: query.actor,
        width: 'short',
        options: [any(t('audit:filter.anybody')), ...actors],
      },
      {
        name: 'noun',
        type: 'select',
        label: t('audit:filter.noun'),
        value: query.noun,
        options: [any(t('audit:filter.anything')), ...nouns.map((value) => ({ value, label: t(`audit:noun.${value}`) }))],
      },
      {
        name: 'merchant',
        type: 'search',
        label: t('audit:filter.merchant'),
        value: query.merchant,
        placeholder: t('audit:filter.merchant_hint'),
      },
      { name: 'from', type: 'date', label: t('audit:filter.from'), value: query.from, width: 'short' },
      { name: 'to', type: 'date', label: t('audit:filter.to'), value: query.to, width: 'short' },
    ],
  }
}

const pages: Readonly<Record<string, { path: string; permission: Permission }>> = dictionary({
  mrch: { path: 'merchants', permission: 'merchants.read' },
  doss: { path: 'dossiers', permission: 'dossiers.read' },
  staf: { path: 'staff', permission: 'staff.read' },
})

/** What the event is about leads to its page, where it has one and this reader may see it. */
const subjectHref = (visit: Visit, { subjectId }: HistoryEvent): string | null => {
  const page = pages[subjectId.slice(0, 4)]
  return page && subjectId[4] === '_' && isAllowed(staffOf(visit).roles, page.permission) ? `/console/${page.path}/${subjectId}` : null
}

const rowOf = (visit: Visit, one: HistoryEvent) => {
  const told = tellEvent(one, historyWords(visit))
  return {
    at: one.at,
    who: told.who,
    what: told.what,
    why: told.why ?? '',
    changes: told.changes ?? [],
    tone: told.tone,
    icon: told.icon,
    subject: one.subjectId,
    subjectHref: subjectHref(visit, one),
    merchant: one.merchantId ? one.merchantName || visit.t('audit:unnamed') : '',
    merchantHref: `/console/merchants/${one.merchantId}`,
  }
}

const verdictOf = ({ t, lang }: Visit, last: HistoryEvent | null): Figure => {
  const label = t('audit:proof.verified')
  if (!last) return { label, value: t('audit:proof.never'), note: t('audit:proof.never_note') }
  const note = t('audit:proof.verified_note', { at: formatInstant(last.at, lang), who: last.actorName ?? last.actorId })
  return last.data['ok'] === true
    ? { label, value: t('audit:proof.intact'), note, tone: 'good' }
    : { label, value: t('audit:proof.broken'), note, tone: 'bad' }
}

/** How far the chain reaches, what waits, and what the last verification found. */
const proofOf = async (visit: Visit) => {
  const { ctx, t, lang } = visit
  const [block, waiting, last] = await Promise.all([findLastBlock(ctx.db), countUnsealed(ctx.db, waitingCap), findLastVerification(ctx.db)])
  const { finding, faults = 1, late = 0 } = (last?.data ?? {}) as { finding?: { code: string }; faults?: number; late?: number }
  const figures: Figure[] = [
    {
      label: t('audit:proof.sealed'),
      value: block ? t('audit:proof.block', { number: formatNumber(block.number, lang) }) : t('audit:proof.none'),
      note: block ? formatInstant(new Date(block.sealedAt), lang) : t('audit:proof.none_note'),
    },
    {
      label: t('audit:proof.waiting'),
      value: waiting >= waitingCap ? t('audit:proof.many', { figure: formatNumber(waitingCap, lang) }) : formatNumber(waiting, lang),
      note: t('audit:proof.waiting_note'),
    },
    verdictOf(visit, last),
  ]
  const fault = finding ? t(`audit:fault.${finding.code}`, finding) : ''
  return {
    figures,
    fault: faults > 1 ? t('audit:proof.faults', { fault, count: faults - 1 }) : fault,
    late: late > 0 ? t('audit:proof.late', { count: late }) : '',
  }
}

const withQuery = (
  path: string,
  query: Record<string, string>,
): string => (Object.keys(query).length > 0 ? `${path}?${new URLSearchParams(query)}` : path)

const actionsOf = (visit: Visit, query: HistoryQuery): Action[] => [
  ...(isAllowed(staffOf(visit).roles, 'chain.read')
    ? [{ label: visit.t('audit:proof.heads'), href: '/console/audit/chain', icon: 'shield-check', kind: 'plain' as const }]
    : []),
  ...(isAllowed(staffOf(visit).roles, 'exports.make')
    ? [{ label: visit.t('web:verb.export'), href: withQuery(`${here}.csv`, writeQuery(query)), icon: 'download', kind: 'plain' as const }]
    : []),
]

/** GET /console/history: everything that happened, newest first, and the proof that nothing of it was changed. */
export const showHistory = async (visit: Visit): Promise<Answer> => {
  const query = readQuery(visit.query)
  const before = readPlace(visit.query['before'])
  const [{ entries, next }, proof, filters] = await Promise.all([
    wholeFilter(visit, query).then((filter) => readHistory(visit.ctx.db, filter, { limit: pageSize, before })),
    proofOf(visit),
    filtersOf(visit, query),
  ])
  return view('audit/history', {
    title: visit.t('audit:title'),
    sentence: visit.t('audit:sentence'),
    ...proof,
    filters,
    rows: entries.map((one) => rowOf(visit, one)),
    actions: actionsOf(visit, query),
    verify: { label: visit.t('audit:proof.verify'), post: `${here}/verify`, icon: 'shield-check', key: 'v' },
    pages: {
      previous: before ? withQuery(here, writeQuery(query)) : null,
      next: next && withQuery(here, { ...writeQuery(query), before: writePlace(next) }),
      shown: visit.t('audit:shown', { count: entries.length }),
    },
  })
}

/** POST /console/history/verify */
export const verifyNow = async (visit: Visit): Promise<Answer> => {
  const { ok, events, blocks } = await verifyHistory(visit.ctx)
  return seeOther(
    here,
    ok
      ? good('audit:flash.intact', { events: formatNumber(events, visit.lang), blocks: formatNumber(blocks, visit.lang) })
      : { tone: 'bad', key: 'audit:flash.broken' },
  )
}

const csvPage = 500

/** Its number only for the closed circle: of a list with gaps the gaps can be counted. */
const csvRow = (visit: Visit, one: HistoryEvent, isCircle: boolean): string => {
  const { who, what, why, changes } = tellEvent(one, historyWords(visit))
  const changed = (changes ?? []).map(({ label, before, after }) => `${label}: ${before ?? ''} → ${after ?? ''}`).join(' ; ')
  return csvLine([
    isCircle ? one.id : null,
    one.at.toISOString(),
    one.event,
    one.actorKind,
    one.actorId,
    who,
    what,
    why ?? '',
    changed,
    one.merchantId,
    one.merchantName,
    one.subjectId,
    one.requestId,
    JSON.stringify(one.data),
  ])
}

async function* linesOf(visit: Visit, filter: HistoryFilter): AsyncGenerator<string> {
  yield csvLine([
    'id',
    'at',
    'event',
    'actor_kind',
    'actor_id',
    'actor',
    'what',
    'why',
    'changes',
    'merchant_id',
    'merchant',
    'subject_id',
    'request_id',
    'data',
  ])
  for (let before: HistoryPlace | undefined;;) {
    const { entries, next } = await readHistory(visit.ctx.db, filter, { limit: csvPage, before })
    for (const one of entries) yield csvRow(visit, one, filter.isCircle ?? false)
    if (!next) return
    before = next
  }
}

/** GET /console/history.csv: what the filter lets pass, as a file; taking it is recorded. */
export const exportCsv = async (visit: Visit): Promise<Answer> => {
  const query = readQuery(visit.query)
  const filter = await wholeFilter(visit, query)
  const { merchant, ...codes } = writeQuery(query)
  // A name that was typed is somebody's: only that there was one is kept.
  await exportHistory(visit.ctx, { ...codes, ...(merchant ? { merchant: isId('mrch', merchant) ? merchant : 'by_name' } : {}) })
  return { kind: 'csv', fileName: `${visit.t('audit:file')}-${parisDay(visit.ctx.now)}.csv`, lines: linesOf(visit, filter) }
}
