import { parisDay } from '#src/kernel/calendar.ts'
import { conflict, invalid } from '#src/kernel/errors.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { findCompany, listPeople } from './dossiers.sql.ts'
import type { PersonRow } from './facts.ts'
import { normalisePerson, personColumns, personProblems, type PersonInput } from './person.ts'

export const mostPeople = 60

/**
 * The person as his row, or 422 naming each field that is wrong. The legal form says which functions there are, so the company comes
 * first. `ownId`: the person being changed, who cannot act for himself.
 */
export const checkPerson = async (tx: Tx, dossierId: string, input: PersonInput, ownId: string | null) => {
  const company = await findCompany(tx.db, dossierId)
  if (!company) throw conflict('company_first')
  const people: PersonRow[] = await listPeople(tx.db, dossierId)
  if (!ownId && people.length >= mostPeople) throw conflict('too_many_people')
  const person = normalisePerson(input, company.legal_form)
  const companyIds = people.filter(({ kind, id }) => kind === 'legal' && id !== ownId).map(({ id }) => id)
  const problems = personProblems(person, { form: company.legal_form, today: parisDay(tx.now), companyIds })
  if (Object.keys(problems).length > 0) throw invalid(problems)
  return { columns: personColumns(person, company.legal_form), people }
}
