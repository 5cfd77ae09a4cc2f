import { parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { newTicket } from '#src/platform/submission.ts'
import { filled, type Refused } from '#src/merchants/forms.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines } from '#src/web/components.ts'
import { parse } from '#src/web/fields.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { z } from 'zod'
import { addPerson } from './addPerson.ts'
import { changePerson } from './changePerson.ts'
import type { CompanyRow, PersonRow } from './facts.ts'
import { ownershipFacts } from './facts.ts'
import { ticket } from './fields.page.ts'
import { fileOf, isClosedOff, isEditable, stepsOf } from './file.page.ts'
import { isAssociation, isSoleTrader } from './legalForm.ts'
import { fallbackOwners, holdsEnough, mayHideOwner } from './beneficialOwners.ts'
import { chipsOf, personSections, readPerson, type Section } from './personForm.page.ts'
import { personName, writeShare } from './person.ts'
import type { StepProblem } from './progress.ts'
import { removePerson } from './removePerson.ts'
import { pageOfStep, sayProblem } from './steps.page.ts'

const cardOf = (visit: Visit, person: PersonRow, company: CompanyRow, problems: readonly StepProblem[]) => ({
  href: `/merchant/people/${person.id}`,
  name: personName(person),
  role: visit.t(`dossiers:role.${person.role}`),
  chips: chipsOf(visit, person, company),
  shares: person.capital_bps + person.votes_bps > 0
    ? visit.t('dossiers:people.shares', { capital: writeShare(person.capital_bps) || '0', votes: writeShare(person.votes_bps) || '0' })
    : '',
  problems: problems.filter(({ field }) => field.startsWith(`people.${person.id}`)).map((one) => sayProblem(visit, one)),
})

/** How the owners were found, where nobody holds more than a quarter: the representatives stand in by law (BO-02). */
const explanationOf = ({ t, ctx }: Visit, company: CompanyRow, people: readonly PersonRow[]): string => {
  if (isSoleTrader(company.legal_form)) return t('dossiers:people.why_sole_trader')
  if (isAssociation(company.legal_form)) return t('dossiers:people.why_association')
  const facts = ownershipFacts(company, people)
  const isHeld = facts.people.some((person) =>
    person.kind === 'natural' && (holdsEnough(person, parisDay(ctx.now)) || person.hasOtherControl)
  )
  const mayBeHidden = facts.people.some((person) => mayHideOwner(person, parisDay(ctx.now)))
  if (isHeld || mayBeHidden || people.length === 0) return t('dossiers:people.why_company')
  const names = fallbackOwners(company.legal_form, facts.people)
    .map(({ id }) => people.find((one) => one.id === id))
    .filter((one) => one !== undefined)
    .map(personName)
  return names.length > 0 ? t('dossiers:people.why_fallback', { names: names.join(', ') }) : t('dossiers:people.why_company')
}

/** GET /merchant/people */
export const showPeople = async (visit: Visit): Promise<Answer> => {
  const file = await fileOf(visit)
  if (isClosedOff(file)) return seeOther('/merchant')
  const { company, people } = file
  if (!company) return seeOther('/merchant/company', { tone: 'neutral', key: 'dossiers:flash.company_first' })
  const problems = stepsOf(visit, file).find(({ name }) => name === 'people')?.problems ?? []
  return view('dossiers/people', {
    title: visit.t('dossiers:people.title'),
    isOpen: isEditable(file),
    explanation: explanationOf(visit, company, people),
    people: people.map((person) => cardOf(visit, person, company, problems)),
    next: pageOfStep.account,
    isDone: problems.length === 0,
    problems: problems.filter(({ field }) => !/^people\./.test(field)).map((one) => sayProblem(visit, one)),
    mayAddCompany: !isSoleTrader(company.legal_form),
  })
}

const personPage = (
  visit: Visit,
  name: 'new' | 'edit',
  kind: 'natural' | 'legal',
  sections: Section[],
  more: Record<string, unknown>,
  refused?: Refused,
): Answer => {
  const isOpen = more['isOpen'] === true
  const shown = sections.map((section) => ({
    text: '',
    ...section,
    fields: filled(visit, section.fields, refused).map((field) => ({ ...field, isDisabled: !isOpen })),
  }))
  return view('dossiers/person', {
    kind,
    sections: shown,
    errors: errorLines(refused?.errors, visit.t),
    ticket: newTicket(),
    back: { href: '/merchant/people', label: visit.t('dossiers:people.title') },
    remove: '',
    title: visit.t(`dossiers:person.title_${name}_${kind}`),
    ...more,
  })
}

const kindOf = (value: unknown): 'natural' | 'legal' => (value === 'legal' ? 'legal' : 'natural')

/** GET /merchant/people/new?kind=legal */
export const showNewPerson = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const file = await fileOf(visit)
  if (isClosedOff(file)) return seeOther('/merchant')
  const { company, people } = file
  if (!company) return seeOther('/merchant/company', { tone: 'neutral', key: 'dossiers:flash.company_first' })
  if (!isEditable(file)) return seeOther('/merchant/people')
  const kind = kindOf(refused?.values['kind'] ?? visit.query['kind'])
  return personPage(visit, 'new', kind, personSections(visit, kind, { company, person: null, people }), {
    action: '/merchant/people',
    isOpen: true,
  }, refused)
}

const ticketForm = z.object({ ticket: ticket() })

/** POST /merchant/people */
export const postNewPerson = async (visit: Visit): Promise<Answer> => {
  await addPerson(visit.ctx, { ...readPerson(visit.body), ...parse(ticketForm, visit.body) })
  return seeOther('/merchant/people', good('dossiers:flash.person_added'))
}

/** GET /merchant/people/:id */
export const showPerson = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const file = await fileOf(visit)
  if (isClosedOff(file)) return seeOther('/merchant')
  const person = file.people.find(({ id }) => id === param(visit, 'id'))
  if (!person || !file.company) throw notFound()
  const action = `/merchant/people/${person.id}`
  const isOpen = isEditable(file)
  const more = { action, isOpen, title: personName(person), remove: isOpen ? `${action}/remove` : '' }
  return personPage(
    visit,
    'edit',
    person.kind,
    personSections(visit, person.kind, { company: file.company, person, people: file.people }),
    more,
    refused,
  )
}

/** POST /merchant/people/:id */
export const postPerson = async (visit: Visit): Promise<Answer> => {
  await changePerson(visit.ctx, { ...readPerson(visit.body), id: param(visit, 'id') })
  return seeOther('/merchant/people', good('dossiers:flash.saved'))
}

/** POST /merchant/people/:id/remove */
export const postRemovePerson = async (visit: Visit): Promise<Answer> => {
  await removePerson(visit.ctx, param(visit, 'id'))
  return seeOther('/merchant/people', good('dossiers:flash.person_removed'))
}
