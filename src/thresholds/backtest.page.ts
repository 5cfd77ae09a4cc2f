import { askedText } from '#src/kernel/asked.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { levelChip, sentenceOf } from '#src/monitoring/monitoringWords.page.ts'
import type { Finding } from '#src/monitoring/scenario.ts'
import type { Columns, Effect, Pagination, Progress } from '#src/web/components.ts'
import { formatDay, formatNumber } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { listBacktestAlerts, listBacktestMerchants, type BacktestAlert, type BacktestRow } from './backtests.sql.ts'

const pageSize = 50
const merchantsShown = 10

export const progressOf = ({ t }: Visit, path: string, { state, days_done: done, days_total: total }: BacktestRow):
  | Progress
  | null => (state === 'ordered' || state === 'running'
    ? {
      id: 'backtest',
      label: t('thresholds:backtest.progress'),
      done,
      total,
      text: t(state === 'ordered' ? 'thresholds:backtest.ordered' : 'thresholds:backtest.running', { done, total }),
      pollUrl: `${path}/progress`,
    }
    : null)

/** What the change would have done, in figures: for the page on which it is decided. */
export const backtestEffects = ({ t, lang }: Visit, { kept, gained, lost }: BacktestRow): Effect[] => [
  {
    figure: formatNumber(gained ?? 0, lang),
    text: t('thresholds:backtest.gained', { count: gained ?? 0 }),
    tone: (gained ?? 0) > 0 ? 'warning' : 'neutral',
  },
  {
    figure: formatNumber(lost ?? 0, lang),
    text: t('thresholds:backtest.lost', { count: lost ?? 0 }),
    tone: (lost ?? 0) > 0 ? 'bad' : 'neutral',
  },
  { figure: formatNumber(kept ?? 0, lang), text: t('thresholds:backtest.kept', { count: kept ?? 0 }) },
]

export const trialSentence = (visit: Visit, { finding, level }: BacktestAlert): string =>
  sentenceOf(visit, { level, ...(finding as Omit<Finding, 'level'>) } as Finding)

const merchantColumns = ({ t }: Visit): Columns => ({
  merchant: { label: t('thresholds:column.merchant'), isLead: true, isWide: true },
  gained: { label: t('thresholds:column.gained'), isNumber: true },
  lost: { label: t('thresholds:column.lost'), isNumber: true },
})
const alertColumns = ({ t }: Visit): Columns => ({
  outcome: { label: t('thresholds:column.outcome') },
  merchant: { label: t('thresholds:column.merchant'), isLead: true },
  day: { label: t('thresholds:column.day') },
  says: { label: t('thresholds:column.says'), isWide: true },
  level: { label: t('thresholds:column.level') },
})

const afterIn = (
  { query }: Visit,
): number | null => (/^\d{1,15}$/.test(askedText(query['after'], 15)) ? Number(askedText(query['after'], 15)) : null)

const alertRow = (visit: Visit, row: BacktestAlert) => ({
  chip: {
    tone: row.outcome === 'gained' ? ('waiting' as const) : ('neutral' as const),
    label: visit.t(`thresholds:backtest.outcome.${row.outcome}`),
    icon: row.outcome === 'gained' ? 'plus' : 'minus',
  },
  href: `/console/merchants/${row.merchant_id}`,
  merchant: row.merchantName || visit.t('payments:list.unnamed'),
  day: row.raised_on,
  says: trialSentence(visit, row),
  level: levelChip(visit, row.level),
})

/** The trial of a proposal as its page shows it: where it is, or what it found, by merchant and one by one. */
export const backtestModel = async (visit: Visit, path: string, backtest: BacktestRow) => {
  const { t, lang, ctx: { db } } = visit
  const after = afterIn(visit)
  const found = backtest.state === 'done' ? await listBacktestAlerts(db, backtest.id, after, pageSize + 1) : []
  const rows = found.slice(0, pageSize)
  const merchants = backtest.state === 'done' ? await listBacktestMerchants(db, backtest.id, merchantsShown) : []
  const pages: Pagination = {
    previous: after === null ? null : path,
    next: found.length > pageSize ? `${path}?after=${rows.at(-1)!.id}` : null,
    shown: t('alerts:shown', { count: rows.length }),
  }
  return {
    span: t('thresholds:backtest.span', { from: formatDay(backtest.from_on, lang), to: formatDay(backtest.to_on, lang) }),
    progress: progressOf(visit, path, backtest),
    isFailed: backtest.state === 'failed',
    isDone: backtest.state === 'done',
    merchantColumns: merchantColumns(visit),
    merchants: merchants.map(({ merchantId, merchantName, gained, lost }) => ({
      href: `/console/merchants/${merchantId}`,
      merchant: merchantName || t('payments:list.unnamed'),
      gained: formatNumber(gained, lang),
      lost: formatNumber(lost, lang),
    })),
    columns: alertColumns(visit),
    rows: rows.map((row) => alertRow(visit, row)),
    pages,
    csv: rows.length > 0 && isAllowed(staffOf(visit).roles, 'exports.make') ? `${path}/backtests/${backtest.id}.csv` : null,
  }
}
