import { merchantChip } from '#src/merchants/merchants.console.ts'
import type { Columns } from '#src/web/components.ts'
import { formatCents } from '#src/kernel/money.ts'
import { formatDay, formatNumber, formatTime } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { RefusedDay } from './refusedPayment.ts'
import { listRefused } from './refusedPayments.sql.ts'

const daysShown = 31

const columnsOf = ({ t }: Visit): Columns => ({
  day: { label: t('web:word.date'), isLead: true, isWide: true },
  ground: { label: t('refusedPayments:column.ground') },
  count: { label: t('refusedPayments:column.count'), isNumber: true },
  first: { label: t('refusedPayments:column.first') },
  last: { label: t('refusedPayments:column.last') },
  amount: { label: t('web:word.amount'), isNumber: true },
})

const rowOf = (visit: Visit, { onDay, ground, count, cents, currency, firstAt, lastAt }: RefusedDay) => ({
  on: formatDay(onDay, visit.lang),
  ground: merchantChip(visit, ground),
  count: formatNumber(count, visit.lang),
  first: formatTime(firstAt),
  last: formatTime(lastAt),
  cents,
  currency: currency.toUpperCase(),
})

const sentenceOf = ({ t, lang }: Visit, rows: readonly RefusedDay[]): string => {
  const sums = new Map<string, number>()
  for (const { currency, cents } of rows) sums.set(currency, (sums.get(currency) ?? 0) + cents)
  const count = rows.reduce((all, row) => all + row.count, 0)
  return t(rows.length < daysShown ? 'refusedPayments:sentence' : 'refusedPayments:sentence_last', {
    count,
    number: formatNumber(count, lang),
    days: daysShown,
    amounts: [...sums].map(([currency, cents]) => formatCents(cents, currency, lang)).join(', '),
  })
}

/**
 * What a merchant tried to take while his account took nothing, day by day; null where he tried nothing. `since`: of a measure, from when
 * it was applied.
 */
export const refusedPayments = async (visit: Visit, merchantId: string, since: Date | null = null) => {
  const rows = await listRefused(visit.ctx.db, merchantId, { since, limit: daysShown })
  return rows.length === 0
    ? null
    : { columns: columnsOf(visit), sentence: sentenceOf(visit, rows), rows: rows.map((row) => rowOf(visit, row)) }
}
