import { askedOf, askedText } from '#src/kernel/asked.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { isId } from '#src/kernel/ids.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Columns, Filters, Tab } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import type { Visit } from '#src/web/visit.ts'
import { clockOf } from './declaration.ts'
import { countToFile, searchDeclarations, shelves, type DeclarationQuery, type FoundDeclaration } from './declarations.sql.ts'
import { noteListRead } from './enter.ts'
import { declarationChip, here, hoursChip, mayHere, pathOf } from './words.page.ts'

const pageSize = 50
const dayMs = 24 * 3_600_000

const readQuery = ({ query }: Visit): DeclarationQuery => {
  const after = askedText(query['after'], 40)
  return {
    shelf: askedOf(shelves, askedText(query['state'], 20)) ?? 'to_file',
    search: askedText(query['q'], 80),
    after: isId('decl', after) ? after : null,
  }
}

const addressOf = ({ shelf, search, after }: DeclarationQuery, base = here): string => {
  const said = new URLSearchParams({
    ...(search ? { q: search } : {}),
    ...(shelf === 'to_file' ? {} : { state: shelf }),
    ...(after ? { after } : {}),
  })
  return said.size > 0 ? `${base}?${said}` : base
}

const columnsOf = ({ t }: Visit): Columns => ({
  merchant: { label: t('declarations:column.merchant'), isLead: true, isWide: true },
  kind: { label: t('declarations:column.kind') },
  suspected: { label: t('declarations:column.suspected') },
  clock: { label: t('declarations:column.clock') },
  by: { label: t('declarations:column.by') },
  reference: { label: t('declarations:column.reference') },
  state: { label: t('web:word.state') },
})

const rowOf = (visit: Visit, row: FoundDeclaration) => ({
  href: pathOf(row),
  merchant: row.merchantName || row.merchant_id,
  kind: visit.t(row.amends_id ? 'declarations:kind.complementary' : row.is_urgent ? 'declarations:kind.urgent' : 'declarations:kind.first'),
  suspectedAt: row.suspected_at,
  clock: hoursChip(visit, row),
  by: row.draftedByName,
  reference: row.reference ?? '',
  chip: declarationChip(visit, row),
  isFlagged: clockOf(row, visit.ctx.now).isFlagged,
})

const filtersOf = ({ t }: Visit, query: DeclarationQuery): Filters => ({
  action: here,
  resetHref: query.search ? addressOf({ ...query, search: '', after: null }) : null,
  hidden: query.shelf === 'to_file' ? [] : [{ name: 'state', value: query.shelf }],
  fields: [{
    name: 'q',
    type: 'search',
    label: t('declarations:search'),
    value: query.search,
    placeholder: t('declarations:search_hint'),
    width: 'medium',
  }],
})

const actionsOf = (visit: Visit, query: DeclarationQuery): Action[] => {
  const label = visit.t('declarations:new.open')
  return [
    { label: visit.t('web:verb.export'), href: addressOf({ ...query, after: null }, `${here}.csv`), icon: 'download', kind: 'plain' },
    { label: visit.t('declarationEnds:open'), href: '/console/declaration-ends', icon: 'clock', kind: 'plain' },
    mayHere(visit, 'declarations.write')
      ? { label, href: `${here}/new`, icon: 'plus', kind: 'primary', key: 'n' }
      : { label, reason: visit.t('declarations:missing.reader') },
  ]
}

/** GET /console/declarations: the circle's own queue; its reading is on the register. */
export const showDeclarations = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  await noteListRead(ctx, 'list.read')
  const query = readQuery(visit)
  const [found, { open, old }] = [
    await searchDeclarations(ctx.db, query, pageSize + 1),
    await countToFile(ctx.db, new Date(ctx.now.getTime() - dayMs)),
  ]
  const rows = found.slice(0, pageSize)
  const tabs: Tab[] = shelves.map((shelf) => ({
    label: t(`declarations:shelf.${shelf}`),
    isCurrent: query.shelf === shelf,
    href: addressOf({ ...query, shelf, after: null }),
    ...(shelf === 'to_file' ? { count: open } : {}),
  }))
  return view('declarations/list', {
    title: t('declarations:title'),
    sentence: t('declarations:sentence'),
    tabs,
    filters: filtersOf(visit, query),
    columns: columnsOf(visit),
    rows: rows.map((row) => rowOf(visit, row)),
    actions: actionsOf(visit, query),
    alarm: old > 0 ? { tone: 'bad', title: t('declarations:old.title', { count: old }), text: t('declarations:old.text') } : null,
    pages: {
      previous: query.after ? addressOf({ ...query, after: null }) : null,
      next: found.length > pageSize ? addressOf({ ...query, after: rows.at(-1)!.id }) : null,
      shown: t('declarations:shown', { count: rows.length }),
    },
    empty: { title: t('declarations:empty_title'), text: t('declarations:empty_text'), icon: 'lock' },
  })
}

const csvPage = 500
const headings = [
  'id',
  'merchant_id',
  'merchant',
  'state',
  'amends',
  'urgent',
  'suspected_at',
  'drafted_at',
  'approved_at',
  'filed_at',
  'reference',
  'acknowledged_at',
  'receipt',
  'ended_at',
] as const

const csvRow = (row: FoundDeclaration): string =>
  csvLine([
    row.id,
    row.merchant_id,
    row.merchantName,
    row.state,
    row.amends_id,
    row.is_urgent ? 1 : 0,
    ...[row.suspected_at, row.drafted_at, row.approved_at, row.filed_at].map((at) => at?.toISOString() ?? null),
    row.reference,
    row.acknowledged_at?.toISOString() ?? null,
    row.receipt,
    row.ended_at?.toISOString() ?? null,
  ])

async function* linesOf({ ctx }: Visit, query: DeclarationQuery): AsyncGenerator<string> {
  yield csvLine(headings)
  for (let after: string | null = null;;) {
    const rows: FoundDeclaration[] = await searchDeclarations(ctx.db, { ...query, after }, csvPage)
    yield rows.map(csvRow).join('')
    if (rows.length < csvPage) return
    after = rows.at(-1)!.id
  }
}

/** GET /console/declarations.csv: what the filter lets pass; taking it away is on the register. */
export const exportDeclarationsCsv = async (visit: Visit): Promise<Answer> => {
  await noteListRead(visit.ctx, 'list.exported')
  return {
    kind: 'csv',
    fileName: `${visit.t('declarations:file')}-${parisDay(visit.ctx.now)}.csv`,
    lines: linesOf(visit, readQuery(visit)),
  }
}
