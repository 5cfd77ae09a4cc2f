import { dictionary } from '#src/kernel/dictionary.ts'
import { declare, textIn, type Declared, type KnownEvent } from './knownEvent.ts'

export type KnownPerson = Declared & { id: string; addedAt: Date }
/** What the merchant had said of his company, its people and its account. */
export type KnownDeclared = { company: Declared | null; people: KnownPerson[]; account: Declared | null }

export const nothingDeclared = (): KnownDeclared => ({ company: null, people: [], account: null })

/** Whoever acted for one who is taken off the file acts for nobody (dossiers.sql.ts). */
const withoutRepresented = (person: KnownPerson, id: string): KnownPerson => (person.values['represents_person_id'] === id
  ? { ...person, values: { ...person.values, represents_person_id: null } }
  : person)

const changePerson = (people: readonly KnownPerson[], event: KnownEvent): KnownPerson[] => {
  const id = textIn(event.data, 'personId')
  return people.map((one) => (one.id === id ? { ...declare(one, event), id, addedAt: one.addedAt } : one))
}

const steps: Record<string, (file: KnownDeclared, event: KnownEvent) => KnownDeclared> = dictionary({
  'dossier.company_saved': (file, event) => ({ ...file, company: declare(file.company, event) }),
  'dossier.account_saved': (file, event) => ({ ...file, account: declare(file.account, event) }),
  'dossier.person_added': (file, event) => ({
    ...file,
    people: [...file.people, { ...declare(null, event), id: textIn(event.data, 'personId'), addedAt: event.at }],
  }),
  'dossier.person_changed': (file, event) => ({ ...file, people: changePerson(file.people, event) }),
  'dossier.person_rectified': (file, event) => ({ ...file, people: changePerson(file.people, event) }),
  'dossier.person_removed': (file, event) => {
    const id = textIn(event.data, 'personId')
    return { ...file, people: file.people.filter((one) => one.id !== id).map((one) => withoutRepresented(one, id)) }
  },
})

export const knowDeclared = (file: KnownDeclared, event: KnownEvent): KnownDeclared => steps[event.event]?.(file, event) ?? file
