import { addMonths } from '#src/kernel/calendar.ts'
import type { CompanyFacts, PersonFacts } from './facts.ts'
import type { PrintedFacts } from './flaw.ts'
import { amount, chiefOf, groupedSiren, groupedSiret, longDay, longForm, nationality, of, rcsOf, seatOf, slashDay } from './french.ts'
import { code, type Dice, digits } from './seed.ts'
import { gap, grey, openSheet, put, putRight, type Sheet } from './sheet.ts'
import { centred, field, line, paragraph, section, signature, subheading } from './write.ts'

/** `nom : Dupont`, as the registers print people. */
export const personFields = (sheet: Sheet, facts: PrintedFacts, at: number): void => {
  const person = facts.people[at] ?? facts.person
  field(sheet, 'Nom, prénoms', `${person.familyName.toUpperCase()} ${person.givenNames}`)
  field(sheet, "Nom d'usage", (person.usageName ?? '').toUpperCase())
  field(sheet, 'Date et lieu de naissance', `Le ${slashDay(person.birthDate)} à ${person.birthPlace}`)
  field(sheet, 'Nationalité', nationality(person.nationality))
  field(sheet, 'Domicile personnel', person.address ?? seatOf(facts.company))
}

export const letterhead = (sheet: Sheet, left: string[], right: string): void => {
  left.forEach((text, at) => put(sheet, text, sheet.margin, sheet.y - at * 12, { size: 9.5, face: at === 0 ? 'bold' : 'plain' }))
  putRight(sheet, right, sheet.page.getWidth() - sheet.margin, sheet.y, { size: 9 })
  gap(sheet, left.length * 12 + 22)
}

const kbisCompany = (sheet: Sheet, { company }: PrintedFacts): void => {
  section(sheet, 'IDENTIFICATION DE LA PERSONNE MORALE')
  field(sheet, 'Immatriculation au RCS, numéro', `${groupedSiren(company.siren ?? '')} R.C.S. ${rcsOf(company)}`)
  field(sheet, "Date d'immatriculation", slashDay(company.registeredOn))
  field(sheet, 'Dénomination ou raison sociale', company.name.toUpperCase())
  field(sheet, 'Forme juridique', longForm(company.legalForm))
  field(sheet, 'Capital social', `${amount(company.capitalCents ?? 100_000)} Euros`)
  field(sheet, 'Adresse du siège', seatOf(company))
  field(sheet, 'Activités principales', company.activity)
  field(sheet, 'Durée de la personne morale', `Jusqu'au ${slashDay(addMonths(company.registeredOn, 99 * 12))}`)
  field(sheet, "Date de clôture de l'exercice social", '31 Décembre')
}

const kbisPeople = (sheet: Sheet, facts: PrintedFacts): void => {
  section(sheet, 'GESTION, DIRECTION, ADMINISTRATION, CONTRÔLE, ASSOCIÉS OU MEMBRES')
  subheading(sheet, facts.person.role ?? chiefOf(facts.company.legalForm))
  personFields(sheet, facts, 0)
  const managers = facts.people.filter((person, at) => at > 0 && /gérant|président|direct(eur|rice)/i.test(person.role ?? ''))
  for (const person of managers) {
    subheading(sheet, person.role ?? '')
    personFields(sheet, facts, facts.people.indexOf(person))
  }
}

const kbisPlace = (sheet: Sheet, { company }: PrintedFacts): void => {
  section(sheet, "RENSEIGNEMENTS RELATIFS À L'ACTIVITÉ ET À L'ÉTABLISSEMENT PRINCIPAL")
  field(sheet, "Adresse de l'établissement", seatOf(company))
  field(sheet, 'Activité(s) exercée(s)', company.activity)
  field(sheet, "Date de commencement d'activité", slashDay(company.registeredOn))
  field(sheet, "Origine du fonds ou de l'activité", 'Création')
  field(sheet, "Mode d'exploitation", 'Exploitation directe')
}

export const kbis = async (facts: PrintedFacts, roll: Dice): Promise<Sheet> => {
  const { company, issuedOn } = facts
  const court = rcsOf(company)
  const footer = `R.C.S. ${court} - ${slashDay(issuedOn)} - page 1/1`
  const sheet = await openSheet({ title: `Extrait Kbis ${company.name}`, day: issuedOn, footer })
  const number = `${company.registeredOn.slice(0, 4)}B${digits(roll, 5)}`
  const town = `${company.postcode.slice(0, 2)}000 ${court.toUpperCase()}`
  letterhead(sheet, [`Greffe du Tribunal de Commerce ${of(court)}`, 'Service du registre', town], `N° de gestion ${number}`)
  line(sheet, `Code de vérification : ${code(roll, 10, 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789')}`, { size: 9 })
  line(sheet, 'https://controle.example/kbis', { size: 8, colour: grey })
  gap(sheet, 8)
  centred(sheet, 'Extrait Kbis', { size: 18, face: 'bold' })
  centred(sheet, "EXTRAIT D'IMMATRICULATION PRINCIPALE AU REGISTRE DU COMMERCE ET DES SOCIÉTÉS", { size: 9.5, face: 'bold' })
  centred(sheet, `à jour au ${longDay(issuedOn)}`, { size: 10 })
  kbisCompany(sheet, facts)
  kbisPeople(sheet, facts)
  kbisPlace(sheet, facts)
  gap(sheet, 14)
  putRight(sheet, 'Le Greffier', sheet.page.getWidth() - sheet.margin, sheet.y, { size: 10 })
  gap(sheet, 16)
  centred(sheet, "FIN DE L'EXTRAIT", { size: 8, colour: grey })
  return sheet
}

/** A sole trader is registered under his own name. */
const whoseRegistration = (sheet: Sheet, { legalForm, name }: CompanyFacts, { familyName, givenNames }: PersonFacts): void => {
  if (legalForm === 'ei') field(sheet, 'Nom, prénoms', `${familyName.toUpperCase()} ${givenNames}`)
  else field(sheet, 'Dénomination', name)
}

export const avisSirene = async ({ company, person, issuedOn }: PrintedFacts): Promise<Sheet> => {
  const sheet = await openSheet({ title: `Avis de situation ${company.name}`, day: issuedOn })
  letterhead(
    sheet,
    ['Institut national de la statistique', 'Répertoire des entreprises et des établissements'],
    `À la date du ${slashDay(issuedOn)}`,
  )
  centred(sheet, 'AVIS DE SITUATION AU RÉPERTOIRE SIRENE', { size: 14, face: 'bold' })
  section(sheet, "Description de l'entreprise")
  field(sheet, 'Entreprise active depuis le', slashDay(company.registeredOn))
  field(sheet, 'Identifiant SIREN', groupedSiren(company.siren ?? ''))
  field(sheet, 'Identifiant SIRET du siège', groupedSiret(company.siret ?? ''))
  whoseRegistration(sheet, company, person)
  field(sheet, 'Identifiant association (RNA)', company.rna ?? '')
  field(sheet, 'Catégorie juridique', longForm(company.legalForm))
  field(sheet, 'Activité principale exercée (APE)', `${company.naf ?? ''} - ${company.activity}`.replace(/^ - /, ''))
  section(sheet, "Description de l'établissement")
  field(sheet, 'Établissement actif depuis le', slashDay(company.registeredOn))
  field(sheet, 'Identifiant SIRET', groupedSiret(company.siret ?? ''))
  field(sheet, 'Enseigne', company.legalForm === 'ei' ? company.name : '')
  field(sheet, 'Adresse', seatOf(company))
  gap(sheet, 16)
  paragraph(
    sheet,
    "Cet avis donne la situation de l'établissement au répertoire à la date indiquée. Aucune valeur juridique n'est attachée à cet " +
      'avis.',
    { size: 9 },
  )
  return sheet
}

export const attestationRne = async ({ company, person, issuedOn }: PrintedFacts): Promise<Sheet> => {
  const sheet = await openSheet({ title: `Attestation RNE ${company.name}`, day: issuedOn })
  letterhead(sheet, ['Registre national des entreprises'], `Édité le ${slashDay(issuedOn)}`)
  centred(sheet, "ATTESTATION D'IMMATRICULATION", { size: 15, face: 'bold' })
  centred(sheet, 'au Registre national des entreprises', { size: 11 })
  section(sheet, 'Identité')
  field(sheet, 'SIREN', groupedSiren(company.siren ?? ''))
  whoseRegistration(sheet, company, person)
  field(sheet, "Date d'immatriculation au RNE", slashDay(company.registeredOn))
  field(sheet, "Début d'activité", slashDay(company.registeredOn))
  field(sheet, 'Forme juridique', longForm(company.legalForm))
  field(sheet, 'Activité principale', company.activity)
  field(sheet, 'Code APE', company.naf ?? '')
  field(sheet, 'Adresse', seatOf(company))
  section(sheet, company.legalForm === 'ei' ? 'Entrepreneur' : 'Représentant')
  field(sheet, 'Nom, prénoms', `${person.familyName.toUpperCase()} ${person.givenNames}`)
  field(sheet, 'Date de naissance', slashDay(person.birthDate))
  field(sheet, 'Lieu de naissance', person.birthPlace)
  section(sheet, 'Établissement principal')
  field(sheet, 'SIRET', groupedSiret(company.siret ?? ''))
  field(sheet, 'Adresse', seatOf(company))
  gap(sheet, 12)
  paragraph(sheet, "La présente attestation certifie l'immatriculation de l'entreprise à la date de son édition.", { size: 9 })
  return sheet
}

export const recepisse = async ({ company, person, issuedOn }: PrintedFacts, roll: Dice): Promise<Sheet> => {
  const sheet = await openSheet({ title: `Récépissé ${company.name}`, day: issuedOn })
  const office = ['RÉPUBLIQUE FRANÇAISE', `Préfecture - département ${company.postcode.slice(0, 2)}`, 'Greffe des associations']
  letterhead(sheet, office, `Le numéro ${company.rna ?? ''} est à rappeler`)
  gap(sheet, 10)
  centred(sheet, 'RÉCÉPISSÉ DE DÉCLARATION DE CRÉATION', { size: 13, face: 'bold' })
  centred(sheet, `de l'association n° ${company.rna ?? `W${digits(roll, 9)}`}`, { size: 12, face: 'bold' })
  gap(sheet, 10)
  paragraph(sheet, "Vu la loi du 1er juillet 1901 relative au contrat d'association ; vu le décret du 16 août 1901,")
  paragraph(
    sheet,
    `Le préfet donne récépissé à ${person.givenNames} ${person.familyName.toUpperCase()}, ` +
      `${(person.role ?? 'Président').toLowerCase()}, d'une déclaration en date du ${longDay(company.registeredOn)} faisant connaître la ` +
      "constitution d'une association ayant pour titre :",
  )
  centred(sheet, company.name.toUpperCase(), { size: 13, face: 'bold' })
  field(sheet, 'Dont le siège social est situé', seatOf(company))
  field(sheet, 'Objet', company.activity)
  field(sheet, 'Décision prise le', longDay(company.registeredOn))
  field(sheet, 'Pièces fournies', 'liste des dirigeants, procès-verbal, statuts')
  gap(sheet, 16)
  line(sheet, `Fait le ${longDay(issuedOn)}`)
  line(sheet, 'Pour le préfet, le chef de bureau')
  signature(sheet, 'Le chef de bureau')
  return sheet
}
