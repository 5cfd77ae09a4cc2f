import type { Visit } from '#src/web/visit.ts'
import type { Declared } from './knownEvent.ts'
import type { KnownFile } from './knownFile.ts'
import { fact, section, type KnownFact, type KnownGroup, type KnownSection } from './knownSection.ts'
import { atText, fieldText, personText, valueText, whoText } from './knownWords.page.ts'
import type { Known } from './readKnown.sql.ts'

/** What a form leaves where nothing was said. */
const nothing = [null, 'false', '0']
const hidden = ['kind', 'is_representative']
const isSaid = ([field, value]: [string, string | null]): boolean => !nothing.includes(value) && !hidden.includes(field)

type Side = { file: KnownFile; declared: Declared | null }

/** What it says today, where that is another thing. */
const sinceOf = (visit: Visit, field: string, then: string | null, now: Side): string => {
  if (!now.declared) return ''
  const value = now.declared.lost.includes(field) ? null : now.declared.values[field] ?? null
  if (value === then || (nothing.includes(value) && nothing.includes(then))) return ''
  return valueText(visit, now.file, field, value) || visit.t('knownFiles:since_nothing')
}

const factsOf = (visit: Visit, then: Side & { declared: Declared }, now: Side): KnownFact[] => {
  const { values, lost } = then.declared
  const said = Object.entries(values).filter(isSaid)
  const added = Object.entries(now.declared?.values ?? {}).filter(([field, value]) =>
    isSaid([field, value]) && !said.some(([one]) => one === field) && !lost.includes(field)
  )
  return [
    ...said.map(([field, value]) =>
      fact(fieldText(visit, field), valueText(visit, then.file, field, value), {
        since: sinceOf(visit, field, value, now),
        isMono: ['iban', 'siret', 'siren', 'bic'].includes(field),
      })
    ),
    ...added.map(([field]) => fact(fieldText(visit, field), '', { since: sinceOf(visit, field, values[field] ?? null, now) })),
    ...lost.filter((field) => !hidden.includes(field)).map((field) => fact(fieldText(visit, field), visit.t('knownFiles:erased'))),
  ]
}

const saidBy = (visit: Visit, { at, by }: Declared): string =>
  visit.t('knownFiles:said_by', { at: atText(visit, at), who: whoText(visit, by) })

const oneGroup = (visit: Visit, { then, now }: Known, part: 'company' | 'account'): KnownGroup[] => {
  const declared = then[part]
  if (!declared) return []
  return [{
    title: '',
    since: '',
    facts: [
      ...factsOf(visit, { file: then, declared }, { file: now, declared: now[part] }),
      fact(visit.t('knownFiles:fact.declared'), saidBy(visit, declared)),
    ],
  }]
}

const peopleGroups = (visit: Visit, { then, now }: Known): KnownGroup[] =>
  then.people.map((person) => {
    const today = now.people.find(({ id }) => id === person.id) ?? null
    return {
      title: personText(person.values, person.id),
      since: today ? '' : visit.t('knownFiles:since_removed'),
      facts: [
        ...factsOf(visit, { file: then, declared: person }, { file: now, declared: today }),
        fact(visit.t('knownFiles:fact.declared'), saidBy(visit, person)),
      ],
    }
  })

const addedSince = (visit: Visit, { then, now }: Known): string[] =>
  now.people.filter(({ id }) => !then.people.some((one) => one.id === id)).map(({ id, values, addedAt }) =>
    visit.t('knownFiles:since_added', { who: personText(values, id), at: atText(visit, addedAt) })
  )

/** What the merchant had said: his company, its people, his account. */
export const declaredSections = (visit: Visit, known: Known): KnownSection[] => {
  const { t } = visit
  return [
    section('company', t('reviews:fact.company'), t('knownFiles:none.company'), { groups: oneGroup(visit, known, 'company') }),
    section('people', t('reviews:person.title'), t('knownFiles:none.people'), {
      groups: peopleGroups(visit, known),
      lines: addedSince(visit, known),
    }),
    section('account', t('reviews:fact.account'), t('knownFiles:none.account'), { groups: oneGroup(visit, known, 'account') }),
  ]
}
