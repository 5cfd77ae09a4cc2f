import { describe, expect, it } from 'vitest'
import { identificationMeasures, isAnotherPerson, lackingIdentification, measuresDue, measuresOf,
  peopleToIdentify } from '#src/identification/identification.ts'
import { hasText } from '#src/web/i18n.ts'

type Acting = Parameters<typeof peopleToIdentify>[0][number]
const somebody = (id: string, said: Partial<Acting> = {}): Acting => ({
  id,
  kind: 'natural',
  is_representative: false,
  is_signatory: false,
  represents_person_id: null,
  ...said,
})
const by = (person_id: string, ...measures: number[]) => measures.map((measure) => ({ person_id, measure }))

describe('who is to be identified at a distance', () => {
  it('whoever acts: the representative, who signs by delegation, who acts for the company that presides; no owner who does not act, no company', () => {
    const people = [
      somebody('manager', { is_representative: true }),
      somebody('delegate', { is_signatory: true }),
      somebody('behind', { represents_person_id: 'holding' }),
      somebody('owner'),
      somebody('holding', { kind: 'legal', is_representative: true }),
    ]
    expect(peopleToIdentify(people).map(({ id }) => id)).toEqual(['manager', 'delegate', 'behind'])
  })
})

describe('two distinct measures (R561-5-2)', () => {
  const one = [somebody('a', { is_representative: true })]
  const lacks = (measures: { person_id: string; measure: number }[]): boolean => lackingIdentification(one, measures).length > 0

  it.each(
    [
      ['none', [], true],
      ['one', [1], true],
      ['the same twice', [1, 1], true],
      ['two', [1, 6], false],
      ['two without the copy', [3, 5], false],
      ['all', [...identificationMeasures], false],
    ] as const,
  )('%s', (_what, measures, isLacking) => expect(lacks(by('a', ...measures))).toBe(isLacking))

  it('those of somebody else count for him alone', () => expect(lacks([...by('a', 1), ...by('b', 6)])).toBe(true))

  it('each person who acts has his own', () => {
    const two = [...one, somebody('b', { is_signatory: true })]
    expect(lackingIdentification(two, [...by('a', 1, 6), ...by('b', 2)]).map(({ id }) => id)).toEqual(['b'])
  })

  it('are six in the law, two are due, each has its words in both languages', () => {
    expect([identificationMeasures, measuresDue, measuresOf('a', by('a', 6, 1, 6))]).toEqual([[1, 2, 3, 4, 5, 6], 2, [1, 6]])
    for (const lang of ['fr', 'en'] as const)
      for (const measure of identificationMeasures) expect(hasText(lang, `identification:measure.${measure}`)).toBe(true)
  })
})

describe('another person', () => {
  it.each(
    [[['family_name'], true], [['birth_date', 'address'], true], [['birth_place'], true], [['given_names'], true], [[
      'address',
      'nationality',
      'capital_bps',
      'usage_name',
    ], false], [[], false]] as const,
  )('a change of %j: %s', (fields, is) => expect(isAnotherPerson(fields)).toBe(is))
})
