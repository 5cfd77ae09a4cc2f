import { parisDay } from '#src/kernel/calendar.ts'
import type { Answer } from '#src/web/answer.ts'
import { csvLine } from '#src/web/csv.ts'
import { formatDeadline } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { boardGroups, type BoardGroup } from './board.ts'
import { readBoard, type BoardRow } from './board.sql.ts'
import { readBoardAddress, saidOf, type BoardView } from './boardAddress.ts'
import { placeOf, withClocks } from './clocks.console.ts'
import { exportClocks } from './exportClocks.ts'
import type { RequestClock } from './ledger.ts'

const csvColumns = [
  'merchant',
  'merchant_id',
  'request_id',
  'purpose',
  'state',
  'risk',
  'sent_on',
  'last_day',
  'ends_at',
  'merchant_days',
  'our_days',
  'days_left',
  'hours_left',
  'pieces_wanted',
  'pieces',
  'owner',
] as const

const csvOf = ({ t, lang }: Visit, row: BoardRow, clock: RequestClock | null): string =>
  csvLine([
    row.merchantName,
    row.merchantId,
    row.id,
    t(`requests:purpose.${row.purpose}`),
    t(`requests:state.${row.state}`),
    t(`requests:risk.${row.risk}`),
    clock?.startedOn ?? null,
    clock?.lastDay ?? null,
    clock ? formatDeadline(clock.endsAt, lang) : null,
    clock?.merchantDays ?? null,
    clock?.ourDays ?? null,
    clock?.daysLeft ?? null,
    clock?.hoursLeft ?? null,
    row.wanted,
    row.total,
    row.openerName,
  ])

const csvChunk = 500

async function* csvLines(visit: Visit, said: BoardView, groups: readonly BoardGroup[]): AsyncIterable<string> {
  yield csvLine(csvColumns.map((name) => visit.t(`requests:csv.${name}`)))
  for (const group of groups) {
    let cursor: BoardView['cursor'] = null
    for (;;) {
      const { rows, hasAfter } = await readBoard(
        visit.ctx.db,
        { group, filter: said.filter, sort: said.sort, cursor, size: csvChunk },
        visit.ctx.now,
      )
      for (const { row, clock } of await withClocks(visit, rows)) yield csvOf(visit, row, clock)
      const place = placeOf(rows.at(-1), rows[0]?.state === 'open')
      if (!hasAfter || !place) break
      cursor = { direction: 'after', place }
    }
  }
}

/** GET /console/clocks.csv: the same groups and filters, every row, as of now. Recorded. */
export const showClocksCsv = async (visit: Visit): Promise<Answer> => {
  const said = readBoardAddress(visit.query, staffOf(visit).id)
  await exportClocks(visit.ctx, saidOf({ ...said, cursor: null }))
  return {
    kind: 'csv',
    fileName: `${visit.t('requests:board.file')}-${parisDay(visit.ctx.now)}.csv`,
    lines: csvLines(visit, said, said.group ? [said.group] : boardGroups),
  }
}
