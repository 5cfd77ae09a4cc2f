import type { Day } from '#src/kernel/calendar.ts'
import { type Dated, inForce, oldestKept } from '#src/kernel/datedRules.ts'
import { isAssociation, isSoleTrader, type LegalForm } from './legalForm.ts'
import { compareToBps, indirectShare } from './ownershipShare.ts'
import { naturalPersonsBehind, type PersonFacts } from './personFacts.ts'

export { compareToBps, indirectShare, shareInBps } from './ownershipShare.ts'
export type { Share } from './ownershipShare.ts'

/** What somebody holds, in basis points: directly, and through companies as chains (`indirectShare`). */
export type OwnerFacts = PersonFacts & {
  capitalBps: number
  votesBps: number
  capitalChains?: readonly (readonly number[])[]
  votesChains?: readonly (readonly number[])[]
  /** Of a company: what nobody of the file is said to hold of it, in basis points. */
  undeclaredCapitalBps?: number
  undeclaredVotesBps?: number
  /** He controls by other means (C.com L233-3 I 3°-4°): the dossier says how. Of a company: it says why nobody owns through it. */
  hasOtherControl?: boolean
}

export type OwnerRule = Dated & { thresholdBps: number; operator: '>' | '>=' }

/** BO-01: strictly more than a quarter of capital or votes. BO-06: a quarter or more once Regulation (EU) 2024/1624 applies. */
export const ownerRules: readonly OwnerRule[] = [
  { version: 'bo-r561-1', validFrom: oldestKept, validTo: '2027-07-10', thresholdBps: 2500, operator: '>' },
  { version: 'bo-amlr-2027', validFrom: '2027-07-10', validTo: null, thresholdBps: 2500, operator: '>=' },
]

export const ownerRuleOn = (today: Day): OwnerRule => inForce(ownerRules, today)

const reaches = (chains: readonly (readonly number[])[], { thresholdBps, operator }: OwnerRule): boolean =>
  compareToBps(indirectShare(chains), thresholdBps) >= (operator === '>' ? 1 : 0)

/** Whether capital, or votes, direct and indirect together, make an owner that day. Capital and votes are never added to each other. */
export const holdsEnough = (person: OwnerFacts, today: Day): boolean => {
  const rule = ownerRuleOn(today)
  const capital = [[person.capitalBps], ...(person.capitalChains ?? [])]
  const votes = [[person.votesBps], ...(person.votesChains ?? [])]
  return reaches(capital, rule) || reaches(votes, rule)
}

/**
 * Whether somebody nobody named may own through this company: what is left of it, times what it holds itself, makes an owner (BO-05).
 * As long as that is so, "nobody found" is not said (BO-02), but where the merchant states why (widely held, listed, public).
 */
export const mayHideOwner = (company: OwnerFacts, today: Day): boolean => {
  if (company.kind !== 'legal' || company.hasOtherControl) return false
  const rule = ownerRuleOn(today)
  const hidden = (
    left: number,
    direct: number,
    chains: readonly (readonly number[])[] = [],
  ): number[][] => [[left, direct], ...chains.map((chain) => [left, ...chain])]
  return reaches(hidden(company.undeclaredCapitalBps ?? 10_000, company.capitalBps, company.capitalChains), rule)
    || reaches(hidden(company.undeclaredVotesBps ?? 10_000, company.votesBps, company.votesChains), rule)
}

/** BO-02: who is the owner where nobody is found. */
const fallbackRoles: Partial<Record<LegalForm, readonly string[]>> = {
  eurl: ['gerant'],
  sarl: ['gerant'],
  sci: ['gerant'],
  sas: ['president', 'directeur_general'],
  sasu: ['president', 'directeur_general'],
  sa: ['president_directeur_general', 'directeur_general', 'directeur_general_unique', 'president_du_directoire'],
}

/** BO-03: in an association all who administer, supervise or manage. */
const officerRoles = [
  'president',
  'vice_president',
  'tresorier',
  'secretaire',
  'administrateur',
  'directeur_general',
  'membre_du_conseil_de_surveillance',
]

/**
 * Who counts as owner where no one holds enough or controls otherwise: the legal representatives (BO-02), a company standing for the
 * natural persons behind it; in an association always its officers (BO-03). A sole trader is his own. Under suspicion there is no
 * falling back on representatives: the caller does not ask.
 */
export const fallbackOwners = <Person extends PersonFacts>(legalForm: LegalForm, people: readonly Person[]): Person[] => {
  if (isSoleTrader(legalForm)) return []
  const roles = isAssociation(legalForm) ? officerRoles : (fallbackRoles[legalForm] ?? [])
  return [...new Set(people.filter(({ role }) => roles.includes(role)).flatMap((person) => naturalPersonsBehind(person, people)))]
}
