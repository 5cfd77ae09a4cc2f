import { caseRowOfPath } from '#src/fraud/casePath.page.ts'
import type { Answer } from '#src/web/answer.ts'
import { csvLine } from '#src/web/csv.ts'
import type { Visit } from '#src/web/visit.ts'
import { listEffects, type PlannedRow } from './effects.sql.ts'
import { exportEffects } from './exportEffects.ts'

const csvPage = 500
const headings = [
  'payment',
  'order',
  'accounting',
  'state',
  'amount',
  'return',
  'accept',
  'fee',
  'dispute_fee',
  'currency',
  'revised',
] as const

/** As spreadsheets of the language read it. */
const decimal = ({ lang }: Visit, cents: number): string =>
  `${Math.trunc(cents / 100)}${lang === 'fr' ? ',' : '.'}${String(cents % 100).padStart(2, '0')}`

const lineOf = (visit: Visit, row: PlannedRow): string =>
  csvLine([
    row.paymentId,
    row.orderId,
    visit.t(`fraud:accounting.${row.accounting}`),
    visit.t(`fraud:outcome.${row.state}`),
    ...[row.amountCents, row.returnCents, row.acceptCents, row.feeCents, row.disputeFeeCents].map((cents) => decimal(visit, cents)),
    row.currency,
    row.isRevised ? visit.t('fraud:effect.revised') : null,
  ])

async function* linesOf(visit: Visit, caseId: string): AsyncGenerator<string> {
  yield csvLine(headings.map((one) => visit.t(`fraud:effects_csv.${one}`)))
  for (let after = '';;) {
    const rows = await listEffects(visit.ctx.db, caseId, { after, limit: csvPage })
    yield rows.map((row) => lineOf(visit, row)).join('')
    if (rows.length < csvPage) return
    after = rows.at(-1)!.paymentId
  }
}

/** GET /console/fraud-cases/:id/effects.csv: each payment with its case and its figures; taking it away is recorded. */
export const exportEffectsCsv = async (visit: Visit): Promise<Answer> => {
  const one = await caseRowOfPath(visit)
  await exportEffects(visit.ctx, one)
  return { kind: 'csv', fileName: `${one.id}.csv`, lines: linesOf(visit, one.id) }
}
