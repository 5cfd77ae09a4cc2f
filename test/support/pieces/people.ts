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
  { family: 'LEFÈVRE', given: ['Élodie', 'Anne-Sophie', 'Françoise'], usage: 'BOUCHARD', sex: 'F', birth: '1984-02-29', birthPlace: 'CHÂTEAUROUX', country: france, height: '1,64 m', address: ['12 BIS RUE DE LA RÉPUBLIQUE', '36000 CHÂTEAUROUX', 'FRANCE'] },
  { family: "D'ORNELLAS-VASCONCELOS", given: ['Jean-Baptiste', 'Noël'], sex: 'M', birth: '1959-12-31', birthPlace: 'SAINT-DENIS (974)', country: france, height: '1,88 m', address: ['RÉSIDENCE LES FLAMBOYANTS', '4 ALLÉE DU PORT', '97400 SAINT-DENIS'] },
  { family: 'NGUYEN', given: ['Thi', 'Mai'], usage: 'ROUSSEL', sex: 'F', birth: '1996-07-08', birthPlace: 'HO CHI MINH-VILLE', country: ['VNM', 'Vietnamienne'], height: '1,55 m', address: ['7 QUAI DES BELGES', '13001 MARSEILLE', 'FRANCE'] },
  { family: 'LE GOFF', given: ['Yann'], sex: 'M', birth: '1971-10-01', birthPlace: 'LANNION', country: france, height: '1,79 m', address: ['18 CHEMIN DU MOULIN', '22300 LANNION', 'FRANCE'] },
  { family: 'BEN YOUSSEF', given: ['Mohamed', 'Amine'], sex: 'M', birth: '1988-03-17', birthPlace: 'SFAX', country: ['TUN', 'Tunisienne'], height: '1,75 m', address: ['103 AVENUE JEAN JAURÈS', '69007 LYON', 'FRANCE'] },
  { family: 'VAN DEN BROECK', given: ['Charlotte', 'Marie', 'Joséphine', 'Élisabeth'], sex: 'F', birth: '2001-01-05', birthPlace: 'LILLE', country: france, height: '1,70 m', address: ['55 RUE NATIONALE', '59800 LILLE', 'FRANCE'] },
  { family: 'ÖZDEMİR', given: ['Ayşe'], sex: 'F', birth: '1990-11-23', birthPlace: 'IZMIR', country: ['TUR', 'Turque'], height: '1,62 m', address: ['2 PLACE KLÉBER', '67000 STRASBOURG', 'FRANCE'] },
  { family: 'PETIT', given: ['Max'], sex: 'M', birth: '1966-05-30', birthPlace: 'NICE', country: france, height: '1,73 m', address: ['9 PROMENADE DES ANGLAIS', '06000 NICE', 'FRANCE'] },
]
