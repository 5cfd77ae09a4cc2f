import { askedDay } from '#src/kernel/asked.ts'
import { isUsualDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { institutionPublicKey } from '#src/platform/institution-key.ts'
import { outsiderAddress } from '#src/platform/outsider.ts'
import { file, view, type Answer } from '#src/web/answer.ts'
import type { Columns, Fact } from '#src/web/components.ts'
import { formatDay, formatInstant, formatNumber } from '#src/web/formats.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { listHeads, type HeadRow } from './chainHeads.sql.ts'
import { downloadHead } from './downloadHead.ts'

const here = '/console/audit/chain'
const pageSize = 60

const columnsOf = ({ t }: Visit): Columns => ({
  day: { label: t('chainHeads:column.day'), isLead: true },
  block: { label: t('chainHeads:column.block'), isNumber: true },
  hash: { label: t('chainHeads:column.hash'), isWide: true },
  exported: { label: t('chainHeads:column.exported'), isSpare: true },
  file: { label: t('chainHeads:column.file') },
})

/** What whoever keeps one wants to see: the day, the block, and enough of the hash to compare it by eye; all of it is in the file. */
const rowOf = ({ t, lang }: Visit, { on_day: day, block_number: block, hash, exported_at: at }: HeadRow) => ({
  on: formatDay(day, lang),
  block: formatNumber(block, lang),
  hash: hash.toString('hex'),
  exported: formatInstant(at, lang),
  file: { label: t('chainHeads:download'), href: `${here}/${day}/file` },
})

const factsOf = ({ t }: Visit): Fact[] => [
  { label: t('chainHeads:fact.key'), text: institutionPublicKey().toString('hex'), isMono: true, note: t('chainHeads:fact.key_note') },
  { label: t('chainHeads:fact.folder'), text: 'chain-heads/', isMono: true, note: t('chainHeads:fact.folder_note') },
  {
    label: t('chainHeads:fact.outsider'),
    text: outsiderAddress() ?? t('chainHeads:fact.nobody'),
    note: outsiderAddress() ? t('chainHeads:fact.outsider_note') : t('chainHeads:fact.nobody_note'),
  },
  {
    label: t('chainHeads:fact.verify'),
    text: 'npx vigie audit verify --against FILE',
    isMono: true,
    note: t('chainHeads:fact.verify_note'),
  },
]

/** GET /console/audit/chain: the end of the chain of each day, for whoever keeps it outside. */
export const showChainHeads = async (visit: Visit): Promise<Answer> => {
  const { t, ctx, query } = visit
  const before = askedDay(query['before'])
  const found = await listHeads(ctx.db, before, pageSize + 1)
  const rows = found.slice(0, pageSize)
  return view('chainHeads/list', {
    title: t('chainHeads:title'),
    sentence: t('chainHeads:sentence'),
    keeping: factsOf(visit),
    columns: columnsOf(visit),
    rows: rows.map((row) => rowOf(visit, row)),
    back: isAllowed(staffOf(visit).roles, 'audit.read') ? { label: t('audit:title'), href: '/console/history' } : null,
    empty: { title: t('chainHeads:none_title'), text: t('chainHeads:none_text'), icon: 'shield-check' },
    pages: {
      previous: before ? here : null,
      next: found.length > pageSize ? `${here}?before=${rows.at(-1)!.on_day}` : null,
      shown: t('chainHeads:shown', { count: rows.length }),
    },
  })
}

/** GET /console/audit/chain/:day/file: recorded. */
export const sendChainHead = async (visit: Visit): Promise<Answer> => {
  const day = param(visit, 'day')
  if (!isUsualDay(day)) throw notFound()
  return file(Buffer.from(await downloadHead(visit.ctx, day)), 'application/json', `chain-head-${day}.json`)
}
