import { newId } from '#src/kernel/ids.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { Billed } from './fees.sql.ts'
import { byKind, lastDayOf, numberOf, seriesOf, type InvoiceKind, type InvoiceLine, type Month } from './invoice.ts'
import { findNewestInvoice, insertInvoice, isInvoiced, lockCounter, readBilledTo, setCounter } from './invoices.sql.ts'

type Due = { merchantId: string; month: Month; kind: InvoiceKind; currency: string; lines: readonly InvoiceLine[] }

const sumOf = (lines: readonly InvoiceLine[], what: 'netCents' | 'vatCents'): number => lines.reduce((sum, line) => sum + line[what], 0)

const write = async (tx: Tx, { merchantId, month, kind, currency, lines }: Due, series: string, serial: number): Promise<void> => {
  const id = newId('invc', tx.now)
  const [net, vat, number] = [sumOf(lines, 'netCents'), sumOf(lines, 'vatCents'), numberOf(series, serial)]
  await insertInvoice(
    tx.db,
    {
      id,
      kind,
      number,
      series,
      serial,
      merchant_id: merchantId,
      period_from: month,
      period_to: lastDayOf(month),
      issued_on: parisDay(tx.now),
      currency,
      net_cents: net,
      vat_cents: vat,
      total_cents: net + vat,
      billed_to: JSON.stringify(await readBilledTo(tx.db, merchantId)),
      corrects_id: kind === 'credit_note' ? await findNewestInvoice(tx.db, merchantId, currency) : null,
      created_at: tx.now,
    },
    lines.map((line, i) => ({
      invoice_id: id,
      line: i + 1,
      what: line.what,
      tax_code: line.taxCode,
      operations: line.operations,
      net_cents: line.netCents,
      vat_cents: line.vatCents,
    })),
  )
  await record(tx, kind === 'invoice' ? 'invoice.issued' : 'invoice.credited', {
    subject: id,
    merchantId,
    data: { number, month, totalCents: net + vat },
  })
}

/** The counter is locked first: whoever comes at the same time waits, sees the invoice, and draws no number. */
const issueOne = async (tx: Tx, due: Due): Promise<boolean> => {
  const series = seriesOf(due.kind, parisDay(tx.now))
  const last = await lockCounter(tx.db, series)
  if (await isInvoiced(tx.db, due.merchantId, due.month, due.currency, due.kind)) return false
  await setCounter(tx.db, series, last + 1)
  await write(tx, due, series, last + 1)
  return true
}

/**
 * What a merchant was charged in a month, as an invoice, and what he was given back, as a credit note: each once. `skipped` where both are
 * there.
 */
export const issueInvoice = async (tx: Tx, { merchantId, lines }: Billed, month: Month): Promise<'done' | 'skipped'> => {
  let isNew = false
  for (const due of byKind(lines)) {
    if (await isInvoiced(tx.db, merchantId, month, due.currency, due.kind)) continue
    isNew = (await issueOne(tx, { merchantId, month, ...due })) || isNew
  }
  return isNew ? 'done' : 'skipped'
}
