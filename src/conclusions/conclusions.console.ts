import { askedOf, askedText } from '#src/kernel/asked.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { isId } from '#src/kernel/ids.ts'
import { merchantText } from '#src/alerts/alertWords.page.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Chip, Columns, EmptyState, Tab } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import type { Visit } from '#src/web/visit.ts'
import { noteConclusionsRead } from './conclude.ts'
import { shelves, standOf, type Stand } from './conclusion.ts'
import { countToConclude, searchConclusions, type ConclusionQuery, type FoundConclusion } from './conclusions.sql.ts'

export const here = '/console/conclusions'
const pageSize = 50

const tones = {
  examined: 'neutral',
  to_decide: 'waiting',
  proposed: 'warning',
  declared: 'good',
  cleared: 'good',
} as const satisfies Record<Stand, Chip['tone']>
export const standChip = ({ t }: Pick<Visit, 't'>, stand: Stand): Chip => ({ tone: tones[stand], label: t(`conclusions:stand.${stand}`) })

const readQuery = ({ query }: Visit): ConclusionQuery => {
  const after = askedText(query['after'], 40)
  return {
    shelf: askedOf(shelves, askedText(query['view'], 20)) ?? 'to_decide',
    search: askedText(query['q'], 200),
    after: isId('amlc', after) ? after : null,
  }
}
const addressOf = ({ shelf, search, after }: ConclusionQuery, base = here): string => {
  const said = new URLSearchParams({
    ...(search ? { q: search } : {}),
    ...(shelf === 'to_decide' ? {} : { view: shelf }),
    ...(after ? { after } : {}),
  })
  return said.size > 0 ? `${base}?${said}` : base
}

const columnsOf = ({ t }: Visit): Columns => ({
  merchant: { label: t('alerts:column.merchant'), isLead: true, isWide: true },
  handed: { label: t('conclusions:column.handed') },
  by: { label: t('conclusions:column.by') },
  stand: { label: t('web:word.state') },
})
const rowOf = (visit: Visit, row: FoundConclusion) => ({
  href: `${here}/${row.id}`,
  merchant: merchantText(visit, row.merchantName),
  at: row.handedAt,
  by: row.handedBy ?? '',
  chip: standChip(visit, standOf(row)),
  declaration: row.declarationState ? visit.t(`declarations:state.${row.declarationState}`) : '',
})

const emptyOf = ({ t }: Visit, query: ConclusionQuery): EmptyState => (query.search || query.shelf !== 'to_decide'
  ? { title: t('conclusions:none_found_title'), text: t('conclusions:none_found_text'), icon: 'lock' }
  : {
    title: t('conclusions:none_title'),
    text: t('conclusions:none_text'),
    icon: 'shield-check',
    action: { label: t('conclusions:none_action'), href: '/console/aml-cases' },
  })

/**
 * GET /console/conclusions: cases that were handed over, and what the circle made of them. There for the circle alone; its reading is on
 * the register.
 */
export const showConclusions = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  await noteConclusionsRead(ctx, 'conclusion_list.read')
  const query = readQuery(visit)
  const [found, waiting] = [await searchConclusions(ctx.db, query, pageSize + 1), await countToConclude(ctx.db)]
  const rows = found.slice(0, pageSize)
  const tabs: Tab[] = shelves.map((shelf) => ({
    label: t(`conclusions:view.${shelf}`),
    isCurrent: query.shelf === shelf,
    href: addressOf({ ...query, shelf, after: null }),
  }))
  return view('conclusions/list', {
    title: t('conclusions:title'),
    sentence: t(waiting === 0 ? 'conclusions:sentence_none' : 'conclusions:sentence', { count: waiting }),
    tabs,
    columns: columnsOf(visit),
    rows: rows.map((row) => rowOf(visit, row)),
    empty: emptyOf(visit, query),
    filters: {
      action: here,
      resetHref: query.search ? addressOf({ ...query, search: '', after: null }) : null,
      hidden: query.shelf === 'to_decide' ? [] : [{ name: 'view', value: query.shelf }],
      fields: [{
        name: 'q',
        type: 'search',
        label: t('alerts:filter.search'),
        value: query.search,
        placeholder: t('amlCases:filter.search_hint'),
        width: 'medium',
      }],
    },
    actions: [{ label: t('web:verb.export'), href: addressOf({ ...query, after: null }, `${here}.csv`), icon: 'download', kind: 'plain' }],
    pages: {
      previous: query.after ? addressOf({ ...query, after: null }) : null,
      next: found.length > pageSize ? addressOf({ ...query, after: rows.at(-1)!.id }) : null,
      shown: t('amlCases:shown', { count: rows.length }),
    },
  })
}

const csvPage = 500
async function* linesOf(visit: Visit, query: ConclusionQuery): AsyncGenerator<string> {
  yield csvLine([
    'case',
    'merchant_id',
    'merchant',
    'opened_at',
    'handed_over_at',
    'handed_over_by',
    'conclusion',
    'declaration',
    'declaration_state',
  ])
  for (let after: string | null = null;;) {
    const rows: FoundConclusion[] = await searchConclusions(visit.ctx.db, { ...query, after }, csvPage)
    yield rows
      .map((row) =>
        csvLine([
          row.id,
          row.merchantId,
          row.merchantName,
          row.openedAt.toISOString(),
          row.handedAt?.toISOString() ?? null,
          row.handedBy,
          standOf(row),
          row.declarationId,
          row.declarationState,
        ])
      )
      .join('')
    if (rows.length < csvPage) return
    after = rows.at(-1)!.id
  }
}

/** GET /console/conclusions.csv: what the filter lets pass; taking it away is on the register. */
export const exportConclusionsCsv = async (visit: Visit): Promise<Answer> => {
  await noteConclusionsRead(visit.ctx, 'conclusion_list.exported')
  return { kind: 'csv', fileName: `${visit.t('conclusions:file')}-${parisDay(visit.ctx.now)}.csv`, lines: linesOf(visit, readQuery(visit)) }
}
