import type { PrintedFacts } from './flaw.ts'
import { amount, groupedIban, groupedSiren, longDay, nameOf, slashDay } from './french.ts'
import { between, type Dice } from './seed.ts'
import { blue, gap, grey, openSheet, put, putRight, type Sheet } from './sheet.ts'
import { centred, columnsOf, field, line, paragraph, rule, section, signature, table } from './write.ts'

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
    table(sheet, columnsOf(['Code banque', 110], ['Code guichet', 110], ['Numéro de compte', 180], ['Clé RIB', 80]), [bbanCells(iban)])
  }
  gap(sheet, 6)
  line(sheet, 'IBAN (International Bank Account Number)', { size: 8.5, colour: grey })
  line(sheet, groupedIban(iban), { size: 13, face: 'bold' })
  gap(sheet, 6)
  line(sheet, 'BIC (Bank Identifier Code)', { size: 8.5, colour: grey })
  line(sheet, bic, { size: 13, face: 'bold' })
  return sheet
}

/** In cents. */
type Balance = { turnover: number; purchases: number; wages: number; fixed: number; cash: number; capital: number }

const hundred = 10_000
/** Whole hundreds of euros that add up, as small companies' statements do. */
const balanceOf = (capital: number, roll: Dice): Balance => {
  const turnover = between(roll, 800, 6_500)
  const part = (low: number, high: number): number => Math.round((turnover * between(roll, low, high)) / 100) * hundred
  const [purchases, wages] = [part(20, 40), part(20, 45)]
  const [fixed, cash] = [between(roll, 200, 2_500) * hundred + capital, between(roll, 100, 900) * hundred]
  return { turnover: turnover * hundred, purchases, wages, fixed, cash, capital }
}

const statement = (sheet: Sheet, title: string, rows: [name: string, cents: number][]): void => {
  section(sheet, title)
  table(sheet, columnsOf(['Poste', 320], ['Montant (EUR)', 150, 'right']), rows.map(([name, cents]) => [name, amount(cents)]))
}

export const accounts = async ({ company, issuedOn, person }: PrintedFacts, roll: Dice): Promise<Sheet> => {
  const year = Number(issuedOn.slice(0, 4)) - 1
  const sheet = await openSheet({ title: `Comptes annuels ${year} ${company.name}`, day: issuedOn })
  const { turnover, purchases, wages, fixed, cash, capital } = balanceOf(company.capitalCents ?? 100_000, roll)
  centred(sheet, company.name.toUpperCase(), { size: 15, face: 'bold' })
  centred(sheet, `COMPTES ANNUELS - exercice clos le 31 décembre ${year}`, { size: 12, face: 'bold' })
  if (company.siren) centred(sheet, `SIREN ${groupedSiren(company.siren)}`)
  statement(sheet, 'Compte de résultat', [
    ["Chiffre d'affaires net", turnover],
    ['Achats et charges externes', purchases],
    ['Salaires et charges sociales', wages],
    ["Résultat de l'exercice", turnover - purchases - wages],
  ])
  statement(sheet, 'Bilan - actif', [['Immobilisations nettes', fixed], ['Disponibilités', cash], ['Total actif', fixed + cash]])
  statement(sheet, 'Bilan - passif', [
    ['Capital social', capital],
    ['Emprunts, dettes et report à nouveau', fixed + cash - capital],
    ['Total passif', fixed + cash],
  ])
  line(sheet, `Arrêtés à ${company.city}, le ${longDay(issuedOn)}`)
  signature(sheet, nameOf(person))
  return sheet
}

const origins = (roll: Dice): [name: string, cents: number][] => [
  ['Épargne salariale constituée depuis 2008', between(roll, 150, 400) * hundred],
  ["Vente d'un bien immobilier", between(roll, 600, 1_900) * hundred],
  ['Succession familiale', between(roll, 80, 300) * hundred],
]

export const sourceOfFunds = async ({ person, company, issuedOn, bankName }: PrintedFacts, roll: Dice): Promise<Sheet> => {
  const sheet = await openSheet({ title: `Origine des fonds ${nameOf(person)}`, day: issuedOn, margin: 70 })
  centred(sheet, "DÉCLARATION D'ORIGINE DES FONDS ET DU PATRIMOINE", { size: 13, face: 'bold' })
  gap(sheet, 14)
  paragraph(
    sheet,
    `Je soussigné(e) ${nameOf(person)}, né(e) le ${longDay(person.birthDate)} à ${person.birthPlace}, ` +
      `${(person.role ?? '').toLowerCase()} de ${company.name}, déclare sur l'honneur que les fonds apportés à l'entreprise proviennent de :`,
  )
  const parts = origins(roll)
  const total = parts.reduce((sum, [, cents]) => sum + cents, 0)
  const rows = [...parts, ['Total', total] as const].map(([name, cents]) => [name, amount(cents)])
  table(sheet, columnsOf(['Origine', 290], ['Montant (EUR)', 140, 'right']), rows)
  paragraph(
    sheet,
    `Ces sommes sont déposées sur un compte ouvert auprès de l'établissement ${bankName}. Les justificatifs correspondants ` +
      '(attestation notariale, relevés) sont tenus à votre disposition.',
  )
  rule(sheet)
  line(sheet, `Fait à ${company.city}, le ${longDay(issuedOn)}`)
  signature(sheet, nameOf(person))
  return sheet
}
