import { between, type Dice, oneOf } from '#src/demo/pieces/seed.ts'
import { families, men, streets, towns, women } from './luck.ts'

/** Invented people whose names are hard in their own ways. */
export type CardPerson = {
  family: string
  given: string[]
  usage?: string
  sex: 'F' | 'M'
  birth: string
  birthPlace: string
  country: [code: string, adjective: string]
  height: string
  address: string[]
}

const france: CardPerson['country'] = ['FRA', 'Française']

export const cardPeople: CardPerson[] = [
  {
    family: 'LEFÈVRE',
    given: ['Élodie', 'Anne-Sophie', 'Françoise'],
    usage: 'BOUCHARD',
    sex: 'F',
    birth: '1984-02-29',
    birthPlace: 'CHÂTEAUROUX',
    country: france,
    height: '1,64 m',
    address: ['12 BIS RUE DE LA RÉPUBLIQUE', '36000 CHÂTEAUROUX', 'FRANCE'],
  },
  {
    family: "D'ORNELLAS-VASCONCELOS",
    given: ['Jean-Baptiste', 'Noël'],
    sex: 'M',
    birth: '1959-12-31',
    birthPlace: 'SAINT-DENIS (974)',
    country: france,
    height: '1,88 m',
    address: ['RÉSIDENCE LES FLAMBOYANTS', '4 ALLÉE DU PORT', '97400 SAINT-DENIS'],
  },
  {
    family: 'NGUYEN',
    given: ['Thi', 'Mai'],
    usage: 'ROUSSEL',
    sex: 'F',
    birth: '1996-07-08',
    birthPlace: 'HO CHI MINH-VILLE',
    country: ['VNM', 'Vietnamienne'],
    height: '1,55 m',
    address: ['7 QUAI DES BELGES', '13001 MARSEILLE', 'FRANCE'],
  },
  {
    family: 'LE GOFF',
    given: ['Yann'],
    sex: 'M',
    birth: '1971-10-01',
    birthPlace: 'LANNION',
    country: france,
    height: '1,79 m',
    address: ['18 CHEMIN DU MOULIN', '22300 LANNION', 'FRANCE'],
  },
  {
    family: 'BEN YOUSSEF',
    given: ['Mohamed', 'Amine'],
    sex: 'M',
    birth: '1988-03-17',
    birthPlace: 'SFAX',
    country: ['TUN', 'Tunisienne'],
    height: '1,75 m',
    address: ['103 AVENUE JEAN JAURÈS', '69007 LYON', 'FRANCE'],
  },
  {
    family: 'VAN DEN BROECK',
    given: ['Charlotte', 'Marie', 'Joséphine', 'Élisabeth'],
    sex: 'F',
    birth: '2001-01-05',
    birthPlace: 'LILLE',
    country: france,
    height: '1,70 m',
    address: ['55 RUE NATIONALE', '59800 LILLE', 'FRANCE'],
  },
  {
    family: 'ÖZDEMİR',
    given: ['Ayşe'],
    sex: 'F',
    birth: '1990-11-23',
    birthPlace: 'IZMIR',
    country: ['TUR', 'Turque'],
    height: '1,62 m',
    address: ['2 PLACE KLÉBER', '67000 STRASBOURG', 'FRANCE'],
  },
  {
    family: 'PETIT',
    given: ['Max'],
    sex: 'M',
    birth: '1966-05-30',
    birthPlace: 'NICE',
    country: france,
    height: '1,73 m',
    address: ['9 PROMENADE DES ANGLAIS', '06000 NICE', 'FRANCE'],
  },
]

const foreign: CardPerson['country'][] = [['DZA', 'Algérienne'], ['MAR', 'Marocaine'], ['CMR', 'Camerounaise'], ['PRT', 'Portugaise'], [
  'POL',
  'Polonaise',
], ['BRA', 'Brésilienne']]

/** Somebody else, of the same kind as the one given: a foreigner for a foreigner, a usage name where there was one. */
export const someoneLike = (like: CardPerson, roll: Dice): CardPerson => {
  const names = [...(like.sex === 'F' ? women : men)].sort(() => roll() - 0.5)
  const [postcode, town] = oneOf(roll, towns)
  const two = (number: number): string => String(number).padStart(2, '0')
  return {
    ...like,
    family: oneOf(roll, families),
    given: names.slice(0, like.given.length),
    ...(like.usage ? { usage: oneOf(roll, families) } : {}),
    birth: `${between(roll, 1948, 2004)}-${two(between(roll, 1, 12))}-${two(between(roll, 1, 28))}`,
    birthPlace: oneOf(roll, towns)[1].toUpperCase(),
    country: like.country[0] === 'FRA' ? like.country : oneOf(roll, foreign),
    height: `1,${between(roll, 52, 94)} m`,
    address: [`${between(roll, 1, 90)} ${oneOf(roll, streets)}`.toUpperCase(), `${postcode} ${town.toUpperCase()}`, 'FRANCE'],
  }
}
