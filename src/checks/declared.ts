import type { CompanyRow, PayoutAccountRow, PersonRow } from '#src/dossiers/facts.ts'
import type { Declared, DeclaredCompany, DeclaredPerson } from './check.ts'

const declaredPerson = (row: PersonRow): DeclaredPerson => ({
  familyName: row.family_name,
  usageName: row.usage_name,
  givenNames: row.given_names,
  birthDate: row.birth_date,
  birthPlace: row.birth_place,
  nationality: row.nationality,
  address: row.address,
})

const declaredCompany = (row: CompanyRow): DeclaredCompany => ({
  name: row.name,
  tradeName: row.trade_name,
  legalForm: row.legal_form,
  siren: row.siren,
  siret: row.siret,
  rna: row.rna,
  seat: [row.address_line1, row.address_line2, `${row.postcode} ${row.city}`].filter(Boolean).join(', '),
})

/** A company that acts shows its own extract: of it the file says its name and number only. */
const companyThatActs = (row: PersonRow): DeclaredCompany => ({
  name: row.company_name,
  tradeName: '',
  legalForm: null,
  siren: row.company_siren,
  siret: null,
  rna: null,
  seat: '',
})

type File = { company: CompanyRow | null; people: readonly PersonRow[]; account: Pick<PayoutAccountRow, 'iban' | 'bic' | 'holder'> | null }
type About = { kind: string; person_id: string | null }

/** What the file says, as far as a piece is about it: of the person the piece is of, of the company, of the account. */
export const declaredOf = ({ company, people, account }: File, piece: About): Declared => {
  const about = people.find(({ id }) => id === piece.person_id)
  const isOfCompanyThatActs = about?.kind === 'legal'
  const natural = people.filter(({ kind }) => kind === 'natural')
  return {
    person: about && !isOfCompanyThatActs ? declaredPerson(about) : null,
    company: isOfCompanyThatActs ? companyThatActs(about) : company && declaredCompany(company),
    representatives: isOfCompanyThatActs
      ? natural.filter(({ represents_person_id: of }) => of === about.id).map(declaredPerson)
      : natural.filter(({ is_representative: acts }) => acts).map(declaredPerson),
    owners: natural.filter(({ is_beneficial_owner: owns }) => owns).map((row) => ({
      ...declaredPerson(row),
      capitalBps: row.capital_bps,
      votesBps: row.votes_bps,
    })),
    account: account && { iban: account.iban, bic: account.bic, holder: account.holder },
  }
}
