import { formatCents } from '#src/kernel/money.ts'
import type { CompanyRow } from '#src/dossiers/facts.ts'
import { mccLabel } from '#src/dossiers/mccs.ts'
import { writeIban } from '#src/dossiers/payoutAccount.ts'
import type { Declared, Setting } from './declared.page.ts'
import { declare, grouped } from './declareFact.page.ts'

type Tell = (at: Setting, company: CompanyRow) => Declared[]
const ofCompany = (tell: Tell) => (at: Setting): Declared[] => (at.file.company ? tell(at, at.file.company) : [])

export const companyNames = ofCompany((at, { name, trade_name: trade }) => [
  ...declare(at, 'company', name, [name]),
  ...declare(at, 'trade_name', trade === name ? '' : trade, [trade]),
])

export const numberFacts = ofCompany((at, { siren, siret, rna }) => [
  ...declare(at, 'siren', grouped(siren), [siren ?? '']),
  ...declare(at, 'siret', grouped(siret), [siret ?? '']),
  ...declare(at, 'rna', rna ?? '', [rna ?? '']),
])

export const legalFormFact = ofCompany((at, { legal_form: form }) => declare(at, 'legal_form', at.visit.t(`dossiers:form.${form}`)))

export const seatFact = ofCompany((at, { address_line1: first, address_line2: second, postcode, city }) =>
  declare(at, 'seat', [first, second, `${postcode} ${city}`].filter(Boolean).join(', '), [first])
)

export const activityFacts = ofCompany((
  at,
  { activity, naf },
) => [...declare(at, 'activity', activity, [activity]), ...declare(at, 'naf', naf ?? '', [naf ?? ''])])

export const marketFacts = ofCompany((at, { mcc, website }) => [
  ...declare(at, 'mcc', `${mcc} · ${mccLabel(mcc, at.visit.lang)}`),
  ...declare(at, 'website', website, [website.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')]),
])

export const volumeFacts = ofCompany((at, { expected_monthly_cents: monthly, expected_ticket_cents: ticket, currency }) => [
  ...declare(at, 'monthly', formatCents(monthly, currency, at.visit.lang)),
  ...declare(at, 'ticket', formatCents(ticket, currency, at.visit.lang)),
])

export const accountFacts = (at: Setting): Declared[] => {
  const { account } = at.file
  if (!account) return []
  const { holder, iban, bic } = account
  return [
    ...declare(at, 'holder', holder, [holder]),
    ...declare(at, 'iban', writeIban(iban), [iban]),
    ...declare(at, 'bic', bic ?? '', [bic ?? '']),
  ]
}
