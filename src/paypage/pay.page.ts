import { conflict } from '#src/kernel/errors.ts'
import { methodsOf, termsOf, type PaymentMethod } from '#src/payments/payment.ts'
import { seeOther, type Answer } from '#src/web/answer.ts'
import { errorLines } from '#src/web/components.ts'
import { hasText } from '#src/web/i18n.ts'
import { countKnock } from '#src/web/limits.ts'
import type { FormPage, Handler } from '#src/web/route.ts'
import { askedLanguage, pageAddress } from './address.page.ts'
import { payPage } from './document.page.ts'
import { accountFields, cardFields, mandateReference, readAccount, readCard } from './forms.page.ts'
import { messagesOf } from './messages.ts'
import { invalidPage, noticePage } from './notice.page.ts'
import { finishByPage, payByPage } from './payByPage.ts'
import { chosenMethod, deedOf, fromOf, placeOf, summaryOf, takeSeat, type Seat } from './seat.page.ts'
import { isPageTicket, pageTicket, ticketNumber, ticketTerms } from './ticket.ts'

/** Two ways to pay are two addresses, so that choosing needs no script. */
const tabsOf = ({ visit, payment, t }: Seat, current: PaymentMethod) => {
  const methods = methodsOf(payment)
  return methods.length < 2 ? [] : methods.map((method) => ({
    label: t(`paypage:method.${method}`),
    icon: method === 'card' ? 'card' : 'bank',
    isCurrent: method === current,
    href: pageAddress(placeOf(visit), { ...askedLanguage(visit), method, from: 'page' }),
  }))
}

/** What was sent and what is wrong with it; null the first time. */
type Refused = { body: Record<string, unknown>; errors: Record<string, string> } | null

const formPage = (seat: Seat, refused: Refused): Answer => {
  const { visit, payment, who, lang, t } = seat
  const method = chosenMethod(seat)
  if (!method) return noticePage(seat, 'invalid')
  const typed = { body: {}, errors: {}, ...refused, t }
  const messages = messagesOf('form', refused ? 'page' : fromOf(visit))
  return payPage('paypage/form', {
    lang,
    title: t('paypage:title', { shop: who }),
    returnUrl: payment.return_url,
    messages,
    leave: null,
    isTest: payment.mode === 'test',
  }, {
    summary: summaryOf(seat),
    method,
    tabs: tabsOf(seat, method),
    errors: errorLines(typed.errors, t),
    ticket: pageTicket(payment.id, termsOf(payment), visit.ctx.now),
    deed: deedOf(payment),
    action: pageAddress(placeOf(visit), { ...askedLanguage(visit), method }),
    card: cardFields(typed),
    account: accountFields(typed),
    reference: mandateReference(payment.id),
    who,
    leaveTo: payment.return_url ?? '',
  })
}

/** GET /pay/:publicKey/:paymentId?lang= */
export const showPay: Handler = async (visit) => {
  const seat = await takeSeat(visit)
  if (!seat) return invalidPage(visit)
  return seat.stage === 'form' ? formPage(seat, null) : noticePage(seat, seat.stage)
}

const bringOf = (seat: Seat) => {
  const { body, ctx } = seat.visit
  return chosenMethod(seat) === 'sepa' ? readAccount(body, ctx.now, seat.payment.id) : readCard(body, ctx.now)
}

/**
 * 409 where the form is not of ours, or is too old, or the payment is no longer what it said; 422 where it is filled in wrongly; 429 after
 * too many tries at one payment.
 */
const act = async (seat: Seat): Promise<void> => {
  const { visit, world, payment, stage } = seat
  if (stage !== 'form' && stage !== 'ready') return
  await countKnock('page.attempt', payment.id)
  const { ticket } = visit.body
  if (!isPageTicket(ticket, payment.id, visit.ctx.now)) throw conflict('form_is_old')
  if (stage === 'ready') return finishByPage(visit.ctx, payment.id)
  await payByPage(visit.ctx, world, payment.id, { ticket: ticketNumber(ticket), terms: ticketTerms(ticket), brought: bringOf(seat) })
}

/** The same address, posted to by its own form. Whatever became of it, the payer reads it on the page: sent twice, it shows the same. */
export const postPay: Handler = async (visit) => {
  const seat = await takeSeat(visit)
  if (!seat) return invalidPage(visit)
  await act(seat)
  return seeOther(pageAddress(placeOf(visit), { ...askedLanguage(visit), from: 'page' }))
}

/** What is wrong with a question of the page; else that the form as a whole was refused. */
const shownErrors = ({ lang }: Seat, errors: Record<string, string>): Record<string, string> => {
  const own = Object.entries(errors).filter(([, key]) => key.startsWith('paypage:'))
  const form = errors['form'] ?? ''
  return own.length > 0 ? Object.fromEntries(own) : { form: hasText(lang, form) ? form : 'paypage:again' }
}

/** The form again, with what was wrong and without number and code. Where it is no longer to be filled in: the page as it is now. */
export const againPay: FormPage = async (visit, { errors }) => {
  const seat = await takeSeat(visit)
  if (!seat) return invalidPage(visit)
  return seat.stage === 'form' ? formPage(seat, { body: visit.body, errors: shownErrors(seat, errors) }) : noticePage(seat, seat.stage)
}
