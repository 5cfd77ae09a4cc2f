import { naturalPersonsBehind, type PersonFacts } from '#src/dossiers/personFacts.ts'

/**
 * Who may sign for the client: its natural representatives, those who stand behind a company that presides, and holders of a mandate
 * (KYC-04).
 */
export const possibleSigners = <Person extends PersonFacts>(people: readonly Person[]): Person[] => {
  const acting = people.filter(({ isRepresentative, isSignatory }) => isRepresentative || isSignatory === true)
  return [...new Set(acting.flatMap((person) => naturalPersonsBehind(person, people)))]
}
