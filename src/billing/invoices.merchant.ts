import { parisDay } from '#src/kernel/calendar.ts'
import { view, type Answer } from '#src/web/answer.ts'
import { merchantUserOf, param, type Visit } from '#src/web/visit.ts'
import { exportInvoices } from './exportInvoices.ts'
import { invoiceAddress, invoiceFile, invoiceListOf, invoicesCsv, readInvoiceQuery } from './invoiceList.page.ts'

const here = '/merchant/invoices'

/** GET /merchant/invoices */
export const showInvoices = async (visit: Visit): Promise<Answer> => {
  const query = { ...readInvoiceQuery(visit.query), search: '' }
  return view('billing/invoices', {
    ...(await invoiceListOf(visit, here, merchantUserOf(visit).merchantId, query)),
    sentence: visit.t('billing:sentence'),
    actions: [{
      label: visit.t('web:verb.export'),
      href: invoiceAddress(`${here}.csv`, { ...query, after: null }),
      icon: 'download',
      kind: 'plain',
    }],
  })
}

/** GET /merchant/invoices.csv */
export const showInvoicesCsv = async (visit: Visit): Promise<Answer> => {
  const query = { ...readInvoiceQuery(visit.query), search: '', after: null }
  await exportInvoices(visit.ctx, query)
  return {
    kind: 'csv',
    fileName: `${visit.t('billing:file')}-${parisDay(visit.ctx.now)}.csv`,
    lines: invoicesCsv(visit, merchantUserOf(visit).merchantId, query),
  }
}

/** GET /merchant/invoices/:id/file */
export const showInvoiceFile = (visit: Visit): Promise<Answer> => invoiceFile(visit, param(visit, 'id'), merchantUserOf(visit).merchantId)
