import type { Step as ShownStep } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { fileOf, isEditable, stepsOf } from './file.page.ts'
import { stepNames, type Step, type StepName, type StepProblem } from './progress.ts'

export const pageOfStep: Record<StepName, string> = {
  company: '/merchant/company',
  people: '/merchant/people',
  account: '/merchant/account',
  documents: '/merchant/documents',
  contract: '/merchant/contract',
  submit: '/merchant/submit',
}

/** A problem in words; the person or field it is about is told by the page it links to. */
export const sayProblem = ({ t }: Visit, { key, count }: StepProblem): string => (count === undefined ? t(key) : t(key, { count }))

const isHere = (path: string, name: StepName): boolean => path === pageOfStep[name] || path.startsWith(`${pageOfStep[name]}/`)

const shownState = (step: Step, path: string): ShownStep['state'] => {
  if (isHere(path, step.name)) return 'current'
  return step.state === 'done' ? 'done' : step.state === 'attention' ? 'attention' : 'todo'
}

/** The steps beside every page: names and marks. What is missing, and why, stands on the home page. */
export const railOf = (visit: Visit, steps: readonly Step[]): ShownStep[] =>
  steps.map((step) => ({ label: visit.t(`dossiers:step.${step.name}`), state: shownState(step, visit.path), href: pageOfStep[step.name] }))

/** The steps with what is missing in each, in words. */
export const fullSteps = (visit: Visit, steps: readonly Step[]): ShownStep[] => {
  const current = steps.find(({ state }) => state === 'todo' || state === 'attention')?.name
  return steps.map((step) => ({
    label: visit.t(`dossiers:step.${step.name}`),
    href: pageOfStep[step.name],
    state: step.state === 'done' ? 'done' : step.state === 'attention' ? 'attention' : step.name === current ? 'current' : 'todo',
    text: step.state === 'done'
      ? visit.t('dossiers:step_done')
      : [...new Set(step.problems.map((one) => sayProblem(visit, one)))].slice(0, 3).join(' '),
  }))
}

/** Where to go once a step is saved: on to the next that needs something; home once the file is with us or asked for again. */
export const nextPage = async (visit: Visit, from: StepName): Promise<string> => {
  const file = await fileOf(visit)
  if (file.dossier.state !== 'draft' || !isEditable(file)) return '/merchant'
  const steps = stepsOf(visit, file)
  const own = steps.find(({ name }) => name === from)
  if (own?.state === 'attention') return pageOfStep[from]
  const later = steps.slice(stepNames.indexOf(from) + 1).find(({ state }) => state !== 'done')
  return pageOfStep[(later ?? steps.find(({ state }) => state !== 'done'))?.name ?? 'submit']
}
