import type { Day } from '#src/kernel/calendar.ts'
import { normalForm } from '#src/matching/normalForm.ts'
import type { Party, PartyIdentifier } from '#src/matching/party.ts'
import type { ScreeningRole } from '#src/platform/db.types.ts'

export type { ScreeningRole, ScreeningTrigger } from '#src/platform/db.types.ts'

/** Whom SAN-05 names: the client under each of its names, whoever stands in its file, and the holder of the account it is paid on. */
export type Subject = { role: ScreeningRole; personId: string | null; name: string; party: Party }

type CompanyFacts = { name: string; trade_name: string; siren: string | null; siret: string | null; rna: string | null; country: string }
type PersonFacts = {
  id: string
  kind: 'natural' | 'legal'
  given_names: string
  family_name: string
  usage_name: string
  birth_date: Day | null
  birth_place: string
  birth_country: string
  nationality: string
  company_name: string
  company_siren: string | null
}
type Held = { holder: string; iban: string }
/** `asked`: the account he asks to be paid on instead, while that is before us. */
export type FileFacts = { company: CompanyFacts | null; people: readonly PersonFacts[]; account: Held | null; asked?: Held | null }

const blank = { births: [], birthPlaces: [], nationalities: [], countries: [], gender: null, identifiers: [] } as const

const named = (first: string, ...others: string[]): Party['names'] => [
  { text: first, quality: 'primary' as const },
  ...others.filter((one, at) => one.trim() !== '' && normalForm(one) !== normalForm(first) && others.indexOf(one) === at).map((text) => ({
    text,
    quality: 'strong' as const,
  })),
]

const registered = (...numbers: (string | null)[]): PartyIdentifier[] =>
  numbers.flatMap((number) => (number ? [{ kind: 'registration', number, country: 'FR' }] : []))

const ofCompany = ({ name, trade_name: trade, siren, siret, rna, country }: CompanyFacts): Subject => ({
  role: 'company',
  personId: null,
  name,
  party: {
    ...blank,
    kind: 'organisation',
    names: named(name, trade),
    countries: country ? [country] : [],
    identifiers: registered(siren, siret, rna),
  },
})

const ofPerson = (one: PersonFacts): Subject => {
  if (one.kind === 'legal') {
    return {
      role: 'person',
      personId: one.id,
      name: one.company_name,
      party: { ...blank, kind: 'organisation', names: named(one.company_name), identifiers: registered(one.company_siren) },
    }
  }
  const full = `${one.given_names} ${one.family_name}`
  const births = one.birth_date ? [{ from: one.birth_date, to: one.birth_date, isCirca: false }] : []
  const birthPlaces = one.birth_place || one.birth_country ? [{ text: one.birth_place, country: one.birth_country || null }] : []
  return {
    role: 'person',
    personId: one.id,
    name: full,
    party: {
      ...blank,
      kind: 'person',
      names: named(full, one.usage_name ? `${one.given_names} ${one.usage_name}` : ''),
      births,
      birthPlaces,
      nationalities: one.nationality ? [one.nationality] : [],
    },
  }
}

const words = (name: string): string => normalForm(name).split(' ').sort().join(' ')

/**
 * Of whom we know the name and where his account is. He who is in the file under that very name is searched there, with all that is known
 * of him. Whoever he asks to be paid with instead is searched beside him: nobody is paid before he was.
 */
const ofHolders = (accounts: readonly Held[], others: readonly Subject[]): Subject[] => {
  const isKnown = (holder: string): boolean => others.some(({ party }) => party.names.some(({ text }) => words(text) === words(holder)))
  const unknown = accounts.filter(({ holder }) => !isKnown(holder) && normalForm(holder) !== '')
  const [first, ...rest] = unknown
  if (!first) return []
  const names = named(first.holder, ...rest.map(({ holder }) => holder))
  return [{
    role: 'payout_holder',
    personId: null,
    name: names.map(({ text }) => text).join(' · '),
    party: { ...blank, kind: 'organisation', names, countries: [...new Set(unknown.map(({ iban }) => iban.slice(0, 2)))] },
  }]
}

/** Everybody of a file who is screened. */
export const subjectsOf = ({ company, people, account, asked = null }: FileFacts): Subject[] => {
  const known = [...(company ? [ofCompany(company)] : []), ...people.map(ofPerson)]
  return [...known, ...ofHolders([account, asked].filter((one): one is Held => one !== null), known)]
}

/** From the day a file is filed, and while it is one of ours: a draft is nobody yet, what was refused or lapsed is nobody any more. */
const screenedStates: readonly string[] = ['submitted', 'awaiting_documents', 'proposed', 'validated']
export const isScreened = (dossierState: string): boolean => screenedStates.includes(dossierState)

/** Whether an account's holder is a person or a company nobody says: he is compared as whatever the listed one is. */
export const isKindKnown = (role: ScreeningRole): boolean => role !== 'payout_holder'
