import { addDays, addMonths } from '#src/kernel/calendar.ts'
import type { PrintedFacts } from './flaw.ts'
import { amount, groupedIban, groupedSiren, groupedSiret, longDay, nameOf, rcsOf, seatOf, shortForm, slashDay } from './french.ts'
import { between, type Dice, digits } from './seed.ts'
import { blue, gap, grey, openSheet, put, putRight, type Sheet } from './sheet.ts'
import { centred, field, line, paragraph, rule, section, signature, table } from './write.ts'

const bbanCells = (iban: string): string[] => [iban.slice(4, 9), iban.slice(9, 14), iban.slice(14, 25), iban.slice(25, 27)]

export const rib = async ({ company, holder, iban, bic, bankName, issuedOn }: PrintedFacts): Promise<Sheet> => {
  const sheet = await openSheet({ title: `RIB ${holder}`, day: issuedOn, size: [595.28, 420] })
  put(sheet, bankName, sheet.margin, sheet.y, { size: 14, face: 'bold', colour: blue })
  putRight(sheet, `Édité le ${slashDay(issuedOn)}`, 595.28 - sheet.margin, sheet.y, { size: 8, colour: grey })
  gap(sheet, 34)
  centred(sheet, "RELEVÉ D'IDENTITÉ BANCAIRE", { size: 15, face: 'bold' })
  centred(sheet, 'Ce relevé est destiné à être remis à vos créanciers ou débiteurs.', { size: 8.5, colour: grey })
  gap(sheet, 12)
  field(sheet, 'Titulaire du compte', holder, 150)
  field(sheet, '', company.address.toUpperCase(), 150)
  field(sheet, ' ', `${company.postcode} ${company.city.toUpperCase()}`, 150)
  field(sheet, 'Domiciliation', `${bankName.toUpperCase()} ${company.city.toUpperCase()}`, 150)
  gap(sheet, 8)
  if (iban.startsWith('FR')) {
    table(sheet, [{ title: 'Code banque', width: 110 }, { title: 'Code guichet', width: 110 }, { title: 'Numéro de compte', width: 180 }, { title: 'Clé RIB', width: 80 }], [bbanCells(iban)])
  }
  gap(sheet, 6)
  line(sheet, 'IBAN (International Bank Account Number)', { size: 8.5, colour: grey })
  line(sheet, groupedIban(iban), { size: 13, face: 'bold' })
  gap(sheet, 6)
  line(sheet, 'BIC (Bank Identifier Code)', { size: 8.5, colour: grey })
  line(sheet, bic, { size: 13, face: 'bold' })
  return sheet
}

const works = ['Prestation de service', 'Fournitures', 'Livraison et mise en place', 'Suivi mensuel', 'Formation', 'Entretien']

const sums = (roll: Dice): { rows: string[][]; net: number } => {
  const items = Array.from({ length: between(roll, 3, 5) }, () => ({ name: works[between(roll, 0, works.length - 1)] as string, count: between(roll, 1, 8), price: between(roll, 15, 420) * 100 }))
  return { rows: items.map(({ name, count, price }) => [name, String(count), amount(price), amount(count * price)]), net: items.reduce((sum, { count, price }) => sum + count * price, 0) }
}

/** An invoice of the merchant to one of its customers: the proof that it does what it says. */
export const invoice = async ({ company, issuedOn }: PrintedFacts, roll: Dice): Promise<Sheet> => {
  const sheet = await openSheet({ title: `Facture ${company.name}`, day: issuedOn, footer: `${company.name} - ${shortForm(company.legalForm)}${company.siren ? ` - SIREN ${groupedSiren(company.siren)} - R.C.S. ${rcsOf(company)}` : ''}` })
  line(sheet, company.name, { size: 15, face: 'bold', colour: blue })
  line(sheet, company.address)
  line(sheet, `${company.postcode} ${company.city}`)
  if (company.siret) line(sheet, `SIRET ${groupedSiret(company.siret)}`)
  gap(sheet, 10)
  for (const [at, text] of ['Maison Hortense Lavigne', '14 place du Marché', '37000 Tours'].entries()) put(sheet, text, 340, sheet.y - at * 13, { size: 10 })
  gap(sheet, 60)
  line(sheet, `FACTURE N° F${issuedOn.slice(0, 4)}-${digits(roll, 4)}`, { size: 14, face: 'bold' })
  line(sheet, `Date : ${slashDay(issuedOn)}     Échéance : ${slashDay(addDays(issuedOn, 30))}`)
  line(sheet, `Objet : ${company.activity}`)
  const { rows, net } = sums(roll)
  table(sheet, [{ title: 'Désignation', width: 250 }, { title: 'Qté', width: 50, right: true }, { title: 'Prix unitaire HT', width: 90, right: true }, { title: 'Total HT', width: 90, right: true }], rows)
  field(sheet, 'Total HT', `${amount(net)} EUR`, 330)
  field(sheet, 'TVA 20 %', `${amount(Math.round(net / 5))} EUR`, 330)
  field(sheet, 'Total TTC', `${amount(net + Math.round(net / 5))} EUR`, 330)
  gap(sheet, 20)
  paragraph(sheet, "En cas de retard de paiement, une pénalité égale à trois fois le taux d'intérêt légal et une indemnité forfaitaire de 40 euros sont exigibles.", { size: 8.5 })
  return sheet
}

export const proofOfAddress = async ({ person, company, issuedOn }: PrintedFacts, roll: Dice): Promise<Sheet> => {
  const address = person.address ?? seatOf(company)
  const [street = '', town = ''] = address.split(/,\s*(?=\d{5})/)
  const sheet = await openSheet({ title: `Facture d'énergie ${nameOf(person)}`, day: issuedOn })
  line(sheet, 'Énergie des Trois Vallées', { size: 16, face: 'bold', colour: blue })
  line(sheet, 'Service clients particuliers - TSA 00000 - 99999 VALLÉE-FICTIVE CEDEX', { size: 8, colour: grey })
  gap(sheet, 24)
  for (const [at, text] of [nameOf(person).toUpperCase(), street.toUpperCase(), town.toUpperCase()].entries()) put(sheet, text, 320, sheet.y - at * 14, { size: 10.5, face: 'bold' })
  gap(sheet, 66)
  line(sheet, `Facture d'électricité du ${longDay(issuedOn)}`, { size: 14, face: 'bold' })
  field(sheet, 'N° de client', digits(roll, 10))
  field(sheet, 'Titulaire du contrat', nameOf(person))
  field(sheet, 'Lieu de consommation', address)
  field(sheet, 'Période', `du ${slashDay(addMonths(issuedOn, -2))} au ${slashDay(issuedOn)}`)
  section(sheet, 'Votre facture en détail')
  const [subscription, consumption] = [between(roll, 2_400, 3_600), between(roll, 5_000, 21_000)]
  table(sheet, [{ title: 'Poste', width: 300 }, { title: 'Montant TTC (EUR)', width: 150, right: true }], [
    ['Abonnement', amount(subscription)], ['Consommation', amount(consumption)], ['Taxes et contributions', amount(Math.round(consumption / 4))],
    ['Total', amount(subscription + consumption + Math.round(consumption / 4))],
  ])
  paragraph(sheet, `Le montant sera prélevé le ${longDay(addDays(issuedOn, 15))}. Cette facture peut servir de justificatif de domicile.`, { size: 9 })
  return sheet
}

/** A balance sheet and an income statement that add up. */
export const accounts = async ({ company, issuedOn, person }: PrintedFacts, roll: Dice): Promise<Sheet> => {
  const year = Number(issuedOn.slice(0, 4)) - 1
  const sheet = await openSheet({ title: `Comptes annuels ${year} ${company.name}`, day: issuedOn })
  const [turnover, purchases, wages, fixed, cash] = [between(roll, 800, 6_500), between(roll, 2_000, 4_000), between(roll, 2_000, 4_500), between(roll, 200, 2_500), between(roll, 100, 900)]
  const euros = (hundreds: number): string => amount(Math.round(hundreds) * 10_000)
  const costs = (turnover * (purchases + wages)) / 10_000
  const [result, capital] = [turnover - costs, (company.capitalCents ?? 100_000) / 10_000]
  const total = fixed + cash + capital
  centred(sheet, company.name.toUpperCase(), { size: 15, face: 'bold' })
  centred(sheet, `COMPTES ANNUELS - exercice clos le 31 décembre ${year}`, { size: 12, face: 'bold' })
  if (company.siren) centred(sheet, `SIREN ${groupedSiren(company.siren)}`)
  const columns = [{ title: 'Poste', width: 320 }, { title: 'Montant (EUR)', width: 150, right: true }]
  section(sheet, 'Compte de résultat')
  table(sheet, columns, [["Chiffre d'affaires net", euros(turnover)], ['Achats et charges externes', euros((turnover * purchases) / 10_000)], ['Salaires et charges sociales', euros((turnover * wages) / 10_000)], ["Résultat de l'exercice", euros(result)]])
  section(sheet, 'Bilan - actif')
  table(sheet, columns, [['Immobilisations nettes', euros(fixed + capital)], ['Disponibilités', euros(cash)], ['Total actif', euros(total)]])
  section(sheet, 'Bilan - passif')
  table(sheet, columns, [['Capital social', euros(capital)], ['Emprunts, dettes et report à nouveau', euros(total - capital)], ['Total passif', euros(total)]])
  line(sheet, `Arrêtés à ${company.city}, le ${longDay(issuedOn)}`)
  signature(sheet, nameOf(person))
  return sheet
}

export const sourceOfFunds = async ({ person, company, issuedOn, bankName }: PrintedFacts, roll: Dice): Promise<Sheet> => {
  const sheet = await openSheet({ title: `Origine des fonds ${nameOf(person)}`, day: issuedOn, margin: 70 })
  centred(sheet, "DÉCLARATION D'ORIGINE DES FONDS ET DU PATRIMOINE", { size: 13, face: 'bold' })
  gap(sheet, 14)
  paragraph(sheet, `Je soussigné(e) ${nameOf(person)}, né(e) le ${longDay(person.birthDate)} à ${person.birthPlace}, ${(person.role ?? '').toLowerCase()} de ${company.name}, déclare sur l'honneur que les fonds apportés à l'entreprise proviennent de :`)
  const parts = [['Épargne salariale constituée depuis 2008', between(roll, 150, 400)], ["Vente d'un bien immobilier", between(roll, 600, 1_900)], ['Succession familiale', between(roll, 80, 300)]] as const
  table(sheet, [{ title: 'Origine', width: 290 }, { title: 'Montant (EUR)', width: 140, right: true }], [...parts.map(([name, value]) => [name, amount(value * 10_000)]), ['Total', amount(parts.reduce((sum, [, value]) => sum + value, 0) * 10_000)]])
  paragraph(sheet, `Ces sommes sont déposées sur un compte ouvert auprès de l'établissement ${bankName}. Les justificatifs correspondants (attestation notariale, relevés) sont tenus à votre disposition.`)
  rule(sheet)
  line(sheet, `Fait à ${company.city}, le ${longDay(issuedOn)}`)
  signature(sheet, nameOf(person))
  return sheet
}
