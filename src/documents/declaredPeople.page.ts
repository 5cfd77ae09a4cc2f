import { countryName } from '#src/dossiers/countries.ts'
import type { PersonRow } from '#src/dossiers/facts.ts'
import { personName, writeShare } from '#src/dossiers/person.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Declared, Setting } from './declared.page.ts'
import { daySought, declare, grouped } from './declareFact.page.ts'

/** Of the person the piece is about; nothing where it is about nobody, or somebody who left the file. */
const ofPerson = (tell: (at: Setting, person: PersonRow) => Declared[]) => (at: Setting): Declared[] => {
  const person = at.file.people.find(({ id }) => id === at.piece.person_id)
  return person ? tell(at, person) : []
}

const firstOf = (names: string): string => names.split(/\s+/)[0] ?? ''

/** Both orders, with all given names and with the first. */
const fullNames = (person: PersonRow): string[] => {
  if (person.kind === 'legal') return [person.company_name]
  const families = [person.family_name, person.usage_name].filter(Boolean)
  const given = [person.given_names, firstOf(person.given_names)]
  return families.flatMap((family) => given.flatMap((one) => [`${one} ${family}`, `${family} ${one}`]))
}

const roleOf = ({ visit }: Setting, { role }: PersonRow): string => (role ? visit.t(`dossiers:role.${role}`) : '')

const birthPlaceOf = ({ visit }: Setting, { birth_place: place, birth_country: country }: PersonRow): string =>
  [place, country && country !== 'FR' ? countryName(country, visit.lang) : ''].filter(Boolean).join(', ')

const civilFacts = (at: Setting, person: PersonRow): Declared[] => {
  const { family_name: family, usage_name: usage, given_names: given, birth_date: born, birth_place: place, nationality } = person
  return [
    ...declare(at, 'family_name', family, [family]),
    ...declare(at, 'usage_name', usage, [usage]),
    ...declare(at, 'given_names', given, [given, firstOf(given)]),
    ...declare(at, 'birth_date', born ? formatDay(born, at.visit.lang) : '', born ? daySought(born) : []),
    ...declare(at, 'birth_place', birthPlaceOf(at, person), [place]),
    ...declare(at, 'nationality', nationality ? countryName(nationality, at.visit.lang) : ''),
  ]
}

/** Of a company that acts, the piece is that of somebody behind it (KYC-04). */
export const identityFacts = ofPerson((at, person) => [
  ...(person.kind === 'natural' ? civilFacts(at, person) : declare(at, 'behind', person.company_name, [person.company_name])),
  ...declare(at, 'role', roleOf(at, person)),
])

export const namedFact = ofPerson((at, person) => declare(at, 'person', personName(person), fullNames(person)))

export const homeFacts = ofPerson((at, person) => [
  ...declare(at, 'person', personName(person), fullNames(person)),
  ...declare(at, 'address', person.address, [person.address, person.address.replace(/,?\s*\d{5}.*$/, '')]),
])

export const companyOfPerson = ofPerson((at, person) => [
  ...declare(at, 'company', person.company_name, [person.company_name]),
  ...declare(at, 'siren', grouped(person.company_siren), [person.company_siren ?? '']),
  ...declare(at, 'role', roleOf(at, person)),
])

export const fundsFacts = ofPerson((at, person) => [
  ...declare(at, 'person', personName(person), fullNames(person)),
  ...declare(at, 'pep_function', person.pep_function),
])

/** One line a person: what he is, his name, and what else the piece ought to say of him. */
const lineOf = (at: Setting, person: PersonRow, i: number, more: readonly string[]): Declared => ({
  name: `person_${i}`,
  label: roleOf(at, person) || at.visit.t('documents:declared.person'),
  text: [personName(person), ...more].filter(Boolean).join(' · '),
  sought: fullNames(person),
})

const shareText = ({ visit }: Setting, { capital_bps: capital, votes_bps: votes }: PersonRow): string =>
  capital + votes === 0 ? '' : visit.t('documents:declared.share', { capital: writeShare(capital) || '0', votes: writeShare(votes) || '0' })

const sinceText = ({ visit }: Setting, { owner_since: since }: PersonRow): string =>
  since ? visit.t('documents:declared.since', { on: formatDay(since, visit.lang) }) : ''

export const representativeFacts = (at: Setting): Declared[] =>
  at.file.people.filter((one) => one.is_representative).map((one, i) => lineOf(at, one, i, []))

export const ownerFacts = (at: Setting): Declared[] =>
  at.file.people.filter((one) => one.is_beneficial_owner || one.capital_bps > 0).map((one, i) =>
    lineOf(at, one, i, [shareText(at, one), sinceText(at, one)])
  )

/** An association's board is its owners (BO-03). */
export const boardFacts = (at: Setting): Declared[] =>
  at.file.people.filter(({ kind }) => kind === 'natural').map((one, i) => lineOf(at, one, i, []))
