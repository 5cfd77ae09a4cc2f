import { PDFDocument } from 'pdf-lib'
import { describePdf, facts, foot, heading, openSheet, paragraph, small, table, title, type Sheet } from '#src/contracts/sheet.ts'
import { institution } from '#src/contracts/wording.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { formatCents } from '#src/kernel/money.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { lineWord, signedCents, sumFacts, type ShownLine } from './payoutPage.page.ts'
import type { PayoutRow } from './payouts.sql.ts'
import { chargeText, type ReserveSaid } from './reserve.page.ts'
import type { Shown } from './shownPayouts.sql.ts'

/** Who is paid, and where to. */
export type Beneficiary = { name: string; siren: string | null; holder: string; last4: string }

/** What a statement prints line by line; a longer list is in the file of its lines. */
const mostLines = 1_000

const firstLines = async (source: AsyncGenerator<ShownLine[]>): Promise<{ lines: ShownLine[]; more: number }> => {
  const lines: ShownLine[] = []
  let count = 0
  for await (const rows of source) {
    lines.push(...rows.slice(0, mostLines - lines.length))
    count += rows.length
  }
  return { lines, more: count - lines.length }
}

/** What the reserve bore before it was let go: which dispute, of which payment, how much. */
const chargesTable = (sheet: Sheet, visit: Visit, { charges }: ReserveSaid, currency: string): void => {
  const { t, lang } = visit
  heading(sheet, t('payouts:reserve.title'))
  paragraph(sheet, t('payouts:reserve.text'))
  table(
    sheet,
    [{ label: t('payouts:csv.line_at'), width: 70 }, { label: t('payouts:csv.line_subject'), width: 165 }, {
      label: t('payouts:csv.line_payment'),
      width: 168,
    }, { label: t('payouts:csv.line_amount'), width: 68, isRight: true }],
    charges.map((one) => [
      formatDay(parisDay(one.at), lang),
      one.subjectId || chargeText(visit, one),
      one.paymentId ?? '',
      formatCents(0 - one.cents, currency, lang),
    ]),
  )
}

/**
 * The statement of a payout: how its amount comes about, and every operation in it. Drawn from what was written once: the same again
 * whenever it is asked for. `source`: its lines, as its reader may see them.
 */
export const statementPdf = async (
  visit: Visit,
  payout: PayoutRow & Partial<Shown>,
  { name, siren, holder, last4 }: Beneficiary,
  source: AsyncGenerator<ShownLine[]>,
  reserve: ReserveSaid,
): Promise<Buffer> => {
  const { t, lang } = visit
  const pdf = await PDFDocument.create()
  describePdf(pdf, { title: `${t('payouts:statement.title')} ${payout.id}`, lang, at: payout.created_at })
  const { lines, more } = await firstLines(source)
  const sheet = await openSheet(pdf, [name, holder])
  const day = (on: string): string => formatDay(on, lang)
  title(sheet, t('payouts:statement.title'), t('payouts:statement.under', { institution, day: day(parisDay(payout.created_at)) }))
  facts(sheet, [
    { label: t('payouts:statement.merchant'), value: siren ? `${name} · SIREN ${siren}` : name },
    { label: t('payouts:statement.holder'), value: `${holder} · ${t('payouts:fact.account_last4', { last4 })}` },
    { label: t('payouts:statement.reference'), value: payout.id },
    { label: t('payouts:fact.traded'), value: day(payout.traded_on) },
    ...(payout.bank_on ? [{ label: t('payouts:fact.bank'), value: day(payout.bank_on) }] : []),
    { label: t('payouts:fact.text'), value: payout.statement_description },
  ])
  heading(sheet, t('payouts:statement.sums'))
  facts(sheet, sumFacts(visit, payout, reserve).map(({ label, text }) => ({ label, value: text })))
  if (reserve.charges.length > 0) chargesTable(sheet, visit, reserve, payout.currency)
  heading(sheet, t('payouts:statement.lines'))
  table(
    sheet,
    [{ label: t('payouts:csv.line_at'), width: 80 }, { label: t('payouts:csv.line_kind'), width: 100 }, {
      label: t('payouts:csv.line_subject'),
      width: 190,
    }, { label: t('payouts:csv.line_amount'), width: 101, isRight: true }],
    lines.map((
      line,
    ) => [day(parisDay(line.at)), lineWord(visit, line), line.subjectId, formatCents(signedCents(line), payout.currency, lang)]),
  )
  if (more > 0) paragraph(sheet, t('payouts:statement.more', { count: more }))
  small(sheet, t('payouts:statement.note'))
  foot(sheet, `${t('payouts:statement.title')} ${payout.id}`)
  return Buffer.from(await pdf.save())
}
