import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { file, good, seeOther, view, type Answer } from '#src/web/answer.ts'
import type { Action, Chip, Columns } from '#src/web/components.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { listBrokenAnswers, type AnswerRow } from './answers.sql.ts'
import { listBatches, type ListedBatch } from './batches.sql.ts'
import { downloadBatch } from './downloadBatch.ts'
import { exportBatch } from './exportBatch.ts'

const here = '/console/payout-batches'
const pageSize = 30
const mostBroken = 50

const chipOf = ({ t }: Visit, { closed_at: closedAt, handed_at: handedAt }: ListedBatch): Chip =>
  handedAt
    ? { tone: 'good', label: t('payouts:batch.handed') }
    : closedAt
    ? { tone: 'waiting', label: t('payouts:batch.closed') }
    : { tone: 'neutral', label: t('payouts:batch.open') }

/** Handing it over comes first; the file can be had once it is final. */
const actionOf = (visit: Visit, { id, closed_at: closedAt, handed_at: handedAt, payout_count: count }: ListedBatch): Action | null => {
  if (!isAllowed(staffOf(visit).roles, 'payouts.send')) return null
  if (!handedAt) return { label: visit.t('payouts:batch.hand'), post: `${here}/${id}/export`, kind: 'primary', icon: 'bank' }
  return closedAt && count
    ? { label: visit.t('payouts:batch.download'), href: `${here}/${id}/file`, kind: 'plain', icon: 'download' }
    : null
}

const rowOf = (visit: Visit, batch: ListedBatch) => ({
  id: batch.id,
  openedAt: batch.opened_at,
  executeOn: batch.execute_on ?? '',
  count: batch.payout_count ?? batch.readyCount,
  cents: batch.total_cents ?? batch.readyCents,
  chip: chipOf(visit, batch),
  action: actionOf(visit, batch),
})

const columnsOf = ({ t }: Visit): Columns => ({
  opened: { label: t('payouts:batch.opened'), isLead: true },
  id: { label: t('payouts:batch.id'), isSpare: true },
  execute: { label: t('payouts:batch.execute') },
  count: { label: t('payouts:batch.count'), isNumber: true },
  total: { label: t('payouts:batch.total'), isNumber: true },
  state: { label: t('payouts:column.state') },
  act: { label: t('payouts:batch.act'), isLabelHidden: true },
})

const brokenRow = ({ t }: Visit, { end_to_end_id: reference, said, broken, amount_cents: cents, read_at: at }: AnswerRow) => ({
  reference,
  said: t(`payouts:said.${said}`),
  broken: t(`payouts:broken.${broken}`),
  cents,
  at,
})

const brokenColumns = ({ t }: Visit): Columns => ({
  reference: { label: t('payouts:broken.reference'), isLead: true, isWide: true },
  said: { label: t('payouts:broken.said') },
  amount: { label: t('payouts:column.amount'), isNumber: true },
  why: { label: t('payouts:broken.why') },
  at: { label: t('payouts:broken.at') },
})

/** What the bank answered comes in by hand as well. */
const actsOf = (visit: Visit): Action[] => (isAllowed(staffOf(visit).roles, 'bank_files.take')
  ? [{ label: visit.t('payouts:bank.title'), href: '/console/bank-files', icon: 'upload', kind: 'plain' }]
  : [])

/** GET /console/payout-batches: the files for the bank, and what it answered that fits nothing. */
export const showBatches = async (visit: Visit): Promise<Answer> => {
  const { t, query, ctx } = visit
  const asked = (
    name: 'before' | 'id',
  ): string | null => (typeof query[name] === 'string' && isId('btch', query[name]) ? query[name] : null)
  const [before, id] = [asked('before'), asked('id')]
  const found = await listBatches(ctx.db, { before, id }, pageSize + 1)
  const rows = found.slice(0, pageSize)
  return view('payouts/batches', {
    title: t('payouts:batch.title'),
    sentence: t('payouts:batch.sentence'),
    back: { href: '/console/payouts', label: t('payouts:title') },
    actions: actsOf(visit),
    columns: columnsOf(visit),
    rows: rows.map((one) => rowOf(visit, one)),
    brokenColumns: brokenColumns(visit),
    broken: (await listBrokenAnswers(ctx.db, mostBroken)).map((one) => brokenRow(visit, one)),
    pages: {
      previous: before || id ? here : null,
      next: found.length > pageSize ? `${here}?before=${rows.at(-1)!.id}` : null,
      shown: t('payouts:batch.shown', { count: rows.length }),
    },
  })
}

/** POST /console/payout-batches/:id/export: the file is final, and counts as given to the bank. */
export const handOverBatch = async (visit: Visit): Promise<Answer> => {
  await exportBatch(visit.ctx, param(visit, 'id'))
  return seeOther(here, good('payouts:flash.handed'))
}

/** GET /console/payout-batches/:id/file: recorded, since every account is in it. */
export const sendBatchFile = async (visit: Visit): Promise<Answer> => {
  const { xml, fileName } = await downloadBatch(visit.ctx, param(visit, 'id'))
  return file(Buffer.from(xml), 'application/xml', fileName)
}
