import { describe, expect, it } from 'vitest'
import { lastDayOfContract, contractEndLifecycle } from '#src/contracts/contractEnd.ts'
import { breachLifecycle, openActs, releaseOfTermination } from '#src/breaches/breach.ts'
import { heir, holdLifecycle, holdStates, holdTitles, isDue, isSecret, oppositionEnds, releaseDay, titles,
  type HoldAction } from '#src/holds/hold.ts'
import { isBankingDay } from '#src/kernel/holidays.ts'
import { merchantLifecycle, type MerchantState } from '#src/merchants/merchant.ts'
import { isAllowed, roles, seats } from '#src/kernel/permissions.ts'

describe('the dates', () => {
  it.each([
    // RES-04, every vector
    ['2026-01-31', '2027-02-26'],
    ['2026-01-29', '2027-02-26'],
    ['2025-01-31', '2026-02-27'],
    ['2027-01-31', '2028-02-29'],
    ['2026-12-31', '2028-01-31'],
    ['2024-02-29', '2025-03-28'],
    ['2026-04-01', '2027-04-30'],
    ['2025-03-31', '2026-04-30'],
    ['2026-11-22', '2027-12-22'],
  ])('terminated on %s, let go on %s', (from, to) => expect(releaseOfTermination(from)).toBe(to))

  it('a day that somebody chose never moves later, and is open at the banks and here', () => {
    for (const asked of ['2026-04-03', '2026-04-06', '2026-05-01', '2026-05-08', '2026-05-16', '2026-12-25', '2026-12-26', '2027-01-01']) {
      expect(releaseDay(asked) < asked).toBe(true)
      expect(isBankingDay(releaseDay(asked))).toBe(true)
    }
    expect(releaseDay('2026-03-03')).toBe('2026-03-03')
  })

  it.each([['2026-05-04', '2026-05-18', '2026-05-20'], ['2026-12-18', '2026-12-31', '2027-01-05']])(
    'an opposition notified on %s ends on %s, or on %s by the count we keep (CAL-07)',
    (on, six, five) => expect(oppositionEnds(on)).toEqual({ mondayToSaturday: six, mondayToFriday: five }),
  )

  it.each([
    // CAL-02: the same day of the next month, or its last; a closed day moves nothing
    ['2026-01-31', '2026-02-28'],
    ['2026-01-28', '2026-02-28'],
    ['2028-01-31', '2028-02-29'],
    ['2026-02-28', '2026-03-28'],
    ['2026-03-31', '2026-04-30'],
    ['2026-12-31', '2027-01-31'],
    ['2026-04-01', '2026-05-01'],
    ['2026-10-25', '2026-11-25'],
  ])('notice given on %s, the contract lives until the end of %s', (asked, end) => expect(lastDayOfContract(asked)).toBe(end))

  it('only a reserve has a last day; the rest is lifted by people', () => {
    for (const title of holdTitles)
      expect(isDue({ title, release_on: '2026-03-02' }, new Date('2026-03-02T00:00:00Z'))).toBe(title === 'contract_reserve')
    expect(isDue({ title: 'contract_reserve', release_on: '2026-03-03' }, new Date('2026-03-02T22:59:59Z'))).toBe(false)
    expect(isDue({ title: 'contract_reserve', release_on: '2026-03-03' }, new Date('2026-03-02T23:00:00Z'))).toBe(true)
  })

  it('the strongest title takes over, never another reserve', () => {
    const [reserve, aml, tracfin, freeze, later] = [['contract_reserve', 'a'], ['aml_pre_declaration', 'b'], ['tracfin_opposition', 'c'], [
      'asset_freeze',
      'd',
    ], ['asset_freeze', 'e']]
      .map(([title, id]) => ({ title: title as 'asset_freeze', id: id! }))
    expect(heir([reserve!])).toBeNull()
    expect(heir([reserve!, aml!])?.id).toBe('b')
    expect(heir([aml!, tracfin!])?.id).toBe('c')
    expect(heir([later!, tracfin!, freeze!, aml!])?.id).toBe('d')
  })
})

describe('the grids: what the table does not have cannot happen', () => {
  const walk = (
    table: Record<string, Record<string, { to: string; by: readonly string[]; fourEyes?: boolean } | undefined>>,
    actions: readonly string[],
  ) =>
    Object.keys(table).flatMap((state) =>
      actions.flatMap((action) => {
        const step = table[state]![action]
        return step ? [`${state} ${action} → ${step.to} (${step.by.join(', ')})${step.fourEyes ? ' by two' : ''}`] : []
      })
    )
  const either = 'officer, system'

  it('holds', () => {
    const actions: HoldAction[] = [
      'confirm',
      'decline',
      'add',
      'propose_release',
      'confirm_release',
      'confirm_part',
      'decline_release',
      'fall_due',
      'move',
    ]
    expect(Object.keys(holdLifecycle)).toEqual([...holdStates])
    expect(walk(holdLifecycle, actions)).toEqual([
      'proposed confirm → active (officer) by two',
      'proposed decline → declined (officer) by two',
      `active add → active (${either})`,
      'active propose_release → release_proposed (officer)',
      'active fall_due → released (system)',
      `active move → moved (${either})`,
      `release_proposed add → release_proposed (${either})`,
      'release_proposed confirm_release → released (officer) by two',
      'release_proposed confirm_part → active (officer) by two',
      'release_proposed decline_release → active (officer) by two',
      'release_proposed fall_due → released (system)',
      `release_proposed move → moved (${either})`,
    ])
  })

  it('breaches, ends of contracts, and where they lead from', () => {
    expect(walk(breachLifecycle, ['confirm', 'decline'])).toEqual([
      'proposed confirm → taken (officer) by two',
      'proposed decline → declined (officer) by two',
    ])
    expect(walk(contractEndLifecycle, ['withdraw', 'lapse', 'end', 'settle'])).toEqual([
      'notice withdraw → withdrawn (merchant)',
      'notice lapse → withdrawn (system)',
      'notice end → ended (system)',
      'ended settle → settled (system)',
    ])
    const acts = Object.fromEntries((Object.keys(merchantLifecycle) as MerchantState[]).map((state) => [state, openActs(state)]))
    expect(acts).toEqual({
      onboarding: [],
      validated: ['suspend', 'terminate'],
      suspended: ['terminate'],
      barred: ['reinstate', 'terminate'],
      deactivated: [],
      rejected: [],
      terminated: [],
      closed: [],
    })
  })

  it('each title has its rights; the secret ones are no role’s, but those of the closed circle (AML-11)', () => {
    for (const title of holdTitles.filter(isSecret))
      for (const what of ['see', 'place', 'release'] as const)
        expect([
          roles.filter((role) => isAllowed([role], titles[title][what])),
          seats.filter((seat) => isAllowed([seat], titles[title][what])),
        ])
          .toEqual([[], [...seats]])
    expect(roles.filter((role) => isAllowed([role], titles.contract_reserve.see))).toEqual(['analyst', 'agent', 'officer', 'auditor'])
    expect(roles.filter((role) => isAllowed([role], titles.contract_reserve.release))).toEqual(['officer'])
  })
})
