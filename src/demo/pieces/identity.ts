import { rgb } from 'pdf-lib'
import { nationality, nameOf, spacedDay } from './french.ts'
import type { PrintedFacts } from './flaw.ts'
import { cardZone, oldCardZone, passportZone } from './mrz.ts'
import { card, type Card, emblem, label, lines, openCards, portrait, zone } from './cards.ts'
import { code, type Dice, digits } from './seed.ts'
import { blue, grey, type Sheet } from './sheet.ts'

/** Somebody made the holder ten years younger in the zone, and left the check digit as it was. */
const asPrinted = (lines: string[], { person, isZoneAltered }: PrintedFacts): string[] => {
  if (!isZoneAltered) return lines
  const birth = person.birthDate.slice(2).replaceAll('-', '')
  return lines.map((line) => line.replace(birth, `${(Number(birth[0]) + 1) % 10}${birth.slice(1)}`))
}

const given = (facts: PrintedFacts): string => facts.person.givenNames.split(/\s+/).join(', ')
const upper = (text: string): string => text.toUpperCase()

const newCardFront = (face: Card, facts: PrintedFacts, number: string): void => {
  const { person } = facts
  emblem(face, 14, 8)
  face.text('RÉPUBLIQUE FRANÇAISE', 70, 18, { size: 11, face: 'bold', colour: blue })
  face.text("CARTE NATIONALE D'IDENTITÉ / IDENTITY CARD", 70, 30, { size: 7, face: 'bold', colour: blue })
  portrait(face, 14, 44, 92, 118)
  label(face, 'NOM / Surname', upper(person.familyName), 118, 46)
  label(face, 'Prénoms / Given names', given(facts), 118, 72)
  label(face, 'SEXE / Sex', person.sex, 118, 98)
  label(face, 'NATIONALITÉ / Nationality', person.nationality === 'FR' ? 'FRA' : upper(nationality(person.nationality)), 168, 98)
  label(face, 'DATE DE NAISS. / Date of birth', spacedDay(person.birthDate), 250, 98)
  label(face, 'LIEU DE NAISSANCE / Place of birth', upper(person.birthPlace), 118, 124)
  if (person.usageName) label(face, "NOM D'USAGE / Alternate name", upper(person.usageName), 118, 150)
  label(face, 'N° DU DOCUMENT / Document No', number, 118, 176)
  label(face, "DATE D'EXPIR. / Expiry date", spacedDay(facts.expiresOn), 250, 176)
}

const newCardBack = (face: Card, facts: PrintedFacts, number: string): void => {
  label(face, 'TAILLE / Height', facts.person.sex === 'F' ? '1,67 m' : '1,78 m', 16, 14)
  label(face, 'DATE DE DÉLIVRANCE / Date of issue', spacedDay(facts.issuedOn), 120, 14)
  label(
    face,
    'ADRESSE / Address',
    upper(
      facts.person.address ??
        `${facts.company.address}, ${facts.company.postcode} ${facts.company.city}`,
    ),
    16,
    42,
  )
  zone(face, asPrinted(cardZone(facts.person, number, facts.expiresOn), facts), 15.8)
}

/** Both sides on one sheet, enlarged as a copier does it: at life size and 200 dpi the zone of a card is a coin toss (ocr.md §4). */
export const newIdentityCard = async (facts: PrintedFacts, roll: Dice): Promise<Sheet> => {
  const number = code(roll, 9)
  const sheet = await openCards(`Carte d'identité ${nameOf(facts.person)}`, facts.issuedOn)
  newCardFront(card(sheet, 0, rgb(0.93, 0.96, 0.99), roll), facts, number)
  newCardBack(card(sheet, 1, rgb(0.95, 0.96, 0.98), roll), facts, number)
  return sheet
}

const oldCardFront = (face: Card, facts: PrintedFacts, number: string): void => {
  const { person } = facts
  face.text('RÉPUBLIQUE FRANÇAISE', 130, 14, { size: 9, face: 'bold', colour: blue })
  lines(face, [`CARTE NATIONALE D'IDENTITÉ N° : ${number}`, `Nationalité ${nationality(person.nationality)}`], 112, 30, 12)
  portrait(face, 12, 34, 88, 110)
  lines(
    face,
    [
      `Nom : ${upper(person.familyName)}`,
      ...(person.usageName ? [`Nom d'usage : ${upper(person.usageName)}`] : []),
      `Prénom(s) : ${upper(given(facts))}`,
      `Sexe : ${person.sex}     Né(e) le : ${spacedDay(person.birthDate).replaceAll(' ', '.')}`,
      `à : ${upper(person.birthPlace)}`,
      `Taille : ${person.sex === 'F' ? '1,64m' : '1,81m'}`,
    ],
    112,
    62,
    16,
  )
  zone(face, asPrinted(oldCardZone(person, number), facts), 13.4)
}

const oldCardBack = (face: Card, { person, company, issuedOn, expiresOn }: PrintedFacts): void => {
  lines(
    face,
    [
      `Adresse : ${upper(person.address ?? `${company.address}, ${company.postcode} ${company.city}`)}`,
      `Carte valable jusqu'au : ${spacedDay(expiresOn).replaceAll(' ', '.')}`,
      `délivrée le : ${spacedDay(issuedOn).replaceAll(' ', '.')}`,
      `par : PRÉFECTURE (${company.postcode.slice(0, 2)})`,
      "Signature de l'autorité :",
    ],
    20,
    36,
    24,
  )
}

/** Twelve digits: year and month of issue, department, office, serial number. */
export const oldIdentityCard = async (facts: PrintedFacts, roll: Dice): Promise<Sheet> => {
  const number = facts.issuedOn.slice(2, 4) + facts.issuedOn.slice(5, 7) + facts.company.postcode.slice(0, 2) + digits(roll, 6)
  const sheet = await openCards(`Carte nationale d'identité ${nameOf(facts.person)}`, facts.issuedOn)
  oldCardFront(card(sheet, 0, rgb(0.92, 0.95, 0.99), roll), facts, number)
  oldCardBack(card(sheet, 1, rgb(0.94, 0.96, 0.99), roll), facts)
  return sheet
}

const passportPage = (face: Card, facts: PrintedFacts, number: string): void => {
  const { person } = facts
  face.text('PASSEPORT', 14, 16, { size: 11, face: 'bold', colour: blue })
  face.text('PASSPORT', 14, 27, { size: 7, colour: grey })
  face.text('RÉPUBLIQUE FRANÇAISE', 118, 16, { size: 10, face: 'bold', colour: blue })
  portrait(face, 14, 38, 92, 118)
  label(face, 'Type / Type', 'P', 118, 30)
  label(face, 'Code du pays / Country code', person.nationality === 'FR' ? 'FRA' : upper(person.nationality), 160, 30)
  label(face, 'Passeport N° / Passport No.', number, 258, 30)
  label(face, 'Nom / Surname (1)', upper(person.familyName), 118, 54)
  label(face, 'Prénoms / Given names (2)', given(facts), 118, 78)
  label(face, 'Nationalité / Nationality (3)', nationality(person.nationality), 118, 102)
  label(face, 'Date de naissance / Date of birth (4)', spacedDay(person.birthDate), 230, 102)
  label(face, 'Sexe / Sex (5)', person.sex, 118, 126)
  label(face, 'Lieu de naissance / Place of birth (6)', upper(person.birthPlace), 180, 126)
  label(face, 'Date de délivrance / Date of issue (7)', spacedDay(facts.issuedOn), 118, 150)
  label(face, "Date d'expiration / Date of expiry (8)", spacedDay(facts.expiresOn), 250, 150)
  zone(face, asPrinted(passportZone(person, number, facts.expiresOn), facts), 11.2)
}

export const passport = async (facts: PrintedFacts, roll: Dice): Promise<Sheet> => {
  const number = digits(roll, 2) + code(roll, 2, 'ABCDEFGHJKLMNPRTVWXYZ') + digits(roll, 5)
  const sheet = await openCards(`Passeport ${nameOf(facts.person)}`, facts.issuedOn, 'passport')
  passportPage(card(sheet, 0, rgb(0.97, 0.95, 0.93), roll, 'passport'), facts, number)
  return sheet
}
