/**
 * The six measures by which somebody who is not before us is identified (R561-5-2, rules.md §1.5), in the order of the article; their words
 * are `identification:measure.<n>`.
 *
 * Of these the program proves the first alone, and only with a person's verdict on the piece. Reading a copy is not certifying it (2), and
 * the code by which the contract is signed makes no advanced signature (6): the others are said by whoever has their evidence before him.
 */
export const identificationMeasures = [1, 2, 3, 4, 5, 6] as const
export type IdentificationMeasure = (typeof identificationMeasures)[number]

/** The copy of an official document: proved by an identity document of his that was accepted. */
export const copyOfDocument = 1 satisfies IdentificationMeasure

/** KYC-06: "at least two". The law's own figure [V]: neither a setting nor an officer's to let pass. */
export const measuresDue = 2

export const isIdentificationMeasure = (value: number): value is IdentificationMeasure =>
  (identificationMeasures as readonly number[]).includes(value)

type Acting = {
  id: string
  kind: 'natural' | 'legal'
  is_representative: boolean
  is_signatory: boolean
  represents_person_id: string | null
}
type Recorded = { person_id: string; measure: number }

/**
 * Who is to be identified at a distance: the natural persons who act for the client (R561-5, KYC-04), the sole trader himself among them.
 * An owner who does not act shows his identity document, and that is all.
 */
export const peopleToIdentify = <Person extends Acting>(people: readonly Person[]): Person[] =>
  people.filter(({ kind, is_representative, is_signatory, represents_person_id }) =>
    kind === 'natural' && (is_representative || is_signatory || represents_person_id !== null)
  )

/** The distinct measures of one person, in the order of the article. */
export const measuresOf = (personId: string, measures: readonly Recorded[]): IdentificationMeasure[] =>
  identificationMeasures.filter((measure) => measures.some((one) => one.person_id === personId && one.measure === measure))

/** Those who act and have fewer than two distinct measures; `measures`: the ones that stand. */
export const lackingIdentification = <Person extends Acting>(people: readonly Person[], measures: readonly Recorded[]): Person[] =>
  peopleToIdentify(people).filter(({ id }) => measuresOf(id, measures).length < measuresDue)

/** KYC-03, R561-5: surname, forenames, date and place of birth. Who changes in one of these is somebody else, to be identified anew. */
export const identityFields = ['given_names', 'family_name', 'birth_date', 'birth_place', 'birth_country'] as const

export const isAnotherPerson = (changedFields: readonly string[]): boolean =>
  changedFields.some((field) => (identityFields as readonly string[]).includes(field))
