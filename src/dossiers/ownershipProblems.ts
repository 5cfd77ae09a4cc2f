import type { Day } from '#src/kernel/calendar.ts'
import { fallbackOwners, holdsEnough, mayHideOwner, type OwnerFacts } from './beneficialOwners.ts'
import { isAssociation, isSoleTrader, type LegalForm } from './legalForm.ts'
import { isBps, whole } from './ownershipShare.ts'

export type OwnershipFacts = {
  legalForm: LegalForm
  /** A listed company is exempt from finding its owners. */
  isListed?: boolean
  /** Known to staff only. It closes the fallback (BO-02) and must not show: the merchant reads the same sentence as anybody. */
  hasSuspicion?: boolean
  people: readonly OwnerFacts[]
}

export const ownershipProblemKeys = [
  'share_out_of_range',
  'capital_over_whole',
  'votes_over_whole',
  'owner_not_natural',
  'company_owner_not_explained',
  'owner_not_declared',
  'owner_without_control',
  'officer_not_declared',
  'nobody_declared',
] as const

export type OwnershipProblem = { field: string; messageKey: `dossiers:ownership.${(typeof ownershipProblemKeys)[number]}` }

const problem = (field: string, key: (typeof ownershipProblemKeys)[number]): OwnershipProblem => ({
  field,
  messageKey: `dossiers:ownership.${key}`,
})

/** Direct holdings of one company cannot pass the whole; indirect ones are already inside them. */
const problemsOfTotals = (people: readonly OwnerFacts[]): OwnershipProblem[] => {
  const total = (field: 'capitalBps' | 'votesBps') => people.reduce((sum, person) => sum + person[field], 0)
  return [
    ...(total('capitalBps') > whole ? [problem('capital', 'capital_over_whole')] : []),
    ...(total('votesBps') > whole ? [problem('votes', 'votes_over_whole')] : []),
  ]
}

const sharesOutOfRange = (people: readonly OwnerFacts[]): OwnershipProblem[] =>
  people.flatMap((person) => [
    ...(isBps(person.capitalBps) ? [] : [problem(`people.${person.id}.capitalBps`, 'share_out_of_range')]),
    ...(isBps(person.votesBps) ? [] : [problem(`people.${person.id}.votesBps`, 'share_out_of_range')]),
    ...([...(person.capitalChains ?? []), ...(person.votesChains ?? [])].every((chain) => chain.length > 0 && chain.every(isBps))
      ? []
      : [problem(`people.${person.id}.chains`, 'share_out_of_range')]),
  ])

/** BO-01, BO-06: whoever holds enough is declared; whoever is declared holds enough, controls otherwise, or stands in by law (BO-02). */
const problemOfPerson = (person: OwnerFacts, { legalForm, people }: OwnershipFacts, today: Day): OwnershipProblem[] => {
  const field = `people.${person.id}`
  if (person.kind === 'legal') {
    return [
      ...(person.isBeneficialOwner ? [problem(field, 'owner_not_natural')] : []),
      ...(mayHideOwner(person, today) ? [problem(field, 'company_owner_not_explained')] : []),
    ]
  }
  const isOwner = holdsEnough(person, today) || person.hasOtherControl === true
  if (isOwner && !person.isBeneficialOwner) return [problem(field, 'owner_not_declared')]
  const isExplained = isOwner || fallbackOwners(legalForm, people).some(({ id }) => id === person.id)
  return person.isBeneficialOwner && !isExplained ? [problem(field, 'owner_without_control')] : []
}

/** BO-02: nobody declared is an answer only where somebody stands in by law. */
const problemOfNobody = ({ legalForm, hasSuspicion, people }: OwnershipFacts): OwnershipProblem[] => {
  if (people.some(({ isBeneficialOwner }) => isBeneficialOwner)) return []
  const canFallBack = !hasSuspicion && fallbackOwners(legalForm, people).length > 0
  return canFallBack ? [] : [problem('beneficialOwners', 'nobody_declared')]
}

/** BO-03: each officer is an owner; shares play no part. */
const problemsOfAssociation = ({ legalForm, people }: OwnershipFacts): OwnershipProblem[] => {
  const officers = fallbackOwners(legalForm, people)
  if (officers.length === 0) return [problem('beneficialOwners', 'nobody_declared')]
  const legal = people.filter(({ kind, isBeneficialOwner }) => kind === 'legal' && isBeneficialOwner)
  return [
    ...officers.filter(({ isBeneficialOwner }) => !isBeneficialOwner).map(({ id }) => problem(`people.${id}`, 'officer_not_declared')),
    ...legal.map(({ id }) => problem(`people.${id}`, 'owner_not_natural')),
  ]
}

/** What is wrong with the declared ownership, as of a day (the threshold changes, BO-06). Empty for a sole trader. */
export const ownershipProblems = (facts: OwnershipFacts, today: Day): OwnershipProblem[] => {
  if (isSoleTrader(facts.legalForm)) return []
  if (isAssociation(facts.legalForm)) return problemsOfAssociation(facts)
  const outOfRange = sharesOutOfRange(facts.people)
  if (outOfRange.length > 0) return outOfRange
  if (facts.isListed) return problemsOfTotals(facts.people)
  return [
    ...problemsOfTotals(facts.people),
    ...facts.people.flatMap((person) => problemOfPerson(person, facts, today)),
    ...problemOfNobody(facts),
  ]
}
