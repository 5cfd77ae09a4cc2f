import { addMonths, type Day } from '#src/kernel/calendar.ts'
import type { LegalForm } from './legalForm.ts'
import { isEeaCountry, isHighRiskCountry, isHighRiskMcc } from './riskLists.ts'

/** The five axes of CMF L561-4-1 (KYC-13). */
export const riskAxes = ['product', 'transactions', 'channel', 'client', 'geography'] as const
export type RiskAxis = (typeof riskAxes)[number]

/** What the rating looks at. What is not known yet is absent, and a fact that is absent does not weigh. Countries are ISO alpha-2. */
export type RiskFacts = {
  legalForm: LegalForm
  mcc: string | null
  expectedMonthlyCents: number
  expectedTicketCents: number
  /** Seat, place of effective management, residence of the people, payout IBAN, markets: where the relationship leads (HRC-02). */
  nexusCountries: readonly string[]
  /** Nationality alone decides nothing (HRC-02). */
  nationalities: readonly string[]
  /** Countries of the companies that stand between the client and its owners. */
  holdingCountries?: readonly string[]
  /** Companies one above the other between the client and its owners; a direct owner is 0. */
  ownershipLayers?: number
  hasPep: boolean
  hasBearerShares?: boolean
  hasOpenRbeDiscrepancy?: boolean
  /** The seat is at a domiciliation company. */
  isDomiciled?: boolean
  hasActivityProof?: boolean
  registeredOn?: Day | null
  /** Cards are not present: payment pages, links, mail order. */
  isRemoteSelling?: boolean
  /** Goods or services come later than a month after payment. */
  deliversLater?: boolean
  /** Set by the closed compartment alone; its reason is shown as restricted (§1.7, X-06). */
  hasRestrictedReason?: boolean
}

export const riskReasonKeys = [
  'pep',
  'high_risk_country',
  'high_risk_mcc',
  'layered_ownership',
  'foreign_holding',
  'bearer_shares',
  'shell',
  'rbe_discrepancy',
  'restricted',
  'mcc_unknown',
  'delivers_later',
  'large_volume',
  'very_large_volume',
  'large_ticket',
  'remote_selling',
  'young_company',
  'association',
  'domiciled',
  'company_owner',
  'nexus_abroad',
  'nexus_outside_eea',
  'high_risk_nationality',
] as const
export type RiskReasonKey = (typeof riskReasonKeys)[number]

export type RiskFinding = {
  key: RiskReasonKey
  axis: RiskAxis
  /** Out of 100 on its axis; 'high' decides the level alone (§1.7). */
  weight: number | 'high'
  holds: (facts: RiskFacts, today: Day) => boolean
}

const euros = (amount: number): number => amount * 100
const isForeign = (country: string): boolean => country !== 'FR'

type Holds = RiskFinding['holds']
const hasHighRiskNexus: Holds = ({ nexusCountries }, today) => nexusCountries.some((country) => isHighRiskCountry(country, today))
const hasHighRiskNationality: Holds = ({ nationalities }, today) => nationalities.some((country) => isHighRiskCountry(country, today))
const hasNexusOutsideEea: Holds = ({ nexusCountries }, today) => nexusCountries.some((country) => !isEeaCountry(country, today))
const hasHoldingOutsideEea: Holds = ({ holdingCountries = [] }, today) => holdingCountries.some((country) => !isEeaCountry(country, today))
const isYoung: Holds = ({ registeredOn }, today) => registeredOn != null && today < addMonths(registeredOn, 12)

/** One of them is enough for 'high' (§1.7). "Foreign" ownership: a company outside the EEA, whose owners no register shows us. */
const decisiveFindings: readonly RiskFinding[] = [
  { key: 'pep', axis: 'client', weight: 'high', holds: (facts) => facts.hasPep },
  { key: 'high_risk_country', axis: 'geography', weight: 'high', holds: hasHighRiskNexus },
  { key: 'high_risk_mcc', axis: 'product', weight: 'high', holds: ({ mcc }, today) => mcc !== null && isHighRiskMcc(mcc, today) },
  { key: 'layered_ownership', axis: 'client', weight: 'high', holds: ({ ownershipLayers = 0 }) => ownershipLayers > 2 },
  { key: 'foreign_holding', axis: 'client', weight: 'high', holds: hasHoldingOutsideEea },
  { key: 'bearer_shares', axis: 'client', weight: 'high', holds: (facts) => facts.hasBearerShares === true },
  { key: 'shell', axis: 'client', weight: 'high', holds: (facts) => facts.isDomiciled === true && facts.hasActivityProof === false },
  { key: 'rbe_discrepancy', axis: 'client', weight: 'high', holds: (facts) => facts.hasOpenRbeDiscrepancy === true },
  { key: 'restricted', axis: 'client', weight: 'high', holds: (facts) => facts.hasRestrictedReason === true },
]

/** What only weighs. The weights are our policy [P]; a change makes a new version of the rating. */
const weighingFindings: readonly RiskFinding[] = [
  { key: 'mcc_unknown', axis: 'product', weight: 40, holds: ({ mcc }) => mcc === null },
  { key: 'delivers_later', axis: 'product', weight: 50, holds: (facts) => facts.deliversLater === true },
  { key: 'large_volume', axis: 'transactions', weight: 40, holds: (facts) => facts.expectedMonthlyCents >= euros(50_000) },
  { key: 'very_large_volume', axis: 'transactions', weight: 40, holds: (facts) => facts.expectedMonthlyCents >= euros(250_000) },
  { key: 'large_ticket', axis: 'transactions', weight: 40, holds: (facts) => facts.expectedTicketCents >= euros(1_000) },
  { key: 'remote_selling', axis: 'channel', weight: 50, holds: (facts) => facts.isRemoteSelling === true },
  { key: 'young_company', axis: 'client', weight: 30, holds: isYoung },
  { key: 'association', axis: 'client', weight: 20, holds: ({ legalForm }) => legalForm === 'association' },
  { key: 'domiciled', axis: 'client', weight: 30, holds: (facts) => facts.isDomiciled === true },
  { key: 'company_owner', axis: 'client', weight: 30, holds: ({ ownershipLayers = 0 }) => ownershipLayers > 0 },
  { key: 'nexus_abroad', axis: 'geography', weight: 20, holds: ({ nexusCountries }) => nexusCountries.some(isForeign) },
  { key: 'nexus_outside_eea', axis: 'geography', weight: 40, holds: hasNexusOutsideEea },
  { key: 'high_risk_nationality', axis: 'geography', weight: 20, holds: hasHighRiskNationality },
]

export const riskFindings: readonly RiskFinding[] = [...decisiveFindings, ...weighingFindings]
