import { addDays, addMonths } from '#src/kernel/calendar.ts'
import type { PrintedFacts } from './flaw.ts'
import { amount, groupedSiren, groupedSiret, longDay, nameOf, rcsOf, seatOf, shortForm, slashDay } from './french.ts'
import { between, type Dice, digits, oneOf } from './seed.ts'
import { blue, gap, grey, type Ink, openSheet, put, type Sheet } from './sheet.ts'
import { columnsOf, field, line, paragraph, section, table } from './write.ts'

const works = ['Prestation de service', 'Fournitures', 'Livraison et mise en place', 'Suivi mensuel', 'Formation', 'Entretien']

type Item = { name: string; count: number; price: number }
const items = (roll: Dice): Item[] =>
  Array.from({ length: between(roll, 3, 5) }, () => ({
    name: oneOf(roll, works),
    count: between(roll, 1, 8),
    price: between(roll, 15, 420) * 100,
  }))

const imprint = ({ company }: PrintedFacts): string => {
  const numbers = company.siren ? [`SIREN ${groupedSiren(company.siren)}`, `R.C.S. ${rcsOf(company)}`] : []
  return [company.name, shortForm(company.legalForm), ...numbers].join(' - ')
}

const itemColumns = columnsOf(['Désignation', 250], ['Qté', 50, 'right'], ['Prix unitaire HT', 90, 'right'], ['Total HT', 90, 'right'])

const customer = ['Maison Hortense Lavigne', '14 place du Marché', '37000 Tours']
/** Lines one under the other in the window of an envelope. */
const addressee = (sheet: Sheet, lines: string[], ink: Ink): void =>
  lines.forEach((text, at) => put(sheet, text, 330, sheet.y - at * 14, ink))

/** An invoice of the merchant to one of its customers: the proof that it does what it says. */
export const invoice = async (facts: PrintedFacts, roll: Dice): Promise<Sheet> => {
  const { company, issuedOn } = facts
  const sheet = await openSheet({ title: `Facture ${company.name}`, day: issuedOn, footer: imprint(facts) })
  line(sheet, company.name, { size: 15, face: 'bold', colour: blue })
  line(sheet, company.address)
  line(sheet, `${company.postcode} ${company.city}`)
  if (company.siret) line(sheet, `SIRET ${groupedSiret(company.siret)}`)
  gap(sheet, 10)
  addressee(sheet, customer, { size: 10 })
  gap(sheet, 60)
  line(sheet, `FACTURE N° F${issuedOn.slice(0, 4)}-${digits(roll, 4)}`, { size: 14, face: 'bold' })
  line(sheet, `Date : ${slashDay(issuedOn)}     Échéance : ${slashDay(addDays(issuedOn, 30))}`)
  line(sheet, `Objet : ${company.activity}`)
  const sold = items(roll)
  const net = sold.reduce((sum, { count, price }) => sum + count * price, 0)
  table(sheet, itemColumns, sold.map(({ name, count, price }) => [name, String(count), amount(price), amount(count * price)]))
  field(sheet, 'Total HT', `${amount(net)} EUR`, 330)
  field(sheet, 'TVA 20 %', `${amount(Math.round(net / 5))} EUR`, 330)
  field(sheet, 'Total TTC', `${amount(net + Math.round(net / 5))} EUR`, 330)
  gap(sheet, 20)
  paragraph(
    sheet,
    "En cas de retard de paiement, une pénalité égale à trois fois le taux d'intérêt légal et une indemnité forfaitaire de 40 euros " +
      'sont exigibles.',
    { size: 8.5 },
  )
  return sheet
}

export const proofOfAddress = async ({ person, company, issuedOn }: PrintedFacts, roll: Dice): Promise<Sheet> => {
  const address = person.address ?? seatOf(company)
  const [street = '', town = ''] = address.split(/,\s*(?=\d{5})/)
  const sheet = await openSheet({ title: `Facture d'énergie ${nameOf(person)}`, day: issuedOn })
  line(sheet, 'Énergie des Trois Vallées', { size: 16, face: 'bold', colour: blue })
  line(sheet, 'Service clients particuliers - TSA 00000 - 99999 VALLÉE-FICTIVE CEDEX', { size: 8, colour: grey })
  gap(sheet, 24)
  addressee(sheet, [nameOf(person), street, town].map((text) => text.toUpperCase()), { size: 10.5, face: 'bold' })
  gap(sheet, 66)
  line(sheet, `Facture d'électricité du ${longDay(issuedOn)}`, { size: 14, face: 'bold' })
  field(sheet, 'N° de client', digits(roll, 10))
  field(sheet, 'Titulaire du contrat', nameOf(person))
  field(sheet, 'Lieu de consommation', address)
  field(sheet, 'Période', `du ${slashDay(addMonths(issuedOn, -2))} au ${slashDay(issuedOn)}`)
  section(sheet, 'Votre facture en détail')
  const [subscription, consumption] = [between(roll, 2_400, 3_600), between(roll, 5_000, 21_000)]
  table(sheet, columnsOf(['Poste', 300], ['Montant TTC (EUR)', 150, 'right']), [
    ['Abonnement', amount(subscription)],
    ['Consommation', amount(consumption)],
    ['Taxes et contributions', amount(Math.round(consumption / 4))],
    ['Total', amount(subscription + consumption + Math.round(consumption / 4))],
  ])
  paragraph(sheet, `Le montant sera prélevé le ${longDay(addDays(issuedOn, 15))}. Cette facture peut servir de justificatif de domicile.`, {
    size: 9,
  })
  return sheet
}
