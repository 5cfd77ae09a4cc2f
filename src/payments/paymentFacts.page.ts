import type { CardRow } from '#src/cards/cards.sql.ts'
import { countryName } from '#src/dossiers/countries.ts'
import type { MandateRow } from '#src/mandates/mandates.sql.ts'
import type { AddressRow, PayerRow } from '#src/payers/payers.sql.ts'
import type { Fact } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { isAuthenticationDue } from './payment.ts'
import type { PaymentRow } from './payments.sql.ts'
import { brandText } from './paymentWords.page.ts'

// The parts of a payment as lists of facts; what is not known is left out.

type Said = Fact | null
const given = (facts: Said[]): Fact[] => facts.filter((fact) => fact !== null)
const textFact = (
  label: string,
  text: string | null | undefined,
  more: Partial<Fact> = {},
): Said => (text ? { label, text, ...more } : null)

/** Six and four are the most that anybody is shown (SEC-03); who may not is shown four. */
const numberText = (
  { first6, last4 }: CardRow,
  showsFirst6: boolean,
): string => (showsFirst6 ? `${first6.slice(0, 4)} ${first6.slice(4)}•• •••• ${last4}` : `•••• ${last4}`)

export const cardFacts = (visit: Visit, card: CardRow, showsFirst6: boolean): Fact[] => {
  const { t, lang } = visit
  const word = (room: 'funding' | 'nature' | 'network', value: string | null): string | null => value && t(`payments:${room}.${value}`)
  return given([
    { label: t('payments:page.number'), text: `${brandText(visit, card.brand)} ${numberText(card, showsFirst6)}` },
    { label: t('payments:page.expiry'), text: `${String(card.exp_month).padStart(2, '0')}/${card.exp_year}` },
    textFact(t('payments:page.holder'), card.name),
    textFact(t('payments:page.kind'), [word('funding', card.funding), word('nature', card.nature)].filter(Boolean).join(', ')),
    textFact(t('payments:page.network'), word('network', card.preferred_network ?? card.network)),
    textFact(t('payments:page.country'), card.country && countryName(card.country, lang)),
    { label: t('payments:page.card_id'), id: card.id },
  ])
}

export const mandateFacts = ({ t, lang }: Visit, mandate: MandateRow): Fact[] =>
  given([
    { label: t('payments:page.iban'), text: `${mandate.country} •••• ${mandate.last4}` },
    { label: t('payments:page.holder'), text: mandate.name },
    textFact(t('payments:page.bic'), mandate.bic, { isMono: true }),
    textFact(t('payments:page.mandate'), mandate.mandate, { isMono: true }),
    mandate.signed_at && { label: t('payments:page.signed'), at: mandate.signed_at },
    textFact(t('payments:page.country'), countryName(mandate.country, lang)),
    { label: t('payments:page.mandate_id'), id: mandate.id },
  ])

const addressText = ({ line1, line2, line3, zip_code: zip, city, state, country }: AddressRow, visit: Visit): string =>
  [line1, line2, line3, `${zip} ${city}`, state, countryName(country, visit.lang)].filter(Boolean).join(', ')

type Addresses = { billing: AddressRow | null; shipping: AddressRow | null }

export const payerFacts = (visit: Visit, payer: PayerRow | null, { billing, shipping }: Addresses): Fact[] => {
  const { t, lang } = visit
  return given([
    ...(payer ?
      [
        textFact(t('payments:page.name'), payer.name),
        textFact(t('payments:page.email'), payer.email),
        textFact(t('payments:page.mobile'), payer.mobile),
        textFact(t('payments:page.external_id'), payer.external_id),
        textFact(t('payments:page.country'), payer.country && countryName(payer.country, lang)),
        { label: t('payments:page.payer_id'), id: payer.id },
      ] :
      []),
    billing && { label: t('payments:page.billing'), text: addressText(billing, visit) },
    shipping && { label: t('payments:page.shipping'), text: addressText(shipping, visit) },
  ])
}

/** What the merchant said of the payer's device: text and numbers, checked when they came. */
export const deviceFacts = ({ t }: Visit, { device }: PaymentRow): Fact[] => {
  const said = (device !== null && typeof device === 'object' && !Array.isArray(device) ? device : {}) as Record<string, unknown>
  const names = ['ip', 'port', 'city', 'country', 'languages', 'user_agent', 'http_accept'] as const
  return given(
    names.map((name) =>
      textFact(t(`payments:device.${name}`), ['string', 'number'].includes(typeof said[name]) ? String(said[name]) : null)
    ),
  )
}

/** A session at the payer's bank ends six hours after he was sent there: what is left, while it may still come to an end. */
export const authFacts = (
  { t }: Visit,
  { auth_state: state, auth_requested_at: askedAt, auth_expires_at: endsAt, auth_return_url: returnUrl }: PaymentRow,
): Fact[] =>
  state === null ? [] : given([
    { label: t('payments:page.auth_state'), text: t(`payments:auth.${state}`) },
    askedAt && { label: t('payments:page.asked'), at: askedAt },
    endsAt && isAuthenticationDue(state) ? { label: t('payments:page.session_end'), at: endsAt } : null,
    textFact(t('payments:page.returns_to'), returnUrl && new URL(returnUrl).host),
  ])
