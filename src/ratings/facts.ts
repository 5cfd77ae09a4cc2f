import type { LegalForm } from '#src/dossiers/legalForm.ts'
import { chainsOf, type Holding } from '#src/dossiers/ownershipChains.ts'
import { notedFacts, type NotedFact, type RiskFacts } from '#src/riskTables/factor.ts'

export type StandPerson = {
  id: string
  kind: 'natural' | 'legal'
  nationality: string
  isPep: boolean
  capitalBps: number
  votesBps: number
  throughId: string | null
  throughCapitalBps: number
  throughVotesBps: number
}

/** A file as it stands, of all rooms, as far as the rating looks. */
export type Stand = {
  dossierId: string
  merchantId: string
  legalForm: LegalForm
  mcc: string
  website: string
  country: string
  ibanCountry: string | null
  expectedMonthlyCents: number
  expectedTicketCents: number
  people: readonly StandPerson[]
  hasConfirmedPep: boolean
  tradedCents: number
  hasReachedProgramme: boolean
  noted: readonly string[]
}

const known = (codes: readonly string[]): string[] => [...new Set(codes.filter((code) => code !== ''))]

const holdingOf = ({ id, capitalBps, votesBps, throughId, throughCapitalBps, throughVotesBps }: StandPerson): Holding => ({
  id,
  capitalBps,
  votesBps,
  through: throughId === null ? null : { personId: throughId, capitalBps: throughCapitalBps, votesBps: throughVotesBps },
})

/** The longest way from an owner to the client, in companies. One that is named without its owners is a layer too. */
export const layersOf = (people: readonly StandPerson[]): number => {
  const all = people.map(holdingOf)
  const lengths = all.flatMap((one) =>
    [...chainsOf(one, all, 'capitalBps'), ...chainsOf(one, all, 'votesBps')].map((chain) => chain.length - 1)
  )
  return Math.max(people.some(({ kind }) => kind === 'legal') ? 1 : 0, ...lengths)
}

export const factsFrom = ({
  legalForm,
  mcc,
  website,
  country,
  ibanCountry,
  expectedMonthlyCents,
  expectedTicketCents,
  people,
  hasConfirmedPep,
  tradedCents,
  hasReachedProgramme,
  noted,
}: Stand): RiskFacts => ({
  legalForm,
  mcc,
  expectedMonthlyCents,
  expectedTicketCents,
  tradedCents,
  hasReachedProgramme,
  isRemoteSelling: website !== '',
  hasPep: hasConfirmedPep || people.some(({ isPep }) => isPep),
  ownershipLayers: layersOf(people),
  nexusCountries: known([country, ibanCountry ?? '']),
  nationalities: known(people.map(({ nationality }) => nationality)),
  noted: notedFacts.filter((fact): fact is NotedFact => noted.includes(fact)),
})

/** Found by screening, declared by nobody. */
export const isPepOfScreening = ({ hasConfirmedPep, people }: Stand): boolean => hasConfirmedPep && !people.some(({ isPep }) => isPep)
