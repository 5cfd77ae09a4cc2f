import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareToBps, fallbackOwners, holdsEnough, indirectShare, ownerRuleOn, shareInBps } from '#src/dossiers/beneficialOwners.ts'
import { person, representative } from './people.ts'

const today = '2026-11-22'
const lastDayOfOldRule = '2027-07-09'
const firstDayOfNewRule = '2027-07-10'

describe('shares through companies (BO-05)', () => {
  it.each([
    [[[5000, 5000]], 2500, 0], // a half of a half is exactly a quarter
    [[[5000, 5001]], 2500, 1],
    [[[5100, 4901]], 2500, -1], // 24.9951 %: rounded, it would pass for a quarter
    [[[10_000, 10_000, 2500]], 2500, 0],
    [[[2000], [1000, 5000]], 2500, 0],
    [[[2000], [1000, 5001]], 2500, 1],
    [[[3333, 3333, 3333], [2130]], 2500, 1],
    [[], 0, 0],
  ])('%j against %d', (chains, bps, order) => expect(compareToBps(indirectShare(chains), bps)).toBe(order))

  it('is shown in whole basis points', () => {
    expect(shareInBps(indirectShare([[5100, 4901]]))).toBe(2499)
    expect(shareInBps(indirectShare([[10_000]]))).toBe(10_000)
  })

  it.each([[[[-1]]], [[[10_001]]], [[[0.5]]], [[[]]]])('refuses %j', (chains) => expect(() => indirectShare(chains)).toThrow(RangeError))

  const anyBps = fc.integer({ min: 0, max: 10_000 })
  const anyChain = fc.array(anyBps, { minLength: 1, maxLength: 5 })

  it('never grows by one more company between, never shrinks by one more chain', () =>
    fc.assert(fc.property(fc.array(anyChain, { maxLength: 4 }), anyChain, anyBps, (chains, chain, bps) => {
      const before = indirectShare(chains)
      const longer = shareInBps(indirectShare([[...chain, bps]])) <= shareInBps(indirectShare([chain]))
      return longer && shareInBps(indirectShare([...chains, chain])) >= shareInBps(before)
    })))

  it('is the same in any order', () =>
    fc.assert(fc.property(fc.array(anyChain, { maxLength: 4 }), anyBps, (chains, bps) => {
      const turned = chains.toReversed().map((chain) => chain.toReversed())
      return compareToBps(indirectShare(turned), bps) === compareToBps(indirectShare(chains), bps)
    })))
})

describe('who holds enough', () => {
  it.each([
    [2500, 0, today, false], // 25.00 % exactly is no owner today
    [2501, 0, today, true],
    [0, 2501, today, true],
    [2000, 2000, today, false], // capital and votes are not added
    [2500, 0, lastDayOfOldRule, false],
    [2500, 0, firstDayOfNewRule, true], // BO-06
    [2499, 0, firstDayOfNewRule, false],
  ])(
    '%d of capital, %d of votes on %s: %s',
    (capitalBps, votesBps, day, isOwner) => expect(holdsEnough(person('pers_a', { capitalBps, votesBps }), day)).toBe(isOwner),
  )

  it('directly and indirectly together', () => {
    expect(holdsEnough(person('pers_a', { capitalBps: 1500, capitalChains: [[5000, 2000]] }), today)).toBe(false)
    expect(holdsEnough(person('pers_a', { capitalBps: 1500, capitalChains: [[5000, 2001]] }), today)).toBe(true)
    expect(holdsEnough(person('pers_a', { votesBps: 1500, votesChains: [[5000, 2001]] }), today)).toBe(true)
  })

  it('names the version of the rule', () =>
    expect([ownerRuleOn(lastDayOfOldRule).version, ownerRuleOn(firstDayOfNewRule).version]).toEqual(['bo-r561-1', 'bo-amlr-2027']))
})

describe('who stands in (BO-02, BO-03)', () => {
  const ids = (...given: Parameters<typeof fallbackOwners>): string[] => fallbackOwners(...given).map(({ id }) => id)
  const people = [
    'gerant',
    'president',
    'directeur_general',
    'directeur_general_delegue',
    'president_directeur_general',
    'directeur_general_unique',
    'president_du_directoire',
    'membre_du_directoire',
    'administrateur',
    'tresorier',
    'secretaire',
    'associe',
  ]
    .map((role) => person(role, { role }))

  it.each(
    [
      ['eurl', ['gerant']],
      ['sarl', ['gerant']],
      ['sci', ['gerant']],
      ['sas', ['president', 'directeur_general']],
      ['sasu', ['president', 'directeur_general']],
      ['sa', ['directeur_general', 'president_directeur_general', 'directeur_general_unique', 'president_du_directoire']],
      ['association', ['president', 'directeur_general', 'administrateur', 'tresorier', 'secretaire']],
      ['ei', []],
    ] as const,
  )('%s: %j', (form, roles) => expect(ids(form, people)).toEqual(roles))

  it('for a company that presides, the natural person who represents it', () => {
    const president = representative('pers_co', 'president', { kind: 'legal' })
    expect(ids('sas', [president])).toEqual([])
    expect(ids('sas', [president, person('pers_n', { representsPersonId: 'pers_co' })])).toEqual(['pers_n'])
  })
})
