import type { Day } from '#src/kernel/calendar.ts'
import { isLacking, type ChecklistLine } from './checklist.ts'
import type { CompanyRow, DocumentRow, DossierRow, PayoutAccountRow, PersonRow } from './facts.ts'
import { ownershipFacts, personFacts } from './facts.ts'
import { ownershipProblems } from './ownershipProblems.ts'
import { actsForClient, naturalPersonsBehind } from './personFacts.ts'
import { rolesOf } from './person.ts'

export const stepNames = ['company', 'people', 'account', 'documents', 'contract', 'submit'] as const
export type StepName = (typeof stepNames)[number]

/** What is missing, and the field or person it is about. `key` is a sentence: `dossiers:progress.…` or of the ownership. */
export type StepProblem = { field: string; key: string; count?: number }

/**
 * - todo: nothing there yet. attention: begun, and something is missing or wrong. done: nothing more is asked.
 * - blocked: waits for the steps before it.
 */
export type Step = { name: StepName; state: 'todo' | 'attention' | 'done' | 'blocked'; problems: StepProblem[] }

export type ProgressFacts = {
  dossier: Pick<DossierRow, 'state'>
  company: CompanyRow | null
  people: readonly PersonRow[]
  account: PayoutAccountRow | null
  contract: { state: string } | null
  checklist: readonly ChecklistLine<DocumentRow>[]
}

const problem = (field: string, name: string, count?: number): StepProblem => ({
  field,
  key: `dossiers:progress.${name}`,
  ...(count === undefined ? {} : { count }),
})

const stepOf = (name: StepName, isBegun: boolean, problems: StepProblem[]): Step => ({
  name,
  problems,
  state: problems.length === 0 ? 'done' : isBegun ? 'attention' : 'todo',
})

const companyStep = ({ company }: ProgressFacts): Step =>
  stepOf('company', company !== null, company ? [] : [problem('company', 'company_missing')])

/** KYC-04: somebody speaks for the client, and behind every company that does stands a natural person. */
const representativeProblems = (people: readonly PersonRow[]): StepProblem[] => {
  const facts = people.map(personFacts)
  if (!facts.some(({ isRepresentative }) => isRepresentative)) return [problem('people', 'no_representative')]
  return facts
    .filter((person) => person.kind === 'legal' && actsForClient(person) && naturalPersonsBehind(person, facts).length === 0)
    .map(({ id }) => problem(`people.${id}`, 'company_without_person'))
}

/** The legal form was changed after they were declared. */
const roleProblems = ({ company, people }: ProgressFacts): StepProblem[] =>
  people.filter(({ role }) => company && !(rolesOf(company.legal_form) as readonly string[]).includes(role)).map(({ id }) =>
    problem(`people.${id}`, 'role_of_other_form')
  )

const peopleStep = (facts: ProgressFacts, today: Day): Step => {
  const { company, people } = facts
  if (!company) return { name: 'people', state: 'blocked', problems: [problem('company', 'company_first')] }
  const wrong = roleProblems(facts)
  const ownership = ownershipProblems(ownershipFacts(company, people), today).map(({ field, messageKey }) => ({
    field,
    key: messageKey as string,
  }))
  return stepOf('people', people.length > 0, [...representativeProblems(people), ...wrong, ...(people.length > 0 ? ownership : [])])
}

const accountStep = ({ account }: ProgressFacts): Step =>
  stepOf('account', account !== null, account ? [] : [problem('account', 'account_missing')])

const documentsStep = ({ company, checklist }: ProgressFacts): Step => {
  if (!company) return { name: 'documents', state: 'blocked', problems: [problem('company', 'company_first')] }
  const lacking = checklist.filter(isLacking)
  const isBegun = checklist.some(({ documents }) => documents.length > 0)
  return stepOf('documents', isBegun, lacking.length > 0 ? [problem('documents', 'pieces_missing', lacking.length)] : [])
}

const isOver = (steps: readonly Step[]): boolean => steps.every(({ state }) => state === 'done')

const contractStep = ({ contract }: ProgressFacts, before: readonly Step[]): Step => {
  if (contract?.state === 'signed') return { name: 'contract', state: 'done', problems: [] }
  if (!isOver(before)) return { name: 'contract', state: 'blocked', problems: [problem('contract', 'contract_waits')] }
  return stepOf('contract', contract !== null, [problem('contract', contract ? 'contract_unsigned' : 'contract_missing')])
}

const submitStep = ({ dossier }: ProgressFacts, before: readonly Step[]): Step => {
  if (dossier.state !== 'draft') return { name: 'submit', state: 'done', problems: [] }
  return isOver(before)
    ? { name: 'submit', state: 'todo', problems: [] }
    : { name: 'submit', state: 'blocked', problems: [problem('submit', 'submit_waits')] }
}

/**
 * Where a dossier stands, step by step: what is missing, and why. The contract is drawn from company, people and account, not from pieces.
 */
export const progress = (facts: ProgressFacts, today: Day): Step[] => {
  const told = [companyStep(facts), peopleStep(facts, today), accountStep(facts)]
  const documents = documentsStep(facts)
  const contract = contractStep(facts, told)
  const before = [...told, documents, contract]
  return [...before, submitStep(facts, before)]
}

/** Everything that keeps the file from being sent, with the step that mends it. */
export const missingBeforeSubmit = (steps: readonly Step[]): { step: StepName; problem: StepProblem }[] =>
  steps.filter(({ name }) => name !== 'submit').flatMap((
    { name, state, problems },
  ) => (state === 'done' ? [] : problems.map((one) => ({ step: name, problem: one }))))

/** The page to go on with. */
export const nextStep = (steps: readonly Step[]): StepName =>
  steps.find(({ state }) => state === 'todo' || state === 'attention')?.name ?? 'submit'
