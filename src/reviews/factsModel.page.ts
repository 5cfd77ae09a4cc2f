import { parisDay } from '#src/kernel/calendar.ts'
import { writeInGroups } from '#src/kernel/identifiers.ts'
import { ownershipFacts, type PersonRow } from '#src/dossiers/facts.ts'
import { ownershipProblems } from '#src/dossiers/ownershipProblems.ts'
import { personName } from '#src/dossiers/person.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import type { Chip, Columns, Fact } from '#src/web/components.ts'
import { formatDay, formatPercent } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'

/** What was declared of the company, in the order in which a register extract says it. */
export const companyFacts = ({ t }: Visit, { company }: DossierFile): Fact[] => {
  if (!company) return []
  const country = company.country === 'FR' ? '' : company.country
  const address = [company.address_line1, company.address_line2, `${company.postcode} ${company.city}`, country].filter(Boolean).join(', ')
  const all: Fact[] = [
    { label: t('reviews:fact.legal_form'), text: t(`dossiers:form.${company.legal_form}`) },
    { label: t('reviews:fact.name'), text: company.name, note: company.trade_name || undefined },
    { label: t('reviews:fact.siren'), text: company.siren ?? '', isMono: true },
    { label: t('reviews:fact.siret'), text: company.siret ?? '', isMono: true },
    ...(company.rna ? [{ label: t('reviews:fact.rna'), text: company.rna, isMono: true }] : []),
    { label: t('reviews:fact.address'), text: address },
    ...(company.management_address ? [{ label: t('reviews:fact.management_address'), text: company.management_address }] : []),
    {
      label: t('reviews:fact.activity'),
      text: company.activity,
      note: t('reviews:fact.codes', { naf: company.naf ?? '—', mcc: company.mcc }),
    },
    { label: t('reviews:fact.website'), text: company.website },
    { label: t('reviews:fact.monthly'), cents: company.expected_monthly_cents, currency: company.currency },
    { label: t('reviews:fact.ticket'), cents: company.expected_ticket_cents, currency: company.currency },
  ]
  return all
}

export const accountFacts = ({ t }: Visit, { account }: DossierFile): Fact[] =>
  account
    ? [
      { label: t('reviews:fact.iban'), text: account.iban, isMono: true },
      { label: t('reviews:fact.bic'), text: account.bic ?? '', isMono: true },
      { label: t('reviews:fact.holder'), text: account.holder },
    ]
    : [{ label: t('reviews:fact.iban') }]

export const contractFacts = ({ t }: Visit, { contract }: DossierFile): Fact[] =>
  contract
    ? [
      {
        label: t('reviews:fact.contract'),
        chip: { tone: contract.state === 'signed' ? 'good' : 'waiting', label: t(`reviews:contract.${contract.state}`) },
      },
      ...(contract.signed_at ? [{ label: t('reviews:fact.signed_at'), at: contract.signed_at }] : []),
    ]
    : [{ label: t('reviews:fact.contract'), chip: { tone: 'neutral', label: t('reviews:contract.none') } }]

export const peopleColumns = ({ t }: Visit): Columns => ({
  name: { label: t('reviews:person.name'), isLead: true, isWide: true },
  role: { label: t('reviews:person.role') },
  born: { label: t('reviews:person.born') },
  capital: { label: t('reviews:person.capital'), isNumber: true },
  votes: { label: t('reviews:person.votes'), isNumber: true },
  duties: { label: t('reviews:person.duties') },
})

const dutiesOf = ({ t }: Visit, person: PersonRow): Chip[] => [
  ...(person.is_pep ? [{ tone: 'bad' as const, icon: 'flag', label: t('reviews:person.pep') }] : []),
  ...(person.is_representative ? [{ tone: 'neutral' as const, icon: 'user', label: t('reviews:person.representative') }] : []),
  ...(person.is_beneficial_owner ? [{ tone: 'neutral' as const, icon: 'users', label: t('reviews:person.owner') }] : []),
  ...(person.is_signatory ? [{ tone: 'neutral' as const, icon: 'note', label: t('reviews:person.signatory') }] : []),
]

const bornText = ({ t, lang }: Visit, { kind, birth_date: on, birth_place: at, company_siren: siren }: PersonRow): string => {
  if (kind === 'legal') return siren ? t('reviews:person.siren', { siren: writeInGroups(siren) }) : ''
  return on ? t('reviews:person.born_value', { on: formatDay(on, lang), at }) : ''
}

const shareText = ({ lang }: Visit, bps: number): string => (bps === 0 ? '' : formatPercent(bps, lang))

const foreignText = ({ t }: Visit, { nationality }: PersonRow): string =>
  nationality && nationality !== 'FR' ? t('reviews:person.nationality', { country: nationality }) : ''

export const peopleRows = (visit: Visit, { people }: DossierFile) =>
  people.map((person) => ({
    name: personName(person),
    role: person.role ? visit.t(`dossiers:role.${person.role}`) : '',
    born: bornText(visit, person),
    capital: shareText(visit, person.capital_bps),
    votes: shareText(visit, person.votes_bps),
    duties: dutiesOf(visit, person),
    pep: person.pep_function,
    note: [foreignText(visit, person), person.control_nature].filter(Boolean).join(' · '),
  }))

/** What is wrong with the declared ownership (BO-01 to BO-03), one sentence each; whose it is named first. */
export const ownershipSentences = ({ t, ctx }: Visit, { company, people }: DossierFile): string[] => {
  if (!company) return []
  const sentences = ownershipProblems(ownershipFacts(company, people), parisDay(ctx.now)).map(({ field, messageKey }) => {
    // The merchant reads what to do; a colleague reads what is wrong.
    const key = messageKey.replace('dossiers:', 'reviews:')
    const person = people.find(({ id }) => field.startsWith(`people.${id}`))
    return person ? t('reviews:person.problem', { who: personName(person), what: t(key) }) : t(key)
  })
  return [...new Set(sentences)]
}
