import { describe, expect, it } from 'vitest'
import { type OwnershipFacts, ownershipProblems } from '#src/dossiers/ownershipProblems.ts'
import { person, representative, soleOwner } from './people.ts'

const today = '2026-11-22'
const owner = { isBeneficialOwner: true }

const problems = (people: OwnershipFacts['people'], more: Partial<OwnershipFacts> = {}, day = today): string[] =>
  ownershipProblems({ legalForm: 'sas', people, ...more }, day).map(({ field, messageKey }) =>
    `${field} ${messageKey.replace('dossiers:ownership.', '')}`
  )

describe('what is wrong with an ownership', () => {
  it('nothing, where one owns all and says so', () => expect(problems([representative('a', 'president', soleOwner)])).toEqual([]))

  it('more than the whole', () => {
    const half = { ...owner, capitalBps: 5001, votesBps: 5000 }
    expect(problems([person('a', half), person('b', half)])).toEqual(['capital capital_over_whole'])
    expect(problems([person('a', { ...half, capitalBps: 5000, votesBps: 5001 }), person('b', half)])).toEqual([
      'capital capital_over_whole',
      'votes votes_over_whole',
    ])
  })

  it('shares that are none', () =>
    expect(problems([person('a', { ...owner, capitalBps: 10_001, votesBps: -1, capitalChains: [[]] })])).toEqual([
      'people.a.capitalBps share_out_of_range',
      'people.a.votesBps share_out_of_range',
      'people.a.chains share_out_of_range',
    ]))

  it('an owner who is not declared, by share or by other control', () => {
    const most = person('a', { ...owner, capitalBps: 7000 })
    expect(problems([most, person('b', { hasOtherControl: true })])).toEqual(['people.b owner_not_declared'])
    expect(problems([most, person('b', { capitalBps: 3000 })])).toEqual(['people.b owner_not_declared'])
  })

  it('exactly a quarter: not before 2027-07-10, from then on', () => {
    const people = [person('a', { ...owner, capitalBps: 7500 }), person('b', { capitalBps: 2500 })]
    expect(problems(people)).toEqual([])
    expect(problems(people, {}, '2027-07-09')).toEqual([])
    expect(problems(people, {}, '2027-07-10')).toEqual(['people.b owner_not_declared'])
  })

  it('one who is declared and holds nothing says how he controls', () => {
    const people = [person('a', { ...owner, capitalBps: 9000 }), person('b', { ...owner, capitalBps: 1000 })]
    expect(problems(people)).toEqual(['people.b owner_without_control'])
    expect(problems([people[0]!, { ...people[1]!, hasOtherControl: true }])).toEqual([])
    expect(problems([people[0]!, representative('b', 'president', owner)])).toEqual([])
  })

  it('a company is nobody’s last owner', () =>
    expect(problems([person('a', { ...soleOwner, kind: 'legal' })])).toEqual([
      'people.a owner_not_natural',
      'people.a company_owner_not_explained',
    ]))

  it('whoever may stand behind a company is named, or it is said why nobody does (BO-05)', () => {
    const holding = person('h', { kind: 'legal', capitalBps: 10_000, votesBps: 10_000 })
    const president = representative('p', 'president')
    expect(problems([holding, president])).toEqual(['people.h company_owner_not_explained'])
    expect(problems([{ ...holding, undeclaredCapitalBps: 2600, undeclaredVotesBps: 0 }, president])).toEqual([
      'people.h company_owner_not_explained',
    ])
    expect(problems([{ ...holding, undeclaredCapitalBps: 2500, undeclaredVotesBps: 2500 }, president])).toEqual([])
    expect(problems([{ ...holding, hasOtherControl: true }, president])).toEqual([])
    expect(problems([{ ...holding, capitalBps: 2500, votesBps: 2500 }, president])).toEqual([])
  })

  it('who holds through a company owns by the product of the shares (BO-05)', () => {
    const holding = person('h', { kind: 'legal', capitalBps: 5000, votesBps: 5000, undeclaredCapitalBps: 0, undeclaredVotesBps: 0 })
    const behind = (bps: number) => person('b', { capitalChains: [[bps, 5000]], votesChains: [[bps, 5000]] })
    expect(problems([holding, behind(6000), representative('p', 'president')])).toEqual(['people.b owner_not_declared'])
    expect(problems([holding, behind(5000), representative('p', 'president')])).toEqual([])
    expect(problems([holding, { ...behind(6000), ...owner }])).toEqual([])
  })

  it('nobody declared: the representatives stand in, where there are any and no suspicion (BO-02)', () => {
    const small = ['a', 'b', 'c', 'd'].map((id) => person(id, { capitalBps: 2500, votesBps: 2500 }))
    expect(problems([...small, representative('p', 'president')])).toEqual([])
    expect(problems(small)).toEqual(['beneficialOwners nobody_declared'])
    expect(problems([...small, representative('p', 'president')], { hasSuspicion: true })).toEqual(['beneficialOwners nobody_declared'])
  })

  it('under suspicion says the very same words (X-06)', () => {
    const nobody = ownershipProblems({ legalForm: 'sas', people: [] }, today)
    const suspected = ownershipProblems({ legalForm: 'sas', people: [representative('p', 'president')], hasSuspicion: true }, today)
    expect(suspected).toEqual(nobody)
  })

  it('a sole trader and a listed company have none to find', () => {
    expect(problems([representative('a', 'exploitant')], { legalForm: 'ei' })).toEqual([])
    expect(problems([person('a', { capitalBps: 9000 })], { legalForm: 'sa', isListed: true })).toEqual([])
    expect(problems([person('a', { capitalBps: 9000 }), person('b', { capitalBps: 2000 })], { legalForm: 'sa', isListed: true })).toEqual([
      'capital capital_over_whole',
    ])
  })

  it('an association declares each of its officers, whatever they hold (BO-03)', () => {
    const president = representative('p', 'president', owner)
    const among = (...people: OwnershipFacts['people']) => problems(people, { legalForm: 'association' })
    expect(among(president, person('t', { role: 'tresorier' }))).toEqual(['people.t officer_not_declared'])
    expect(among(president, person('t', { role: 'tresorier', ...owner }))).toEqual([])
    expect(among(person('m'))).toEqual(['beneficialOwners nobody_declared'])
    expect(among(president, person('c', { kind: 'legal', ...owner }))).toEqual(['people.c owner_not_natural'])
  })
})
