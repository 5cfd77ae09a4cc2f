import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { legalForms } from '#src/dossiers/legalForm.ts'
import { factsFrom, layersOf, type Stand, type StandPerson } from '#src/ratings/facts.ts'
import { mayBeLowered, rate, riskLevels, settle, triggerOf, type Override, type RatingTrigger, type Settled } from '#src/ratings/rating.ts'
import { factors, type FactorId, type RiskFacts } from '#src/riskTables/factor.ts'
import { countriesOn, faultsOf, isSameTable, tableOn, type RiskTable } from '#src/riskTables/riskTable.ts'
import { firstTable } from './firstTable.ts'

const today = '2026-11-22'
const countries = ['MC', 'RU', 'KP']
const ordinary: RiskFacts = {
  legalForm: 'sarl',
  mcc: '5734',
  expectedMonthlyCents: 1_000_000,
  expectedTicketCents: 5_000,
  tradedCents: 0,
  hasReachedProgramme: false,
  isRemoteSelling: false,
  hasPep: false,
  ownershipLayers: 0,
  nexusCountries: ['FR'],
  nationalities: ['FR'],
  noted: [],
}
const by = (more: Partial<RiskFacts>, table: RiskTable = firstTable) => rate({ ...ordinary, ...more }, { table, countries, today })
const ids = (more: Partial<RiskFacts>): string[] => by(more).reasons.map(({ id }) => id)

/** Each factor: just not, and just so. */
const edges: [FactorId, Partial<RiskFacts>, Partial<RiskFacts>][] = [
  ['pep', { hasPep: false }, { hasPep: true }],
  ['high_risk_country', { nexusCountries: ['FR', 'DE'] }, { nexusCountries: ['FR', 'MC'] }],
  ['high_risk_mcc', { mcc: '5734' }, { mcc: '7995' }],
  ['layered_ownership', { ownershipLayers: 2 }, { ownershipLayers: 3 }],
  ['foreign_holding', {}, { noted: ['foreign_holding'] }],
  ['bearer_shares', {}, { noted: ['bearer_shares'] }],
  ['shell', { noted: ['domiciled'] }, { noted: ['shell'] }],
  ['rbe_discrepancy', {}, { noted: ['rbe_discrepancy'] }],
  ['mcc_unknown', { mcc: '5734' }, { mcc: '' }],
  ['delivers_later', {}, { noted: ['delivers_later'] }],
  ['large_volume', { expectedMonthlyCents: 4_999_999 }, { expectedMonthlyCents: 5_000_000 }],
  ['very_large_volume', { expectedMonthlyCents: 24_999_999 }, { expectedMonthlyCents: 25_000_000 }],
  ['large_ticket', { expectedTicketCents: 99_999 }, { expectedTicketCents: 100_000 }],
  ['volume_beyond_declared', { tradedCents: 1_999_999 }, { tradedCents: 2_000_000 }],
  ['dispute_programme', {}, { hasReachedProgramme: true }],
  ['remote_selling', {}, { isRemoteSelling: true }],
  ['young_company', {}, { noted: ['young_company'] }],
  ['association', { legalForm: 'sas' }, { legalForm: 'association' }],
  ['domiciled', {}, { noted: ['domiciled'] }],
  ['company_owner', { ownershipLayers: 0 }, { ownershipLayers: 1 }],
  ['nexus_abroad', { nexusCountries: ['FR'] }, { nexusCountries: ['FR', 'DE'] }],
  ['nexus_outside_eea', { nexusCountries: ['NO'] }, { nexusCountries: ['GB'] }],
  ['high_risk_nationality', { nationalities: ['FR', 'US'] }, { nationalities: ['FR', 'RU'] }],
]

describe('a factor', () => {
  it.each(edges)('%s holds from its boundary on', (id, below, at) => {
    expect(ids(below)).not.toContain(id)
    expect(ids(at)).toContain(id)
  })
  it('each is tried above', () => expect(edges.map(([id]) => id).sort()).toEqual(factors.map(({ id }) => id).sort()))
  it('that decides makes it high alone, and lifts the score to that level (§1.7)', () => {
    for (const [id, , at] of edges.filter(([id]) => firstTable.factors.find((one) => one.id === id)!.isDecisive))
      expect([id, by(at).level, by(at).score >= 60, by(at).overrides.includes(id)]).toEqual([id, 'high', true, true])
    for (const [id, , at] of edges.filter(([id]) => !firstTable.factors.find((one) => one.id === id)!.isDecisive))
      expect([id, by(at).level]).not.toEqual([id, 'high'])
  })
  it('of no points weighs nothing and is no reason', () => {
    const table = { ...firstTable, factors: firstTable.factors.map((one) => (one.id === 'remote_selling' ? { ...one, points: 0 } : one)) }
    expect(by({ isRemoteSelling: true }, table)).toMatchObject({ score: 0, reasons: [] })
  })
  it('cannot be beyond a volume that nobody declared', () =>
    expect(ids({ expectedMonthlyCents: 0, tradedCents: 9_000_000 })).not.toContain('volume_beyond_declared'))
})

describe('a rating', () => {
  it('of an ordinary shop is low, without a reason', () =>
    expect(by({})).toEqual({
      axes: { product: 0, transactions: 0, channel: 0, client: 0, geography: 0 },
      score: 0,
      level: 'low',
      overrides: [],
      reasons: [],
      whatWouldChangeIt: [],
    }))

  it('adds up axis by axis, and says the fact each reason rests on and what would be without it', () => {
    const rating = by({
      expectedMonthlyCents: 30_000_000,
      expectedTicketCents: 200_000,
      isRemoteSelling: true,
      nexusCountries: ['FR', 'GB'],
    })
    expect(rating).toMatchObject({
      score: 37,
      level: 'medium',
      axes: { product: 0, transactions: 100, channel: 50, client: 0, geography: 60 },
    })
    expect(rating.reasons.find(({ id }) => id === 'nexus_outside_eea')).toEqual({
      id: 'nexus_outside_eea',
      axis: 'geography',
      points: 40,
      isDecisive: false,
      says: { countries: ['GB'] },
    })
    expect(rating.whatWouldChangeIt).toContainEqual({ id: 'nexus_outside_eea', points: 8, score: 29, level: 'medium' })
    expect(by({ expectedMonthlyCents: 30_000_000, isRemoteSelling: true }).whatWouldChangeIt).toContainEqual({
      id: 'very_large_volume',
      points: 8,
      score: 13,
      level: 'low',
    })
  })

  it.each([[19, 'low'], [20, 'medium'], [59, 'medium'], [60, 'high']] as const)('of %i points is %s', (points, level) => {
    const table: RiskTable = {
      ...firstTable,
      axes: { product: 0, transactions: 0, channel: 100, client: 0, geography: 0 },
      factors: firstTable.factors.map((one) => (one.id === 'remote_selling' ? { ...one, points } : one)),
    }
    expect(by({ isRemoteSelling: true }, table)).toMatchObject({ score: points, level })
  })

  const country = fc.constantFrom('FR', 'DE', 'GB', 'MC', 'RU', 'US')
  const anyFacts: fc.Arbitrary<RiskFacts> = fc.record({
    legalForm: fc.constantFrom(...legalForms),
    mcc: fc.constantFrom('', '5734', '7995'),
    expectedMonthlyCents: fc.integer({ min: 0, max: 100_000_000 }),
    expectedTicketCents: fc.integer({ min: 0, max: 1_000_000 }),
    tradedCents: fc.integer({ min: 0, max: 100_000_000 }),
    hasReachedProgramme: fc.boolean(),
    isRemoteSelling: fc.boolean(),
    hasPep: fc.boolean(),
    ownershipLayers: fc.integer({ min: 0, max: 4 }),
    nexusCountries: fc.array(country, { maxLength: 3 }),
    nationalities: fc.array(country, { maxLength: 3 }),
    noted: fc.constantFrom([], ['shell'], ['domiciled', 'young_company']) as fc.Arbitrary<RiskFacts['noted']>,
  })
  it('of any file is whole, from 0 to 100, and a higher level never has a lower score', () =>
    fc.assert(
      fc.property(anyFacts, anyFacts, (a, b) => {
        const [one, other] = [by(a), by(b)]
        expect(Number.isInteger(one.score) && one.score >= 0 && one.score <= 100).toBe(true)
        if (riskLevels.indexOf(one.level) > riskLevels.indexOf(other.level)) expect(one.score).toBeGreaterThan(other.score)
        for (const without of one.whatWouldChangeIt) expect(without.score).toBe(one.score - without.points)
      }),
      { numRuns: 60 },
    ))
})

describe('what a person decided', () => {
  const low: Override = {
    id: 'o',
    level: 'low',
    isRaise: false,
    known: ['remote_selling', 'large_volume', 'very_large_volume', 'large_ticket', 'shell'],
    expiresOn: '2027-01-01',
  }
  const medium = by({ expectedMonthlyCents: 30_000_000, expectedTicketCents: 200_000, isRemoteSelling: true })

  it.each(
    [
      ['lowers while its reasons are the known ones', medium, low, today, 'low'],
      ['no longer on its last day', medium, low, '2027-01-01', 'medium'],
      [
        'no longer where another reason came',
        by({ expectedMonthlyCents: 30_000_000, expectedTicketCents: 200_000, isRemoteSelling: true, noted: ['young_company'] }),
        low,
        today,
        'medium',
      ],
      ['lowers also what decides by our policy', by({ noted: ['shell'] }), low, today, 'low'],
      ['never what the law decides', by({ hasPep: true }), { ...low, known: ['pep'] }, today, 'high'],
      ['raises without an end', medium, { ...low, level: 'high', isRaise: true, known: [], expiresOn: null }, '2040-01-01', 'high'],
      [
        'never lowers by a raise that the table went beyond',
        by({ hasPep: true }),
        { ...low, level: 'medium', isRaise: true, expiresOn: null },
        today,
        'high',
      ],
    ] as const,
  )('%s', (_, rating, override, day, level) => expect(settle(rating, override, day).level).toBe(level))

  it('may not go against the law', () =>
    expect([mayBeLowered(by({ hasPep: true })), mayBeLowered(by({ nexusCountries: ['MC'] })), mayBeLowered(by({ mcc: '7995' }))]).toEqual([
      false,
      false,
      true,
    ]))
})

describe('why it was rated anew', () => {
  const before: Settled = {
    tableId: 't1',
    countriesOn: '2026-01-29',
    score: 5,
    level: 'low',
    overrideId: null,
    reasons: ['remote_selling'],
    facts: ordinary,
  }
  it.each<[RatingTrigger, Partial<Settled>]>([
    ['table', { tableId: 't2' }],
    ['countries', { countriesOn: '2026-06-01' }],
    ['decision', { overrideId: 'o' }],
    ['note', { facts: { ...ordinary, noted: ['shell'] }, reasons: ['shell'] }],
    ['volume', { reasons: ['remote_selling', 'volume_beyond_declared'] }],
    ['programme', { reasons: ['dispute_programme'] }],
    ['screening', { reasons: ['pep'], facts: { ...ordinary, hasPep: true }, isPepOfScreening: true }],
    ['dossier', { reasons: ['pep'], facts: { ...ordinary, hasPep: true } }],
  ])('%s', (trigger, more) => expect(triggerOf(before, { ...before, ...more })).toBe(trigger))
  it('the first; a lowering whose time is over', () =>
    expect([triggerOf(null, before), triggerOf({ ...before, overrideId: 'o' }, before)]).toEqual(['first', 'expiry']))
})

describe('a file, as the rating reads it', () => {
  const one = (more: Partial<StandPerson>): StandPerson => ({
    id: 'a',
    kind: 'natural',
    nationality: 'FR',
    isPep: false,
    capitalBps: 0,
    votesBps: 0,
    throughId: null,
    throughCapitalBps: 0,
    throughVotesBps: 0,
    ...more,
  })
  const holding = (id: string, throughId: string | null) =>
    one({ id, kind: 'legal', throughId, ...(throughId ? { throughCapitalBps: 10_000 } : { capitalBps: 10_000 }) })
  it.each([
    [0, [one({ capitalBps: 10_000 })]],
    [1, [holding('h1', null)]],
    [1, [holding('h1', null), one({ throughId: 'h1', throughCapitalBps: 10_000 })]],
    [2, [holding('h1', null), holding('h2', 'h1'), one({ throughId: 'h2', throughCapitalBps: 10_000 })]],
    [3, [holding('h1', null), holding('h2', 'h1'), holding('h3', 'h2'), one({ throughId: 'h3', throughCapitalBps: 10_000 })]],
  ])('%i layers', (layers, people) => expect(layersOf(people)).toBe(layers))

  it('has an exposed person whom nobody declared and screening confirmed; of what was noted, what we know', () => {
    const stand = {
      ...ordinary,
      website: '',
      country: 'FR',
      ibanCountry: 'MC',
      people: [one({})],
      hasConfirmedPep: true,
      dossierId: 'd',
      merchantId: 'm',
      noted: ['shell', 'nonsense'],
    } as unknown as Stand
    expect(factsFrom(stand)).toMatchObject({ hasPep: true, nexusCountries: ['FR', 'MC'], noted: ['shell'], isRemoteSelling: false })
  })
})

describe('a table', () => {
  it('of the rules has no fault, weighs five axes to a whole, and says each factor once', () => expect(faultsOf(firstTable)).toEqual({}))
  const put = (id: FactorId, more: object): RiskTable => ({
    ...firstTable,
    factors: firstTable.factors.map((one) => (one.id === id ? { ...one, ...more } : one)),
  })
  it.each<[string, RiskTable]>([
    ['axis.product', { ...firstTable, axes: { ...firstTable.axes, product: 26 } }],
    ['medium_from', { ...firstTable, mediumFrom: 0 }],
    ['high_from', { ...firstTable, highFrom: 20 }],
    ['mccs', { ...firstTable, mccs: ['79'] }],
    ['pep.decides', put('pep', { isDecisive: false })],
    ['high_risk_country.decides', put('high_risk_country', { isDecisive: false })],
    ['remote_selling.points', put('remote_selling', { points: 101 })],
    ['remote_selling.from', put('remote_selling', { from: 3 })],
    ['large_volume.from', put('large_volume', { from: null })],
    ['form', { ...firstTable, factors: firstTable.factors.slice(1) }],
  ])('is refused for %s', (field, table) => expect(Object.keys(faultsOf(table))).toEqual([field]))
  it('is the same however it is written down', () =>
    expect([
      isSameTable(firstTable, { ...firstTable, factors: [...firstTable.factors].reverse(), mccs: [...firstTable.mccs].reverse() }),
      isSameTable(firstTable, put('pep', { points: 99 })),
    ])
      .toEqual([true, false]))
  it('holds from its day; of one day the later version', () => {
    const at = (id: string, version: number, validFrom: string) => ({ id, version, validFrom, table: firstTable })
    const all = [at('a', 1, '2020-01-01'), at('b', 2, '2026-12-01'), at('c', 3, '2026-12-01')]
    expect(['2026-11-30', '2026-12-01', '2030-01-01'].map((day) => tableOn(all, day).id)).toEqual(['a', 'c', 'c'])
  })
  it('reads the countries of the day', () => {
    const changes = [{ country: 'NG', isListed: true, validFrom: '2020-01-01' }, {
      country: 'NG',
      isListed: false,
      validFrom: '2026-01-29',
    }, { country: 'RU', isListed: true, validFrom: '2026-01-29' }]
    expect([countriesOn(changes, '2026-01-28'), countriesOn(changes, '2026-01-29')]).toEqual([{
      countries: ['NG'],
      countriesOn: '2020-01-01',
    }, { countries: ['RU'], countriesOn: '2026-01-29' }])
  })
})
