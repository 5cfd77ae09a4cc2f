import { PDFDocument } from 'pdf-lib'
import { describePdf, facts, foot, heading, openSheet, small, table, title } from '#src/contracts/sheet.ts'
import { institution } from '#src/contracts/wording.ts'
import { formatCents } from '#src/kernel/money.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { BilledTo } from './invoice.ts'
import type { InvoiceLineRow, InvoiceRow } from './invoices.sql.ts'

const exempt = 'exempt_261c'

/** A tax code as a reader knows it; one that the house has no words for is printed as it is. */
const taxWords = ({ t }: Visit, code: string): string => (code === exempt ? t('billing:tax.exempt_261c') : code)

const parties = ({ t, lang }: Visit, row: InvoiceRow, corrects: string | null) => {
  const to = row.billed_to as BilledTo
  const identity = [to.siren ? `SIREN ${to.siren}` : '', to.siret ? `SIRET ${to.siret}` : ''].filter(Boolean).join(' · ')
  return [
    { label: t('billing:pdf.number'), value: row.number },
    { label: t('billing:pdf.issued'), value: formatDay(row.issued_on, lang) },
    {
      label: t('billing:pdf.period'),
      value: t('billing:pdf.from_to', { from: formatDay(row.period_from, lang), to: formatDay(row.period_to, lang) }),
    },
    ...(corrects ? [{ label: t('billing:pdf.corrects'), value: corrects }] : []),
    { label: t('billing:pdf.seller'), value: institution },
    { label: t('billing:pdf.client'), value: [to.name, identity].filter(Boolean).join(' · ') },
    ...(to.address.length > 0 ? [{ label: t('billing:pdf.address'), value: to.address.join(', ') }] : []),
  ]
}

/**
 * An invoice or a credit note, drawn from what was written when it was issued: the same bytes in the same language, for ever. `corrects`:
 * the number of the invoice.
 */
export const invoicePdf = async (
  visit: Visit,
  row: InvoiceRow,
  lines: readonly InvoiceLineRow[],
  corrects: string | null,
): Promise<Buffer> => {
  const { t, lang } = visit
  const money = (cents: number): string => formatCents(cents, row.currency, lang)
  const pdf = await PDFDocument.create()
  describePdf(pdf, { title: row.number, lang, at: row.created_at })
  const who = parties(visit, row, corrects)
  const sheet = await openSheet(pdf, who.map(({ value }) => value))
  title(sheet, t(`billing:kind.${row.kind}`), row.number)
  facts(sheet, who)
  heading(sheet, t('billing:pdf.lines'))
  table(
    sheet,
    [
      { label: t('billing:pdf.what'), width: 150 },
      { label: t('billing:pdf.operations'), width: 70, isRight: true },
      { label: t('billing:pdf.net'), width: 80, isRight: true },
      { label: t('billing:pdf.vat'), width: 70, isRight: true },
      { label: '', width: 12 },
      { label: t('billing:pdf.tax'), width: 89 },
    ],
    lines.map((line) => [
      t(`billing:what.${line.what}`),
      String(line.operations),
      money(line.net_cents),
      money(line.vat_cents),
      '',
      taxWords(visit, line.tax_code),
    ]),
  )
  heading(sheet, t('billing:pdf.total'))
  facts(sheet, [
    { label: t('billing:pdf.net'), value: money(row.net_cents) },
    { label: t('billing:pdf.vat'), value: money(row.vat_cents) },
    { label: t('billing:pdf.with_vat'), value: money(row.total_cents) },
  ])
  if (lines.some((line) => line.tax_code === exempt)) small(sheet, t('billing:pdf.exempt'))
  small(sheet, t(`billing:pdf.settled_${row.kind}`))
  foot(sheet, `${t(`billing:kind.${row.kind}`)} ${row.number}`)
  return Buffer.from(await pdf.save())
}
