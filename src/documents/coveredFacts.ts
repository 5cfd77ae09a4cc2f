import { dictionary } from '#src/kernel/dictionary.ts'

/** Which of the declared facts a check of the program already holds against the piece (checks/check.ts). */
const coveredBy: Record<string, readonly string[]> = dictionary({
  name_matches: ['family_name', 'usage_name', 'given_names', 'person'],
  birth_matches: ['birth_date'],
  siren_matches: ['siren', 'siret'],
  company_name_matches: ['company', 'trade_name'],
  legal_form_matches: ['legal_form'],
  seat_matches: ['seat'],
  address_matches: ['address'],
  rna_matches: ['rna'],
  iban_matches: ['iban'],
  bic_valid: ['bic'],
  holder_matches: ['holder'],
})

/** A list of people is that of the owners or that of who represents, by the kind of piece (declared.page.ts). */
const representing = ['registration_proof', 'representative_act']
const peopleOf = (checks: readonly string[], kind: string): boolean =>
  checks.includes(representing.includes(kind) ? 'representatives_match' : 'owners_match')

/** What the file declares and nothing checks: a person must look. */
export const uncovered = <Fact extends { name: string }>(facts: readonly Fact[], checks: readonly string[], kind: string): Fact[] => {
  const covered = new Set(checks.flatMap((check) => coveredBy[check] ?? []))
  return facts.filter(({ name }) => !covered.has(name) && !(name.startsWith('person_') && peopleOf(checks, kind)))
}
