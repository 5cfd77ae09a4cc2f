import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { countryName } from '#src/dossiers/countries.ts'
import { mccLabel } from '#src/dossiers/mccs.ts'
import { writeIban } from '#src/dossiers/payoutAccount.ts'
import { personName } from '#src/dossiers/person.ts'
import type { CompanyRow, PayoutAccountRow, PersonRow } from '#src/dossiers/facts.ts'
import { writeInGroups } from '#src/kernel/identifiers.ts'
import { formatCents } from '#src/kernel/money.ts'
import type { ContractFact, ContractFacts } from './contract.ts'
import { formWords, roleWords, writeDay } from './frenchWords.ts'

const said = (label: string, value: string | null): ContractFact[] => (value ? [{ label, value }] : [])

const registrationOf = ({ siret, siren, rna }: CompanyRow): ContractFact[] => [
  ...said('SIREN', siren && writeInGroups(siren, ' ')),
  ...said('SIRET du siège', siret && writeInGroups(siret, ' ')),
  ...said('Numéro RNA', rna),
]

const clientFacts = (company: CompanyRow): ContractFact[] => [
  ...said('Dénomination', company.name),
  ...said('Nom commercial', company.trade_name),
  ...said('Forme juridique', formWords[company.legal_form]),
  ...registrationOf(company),
  ...said(
    'Siège',
    [company.address_line1, company.address_line2, `${company.postcode} ${company.city}`, countryName(company.country, 'fr')]
      .filter(Boolean)
      .join(', '),
  ),
  ...said('Lieu de direction effective', company.management_address),
  ...said('Activité', `${company.activity} (${mccLabel(company.mcc, 'fr')}, MCC ${company.mcc})`),
  ...said('Code NAF', company.naf),
  ...said('Site internet', company.website),
  ...said('Encaissements prévus par mois', formatCents(company.expected_monthly_cents, company.currency, 'fr')),
  ...said('Panier moyen', formatCents(company.expected_ticket_cents, company.currency, 'fr')),
]

const roleOf = (person: PersonRow, people: readonly PersonRow[]): string => {
  const company = people.find(({ id }) => id === person.represents_person_id)
  return company ? `Représentant de ${personName(company)}, ${roleWords(company.role)}` : roleWords(person.role)
}

const signerFacts = (signer: PersonRow, people: readonly PersonRow[]): ContractFact[] => [
  ...said('Nom et prénoms', `${signer.family_name} ${signer.given_names}`),
  ...said('Nom d’usage', signer.usage_name),
  ...said('Qualité', roleOf(signer, people)),
  ...said(
    'Date et lieu de naissance',
    signer.birth_date && `${writeDay(signer.birth_date)}, ${signer.birth_place} (${countryName(signer.birth_country, 'fr')})`,
  ),
]

const share = (bps: number): string => `${String(bps / 100).replace('.', ',')} %`

const ownerFacts = (people: readonly PersonRow[]): ContractFact[] =>
  people
    .filter(({ is_beneficial_owner }) => is_beneficial_owner)
    .map((person) => {
      const held = person.capital_bps + person.votes_bps > 0
        ? `${share(person.capital_bps)} du capital, ${share(person.votes_bps)} des votes`
        : roleWords(person.role)
      return { label: personName(person), value: person.control_nature ? `${held} ; ${person.control_nature}` : held }
    })

const accountFacts = (account: PayoutAccountRow): ContractFact[] => [
  ...said('Titulaire', account.holder),
  ...said('IBAN', writeIban(account.iban)),
  ...said('BIC', account.bic),
]

type Parts = { id: string; wording: string; drawnAt: Date; signer: PersonRow; company: CompanyRow; account: PayoutAccountRow }

/** What the contract prints, in French words, from the file as it stands. */
export const contractFacts = (
  { people }: Pick<DossierFile, 'people'>,
  { id, wording, drawnAt, signer, company, account }: Parts,
): ContractFacts => ({
  id,
  wording,
  drawnAt,
  client: clientFacts(company),
  signer: signerFacts(signer, people),
  owners: ownerFacts(people),
  account: accountFacts(account),
})
