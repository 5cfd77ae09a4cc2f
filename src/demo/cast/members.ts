import { addDays, addMonths, type Day } from '#src/kernel/calendar.ts'
import type { CompanyInput } from '#src/dossiers/company.ts'
import { departmentOf, isSoleTrader, type LegalForm } from '#src/dossiers/legalForm.ts'
import type { PayoutAccountInput } from '#src/dossiers/payoutAccount.ts'
import { between, dice, type Dice, oneOf } from '../pieces/seed.ts'
import type { Part } from './cast.ts'
import { inventedIban, inventedRna, inventedSiren, inventedSiret } from './numbers.ts'
import { birthday, invented, laterOf, slug, type Player, type Somebody } from './people.ts'
import { landscapes, monaco, streets, tied, towns, type Town } from './places.ts'
import { playersOf } from './players.ts'
import { largeTrades, regulatedTrades, tradesOf, type Trade } from './trades.ts'

/** A merchant of the portfolio before his life begins: who he is and what he will say of himself. */
export type Member = {
  part: Part
  seed: number
  roll: Dice
  email: string
  lang: 'fr' | 'en'
  company: CompanyInput
  /** What papers print and no form asks. */
  siren: string | null
  capitalCents: number
  registeredOn: Day
  court: string
  players: Player[]
  account: PayoutAccountInput
}

const nameFrom = (pattern: string, { familyName, givenNames }: Somebody, town: Town, roll: Dice): string =>
  pattern
    .replace('{family}', familyName)
    .replace('{given}', givenNames.split(' ')[0] ?? '')
    .replace('{of}', tied(town.name))
    .replace('{place}', oneOf(roll, landscapes))

/** Two merchants never go by one name: the lists would read as a mistake. */
const nameOf = (trade: Trade, head: Somebody, town: Town, roll: Dice, taken: Set<string>): string => {
  const tries = Array.from({ length: 12 }, () => nameFrom(oneOf(roll, trade.names), head, town, roll))
  const name = tries.find((one) => !taken.has(one)) ?? `${tries[0]} ${taken.size}`
  taken.add(name)
  return name
}

/** Prices end in tens. */
const cents = ([low, high]: readonly [number, number], roll: Dice, step: number): number =>
  Math.max(1, Math.round(between(roll, low, high) / step)) * step * 100

const websiteOf = (
  name: string,
  { isOnline }: Trade,
  roll: Dice,
): string => (isOnline || roll() < 0.3 ? `https://www.${slug(name)}.example` : '')

type Drawn = { form: LegalForm; trade: Trade; town: Town; name: string; head: Somebody; siret: string }

const companyInput = ({ form, trade, town, name, head, siret }: Drawn, roll: Dice): CompanyInput => ({
  legalForm: form,
  name: isSoleTrader(form) ? `${head.givenNames} ${head.familyName}` : name,
  tradeName: isSoleTrader(form) ? name : '',
  siret,
  rna: form === 'association' ? inventedRna(departmentOf(town.postcode), roll) : '',
  addressLine1: `${between(roll, 1, 120)} ${oneOf(roll, streets)}`,
  addressLine2: roll() < 0.15 ? 'Bâtiment B' : '',
  postcode: town.postcode,
  city: town.name,
  managementAddress: '',
  activity: trade.activity,
  naf: trade.naf,
  mcc: trade.mcc,
  website: websiteOf(name, trade, roll),
  expectedMonthlyCents: cents(trade.monthly, roll, 500),
  expectedTicketCents: cents(trade.ticket, roll, trade.ticket[1] > 100 ? 10 : 1),
  isListed: false,
})

/** Half of the associations have employees or grants, hence a number of INSEE. */
const siretOf = (
  form: LegalForm,
  siren: string,
  roll: Dice,
): string => (form === 'association' && roll() < 0.5 ? '' : inventedSiret(siren, roll))

const capitals = [100_000, 200_000, 500_000, 1_000_000, 1_500_000]
const capitalOf = (
  form: LegalForm,
  roll: Dice,
): number => (form === 'sa' ? 3_700_000 + between(roll, 0, 20) * 100_000 : oneOf(roll, capitals))

const tradesFor = (
  { form, trait }: Part,
): readonly Trade[] => (trait === 'regulated' ? regulatedTrades : trait === 'large' ? largeTrades : tradesOf(form))

/** The merchant of a part, drawn from the seed and his place alone: one merchant more changes none of the others. */
export const memberOf = (part: Part, place: number, seed: number, today: Day, taken: Set<string>): Member => {
  const own = seed * 10_007 + place
  const roll = dice(own)
  const town = part.trait === 'monaco' ? monaco : oneOf(roll, towns)
  const trade = oneOf(roll, tradesFor(part))
  const head = invented(roll, today, own)
  const name = nameOf(trade, head, town, roll, taken)
  const siren = inventedSiren(roll)
  const siret = siretOf(part.form, siren, roll)
  const registeredOn = laterOf(addDays(addMonths(today, -12 * between(roll, 3, 22)), -between(roll, 0, 300)), birthday(head, 20))
  const company = companyInput({ form: part.form, trade, town, name, head, siret }, roll)
  return {
    part,
    seed: own,
    roll,
    company,
    siren: siret === '' ? null : siren,
    registeredOn,
    court: town.court,
    capitalCents: capitalOf(part.form, roll),
    email: `${oneOf(roll, ['contact', 'bonjour', 'gestion', 'compta'])}@${slug(name)}.example`,
    lang: roll() < 0.08 ? 'en' : 'fr',
    players: playersOf({ form: part.form, trait: part.trait, head, registeredOn, today }, roll),
    account: { iban: inventedIban(part.trait === 'monaco' ? 'MC' : 'FR', roll), bic: 'TESTFRPPXXX', holder: company.name },
  }
}
