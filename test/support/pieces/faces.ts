import type { CardPerson } from './people.ts'
import { french, td1, td3, type ZoneFacts } from './zones.ts'

/** One side of a card: titles, labelled values (label above, or left of the value), free lines, the zone. */
export type Face = { width: number; height: number; titles: string[]; items: Item[]; zone?: string[]; portrait?: boolean }
type Item = { label: string; value: string; x: number; y: number; beside?: boolean; size?: number }
export type Truth = Partial<Record<string, string>>
/** Days of issue and expiry. */
export type Term = [issued: string, expires: string]
export type Sample = {
  key: string
  type: 'fr_cni_e' | 'fr_cni_old' | 'passport' | 'titre_sejour'
  faces: Face[]
  truth: Truth
  zone: string[]
}

const spaced = (day: string, sign = ' '): string => day.split('-').reverse().join(sign)
const six = (day: string): string => day.slice(2).replaceAll('-', '')
const card = { width: 856, height: 540 }

const facts = (person: CardPerson, code: string, number: string, expires: string, issuer = 'FRA'): ZoneFacts => ({
  code,
  issuer,
  nationality: person.country[0],
  family: person.family.replace(/İ/g, 'I'),
  given: person.given,
  number,
  birth: six(person.birth),
  expiry: six(expires),
  sex: person.sex,
})

const common = (person: CardPerson): Truth => ({
  family_name: person.family,
  given_names: person.given.join(', '),
  sex: person.sex,
  birth_date: person.birth,
  birth_place: person.birthPlace,
  ...(person.usage ? { usage_name: person.usage } : {}),
})

export const newCard = (person: CardPerson, number: string, [issued, expires]: Term = ['2023-05-16', '2033-05-15']): Sample => {
  const zone = td1(facts({ ...person, country: ['FRA', 'Française'] }, 'ID', number, expires))
  const front: Face = {
    ...card,
    portrait: true,
    titles: ['RÉPUBLIQUE FRANÇAISE', "CARTE NATIONALE D'IDENTITÉ / IDENTITY CARD"],
    items: [
      { label: 'NOM / Surname', value: person.family, x: 280, y: 95 },
      { label: 'Prénoms / Given names', value: person.given.join(', '), x: 280, y: 160 },
      { label: 'SEXE / Sex', value: person.sex, x: 280, y: 225 },
      { label: 'NATIONALITÉ / Nationality', value: 'FRA', x: 390, y: 225 },
      { label: 'DATE DE NAISS. / Date of birth', value: spaced(person.birth), x: 590, y: 225 },
      { label: 'LIEU DE NAISSANCE / Place of birth', value: person.birthPlace, x: 280, y: 290 },
      { label: "NOM D'USAGE / Alternate name", value: person.usage ?? '', x: 280, y: 355 },
      { label: 'N° DU DOCUMENT / Document No', value: number, x: 280, y: 420 },
      { label: "DATE D'EXPIR. / Expiry date", value: spaced(expires), x: 590, y: 420 },
    ],
  }
  const back: Face = {
    ...card,
    titles: [],
    zone,
    items: [
      { label: 'TAILLE / Height', value: person.height, x: 40, y: 30 },
      { label: 'ADRESSE / Address', value: person.address.join('\n'), x: 40, y: 100 },
      { label: 'DATE DE DÉLIVRANCE / Date of issue', value: spaced(issued), x: 450, y: 30 },
    ],
  }
  const truth = {
    ...common(person),
    nationality: 'FRA',
    document_number: number,
    expires_on: expires,
    issued_on: issued,
    height: person.height,
    address: person.address.join(', '),
  }
  return { key: 'cni_new', type: 'fr_cni_e', faces: [front, back], truth, zone }
}

export const oldCard = (person: CardPerson, number: string, [issued, expires]: Term = ['2016-09-12', '2031-09-11']): Sample => {
  const zone = french(facts({ ...person, country: ['FRA', 'Française'] }, 'ID', number, expires), `${number.slice(4, 6)}0${'123'}`)
  const line = (label: string, value: string, y: number, x = 270): Item => ({ label, value, x, y, beside: true })
  const front: Face = {
    width: 1050,
    height: 740,
    portrait: true,
    titles: ['RÉPUBLIQUE FRANÇAISE'],
    zone,
    items: [
      line("CARTE NATIONALE D'IDENTITÉ N° :", number, 90),
      line('Nationalité', 'Française', 90, 800),
      line('Nom :', person.family, 150),
      ...(person.usage ? [line("Nom d'usage :", person.usage, 200)] : []),
      line('Prénom(s) :', person.given.join(', '), 250),
      line('Sexe :', person.sex, 320),
      line('Né(e) le :', spaced(person.birth, '.'), 320, 520),
      line('à :', person.birthPlace, 370),
      line('Taille :', person.height, 420),
      line('Signature du titulaire :', '', 480),
    ],
  }
  const back: Face = {
    width: 1050,
    height: 740,
    titles: [],
    items: [
      line('Adresse :', person.address.join('\n'), 60, 60),
      line("Carte valable jusqu'au :", spaced(expires, '.'), 260, 60),
      line('délivrée le :', spaced(issued, '.'), 330, 60),
      line('par :', 'PRÉFECTURE DE POLICE (75)', 400, 60),
      line("Signature de l'autorité :", '', 470, 60),
    ],
  }
  const truth = {
    ...common(person),
    nationality: 'FRA',
    document_number: number,
    expires_on: expires,
    issued_on: issued,
    height: person.height,
    address: person.address.join(', '),
    authority: 'PRÉFECTURE DE POLICE (75)',
  }
  return { key: 'cni_old', type: 'fr_cni_old', faces: [front, back], truth, zone }
}

export const passportPage = (person: CardPerson, number: string, [issued, expires]: Term = ['2021-04-02', '2031-04-01']): Sample => {
  const [code, adjective] = person.country
  const zone = td3(facts(person, 'P', number, expires, code))
  const page: Face = {
    width: 1250,
    height: 880,
    portrait: true,
    titles: ['PASSEPORT / PASSPORT', code === 'FRA' ? 'RÉPUBLIQUE FRANÇAISE' : 'REPUBLIC'],
    zone,
    items: [
      { label: 'Type / Type', value: 'P', x: 400, y: 110 },
      { label: 'Code du pays / Country code', value: code, x: 520, y: 110 },
      { label: 'Passeport N° / Passport No.', value: number, x: 860, y: 110 },
      { label: 'Nom / Surname (1)', value: person.family, x: 400, y: 185 },
      { label: 'Prénoms / Given names (2)', value: person.given.join(', '), x: 400, y: 260 },
      { label: 'Nationalité / Nationality (3)', value: adjective, x: 400, y: 335 },
      { label: 'Date de naissance / Date of birth (4)', value: spaced(person.birth), x: 400, y: 410 },
      { label: 'Taille / Height (10)', value: person.height, x: 860, y: 335 },
      { label: 'Sexe / Sex (5)', value: person.sex, x: 400, y: 485 },
      { label: 'Lieu de naissance / Place of birth (6)', value: person.birthPlace, x: 560, y: 485 },
      { label: 'Date de délivrance / Date of issue (7)', value: spaced(issued), x: 400, y: 560 },
      { label: 'Autorité / Authority (9)', value: 'Préfecture de Loire', x: 860, y: 560 },
      { label: "Date d'expiration / Date of expiry (8)", value: spaced(expires), x: 400, y: 635 },
    ],
  }
  const { usage_name: _, ...named } = common(person)
  const truth = {
    ...named,
    nationality: code,
    document_number: number,
    expires_on: expires,
    issued_on: issued,
    issuing_country: code,
    authority: 'Préfecture de Loire',
    height: person.height,
  }
  return { key: 'passport', type: 'passport', faces: [page], truth, zone }
}

export const permit = (person: CardPerson, number: string, [issued, expires]: Term = ['2024-01-20', '2034-01-19']): Sample => {
  const zone = td1({ ...facts(person, 'IR', number, expires), personal: '' })
  const front: Face = {
    ...card,
    portrait: true,
    titles: ['TITRE DE SÉJOUR   RESIDENCE PERMIT   FRA'],
    items: [
      { label: 'N° / No', value: number, x: 640, y: 70 },
      { label: 'NOM / Surname', value: person.family, x: 280, y: 95 },
      { label: 'Prénoms / Forenames', value: person.given.join(', '), x: 280, y: 160 },
      { label: 'SEXE / Sex', value: person.sex, x: 280, y: 225 },
      { label: 'NATIONALITÉ / Nationality', value: person.country[0], x: 390, y: 225 },
      { label: 'DATE DE NAISS. / Date of birth', value: spaced(person.birth), x: 590, y: 225 },
      { label: 'CATÉGORIE DU TITRE / Type of permit', value: 'CARTE DE RÉSIDENT', x: 280, y: 290 },
      { label: "DATE D'EXPIRATION / Date of expiry", value: spaced(expires), x: 280, y: 355 },
      { label: 'REMARQUES / Remarks', value: 'AUTORISE SON TITULAIRE À TRAVAILLER', x: 280, y: 420 },
    ],
  }
  const back: Face = {
    ...card,
    titles: [],
    zone,
    items: [
      { label: 'LIEU DE NAISSANCE / Place of birth', value: person.birthPlace, x: 40, y: 30 },
      { label: 'N° ÉTRANGER / Personal No', value: '7503124588', x: 500, y: 30 },
      { label: 'DATE DE DÉLIVRANCE / Date of issue', value: spaced(issued), x: 40, y: 100 },
      { label: 'AUTORITÉ / Authority', value: 'PRÉFECTURE DU RHÔNE', x: 500, y: 100 },
      { label: 'ADRESSE / Address', value: person.address.join('\n'), x: 40, y: 170 },
    ],
  }
  const { usage_name: _, ...named } = common(person)
  const truth = {
    ...named,
    nationality: person.country[0],
    document_number: number,
    expires_on: expires,
    issued_on: issued,
    personal_number: '7503124588',
    category: 'CARTE DE RÉSIDENT',
    authority: 'PRÉFECTURE DU RHÔNE',
    address: person.address.join(', '),
  }
  return { key: 'residence_permit', type: 'titre_sejour', faces: [front, back], truth, zone }
}
