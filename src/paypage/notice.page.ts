import type { PageStage } from '#src/payments/pageStage.ts'
import { termsOf } from '#src/payments/payment.ts'
import type { Answer } from '#src/web/answer.ts'
import { translator } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import { askedLanguage, bankAddress, pageAddress } from './address.page.ts'
import { payPage, type Leave } from './document.page.ts'
import { pageLanguage } from './language.page.ts'
import { messagesOf } from './messages.ts'
import { deedOf, fromOf, placeOf, summaryOf, type Seat } from './seat.page.ts'
import { pageTicket } from './ticket.ts'

/** Every stage but the form, and a payment that nothing on offer can pay. */
type Shown = Exclude<PageStage, 'form'> | 'invalid'

const marks: Record<Shown, { tone: string; icon: string }> = {
  bank: { tone: 'waiting', icon: 'shield' },
  ready: { tone: 'waiting', icon: 'shield-check' },
  handed: { tone: 'waiting', icon: 'shield-check' },
  waiting: { tone: 'waiting', icon: 'hourglass' },
  paid: { tone: 'good', icon: 'check' },
  refused: { tone: 'bad', icon: 'ban' },
  unauthenticated: { tone: 'bad', icon: 'ban' },
  canceled: { tone: 'neutral', icon: 'ban' },
  expired: { tone: 'neutral', icon: 'clock' },
  invalid: { tone: 'bad', icon: 'alert' },
}

/** The documented three seconds before the payer is led back (seed 003, "Status & events"). */
const redirectAfter = 3_000

const leaveOf = ({ visit, payment }: Seat, stage: Shown): Leave | null => {
  if (stage === 'bank')
    return { to: bankAddress(payment.mode, payment.auth_token ?? '', askedLanguage(visit)), after: 1_000, mayBeHeld: false }
  if (stage === 'waiting')
    return { to: pageAddress(placeOf(visit), { ...askedLanguage(visit), from: 'page' }), after: redirectAfter, mayBeHeld: false }
  return stage === 'ready' || stage === 'handed' || stage === 'invalid' || payment.return_url === null
    ? null
    : { to: payment.return_url, after: redirectAfter, mayBeHeld: true }
}

/**
 * The words of a stage, finer than the stage: what was done with the money, or why nothing was. 51: the balance or the limit is too low.
 */
const wordsOf = ({ payment }: Seat, stage: Shown): string => {
  const { method, auth_state: auth, response, amount_cents: cents, refunded_cents: refunded } = payment
  if (stage === 'paid' && cents > 0 && refunded >= cents) return 'refunded'
  if (stage === 'paid') return method === 'sepa' ? 'paid_sepa' : `paid_${deedOf(payment)}`
  if (stage === 'unauthenticated') return auth === 'declined' || auth === 'failed' ? auth : 'session_over'
  if (stage === 'refused') return method === 'sepa' ? 'refused_sepa' : response === '51' ? 'refused_funds' : 'refused'
  return stage
}

const goLabels: Partial<Record<Shown, string>> = { bank: 'paypage:go.bank', waiting: 'paypage:go.look' }

/** The merchant finishes the payment in his own time: the payer may go to him, and is not led. */
const goOf = ({ t, who, payment }: Seat, stage: Shown, leave: Leave | null) => {
  const href = stage === 'handed' ? payment.return_url : leave && leave.to
  return href === null
    ? null
    : { href, label: t(goLabels[stage] ?? 'paypage:go.back', { shop: who }), isMain: stage !== 'waiting', soon: leave?.mayBeHeld ?? false }
}

/** How the payment stands, and where the payer goes from here: by himself, or led there. */
export const noticePage = (seat: Seat, stage: Shown): Answer => {
  const { visit, payment, who, lang, t } = seat
  const words = wordsOf(seat, stage)
  const leave = leaveOf(seat, stage)
  const title = t(`paypage:stage.${words}.title`)
  const shell = {
    lang,
    title: `${title} · ${who}`,
    returnUrl: payment.return_url,
    messages: messagesOf(stage, fromOf(visit)),
    leave,
    isTest: payment.mode === 'test',
  }
  return payPage('paypage/notice', shell, {
    summary: summaryOf(seat),
    notice: { ...marks[stage], title, text: t(`paypage:stage.${words}.text`, { shop: who }) },
    isBusy: stage === 'bank' || stage === 'waiting',
    go: goOf(seat, stage, leave),
    post: stage === 'ready'
      ? { action: pageAddress(placeOf(visit), askedLanguage(visit)), ticket: pageTicket(payment.id, termsOf(payment), visit.ctx.now) }
      : null,
  })
}

/** The address leads to no payment; the same words whatever is wrong with it, and nobody to tell: no origin is declared. */
export const invalidPage = (visit: Visit): Answer => {
  const lang = pageLanguage(visit)
  const t = translator(lang)
  const [title, text] = [t('paypage:invalid.title'), t('paypage:invalid.text')]
  const shell = { lang, title, returnUrl: null, messages: messagesOf('invalid', 'outside'), leave: null, isTest: false }
  return payPage(
    'paypage/notice',
    shell,
    { summary: null, notice: { ...marks.invalid, title, text }, go: null, post: null, isBusy: false },
    404,
  )
}
