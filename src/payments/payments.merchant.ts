import { fileOf, isClosedOff } from '#src/dossiers/file.page.ts'
import { seesHisMoney } from '#src/merchants/merchant.ts'
import type { ApiMode, MerchantState } from '#src/platform/db.types.ts'
import { seeOther, view, type Answer } from '#src/web/answer.ts'
import type { EmptyState } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { exportPayments } from './exportPayments.ts'
import { nothingFound, paymentCsv, paymentList, type PaymentList } from './paymentList.page.ts'
import { withoutWholeNumber } from './payments.console.ts'
import { paymentAddress, readPaymentQuery } from './paymentSearch.ts'

const here = '/merchant/payments'

/** Who once took money sees it, switched off or over as well; a file that is refused or switched off has no such pages. */
export const ownState = async (visit: Visit): Promise<MerchantState | null> => {
  const file = await fileOf(visit)
  return isClosedOff(file) && !seesHisMoney(file.merchant.state) ? null : file.merchant.state
}

const listOf = async (visit: Visit, state: MerchantState): Promise<PaymentList> => {
  const usual: ApiMode = state === 'onboarding' ? 'test' : 'live'
  const { merchant } = await fileOf(visit)
  return { here, usual, query: readPaymentQuery(visit.query, usual), merchantId: merchant.id, atHandSince: null }
}

const emptyOf = ({ t }: Visit, { query }: PaymentList, state: MerchantState): EmptyState => {
  const why = query.world === 'live' && state === 'onboarding' ? 'none_live_yet' : `none_${query.world}`
  return {
    title: t('payments:list.none_title'),
    text: t(`payments:area.${why}`),
    ...(seesHisMoney(state) ? {} : { action: { label: t('payments:area.keys'), href: '/merchant/developers', icon: 'key' } }),
  }
}

/** GET /merchant/payments: his own, in one world at a time. */
export const showOwnPayments = async (visit: Visit): Promise<Answer> => {
  const state = await ownState(visit)
  if (!state) return seeOther('/merchant')
  const list = await listOf(visit, state)
  const elsewhere = withoutWholeNumber(list)
  if (elsewhere) return elsewhere
  const { t } = visit
  const { search, world } = list.query
  return view('payments/list', {
    title: t('payments:area.title'),
    sentence: search ? t('payments:list.sentence_found', { query: search }) : t(`payments:area.sentence_${world}`),
    ...(await paymentList(visit, list)),
    empty: nothingFound(visit, list) ?? emptyOf(visit, list, state),
    actions: [{
      label: t('payments:list.export'),
      href: paymentAddress(`${here}.csv`, { ...list.query, after: null }, list.usual),
      icon: 'download',
      kind: 'plain' as const,
    }],
  })
}

/** GET /merchant/payments.csv: recorded. */
export const exportOwnPayments = async (visit: Visit): Promise<Answer> => {
  const state = await ownState(visit)
  if (!state) return seeOther('/merchant')
  const list = await listOf(visit, state)
  await exportPayments(visit.ctx, list.query)
  return paymentCsv(visit, list)
}
