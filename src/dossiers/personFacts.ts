/** What somebody is to the client, in the field's own words. The duties that follow from it are in `beneficialOwners.ts`. */
export const personRoles = [
  'exploitant',
  'gerant',
  'president',
  'president_directeur_general',
  'directeur_general',
  'directeur_general_delegue',
  'directeur_general_unique',
  'president_du_directoire',
  'membre_du_directoire',
  'membre_du_conseil_de_surveillance',
  'administrateur',
  'vice_president',
  'tresorier',
  'secretaire',
  'associe',
  'mandataire',
  'autre',
] as const
export type PersonRole = (typeof personRoles)[number]

/** A person of the dossier, as far as the rules look. */
export type PersonFacts = {
  id: string
  kind: 'natural' | 'legal'
  /** One of `personRoles`; anything else carries no duty. */
  role: string
  isRepresentative: boolean
  isBeneficialOwner: boolean
  isSignatory?: boolean
  isPep: boolean
  /** The company of this dossier for which he acts: the manager of the company that presides. */
  representsPersonId?: string | null
}

/** Who speaks for the client, directly or through a company: to be identified, his powers verified (KYC-04). */
export const actsForClient = (person: PersonFacts): boolean =>
  person.isRepresentative || person.isSignatory === true || Boolean(person.representsPersonId)

/**
 * The natural persons who in the end act for a person: himself, or those who legally represent the company (R561-1 last al.), however
 * many companies stand between. Companies that represent each other lead to nobody.
 */
export const naturalPersonsBehind = <Person extends PersonFacts>(
  person: Person,
  people: readonly Person[],
  seen: readonly string[] = [],
): Person[] => {
  if (person.kind === 'natural') return [person]
  if (seen.includes(person.id)) return []
  const representatives = people.filter(({ representsPersonId }) => representsPersonId === person.id)
  return [...new Set(representatives.flatMap((next) => naturalPersonsBehind(next, people, [...seen, person.id])))]
}
