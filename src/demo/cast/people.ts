import { addDays, addMonths, type Day } from '#src/kernel/calendar.ts'
import { normaliseName } from '#src/kernel/names.ts'
import type { PersonInput } from '#src/dossiers/person.ts'
import type { PersonRole } from '#src/dossiers/personFacts.ts'
import { between, type Dice, oneOf } from '../pieces/seed.ts'
import { streets, towns, type Town } from './places.ts'

/** Somebody who does not exist. */
export type Somebody = {
  sex: 'F' | 'M'
  givenNames: string
  familyName: string
  birthDate: Day
  birthPlace: string
  birthCountry: string
  nationality: string
  address: string
}

const women = [
  'Camille',
  'Élodie',
  'Nadia',
  'Sophie',
  'Margaux',
  'Inès',
  'Bénédicte',
  'Aurélie',
  'Chloé',
  'Fatou',
  'Solenn',
  'Delphine',
  'Anaïs',
  'Leïla',
  'Océane',
  'Véronique',
  'Maëlle',
  'Catherine',
  'Justine',
  'Thi Mai',
  'Capucine',
  'Nathalie',
  'Yasmine',
  'Florence',
]
const men = [
  'Julien',
  'Karim',
  'Baptiste',
  'Olivier',
  'Mathis',
  'Yann',
  'Rachid',
  'Étienne',
  'Gaël',
  'Sébastien',
  'Mamadou',
  'Loïc',
  'Vincent',
  'Hugo',
  'Pascal',
  'Théo',
  'Abdel',
  'François-Xavier',
  'Damien',
  'Luca',
  'Antonin',
  'Jérôme',
  'Samuel',
  'Nicolas',
]
const seconds = ['Marie', 'Louise', 'Jeanne', 'Paule', 'Anne', 'Rose']
const secondsOfMen = ['Pierre', 'Jean', 'Louis', 'Marcel', 'Henri', 'Joseph']
const families = [
  'Lenoir',
  'Kervella',
  'Benali',
  'Durand-Morel',
  'Fontaine',
  'Le Goff',
  'Moreau',
  'Traoré',
  'Vasseur',
  'Bertin',
  'Cazenave',
  'Garnier',
  'Haddad',
  'Ollivier',
  'Perrin',
  'Rolland',
  'Da Silva',
  'Tessier',
  'Verdier',
  'Weber',
  'Arnaud',
  'Blanchet',
  'Charpentier',
  'Diop',
  'Estève',
  'Ferrand',
  'Guillou',
  'Hamel',
  'Jacquemin',
  'Kowalski',
  'Lacombe',
  'Mercier',
  'Nguyen',
  'Pagès',
  'Quéré',
  'Renaud',
  'Sauvage',
  'Thibault',
  'Vidal',
  'Zerrouki',
  'Bonnefoy',
  'Castaing',
  'Delorme',
  'Fabre',
  'Gauthier',
  'Lemoine',
  'Masson',
  'Picard',
]
/** Born abroad, and of which passport; most are French and born in a French town. */
const elsewhere: readonly (readonly [place: string, country: string])[] = [
  ['Porto', 'PT'],
  ['Bruxelles', 'BE'],
  ['Turin', 'IT'],
  ['Casablanca', 'MA'],
  ['Varsovie', 'PL'],
  ['Dakar', 'SN'],
  ['Barcelone', 'ES'],
]

const doorOf = (roll: Dice, { postcode, name }: Town): string => `${between(roll, 1, 98)} ${oneOf(roll, streets)}, ${postcode} ${name}`

/** `rank`: the heads of the portfolio walk through the list of families, so that no name comes back on every page. */
export const invented = (roll: Dice, today: Day, rank: number | null = null): Somebody => {
  const sex = roll() < 0.47 ? 'F' : 'M'
  const second = roll() < 0.4 ? ` ${oneOf(roll, sex === 'F' ? seconds : secondsOfMen)}` : ''
  const givenNames = oneOf(roll, sex === 'F' ? women : men) + second
  const drawn = oneOf(roll, families)
  const familyName = rank === null ? drawn : (families[(rank * 17) % families.length] ?? drawn)
  const birthDate = addDays(addMonths(today, -12 * between(roll, 24, 63)), -between(roll, 0, 360))
  const birthTown = oneOf(roll, towns)
  const home = oneOf(roll, towns)
  const address = doorOf(roll, home)
  const isFromAbroad = roll() < 0.12
  const [place, country] = oneOf(roll, elsewhere)
  return isFromAbroad
    ? { sex, givenNames, familyName, birthDate, birthPlace: place, birthCountry: country, nationality: country, address }
    : { sex, givenNames, familyName, birthDate, birthPlace: birthTown.name, birthCountry: 'FR', nationality: 'FR', address }
}

/** The day he was so many years old. */
export const birthday = ({ birthDate }: Pick<Somebody, 'birthDate'>, age: number): Day => addMonths(birthDate, 12 * age)

export const laterOf = (a: Day, b: Day): Day => (a > b ? a : b)

/** One of the people of a dossier: who he is, and what he declares to be. */
export type Player = { somebody: Somebody; says: PersonInput; printedRole: string }

const nothing: PersonInput = {
  kind: 'natural',
  role: 'autre',
  isBeneficialOwner: false,
  isSignatory: false,
  representsPersonId: '',
  givenNames: '',
  familyName: '',
  usageName: '',
  birthDate: '',
  birthPlace: '',
  birthCountry: '',
  nationality: '',
  address: '',
  companyName: '',
  companySiren: '',
  capitalBps: 0,
  votesBps: 0,
  controlNature: '',
  ownerSince: '',
  isPep: false,
  pepFunction: '',
}

/** Until it has an id, the company that the one behind it holds: the person declared before. */
export const companyAhead = '@0'

type Saying = Partial<PersonInput> & { role: PersonRole }

export const player = (somebody: Somebody, printedRole: string, saying: Saying): Player => {
  const { sex: _, ...facts } = somebody
  return { somebody, printedRole, says: { ...nothing, ...facts, ...saying } }
}

/** A company among the people of a dossier: the one that presides. */
export const companyPlayer = (behind: Somebody, saying: Saying & { companyName: string; companySiren: string }): Player => ({
  somebody: behind,
  printedRole: 'Société présidente',
  says: { ...nothing, kind: 'legal', ...saying },
})

/** What a mailbox makes of a name. */
export const slug = (text: string): string => normaliseName(text).replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
