import { readAtHandSince } from '#src/archive/atHand.page.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { seeOther, view, type Answer } from '#src/web/answer.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { exportPayments } from './exportPayments.ts'
import { nothingFound, paymentCsv, paymentList, type PaymentList } from './paymentList.page.ts'
import { lastFourOfWhole, paymentAddress, readPaymentQuery, type PaymentQuery } from './paymentSearch.ts'

const here = '/console/payments'

const listOf = async (visit: Visit, query: PaymentQuery): Promise<PaymentList> => ({
  here,
  usual: 'live',
  query,
  merchantId: null,
  atHandSince: await readAtHandSince(visit, 'payment'),
})

/** Somebody typed a whole card number or IBAN: his browser forgets the address, and its last four are looked for. */
export const withoutWholeNumber = (list: PaymentList): Answer | null => {
  const last4 = lastFourOfWhole(list.query.search)
  return last4 === null
    ? null
    : seeOther(paymentAddress(list.here, { ...list.query, search: `•••• ${last4}`, after: null }, list.usual), {
      tone: 'warning',
      key: 'payments:list.whole_number',
    })
}

/** GET /console/payments: one box finds a payment however it is known. */
export const showPayments = async (visit: Visit): Promise<Answer> => {
  const list = await listOf(visit, readPaymentQuery(visit.query))
  const elsewhere = withoutWholeNumber(list)
  if (elsewhere) return elsewhere
  const { t } = visit
  const { search } = list.query
  const mayExport = isAllowed(staffOf(visit).roles, 'exports.make')
  return view('payments/list', {
    title: t('payments:list.title'),
    sentence: search ? t('payments:list.sentence_found', { query: search }) : t(`payments:list.sentence_${list.query.world}`),
    ...(await paymentList(visit, list)),
    empty: nothingFound(visit, list) ?? { title: t('payments:list.none_title'), text: t(`payments:list.none_${list.query.world}`) },
    actions: mayExport
      ? [{
        label: t('payments:list.export'),
        href: paymentAddress(`${here}.csv`, { ...list.query, after: null }),
        icon: 'download',
        kind: 'plain' as const,
      }]
      : [],
  })
}

/** GET /console/payments.csv: what the filter lets pass; taking it away is recorded. */
export const exportPaymentsCsv = async (visit: Visit): Promise<Answer> => {
  const list = await listOf(visit, { ...readPaymentQuery(visit.query), after: null })
  await exportPayments(visit.ctx, list.query)
  return paymentCsv(visit, list)
}
