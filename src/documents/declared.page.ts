import type { Day } from '#src/kernel/calendar.ts'
import { countryName } from '#src/dossiers/countries.ts'
import type { CompanyRow, DocumentRow, PersonRow } from '#src/dossiers/facts.ts'
import { mccLabel } from '#src/dossiers/mccs.ts'
import { writeIban } from '#src/dossiers/payoutAccount.ts'
import { personName, writeShare } from '#src/dossiers/person.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import type { DocumentKind } from '#src/dossiers/requirement.ts'
import { formatCents } from '#src/kernel/money.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'

/** What the dossier says, to be held against the piece. `sought`: the ways it may stand in its text; none: a person must look. */
export type Declared = { name: string; label: string; text: string; sought: string[] }

type Setting = { visit: Visit; file: DossierFile; piece: Pick<DocumentRow, 'kind' | 'person_id'> }

const declared = ({ visit }: Setting, name: string, text: string, sought: string[] = []): Declared[] =>
  text === '' ? [] : [{ name, label: visit.t(`documents:declared.${name}`), text, sought: sought.filter((one) => one !== '') }]

const monthNames = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre']

/** « 12/05/1984 » whatever stands between, « 12 mai 1984 », « 1er mai 1984 », and as a foreign form writes it. */
const daySought = (day: Day): string[] => {
  const [year = '', month = '', date = ''] = day.split('-')
  const name = monthNames[Number(month) - 1] ?? ''
  return [`${date}${month}${year}`, `${Number(date)}${name}${year}`, `${date}${name}${year}`, ...(date === '01' ? [`1er${name}${year}`] : []), `${year}${month}${date}`]
}

const firstOf = (names: string): string => names.split(/\s+/)[0] ?? ''

const fullNames = ({ kind, given_names: given, family_name: family, usage_name: usage, company_name: company }: PersonRow): string[] =>
  kind === 'legal' ? [company] : [family, usage].filter(Boolean).flatMap((name) => [given, firstOf(given)].flatMap((one) => [`${one} ${name}`, `${name} ${one}`]))

const grouped = (digits: string): string => digits.replace(/^(\d{3})(\d{3})(\d{3})/, '$1 $2 $3 ').trim()

// ── the company ──

const ofCompany = (at: Setting, company: CompanyRow): Record<'name' | 'numbers' | 'form' | 'seat' | 'trade' | 'market' | 'volume', Declared[]> => {
  const { visit } = at
  return {
    name: [...declared(at, 'company', company.name, [company.name]), ...declared(at, 'trade_name', company.trade_name === company.name ? '' : company.trade_name, [company.trade_name])],
    numbers: [
      ...declared(at, 'siren', grouped(company.siren ?? ''), [company.siren ?? '']), ...declared(at, 'siret', grouped(company.siret ?? ''), [company.siret ?? '']), ...declared(at, 'rna', company.rna ?? '', [company.rna ?? '']),
    ],
    form: declared(at, 'legal_form', visit.t(`dossiers:form.${company.legal_form}`)),
    seat: declared(at, 'seat', [company.address_line1, company.address_line2, `${company.postcode} ${company.city}`].filter(Boolean).join(', '), [company.address_line1]),
    trade: [...declared(at, 'activity', company.activity, [company.activity]), ...declared(at, 'naf', company.naf ?? '', [company.naf ?? ''])],
    market: [
      ...declared(at, 'mcc', `${company.mcc} · ${mccLabel(company.mcc, visit.lang)}`),
      ...declared(at, 'website', company.website, [company.website.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')]),
    ],
    volume: [...declared(at, 'monthly', formatCents(company.expected_monthly_cents, company.currency, visit.lang)), ...declared(at, 'ticket', formatCents(company.expected_ticket_cents, company.currency, visit.lang))],
  }
}

// ── people ──

const identityOf = (at: Setting, person: PersonRow): Declared[] => {
  const { lang } = at.visit
  const born = [person.birth_place, person.birth_country && person.birth_country !== 'FR' ? countryName(person.birth_country, lang) : ''].filter(Boolean).join(', ')
  return [
    ...declared(at, 'family_name', person.family_name, [person.family_name]), ...declared(at, 'usage_name', person.usage_name, [person.usage_name]),
    ...declared(at, 'given_names', person.given_names, [person.given_names, firstOf(person.given_names)]),
    ...declared(at, 'birth_date', person.birth_date ? formatDay(person.birth_date, lang) : '', person.birth_date ? daySought(person.birth_date) : []),
    ...declared(at, 'birth_place', born, [person.birth_place]), ...declared(at, 'nationality', person.nationality ? countryName(person.nationality, lang) : ''),
  ]
}

const roleOf = ({ visit }: Setting, { role }: PersonRow): string => (role ? visit.t(`dossiers:role.${role}`) : '')
const address = (at: Setting, person: PersonRow): Declared[] => declared(at, 'address', person.address, [person.address, person.address.replace(/,?\s*\d{5}.*$/, '')])

const shareText = ({ visit }: Setting, { capital_bps, votes_bps }: PersonRow): string =>
  capital_bps + votes_bps === 0 ? '' : visit.t('documents:declared.share', { capital: writeShare(capital_bps) || '0', votes: writeShare(votes_bps) || '0' })

/** One line a person: what he is, his name, and what else the piece ought to say of him. */
const peopleOf = (at: Setting, people: readonly PersonRow[], more: (person: PersonRow) => string[]): Declared[] =>
  people.map((person, i) => ({
    name: `person_${i}`, label: roleOf(at, person) || at.visit.t('documents:declared.person'), text: [personName(person), ...more(person)].filter(Boolean).join(' · '), sought: fullNames(person),
  }))

const representatives = (at: Setting): Declared[] => peopleOf(at, at.file.people.filter((one) => one.is_representative), () => [])

const owners = (at: Setting): Declared[] => {
  const { visit, file } = at
  const since = ({ owner_since }: PersonRow): string => (owner_since ? visit.t('documents:declared.since', { on: formatDay(owner_since, visit.lang) }) : '')
  return peopleOf(at, file.people.filter((one) => one.is_beneficial_owner || one.capital_bps > 0), (one) => [shareText(at, one), since(one)])
}

const board = (at: Setting): Declared[] => peopleOf(at, at.file.people.filter(({ kind }) => kind === 'natural'), () => [])

const account = (at: Setting): Declared[] => {
  const { account: one } = at.file
  return one ? [...declared(at, 'holder', one.holder, [one.holder]), ...declared(at, 'iban', writeIban(one.iban), [one.iban]), ...declared(at, 'bic', one.bic ?? '', [one.bic ?? ''])] : []
}

const ofPerson = (at: Setting, person: PersonRow): Record<'identity' | 'home' | 'own' | 'funds' | 'named', Declared[]> => ({
  identity: [...(person.kind === 'natural' ? identityOf(at, person) : declared(at, 'behind', person.company_name, [person.company_name])), ...declared(at, 'role', roleOf(at, person))],
  home: [...declared(at, 'person', personName(person), fullNames(person)), ...address(at, person)],
  own: [...declared(at, 'company', person.company_name, [person.company_name]), ...declared(at, 'siren', grouped(person.company_siren ?? ''), [person.company_siren ?? '']), ...declared(at, 'role', roleOf(at, person))],
  funds: [...declared(at, 'person', personName(person), fullNames(person)), ...declared(at, 'pep_function', person.pep_function)],
  named: declared(at, 'person', personName(person), fullNames(person)),
})

const nothing = { name: [], numbers: [], form: [], seat: [], trade: [], market: [], volume: [], identity: [], home: [], own: [], funds: [], named: [] }

/** What each kind of piece is held against (rules.md §1.4). */
const factsOf = (at: Setting): Record<DocumentKind, () => Declared[]> => {
  const { file, piece } = at
  const person = file.people.find(({ id }) => id === piece.person_id)
  const c = { ...nothing, ...(file.company ? ofCompany(at, file.company) : {}), ...(person ? ofPerson(at, person) : {}) }
  const register = () => [...c.name, ...c.form, ...c.numbers, ...c.seat, ...c.trade, ...representatives(at)]
  const ownership = () => [...c.name, ...c.numbers, ...owners(at)]
  return {
    identity_document: () => c.identity, registration_proof: register, statutes: () => [...c.name, ...c.form, ...c.seat, ...c.trade, ...owners(at)],
    representative_act: () => [...c.name, ...c.numbers, ...representatives(at)], power_of_attorney: () => [...c.named, ...c.name, ...representatives(at)],
    beneficial_owner_declaration: ownership, rbe_extract: ownership, payout_account_proof: () => [...account(at), ...c.name], activity_proof: () => [...c.name, ...c.numbers, ...c.trade, ...c.market, ...c.volume],
    accounts: () => [...c.name, ...c.numbers, ...c.volume], licence: () => [...c.named, ...c.name, ...c.trade, ...c.market], association_board_list: () => [...c.name, ...c.numbers, ...board(at)],
    proof_of_address: () => c.home, company_registration_of_president: () => c.own, source_of_funds: () => [...c.funds, ...c.name, ...c.volume], other: () => [...c.named, ...c.name, ...c.numbers],
  }
}

/** What the dossier declares of that which this piece should prove. Empty where nothing is declared. */
export const declaredFacts = (at: Setting): Declared[] => factsOf(at)[at.piece.kind as DocumentKind]?.() ?? []
