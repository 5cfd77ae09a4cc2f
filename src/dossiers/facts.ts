import type { Selectable } from 'kysely'
import type { Companies, Documents, Dossiers, GapOverrides, PayoutAccounts, People } from '#src/platform/db.types.ts'
import type { OwnerFacts } from './beneficialOwners.ts'
import { departmentOf } from './legalForm.ts'
import { chainsOf, undeclaredOf, type Holding } from './ownershipChains.ts'
import type { OwnershipFacts } from './ownershipProblems.ts'
import type { DossierFacts } from './requirement.ts'

export type DossierRow = Selectable<Dossiers>
export type CompanyRow = Selectable<Companies>
export type PersonRow = Selectable<People>
export type PayoutAccountRow = Selectable<PayoutAccounts>
export type DocumentRow = Selectable<Documents>
export type OverrideRow = Selectable<GapOverrides>

/** The columns of a person that the rules of pieces and of ownership look at; none of them names him. */
export const ruledColumns = [
  'id',
  'kind',
  'role',
  'is_representative',
  'is_beneficial_owner',
  'is_signatory',
  'is_pep',
  'represents_person_id',
  'capital_bps',
  'votes_bps',
  'control_nature',
  'through_person_id',
  'through_capital_bps',
  'through_votes_bps',
] as const satisfies readonly (keyof PersonRow)[]
export type RuledPerson = Pick<PersonRow, (typeof ruledColumns)[number]>

/** A person as the rules of pieces see him; of ownership, `ownershipFacts` knows what companies stand between. */
export const personFacts = (person: RuledPerson): OwnerFacts => ({
  id: person.id,
  kind: person.kind,
  role: person.role,
  isRepresentative: person.is_representative,
  isBeneficialOwner: person.is_beneficial_owner,
  isSignatory: person.is_signatory,
  isPep: person.is_pep,
  representsPersonId: person.represents_person_id,
  capitalBps: person.capital_bps,
  votesBps: person.votes_bps,
  hasOtherControl: person.control_nature !== '',
})

/** What the checklist depends on; null before the company is known, when nothing can be asked yet. */
export const dossierFacts = (
  dossier: Pick<DossierRow, 'risk'>,
  company: CompanyRow | null,
  people: readonly PersonRow[],
): DossierFacts | null =>
  company && {
    legalForm: company.legal_form,
    department: departmentOf(company.postcode),
    hasSiret: company.siret !== null,
    isListed: company.is_listed,
    mcc: company.mcc,
    isEnhanced: dossier.risk === 'high',
    people: people.map(personFacts),
  }

const holdingOf = (
  { id, capital_bps, votes_bps, through_person_id: personId, through_capital_bps, through_votes_bps }: RuledPerson,
): Holding => ({
  id,
  capitalBps: capital_bps,
  votesBps: votes_bps,
  through: personId === null ? null : { personId, capitalBps: through_capital_bps, votesBps: through_votes_bps },
})

const ownerFacts = (person: RuledPerson, all: readonly Holding[]): OwnerFacts => {
  const holding = holdingOf(person)
  const isCompany = person.kind === 'legal'
  return {
    ...personFacts(person),
    capitalChains: chainsOf(holding, all, 'capitalBps'),
    votesChains: chainsOf(holding, all, 'votesBps'),
    ...(isCompany
      ? { undeclaredCapitalBps: undeclaredOf(person.id, all, 'capitalBps'), undeclaredVotesBps: undeclaredOf(person.id, all, 'votesBps') }
      : {}),
  }
}

export const ownershipFacts = (company: Pick<CompanyRow, 'legal_form' | 'is_listed'>, people: readonly RuledPerson[]): OwnershipFacts => ({
  legalForm: company.legal_form,
  isListed: company.is_listed,
  people: people.map((person) => ownerFacts(person, people.map(holdingOf))),
})
