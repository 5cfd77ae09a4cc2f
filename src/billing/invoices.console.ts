import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { view, type Answer } from '#src/web/answer.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { exportInvoices } from './exportInvoices.ts'
import { invoiceAddress, invoiceFile, invoiceListOf, invoicesCsv, readInvoiceQuery } from './invoiceList.page.ts'

const here = '/console/invoices'

/** GET /console/invoices: every merchant's. */
export const showAllInvoices = async (visit: Visit): Promise<Answer> => {
  const query = readInvoiceQuery(visit.query)
  const mayExport = isAllowed(staffOf(visit).roles, 'exports.make')
  return view('billing/invoices', {
    ...(await invoiceListOf(visit, here, null, query)),
    sentence: visit.t('billing:console_sentence'),
    actions: mayExport
      ? [{
        label: visit.t('web:verb.export'),
        href: invoiceAddress(`${here}.csv`, { ...query, after: null }),
        icon: 'download',
        kind: 'plain',
      }]
      : [],
  })
}

/** GET /console/invoices.csv: taking the list away is recorded. */
export const exportAllInvoices = async (visit: Visit): Promise<Answer> => {
  const query = { ...readInvoiceQuery(visit.query), after: null }
  await exportInvoices(visit.ctx, query)
  return { kind: 'csv', fileName: `${visit.t('billing:file')}-${parisDay(visit.ctx.now)}.csv`, lines: invoicesCsv(visit, null, query) }
}

/** GET /console/invoices/:id/file */
export const showAnyInvoiceFile = (visit: Visit): Promise<Answer> => invoiceFile(visit, param(visit, 'id'), null)
