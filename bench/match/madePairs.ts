import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type { Birth, Party } from '#src/matching/party.ts'
import { distorted, luckOf, type Luck } from './distort.ts'
import type { LabelledPair } from './labelledPairs.ts'

export type Person = { name: string; birth: string; country: string }

/** Invented, of the regions whose people lists and merchants have. */
const invented: readonly (readonly [string, string, string])[] = [
  [
    'dz',
    'Kamel Nassim Rachid Djamila Samira Mourad Lyes Farida',
    'Benkacem Boumediene Hamrouche Ait-Larbi Ould-Kaddour Bouzidi Chergui Zerrouki',
  ],
  ['sn', 'Mamadou Ousmane Fatou Aminata Cheikh Ibrahima Abdoulaye Aissatou', 'Diop Ndiaye Sarr Gueye Thiam Mbengue Faye Seck'],
  [
    'ru',
    'Sergei Dmitry Natalia Viktor Yevgeny Olga Anatoly Irina',
    'Kuznetsov Vorobyov Zhdanov Shcherbatov Malinovsky Tretyakov Polyanski Gavrilov',
  ],
  [
    'fr',
    'Jean-Pierre Marie-Claude François Véronique Étienne Hélène Gérard Sylvie',
    'Lefèvre de-la-Tour Dubreuil Saint-Aubin Marchand Carpentier d’Hautefeuille Rousselot',
  ],
  ['af', 'Abdul Rahmatullah Najibullah Gul Faizullah Habib Sher Noor', 'Stanikzai Hotak Popalzai Wardak Achakzai Sherzad Momand Barakzai'],
  ['cn', 'Wei Jianguo Xiaoming Lihua Guoqiang Meiling Zhiyuan Haifeng', 'Zhang Wang Ouyang Huang Xu Zheng Sun Liang'],
  [
    'co',
    'Carlos Guillermo Beatriz Hernando Consuelo Rodrigo Ximena Álvaro',
    'Restrepo Villamizar Echeverri Cárdenas Zuluaga Montoya Quintero Arbeláez',
  ],
  [
    'ir',
    'Hossein Gholamreza Shahram Parvaneh Mohsen Farhad Zohreh Behrouz',
    'Rostamzadeh Tehrani Karbaschi Mousavian Golestani Farahani Khorasani Sohrabi',
  ],
]
/** A hundred and ninety-two people who never were. */
export const inventedPeople = (): Person[] =>
  invented.flatMap(([country, first, last]) => {
    const [firsts, lasts] = [first.split(' '), last.split(' ').map((name) => name.replaceAll('-', ' '))]
    return Array.from({ length: 24 }, (_, at) => ({
      name: at % 3 === 0
        ? `${firsts[at % 8]} ${firsts[(at * 3 + 1) % 8]} ${lasts[(at * 5) % 8]}`
        : `${firsts[at % 8]} ${lasts[(at * 3 + (at >> 3)) % 8]}`,
      birth: `${1940 + ((at * 7) % 60)}-${String(1 + ((at * 5) % 12)).padStart(2, '0')}-${String(1 + ((at * 11) % 28)).padStart(2, '0')}`,
      country,
    }))
  })

/** A file with full_name, date_of_birth, nationality, as `pairs/positives_*.csv` have them. */
export const peopleOf = (file: string): Person[] =>
  (parse(readFileSync(file), { bom: true, columns: true }) as Record<string, string>[])
    .map((row) => ({
      name: row['full_name'] ?? '',
      birth: row['date_of_birth'] ?? '',
      country: row['nationality'] ?? '',
    }))
    .filter(({ name }) => name !== '')

const birthsOf = (text: string): Birth[] => (/^\d{4}-\d\d-\d\d$/.test(text)
  ? [{ from: text, to: text, isCirca: false }]
  : /^\d{4}/.test(text)
  ? [{ from: `${text.slice(0, 4)}-01-01`, to: `${text.slice(0, 4)}-12-31`, isCirca: false }]
  : [])
const partyOf = ({ name, birth, country }: Person): Party => ({
  kind: 'person',
  names: [{ text: name, quality: 'primary' }],
  births: birthsOf(birth),
  birthPlaces: [],
  nationalities: country ? [country] : [],
  countries: [],
  gender: null,
  identifiers: [],
})

const otherBirth = (birth: string, luck: Luck): string => {
  const year = Number(birth.slice(0, 4) || 1970)
  const other = year + luck.oneOf([-1, 1]) * (2 + luck.upTo(25))
  return `${other}-${String(1 + luck.upTo(12)).padStart(2, '0')}-${String(1 + luck.upTo(28)).padStart(2, '0')}`
}
const wordsOf = (name: string): string[] => name.split(/\s+/)
/** Somebody else: one word of the name is another person's; every fifth is a namesake. */
const neighbour = (person: Person, people: readonly Person[], luck: Luck): Person => {
  const [words, others] = [wordsOf(person.name), wordsOf(luck.oneOf(people).name)]
  const near = luck.isTrue(0.2) ? words : words.with(luck.upTo(words.length), luck.oneOf(others))
  return {
    name: near.join(' '),
    birth: otherBirth(person.birth, luck),
    country: luck.isTrue(0.5) ? person.country : luck.oneOf(people).country,
  }
}
/** What is known of the same one when he applies: all, or the year of birth alone; a country that is another one now and then. */
const applying = ({ name, birth, country }: Person, people: readonly Person[], luck: Luck): Person => ({
  name: distorted(name, luck),
  birth: luck.isTrue(0.2) ? birth.slice(0, 4) : birth,
  country: luck.isTrue(0.1) ? luck.oneOf(people).country : country,
})

/** One altered spelling and one near neighbour with another birth date, for each person. With `isBare` nothing but the names is said. */
export const makePairs = (people: readonly Person[], seed: number, isBare = false): LabelledPair[] => {
  const luck = luckOf(seed)
  const said = (person: Person): Party => partyOf(isBare ? { ...person, birth: '', country: '' } : person)
  return people.flatMap((person) => [
    { query: said(applying(person, people, luck)), listed: said(person), isMatch: true },
    { query: said(neighbour(person, people, luck)), listed: said(person), isMatch: false },
  ])
}
