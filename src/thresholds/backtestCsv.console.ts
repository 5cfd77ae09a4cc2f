import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import type { Answer } from '#src/web/answer.ts'
import { csvLine } from '#src/web/csv.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { trialSentence } from './backtest.page.ts'
import { findBacktest, listBacktestAlerts, type BacktestAlert } from './backtests.sql.ts'
import { exportBacktest } from './exportBacktest.ts'
import { scenarioOfPath } from './scenario.console.ts'
import { findVersion } from './versions.sql.ts'

const page = 500
const headings = ['outcome', 'day', 'merchant_id', 'merchant', 'subject', 'level', 'says'] as const

/** A card stays its keyed hash: no file says it. */
const csvRow = (visit: Visit, row: BacktestAlert): string =>
  csvLine([
    visit.t(`thresholds:backtest.outcome.${row.outcome}`),
    row.raised_on,
    row.merchant_id,
    row.merchantName,
    row.subject.split(':')[0] ?? '',
    visit.t(`monitoring:level.${row.level}`),
    trialSentence(visit, row),
  ])

async function* linesOf(visit: Visit, id: string): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`thresholds:csv.${one}`)))
  for (let after: number | null = null;;) {
    const rows: BacktestAlert[] = await listBacktestAlerts(visit.ctx.db, id, after, page)
    yield rows.map((row) => csvRow(visit, row)).join('')
    if (rows.length < page) return
    after = rows.at(-1)!.id
  }
}

/** GET /console/monitoring/:scenario/backtests/:id.csv: every alert gained and lost; taking it away is recorded. */
export const exportBacktestCsv = async (visit: Visit): Promise<Answer> => {
  const [scenario, id] = [scenarioOfPath(visit), param(visit, 'id')]
  const backtest = isId('btst', id) ? await findBacktest(visit.ctx.db, id) : null
  if (!backtest || (await findVersion(visit.ctx.db, backtest.version_id))?.scenario !== scenario) throw notFound()
  await exportBacktest(visit.ctx, id)
  return { kind: 'csv', fileName: `${visit.t('thresholds:backtest.file')}-${scenario}-${backtest.to_on}.csv`, lines: linesOf(visit, id) }
}
