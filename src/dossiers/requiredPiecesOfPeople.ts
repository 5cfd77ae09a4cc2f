import { isAssociation, isSoleTrader } from './legalForm.ts'
import { actsForClient, naturalPersonsBehind, type PersonFacts } from './personFacts.ts'
import { type DossierFacts, type Requirement, requirement, type RequirementReason } from './requirement.ts'

/** A driving licence is no identity document by itself; a récépissé only completes one (rules.md §1.4). */
const identityTypes = ['fr_cni_old', 'fr_cni_e', 'passport', 'titre_sejour', 'eu_id']
const addressMonths = 3
const registerMonths = 3

const identityReason = (person: PersonFacts, { legalForm }: DossierFacts): RequirementReason | null => {
  if (person.isRepresentative || person.representsPersonId) return 'identity_representative'
  if (person.isSignatory) return 'identity_signatory'
  if (!person.isBeneficialOwner) return null
  return isAssociation(legalForm) ? 'identity_officer' : 'identity_owner'
}

/** KYC-01, KYC-04: whoever owns or acts is identified. */
const identity = (person: PersonFacts, facts: DossierFacts): Requirement[] => {
  const reason = identityReason(person, facts)
  if (person.kind === 'legal' || !reason) return []
  return [requirement('identity_document', 'required', reason, { personId: person.id, acceptedTypes: identityTypes })]
}

/** A company that acts shows its own register extract, and so on until a natural person signs (R561-1 last al.), who is asked for. */
const companyThatActs = (person: PersonFacts, { people }: DossierFacts): Requirement[] => {
  if (person.kind === 'natural' || !actsForClient(person)) return []
  const registration = requirement('company_registration_of_president', 'required', 'company_that_represents', {
    personId: person.id,
    maxAgeMonths: registerMonths,
    acceptedTypes: ['kbis', 'foreign_register'],
  })
  if (naturalPersonsBehind(person, people).length > 0) return [registration]
  const behind = { about: `representative_of_${person.id}`, personId: person.id, acceptedTypes: identityTypes }
  return [registration, requirement('identity_document', 'required', 'identity_behind_company', behind)]
}

/** Powers: those of a legal representative are in the register; whoever else signs shows his delegation (KYC-04). */
const powers = ({ people }: DossierFacts): Requirement[] => {
  const delegates = people.filter((person) => person.isSignatory && !person.isRepresentative)
  if (delegates.length === 0) return [requirement('power_of_attorney', 'conditional', 'power_if_delegated')]
  return delegates.map(({ id }) => requirement('power_of_attorney', 'required', 'power_of_signatory', { personId: id }))
}

/** By risk only: the law lists no home address among what identifies a natural person (R561-5). */
const address = (person: PersonFacts, { legalForm, isEnhanced }: DossierFacts): Requirement[] => {
  if (person.kind === 'legal' || !person.isRepresentative || !(isEnhanced || isSoleTrader(legalForm))) return []
  const particulars = { personId: person.id, maxAgeMonths: addressMonths }
  return [
    isEnhanced
      ? requirement('proof_of_address', 'required', 'address_enhanced', particulars)
      : requirement('proof_of_address', 'conditional', 'address_if_asked', particulars),
  ]
}

/** PEP-04: source of wealth and of funds, of each exposed person; of the client itself under enhanced diligence. */
const funds = ({ people, isEnhanced }: DossierFacts): Requirement[] => {
  const exposed = people.filter(({ isPep }) => isPep)
  if (exposed.length > 0) return exposed.map(({ id }) => requirement('source_of_funds', 'required', 'funds_pep', { personId: id }))
  return isEnhanced ? [requirement('source_of_funds', 'required', 'funds_enhanced')] : []
}

/** What is asked of and about the people of a dossier. */
export const piecesOfPeople = (facts: DossierFacts): Requirement[] => [
  ...facts.people.flatMap((person) => [...identity(person, facts), ...companyThatActs(person, facts)]),
  ...powers(facts),
  ...facts.people.flatMap((person) => address(person, facts)),
  ...funds(facts),
]
