import { addDays, addMonths, type Day } from '#src/kernel/calendar.ts'
import { hasLuhn } from '#src/kernel/identifiers/checkDigits.ts'
import type { CompanyFacts, PersonFacts, PieceFacts, PieceInput, PieceKind } from './facts.ts'
import { chiefOf, nameOf } from './french.ts'
import { between, type Dice, digits, oneOf } from './seed.ts'

/** The facts as they are printed: nothing absent, the flaw worked in. */
export type PrintedFacts = Required<Omit<PieceFacts, 'company' | 'person'>> & {
  company: CompanyFacts
  person: PersonFacts
  isZoneAltered: boolean
}

const strangers: Pick<PersonFacts, 'givenNames' | 'familyName'>[] = [
  { givenNames: 'Bastien Loïc', familyName: 'Quéméneur' },
  { givenNames: 'Solène', familyName: 'Vasseur' },
  { givenNames: 'Idriss', familyName: 'Bellaïche' },
  { givenNames: 'Oriane Claire', familyName: 'Delestre' },
]
const otherCompanies = ['LES ATELIERS DU VIEUX MOULIN', 'NOVALYS CONSEIL', 'TRANSPORTS GARRIGUE ET FILS', 'COMPTOIR DES EMBRUNS']

const withKey = (head: string): string => head + [...'0123456789'].find((digit) => hasLuhn(head + digit))

/** Nine digits that satisfy Luhn. */
const siren = (roll: Dice): string => withKey(`9${digits(roll, 7)}`)

const remainder97 = (text: string): number => [...text].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0)
const twoDigits = (number: number): string => String(number).padStart(2, '0')

/** A French account number of an invented bank, its RIB key and its IBAN key right. */
export const inventedIban = (roll: Dice): string => {
  const [bank, branch, account] = [`9${digits(roll, 4)}`, digits(roll, 5), digits(roll, 11)]
  const key = twoDigits(97 - ((89 * Number(bank) + 15 * Number(branch) + 3 * remainder97(account)) % 97))
  const bban = bank + branch + account + key
  return `FR${twoDigits(98 - remainder97(`${bban}152700`))}${bban}`
}

const identityKinds: readonly PieceKind[] = ['fr_cni_e', 'fr_cni_old', 'passport']

/** Statutes, acts and récépissés have no age that matters; the rest was printed within the last weeks. */
const ageInDays = (kind: PieceKind, roll: Dice): number => {
  if (kind === 'rna_recepisse' || kind === 'statuts' || kind === 'pv_nomination') return between(roll, 120, 700)
  if (kind === 'accounts' || kind === 'association_board_list') return between(roll, 60, 200)
  return between(roll, 3, 40)
}

/** The card format began on 2 August 2021, the paper one ended with it. */
const cardFormatSince: Day = '2021-08-02'

/** Months printed on a document: passports and cards of today ten years, old cards of adults fifteen since 2014 (rules.md §1.4). */
const validity = (kind: PieceKind, issued: Day): number => (kind === 'fr_cni_old' && issued >= '2014-01-01' ? 180 : 120)

/** Long enough ago for the five years by which old cards of adults were prolonged. */
const expiredIssue = (kind: PieceKind, today: Day, roll: Dice): Day =>
  addMonths(today, -(kind === 'fr_cni_old' ? 180 : 120) - between(roll, 2, 30))

const identityIssue = (kind: PieceKind, today: Day, roll: Dice): Day => {
  if (kind === 'fr_cni_old') return addDays('2015-02-03', between(roll, 0, 2_300))
  const issued = addDays(today, -between(roll, 300, 1_900))
  return kind === 'fr_cni_e' && issued < cardFormatSince ? cardFormatSince : issued
}

const issuedOn = ({ kind, facts, flaw, today }: PieceInput, roll: Dice): Day => {
  if (identityKinds.includes(kind)) {
    if (flaw === 'expired') return expiredIssue(kind, today, roll)
    return facts.issuedOn ?? identityIssue(kind, today, roll)
  }
  if (flaw === 'old' || flaw === 'expired') return addMonths(today, -between(roll, 14, 20))
  return facts.issuedOn ?? addDays(today, -ageInDays(kind, roll))
}

const expiresOn = ({ kind, facts, flaw }: PieceInput, issued: Day): Day =>
  (flaw === 'expired' ? undefined : facts.expiresOn) ?? addDays(addMonths(issued, validity(kind, issued)), -1)

const personOf = ({ facts, flaw }: PieceInput, roll: Dice): PersonFacts => {
  const person = flaw === 'wrong_name' ? { ...facts.person, usageName: undefined, ...oneOf(roll, strangers) } : facts.person
  return { ...person, role: person.role ?? chiefOf(facts.company.legalForm) }
}

const companyOf = ({ facts, flaw }: PieceInput, roll: Dice): CompanyFacts => {
  if (flaw !== 'wrong_company') return facts.company
  const number = siren(roll)
  const rna = facts.company.rna ? `W${digits(roll, 9)}` : null
  return { ...facts.company, name: oneOf(roll, otherCompanies), siren: number, siret: withKey(`${number}0001`), rna }
}

/** Of the account: a wrong name or company stands there as well. */
const holderOf = ({ facts, flaw }: PieceInput, company: CompanyFacts, person: PersonFacts): string => {
  if (flaw === 'wrong_name') return nameOf(person)
  return flaw === 'wrong_company' ? company.name : (facts.holder ?? company.name)
}

/** What is absent is invented, from the seed alone. */
export const printedFacts = (input: PieceInput, roll: Dice): PrintedFacts => {
  const { facts, flaw } = input
  const [company, person, issued] = [companyOf(input, roll), personOf(input, roll), issuedOn(input, roll)]
  const others = (facts.people ?? []).filter((other) => other !== facts.person)
  return {
    company,
    person,
    issuedOn: issued,
    isZoneAltered: flaw === 'altered_zone',
    people: [person, ...others],
    iban: flaw === 'wrong_iban' || !facts.iban ? inventedIban(roll) : facts.iban,
    bic: facts.bic ?? 'TESTFRPPXXX',
    bankName: facts.bankName ?? 'Banque Fictive du Commerce',
    holder: holderOf(input, company, person),
    expiresOn: expiresOn(input, issued),
  }
}
