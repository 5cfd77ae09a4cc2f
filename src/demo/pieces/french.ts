import type { Day } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import type { CompanyFacts, CompanyForm, PersonFacts } from './facts.ts'

const months = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre']

const parts = (day: Day): [year: string, month: string, date: string] => day.split('-') as [string, string, string]

/** '14 mars 2019'; the first of a month is '1er'. */
export const longDay = (day: Day): string => {
  const [year, month, date] = parts(day)
  return `${Number(date) === 1 ? '1er' : Number(date)} ${months[Number(month) - 1]} ${year}`
}
export const slashDay = (day: Day): string => parts(day).reverse().join('/')
export const spacedDay = (day: Day): string => parts(day).reverse().join(' ')
export const dotDay = (day: Day): string => parts(day).reverse().join('.')

const grouped = (whole: number): string => String(whole).replace(/\B(?=(\d{3})+$)/g, ' ')
/** '15 000,00'. */
export const amount = (cents: number): string => `${grouped(Math.floor(cents / 100))},${String(cents % 100).padStart(2, '0')}`
export const percent = (bps: number): string => `${(bps / 100).toFixed(2).replace('.', ',')} %`

export const groupedSiren = (siren: string): string => siren.replace(/(\d{3})(\d{3})(\d{3})/, '$1 $2 $3')
export const groupedSiret = (siret: string): string => siret.replace(/(\d{3})(\d{3})(\d{3})(\d{5})/, '$1 $2 $3 $4')
export const groupedIban = (iban: string): string => iban.replace(/(.{4})(?=.)/g, '$1 ')

const forms: Record<CompanyForm, [long: string, short: string]> = {
  ei: ['Entrepreneur individuel', 'EI'],
  eurl: ['Société à responsabilité limitée à associé unique', 'EURL'],
  sarl: ['Société à responsabilité limitée', 'SARL'],
  sas: ['Société par actions simplifiée', 'SAS'],
  sasu: ['Société par actions simplifiée à associé unique', 'SASU'],
  sa: ["Société anonyme à conseil d'administration", 'SA'],
  sci: ['Société civile immobilière', 'SCI'],
  association: ['Association déclarée', 'Association'],
}
export const longForm = (form: CompanyForm): string => forms[form][0]
export const shortForm = (form: CompanyForm): string => forms[form][1]

/** Capital in shares (SA, SAS) or in parts (the others). */
export const hasShares = (form: CompanyForm): boolean => form === 'sa' || form === 'sas' || form === 'sasu'

export const chiefOf = (form: CompanyForm): string =>
  form === 'sa' ? 'Directeur général' : hasShares(form) || form === 'association' ? 'Président' : form === 'ei' ? 'Entrepreneur' : 'Gérant'

const countries: Partial<Record<string, [adjective: string, code: string]>> = dictionary({
  FR: ['Française', 'FRA'],
  BE: ['Belge', 'BEL'],
  ES: ['Espagnole', 'ESP'],
  PT: ['Portugaise', 'PRT'],
  IT: ['Italienne', 'ITA'],
  DE: ['Allemande', 'D'],
  GB: ['Britannique', 'GBR'],
  CH: ['Suisse', 'CHE'],
  MA: ['Marocaine', 'MAR'],
  DZ: ['Algérienne', 'DZA'],
  TN: ['Tunisienne', 'TUN'],
  SN: ['Sénégalaise', 'SEN'],
  PL: ['Polonaise', 'POL'],
  RO: ['Roumaine', 'ROU'],
  NL: ['Néerlandaise', 'NLD'],
  US: ['Américaine', 'USA'],
  CN: ['Chinoise', 'CHN'],
  VN: ['Vietnamienne', 'VNM'],
  TR: ['Turque', 'TUR'],
  RU: ['Russe', 'RUS'],
  MC: ['Monégasque', 'MCO'],
  LU: ['Luxembourgeoise', 'LUX'],
  IE: ['Irlandaise', 'IRL'],
  UA: ['Ukrainienne', 'UKR'],
})
export const nationality = (country: string): string => countries[country]?.[0] ?? country
/** The code of machine-readable zones; three letters given are taken as they are, what is unknown is unspecified (XXX). */
export const zoneCountry = (country: string): string => countries[country]?.[1] ?? (country.length === 3 ? country : 'XXX')

export const nameOf = ({ givenNames, familyName }: PersonFacts): string => `${givenNames} ${familyName.toUpperCase()}`
export const civilityOf = ({ sex }: PersonFacts): string => (sex === 'F' ? 'Madame' : 'Monsieur')
export const bornOf = ({ sex }: PersonFacts): string => (sex === 'F' ? 'née' : 'né')
export const seatOf = ({ address, postcode, city }: CompanyFacts): string => `${address}, ${postcode} ${city}`
export const rcsOf = ({ rcsCity, city }: CompanyFacts): string => rcsCity ?? city
/** The court of a town: 'de Paris', "d'Annecy". */
export const of = (town: string): string => (/^[AEIOUYÉÈÊH]/i.test(town) ? `d'${town}` : `de ${town}`)

/** The characters of WinAnsi beyond Latin-1; pdf-lib throws on any other, its standard fonts have no glyph for them. */
const beyondLatin = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'
const hasGlyph = (sign: string): boolean => /[\x20-\x7e\xa0-\xff]/.test(sign) || beyondLatin.includes(sign)
const lookalikes: Partial<Record<string, string>> = dictionary({
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ı: 'i',
  '−': '-',
  '‑': '-',
  '\u202f': ' ',
  '\u2009': ' ',
  '\t': ' ',
  '\n': ' ',
})

const printed = (sign: string): string => {
  if (hasGlyph(sign)) return sign
  const plain = lookalikes[sign] ?? sign.normalize('NFD').replace(/\p{M}/gu, '')
  return [...plain].every(hasGlyph) ? plain : '?'
}

/** What the standard fonts can print of a text: Łukasz Đorđević is Lukasz Dordevic, Кирилл is a row of question marks. */
export const printable = (text: string): string => [...text.normalize('NFC')].map(printed).join('')
