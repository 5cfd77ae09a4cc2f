import type { Day } from '#src/kernel/calendar.ts'
import type { LegalForm } from '#src/dossiers/legalForm.ts'
import { isEeaCountry } from '#src/dossiers/riskLists.ts'

/** The five axes of CMF L561-4-1 (KYC-13). */
export const riskAxes = ['product', 'transactions', 'channel', 'client', 'geography'] as const
export type RiskAxis = (typeof riskAxes)[number]

/** What no form asks: a person who finds it out notes it on the file. */
export const notedFacts = [
  'foreign_holding',
  'bearer_shares',
  'shell',
  'rbe_discrepancy',
  'delivers_later',
  'young_company',
  'domiciled',
] as const
export type NotedFact = (typeof notedFacts)[number]

/** What the rating looks at, and keeps with each rating. Countries are ISO alpha-2. Nobody's name or number. */
export type RiskFacts = {
  legalForm: LegalForm
  /** Empty: not known. */
  mcc: string
  expectedMonthlyCents: number
  expectedTicketCents: number
  /** Captured in the last thirty days, in the live world. */
  tradedCents: number
  /** A threshold of a network's monitoring programme was reached this month or the last. */
  hasReachedProgramme: boolean
  isRemoteSelling: boolean
  /** Declared, or confirmed by screening. */
  hasPep: boolean
  /** Companies one above the other between the client and its owners; a direct owner is 0. */
  ownershipLayers: number
  /** Seat and payout account: where the relationship leads (HRC-02). */
  nexusCountries: readonly string[]
  /** Nationality alone decides nothing (HRC-02). */
  nationalities: readonly string[]
  noted: readonly NotedFact[]
}

/** What was in force on the day it is rated. `from`: what the table says of this factor. */
export type Scale = { today: Day; from: number; countries: readonly string[]; mccs: readonly string[] }
/** What a reason rests on, to be said in words: amounts end in `Cents`, ratios in `Bps`, countries are a list. */
export type Says = Record<string, string | number | readonly string[]>

export type Factor = {
  id: string
  axis: RiskAxis
  /** Of what it says how much is too much; null where it holds or does not. */
  unit: 'cents' | 'bps' | 'count' | null
  holds: (facts: RiskFacts, scale: Scale) => boolean
  says?: (facts: RiskFacts, scale: Scale) => Says
}

const factor = <const Id extends string>(
  id: Id,
  axis: RiskAxis,
  holds: Factor['holds'],
  more: Partial<Pick<Factor, 'unit' | 'says'>> = {},
) => ({ id, axis, holds, unit: more.unit ?? null, ...(more.says ? { says: more.says } : {}) })
const noted = <const Id extends NotedFact>(id: Id, axis: RiskAxis) => factor(id, axis, (facts) => facts.noted.includes(id))
const measured = <const Id extends string>(id: Id, axis: RiskAxis, name: 'expectedMonthlyCents' | 'expectedTicketCents') =>
  factor(id, axis, (facts, { from }) => facts[name] >= from, {
    unit: 'cents',
    says: (facts, { from }) => ({ valueCents: facts[name], fromCents: from }),
  })

const tradedBps = (
  { tradedCents, expectedMonthlyCents }: RiskFacts,
): number => (expectedMonthlyCents === 0 ? 0 : Math.floor((tradedCents * 10_000) / expectedMonthlyCents))
const highRiskOf = (codes: readonly string[], { countries }: Scale): string[] => codes.filter((code) => countries.includes(code))
const outsideEea = ({ nexusCountries }: RiskFacts, { today }: Scale): string[] =>
  nexusCountries.filter((code) => !isEeaCountry(code, today))
const abroad = ({ nexusCountries }: RiskFacts): string[] => nexusCountries.filter((code) => code !== 'FR')

/**
 * Every factor there is: what it reads and when it holds is code; how much it weighs, and whether alone, is the table's (`riskTable.ts`).
 */
export const factors = [
  factor('pep', 'client', ({ hasPep }) => hasPep),
  factor('high_risk_country', 'geography', ({ nexusCountries }, scale) => highRiskOf(nexusCountries, scale).length > 0, {
    says: ({ nexusCountries }, scale) => ({ countries: highRiskOf(nexusCountries, scale) }),
  }),
  factor('high_risk_mcc', 'product', ({ mcc }, { mccs }) => mccs.includes(mcc), { says: ({ mcc }) => ({ mcc }) }),
  factor('layered_ownership', 'client', ({ ownershipLayers }, { from }) => ownershipLayers >= from, {
    unit: 'count',
    says: ({ ownershipLayers }) => ({ layers: ownershipLayers }),
  }),
  noted('foreign_holding', 'client'),
  noted('bearer_shares', 'client'),
  noted('shell', 'client'),
  noted('rbe_discrepancy', 'client'),
  factor('mcc_unknown', 'product', ({ mcc }) => mcc === ''),
  noted('delivers_later', 'product'),
  measured('large_volume', 'transactions', 'expectedMonthlyCents'),
  measured('very_large_volume', 'transactions', 'expectedMonthlyCents'),
  measured('large_ticket', 'transactions', 'expectedTicketCents'),
  factor('volume_beyond_declared', 'transactions', (facts, { from }) => tradedBps(facts) >= from, {
    unit: 'bps',
    says: (facts) => ({ tradedCents: facts.tradedCents, declaredCents: facts.expectedMonthlyCents, ratioBps: tradedBps(facts) }),
  }),
  factor('dispute_programme', 'transactions', ({ hasReachedProgramme }) => hasReachedProgramme),
  factor('remote_selling', 'channel', ({ isRemoteSelling }) => isRemoteSelling),
  noted('young_company', 'client'),
  factor('association', 'client', ({ legalForm }) => legalForm === 'association'),
  noted('domiciled', 'client'),
  factor('company_owner', 'client', ({ ownershipLayers }) => ownershipLayers > 0, {
    says: ({ ownershipLayers }) => ({ layers: ownershipLayers }),
  }),
  factor('nexus_abroad', 'geography', (facts) => abroad(facts).length > 0, { says: (facts) => ({ countries: abroad(facts) }) }),
  factor('nexus_outside_eea', 'geography', (facts, scale) => outsideEea(facts, scale).length > 0, {
    says: (facts, scale) => ({ countries: outsideEea(facts, scale) }),
  }),
  factor('high_risk_nationality', 'geography', ({ nationalities }, scale) => highRiskOf(nationalities, scale).length > 0, {
    says: ({ nationalities }, scale) => ({ countries: highRiskOf(nationalities, scale) }),
  }),
] as const satisfies readonly Factor[]

export type FactorId = (typeof factors)[number]['id']
export const factorOf = (id: FactorId): Factor => factors.find((one) => one.id === id)!
