import { z } from 'zod'
import { askedOf, askedText } from '#src/kernel/asked.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { formatCents } from '#src/kernel/money.ts'
import { here as room, hitPath, merchantNamed } from '#src/hits/hitWords.page.ts'
import type { Refused } from '#src/hits/hitForms.page.ts'
import type { RefusedSum } from '#src/refusedPayments/refusedPayment.ts'
import { refusedPayments } from '#src/refusedPayments/refusedPayments.page.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { listName } from '#src/watchlists/listWords.page.ts'
import { file, good, json, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Chip, type Columns, type Fact, type Field } from '#src/web/components.ts'
import { dayLine, line, parse } from '#src/web/fields.ts'
import { formatDay, formatDayDistance, formatNumber } from '#src/web/formats.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { expiryOf } from './freeze.ts'
import { findFreeze, findReport, listEvents, listFreezes, listHolds, listReports, readRefusedSince, type EventRow, type FreezeRow,
  type ReportRow } from './freezes.sql.ts'
import { readReportFacts } from './reportFacts.page.ts'
import { reportPdf } from './reportPdf.ts'
import { markReportSent, noteReportRead } from './sendReport.ts'

const here = `${room}/freezes`
const pageSize = 50
const shelves = ['active', 'released'] as const

const columnsOf = ({ t }: Visit): Columns => ({
  name: { label: t('screening:column.name'), isLead: true, isWide: true },
  listed: { label: t('screening:column.listed') },
  merchant: { label: t('web:word.merchant'), isSpare: true },
  frozen: { label: t('screening:freeze.frozen'), isNumber: true },
  applied: { label: t('screening:freeze.applied') },
  expires: { label: t('screening:freeze.expires') },
  report: { label: t('screening:freeze.report') },
})

const expiryChip = ({ t, ctx, lang }: Visit, { expiresOn, state }: FreezeRow): Chip | null => {
  const how = state === 'released' ? 'none' : expiryOf(expiresOn, parisDay(ctx.now))
  return how === 'none'
    ? null
    : {
      tone: how === 'past' ? 'bad' : 'warning',
      icon: 'hourglass',
      label: t(`screening:freeze.expiry_${how}`, { when: formatDayDistance(expiresOn!, ctx.now, lang) }),
    }
}

const reportChip = ({ t }: Visit, unsent: number): Chip => (unsent > 0
  ? { tone: 'bad', icon: 'alert', label: t('screening:freeze.to_send') }
  : { tone: 'good', label: t('screening:freeze.sent') })

const rowOf = (visit: Visit, row: FreezeRow & { unsent: number; frozenCents: number }) => ({
  href: `${here}/${row.id}`,
  name: row.subjectName,
  listed: row.listedName,
  merchant: merchantNamed(visit, row.merchantName),
  cents: row.frozenCents,
  appliedAt: row.appliedAt,
  expiresOn: row.expiresOn ? formatDay(row.expiresOn, visit.lang) : '',
  expiry: expiryChip(visit, row),
  report: reportChip(visit, row.unsent),
})

/** GET /console/screening/freezes: to the closed circle alone, as the money itself. */
export const showFreezes = async (visit: Visit): Promise<Answer> => {
  const { t, ctx, query } = visit
  const [state, after] = [askedOf(shelves, askedText(query['state'], 12)) ?? 'active', askedText(query['after'], 40)]
  const found = await listFreezes(ctx.db, { state, after: isId('frez', after) ? after : null }, pageSize + 1)
  const rows = found.slice(0, pageSize)
  return view('screening/freezes', {
    title: t('screening:freeze.title'),
    back: { href: room, label: t('screening:title') },
    sentence: t('screening:freeze.sentence'),
    tabs: shelves.map((shelf) => ({
      label: t(`screening:freeze.shelf.${shelf}`),
      isCurrent: shelf === state,
      href: shelf === 'active' ? here : `${here}?state=${shelf}`,
    })),
    columns: columnsOf(visit),
    rows: rows.map((row) => rowOf(visit, row)),
    pages: {
      previous: isId('frez', after) ? `${here}?state=${state}` : null,
      next: found.length > pageSize ? `${here}?state=${state}&after=${rows.at(-1)!.id}` : null,
      shown: t('screening:freeze.shown', { count: rows.length }),
    },
    empty: { title: t(`screening:freeze.none.${state}`), text: t('screening:freeze.none_text'), icon: 'lock' },
  })
}

const freezeOfPath = async (visit: Visit): Promise<FreezeRow> => {
  const id = param(visit, 'id')
  const freeze = isId('frez', id) ? await findFreeze(visit.ctx.db, id) : null
  if (!freeze) throw notFound()
  return freeze
}

const factsOf = async (visit: Visit, freeze: FreezeRow): Promise<Fact[]> => {
  const { t, ctx } = visit
  const names = await namesOfStaff(ctx.db, [freeze.proposedBy, freeze.appliedBy])
  return [
    {
      label: t('screening:column.listed'),
      text: freeze.listedName,
      href: `/console/watchlists/entries/${freeze.entryId}`,
      note: `${listName(visit, freeze.listCode)}, ${freeze.reference.split(' ').slice(1).join(' ')}`,
    },
    ...freeze.grounds.slice(0, 3).map((text) => ({ label: t('screening:listed.grounds'), text })),
    { label: t('screening:freeze.hit'), text: freeze.subjectName, href: hitPath(freeze.hitId) },
    {
      label: t('screening:freeze.applied'),
      at: freeze.appliedAt,
      note: t('screening:freeze.by_two', { first: names.get(freeze.proposedBy) ?? '', second: names.get(freeze.appliedBy) ?? '' }),
    },
    ...(freeze.expiresOn ? [{ label: t('screening:freeze.expires'), day: freeze.expiresOn }] : []),
    ...(freeze.releasedAt ? [{ label: t('screening:freeze.released'), at: freeze.releasedAt }] : []),
  ]
}

const eventColumns = ({ t }: Visit): Columns => ({
  at: { label: t('web:word.date'), isLead: true, isWide: true },
  what: { label: t('screening:freeze.what') },
  amount: { label: t('web:word.amount'), isNumber: true },
})
const eventRow = ({ t }: Visit, { at, kind, amountCents, currency }: EventRow) => ({
  at,
  what: t(`screening:event.${kind}`),
  cents: amountCents,
  currency: currency?.toUpperCase() ?? '',
})

const sendFields = ({ t, ctx }: Visit, refused: Refused | undefined): Field[] => [
  {
    name: 'sent_on',
    type: 'date',
    label: t('screening:freeze.sent_on'),
    value: String(refused?.values['sent_on'] ?? parisDay(ctx.now)),
    max: parisDay(ctx.now),
    width: 'short',
    isRequired: true,
    ...(refused?.errors['sent_on'] ? { error: t(refused.errors['sent_on']) } : {}),
  },
  {
    name: 'reference',
    type: 'text',
    label: t('screening:freeze.reference'),
    hint: t('screening:freeze.reference_hint'),
    value: String(refused?.values['reference'] ?? ''),
    width: 'medium',
    maxlength: 100,
    isRequired: true,
    autocomplete: 'off',
    ...(refused?.errors['reference'] ? { error: t(refused.errors['reference']) } : {}),
  },
]

/** What a report says of payments that were refused, a line each currency. */
const refusedLines = ({ t, lang }: Visit, sums: readonly RefusedSum[] | null): string[] =>
  sums?.map(({ count, cents, currency, firstOn, lastOn }) =>
    t(firstOn === lastOn ? 'screening:freeze.refused_on' : 'screening:freeze.refused_between', {
      count,
      number: formatNumber(count, lang),
      amount: formatCents(cents, currency, lang),
      first: formatDay(firstOn, lang),
      last: formatDay(lastOn, lang),
    })
  ) ?? []

const reportModel = async (
  visit: Visit,
  freeze: FreezeRow,
  report: ReportRow,
  events: readonly EventRow[],
  names: Map<string, string>,
  refused: Refused | undefined,
) => {
  const { t, lang, ctx } = visit
  const path = `${here}/${freeze.id}/reports/${report.id}`
  return {
    title: t('screening:freeze.report_number', { number: report.number }),
    chip: reportChip(visit, report.sentAt ? 0 : 1),
    events: events.filter(({ reportId }) => reportId === report.id).map((one) => eventRow(visit, one)),
    said: report.sentOn
      ? t('screening:freeze.sent_text', {
        on: formatDay(report.sentOn, lang),
        reference: report.sentReference,
        who: names.get(report.sentBy!) ?? '',
      })
      : '',
    refused: refusedLines(visit, await readRefusedSince(ctx.db, freeze, report)),
    links: [{ label: t('screening:freeze.pdf'), href: path, icon: 'file-text' }, {
      label: t('screening:freeze.data'),
      href: `${path}.json`,
      icon: 'download',
      kind: 'quiet',
    }],
    form: report.sentAt ? null : { action: `${path}/sent`, fields: sendFields(visit, refused) },
  }
}

/** What is known of its end; and that only people let go. */
const noticesOf = (visit: Visit, freeze: FreezeRow) => {
  const { t, ctx } = visit
  const expiry = freeze.state === 'active' ? expiryOf(freeze.expiresOn, parisDay(ctx.now)) : 'none'
  return [
    ...(expiry === 'none' ? [] : [{ tone: expiry === 'past' ? 'bad' : 'warning', text: t(`screening:freeze.notice_${expiry}`) }]),
    ...(freeze.isStruckOff && freeze.state === 'active' ? [{ tone: 'warning', text: t('screening:freeze.notice_struck') }] : []),
  ]
}

/** GET /console/screening/freezes/:id: who and on what act, what is frozen to the cent, and the reports to the Treasury. */
export const showFreeze = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const freeze = await freezeOfPath(visit)
  const [holds, reports, events] = [
    await listHolds(ctx.db, freeze.id),
    await listReports(ctx.db, freeze.id),
    await listEvents(ctx.db, freeze.id),
  ]
  const names = await namesOfStaff(ctx.db, reports.flatMap(({ sentBy }) => sentBy ?? []))
  const funds = events.find(({ kind }) => kind === 'freeze_applied')?.funds ?? []
  return view('screening/freeze', {
    title: t('screening:freeze.of', { name: freeze.subjectName }),
    back: { href: here, label: t('screening:freeze.title') },
    id: freeze.id,
    chip: { tone: freeze.state === 'active' ? 'bad' : 'neutral', icon: 'lock', label: t(`screening:freeze.state.${freeze.state}`) },
    sentence: t('screening:freeze.law'),
    headFacts: [{
      label: t('web:word.merchant'),
      text: merchantNamed(visit, freeze.merchantName),
      href: `/console/merchants/${freeze.merchantId}`,
    }],
    errors: errorLines(refused?.errors, t),
    notices: noticesOf(visit, freeze),
    facts: await factsOf(visit, freeze),
    eventColumns: eventColumns(visit),
    funds: funds.map(({ account, cents, currency }) => ({
      label: t(`screening:fund.${account}`),
      cents,
      currency: currency.toUpperCase(),
    })),
    holds: holds.map(({ holdId, leftCents, currency, state }) => ({
      label: t('screening:freeze.now'),
      cents: leftCents,
      currency: currency.toUpperCase(),
      note: t(`holds:state.${state}`),
      href: `/console/holds/${holdId}`,
    })),
    refused: await refusedPayments(visit, freeze.merchantId, freeze.appliedAt),
    release: freeze.state === 'active' ? t('screening:freeze.release') : '',
    reports: await Promise.all(reports.map((report) => reportModel(visit, freeze, report, events, names, refused))),
  })
}

const reportOfPath = async (visit: Visit): Promise<{ freeze: FreezeRow; report: ReportRow }> => {
  const freeze = await freezeOfPath(visit)
  const id = param(visit, 'report')
  const report = isId('frrp', id) ? await findReport(visit.ctx.db, id) : null
  if (report?.freezeId !== freeze.id) throw notFound()
  return { freeze, report }
}

/** GET /console/screening/freezes/:id/reports/:report: the report to the Treasury. */
export const sendTreasuryReport = async (visit: Visit): Promise<Answer> => {
  const { freeze, report } = await reportOfPath(visit)
  const bytes = await reportPdf(await readReportFacts(visit, freeze, report))
  await noteReportRead(visit.ctx, freeze.id, report.id)
  return file(bytes, 'application/pdf', `declaration-de-gel-${freeze.id}-${report.number}.pdf`, true)
}

/** GET /console/screening/freezes/:id/reports/:report.json: the same as data. */
export const sendTreasuryData = async (visit: Visit): Promise<Answer> => {
  const { freeze, report } = await reportOfPath(visit)
  const { events, merchant, subject, refused } = await readReportFacts(visit, freeze, report)
  await noteReportRead(visit.ctx, freeze.id, report.id)
  const { listedName, reference, grounds, expiresOn, appliedAt, subjectName } = freeze
  return json({
    report: { id: report.id, number: report.number, preparedAt: report.preparedAt, sentOn: report.sentOn, reference: report.sentReference },
    designated: { listedName, reference, grounds, expiresOn },
    client: { subjectName, subject, merchant, appliedAt },
    events: events.map(({ id, kind, at, currency, amountCents, funds, words }) => ({ id, kind, at, currency, amountCents, funds, words })),
    refusedPayments: refused,
  })
}

/** POST /console/screening/freezes/:id/reports/:report/sent */
export const postReportSent = async (visit: Visit): Promise<Answer> => {
  const { freeze, report } = await reportOfPath(visit)
  const said = parse(z.object({ sent_on: dayLine(), reference: line(100) }), visit.body)
  await markReportSent(visit.ctx, report.id, { on: said.sent_on, reference: said.reference })
  return seeOther(`${here}/${freeze.id}`, good('screening:flash.report_sent'))
}
