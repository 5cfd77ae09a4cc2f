import { describe, expect, it } from 'vitest'
import { bareFacts, noSums, type Facts, type Sums } from '#src/monitoring/facts.ts'
import { isQuiet, type Candidate } from '#src/monitoring/judgeDay.ts'
import { linksOf } from '#src/monitoring/links.ts'
import { isNamed, keysOf } from '#src/monitoring/ownPayments.ts'
import { peersOf } from '#src/monitoring/peers.ts'
import { scenarioOf, scenarios } from '#src/monitoring/scenarios/index.ts'
import { scenarioIds, type ScenarioId } from '#src/monitoring/scenario.ts'
import { isNafAtOdds, tradeGroupOf } from '#src/monitoring/tradeGroups.ts'
import { sentenceOf, figureText } from '#src/monitoring/monitoringWords.page.ts'
import { thresholdName } from '#src/thresholds/thresholdWords.page.ts'
import { translator } from '#src/web/i18n.ts'

const sums = (said: Partial<Sums>): Sums => ({ ...noSums, ...said })
const facts = (said: Partial<Facts>): Facts => ({
  ...bareFacts({ merchantId: 'mrch_1', day: '2026-03-31', isWhole: true, group: 'retail', openedOn: '2025-01-01' }),
  ...said,
})
const found = (id: ScenarioId, said: Partial<Facts>, limits = {}) =>
  scenarioOf(id).findings(facts(said), { ...scenarioOf(id).defaults, ...limits })
const month = (said: Partial<Sums>): Partial<Facts> => ({ month: sums(said) })

const noon = Date.parse('2026-03-31T12:00:00Z')
const minute = 60_000
const hour = 60 * minute
const run = (cents: readonly number[], gap: number, isOfDay = true) => cents.map((one, i) => ({ at: noon + i * gap, cents: one, isOfDay }))
const card = (payments: Facts['cards'][number]['payments']): Partial<Facts> => ({ cards: [{ card: 'aa', last4: '4242', payments }] })
const usual = { before: { captures: 100, capturedCents: 500_000, days: 20 } }
const peers = (said: Partial<Facts['peers']>): Partial<Facts> => ({
  peers: { merchants: 30, isEverybody: false, roundBps: 500, lowTicketCents: 1_000, highTicketCents: 9_000, ...said },
})
const times = (many: number, gap: number): number[] => Array.from({ length: many }, (_, i) => noon + i * gap)
const uses = (cards: string, gap: number) => [...cards].map((one, i) => ({ at: noon + i * gap, card: one }))

type Row = [id: ScenarioId, what: string, said: Partial<Facts>, outcome: string | null]
const rows: Row[] = [
  ['TM-01', 'five just under 1 000 € in 24 hours', card(run([90_000, 99_999, 95_000, 95_000, 95_000], 5 * hour)), 'high structuring_under'],
  ['TM-01', 'four of them', card(run([90_000, 99_999, 95_000, 95_000], hour)), null],
  ['TM-01', 'one at the ceiling itself', card(run([100_000, 99_999, 95_000, 95_000, 95_000], hour)), null],
  ['TM-01', 'one more than a tenth below', card(run([89_999, 99_999, 95_000, 95_000, 95_000], hour)), null],
  ['TM-01', 'under either ceiling', card(run([270_000, 299_999, 280_000, 95_000, 95_000], hour)), 'high structuring_under'],
  ['TM-01', 'spread over 24 hours sharp', card(run([95_000, 95_000, 95_000, 95_000, 95_000], 6 * hour)), null],
  ['TM-01', 'none of them on the day', card(run([95_000, 95_000, 95_000, 95_000, 95_000], hour, false)), null],
  [
    'TM-01',
    'begun the day before',
    card([...run([95_000, 95_000, 95_000, 95_000], hour, false), { at: noon + 5 * hour, cents: 95_000, isOfDay: true }]),
    'high structuring_under',
  ],
  [
    'TM-01',
    'a sum of more than three times what is usual',
    { ...usual, ...card(run([20_000, 20_000, 20_000, 20_000, 20_001], hour)) },
    'warn structuring_sum',
  ],
  ['TM-01', 'three times sharp', {
    before: { captures: 100, capturedCents: 666_700, days: 20 },
    ...card(run([20_000, 20_000, 20_000, 20_000, 20_000], hour)),
  }, null],
  ['TM-01', 'a large sum where nothing is usual yet', card(run([20_000, 20_000, 20_000, 20_000, 20_001], hour)), null],
  ['TM-02', '15 % sharp', month({ captures: 20, capturedCents: 100_000, refundedCents: 15_000 }), null],
  ['TM-02', 'a cent more', month({ captures: 20, capturedCents: 100_000, refundedCents: 15_001 }), 'warn refund_ratio'],
  ['TM-02', '30 % sharp', month({ captures: 20, capturedCents: 100_000, refundedCents: 30_000 }), 'warn refund_ratio'],
  ['TM-02', 'more than 30 %', month({ captures: 20, capturedCents: 100_000, refundedCents: 30_001 }), 'high refund_ratio'],
  ['TM-02', 'of nineteen', month({ captures: 19, capturedCents: 100_000, refundedCents: 90_000 }), null],
  ['TM-03', '0.9 %', month({ cardCaptures: 1_112, disputes: 10 }), null],
  ['TM-03', 'at 0.9 %', month({ cardCaptures: 1_111, disputes: 10 }), 'warn dispute_ratio'],
  ['TM-03', 'at 1.5 %', month({ cardCaptures: 1_000, disputes: 15 }), 'high dispute_ratio'],
  ['TM-03', 'nine disputes', month({ cardCaptures: 9, disputes: 9 }), null],
  ['TM-03', 'of no sale at all', month({ cardCaptures: 0, disputes: 10 }), 'high dispute_without_sales'],
  ['TM-03', 'more than half of them frauds', month({ cardCaptures: 10_000, disputes: 10, frauds: 6 }), 'warn dispute_fraud'],
  ['TM-03', 'half of them frauds', month({ cardCaptures: 10_000, disputes: 10, frauds: 5 }), null],
  ['TM-04', 'three times the mean sharp', {
    today: sums({ captures: 3, capturedCents: 300_000 }),
    before: { captures: 28, capturedCents: 2_800_000, days: 28 },
  }, null],
  ['TM-04', 'a cent more', {
    today: sums({ captures: 3, capturedCents: 300_001 }),
    before: { captures: 28, capturedCents: 2_800_000, days: 28 },
  }, 'warn velocity_day'],
  ['TM-04', 'six days known', {
    today: sums({ captures: 3, capturedCents: 900_000 }),
    before: { captures: 28, capturedCents: 2_800_000, days: 6 },
  }, null],
  [
    'TM-04',
    '150 % of the declared month',
    { today: sums({ captures: 1 }), calendarMonthCents: 150_000, declaredMonthlyCents: 100_000 },
    null,
  ],
  [
    'TM-04',
    'more than that',
    { today: sums({ captures: 1 }), calendarMonthCents: 150_001, declaredMonthlyCents: 100_000 },
    'warn velocity_month',
  ],
  ['TM-04', 'on a day without sales', { calendarMonthCents: 900_000, declaredMonthlyCents: 100_000 }, null],
  ['TM-05', '90 silent days, more than 5 000 €', {
    week: sums({ capturedCents: 500_001 }),
    firstInWeekOn: '2026-03-30',
    lastBeforeOn: '2025-12-29',
    yearBeforeCents: 5_000_000,
  }, 'high wake_up'],
  ['TM-05', '89 silent days', { week: sums({ capturedCents: 500_001 }), firstInWeekOn: '2026-03-30', lastBeforeOn: '2025-12-30' }, null],
  ['TM-05', '5 000 € sharp', {
    week: sums({ capturedCents: 500_000 }),
    firstInWeekOn: '2026-03-30',
    lastBeforeOn: '2025-12-29',
    yearBeforeCents: 5_000_000,
  }, null],
  ['TM-05', 'more than half the year before', {
    week: sums({ capturedCents: 50_001 }),
    firstInWeekOn: '2026-03-30',
    lastBeforeOn: '2025-12-29',
    yearBeforeCents: 100_000,
  }, 'high wake_up'],
  ['TM-05', 'first sales long after he came', {
    week: sums({ capturedCents: 500_001 }),
    firstInWeekOn: '2026-03-30',
    firstOn: '2026-03-30',
    openedOn: '2025-12-30',
  }, 'high wake_up_first'],
  ['TM-06', 'more than twice the declared month, day 30', {
    firstOn: '2026-03-02',
    declaredMonthlyCents: 100_000,
    month: sums({ captures: 9, capturedCents: 200_001 }),
  }, 'warn newcomer'],
  [
    'TM-06',
    'twice sharp',
    { firstOn: '2026-03-02', declaredMonthlyCents: 100_000, month: sums({ captures: 9, capturedCents: 200_000 }) },
    null,
  ],
  ['TM-06', 'day 31', { firstOn: '2026-03-01', declaredMonthlyCents: 100_000, month: sums({ captures: 9, capturedCents: 900_000 }) }, null],
  ['TM-07', 'a mean ticket no peer has', { ...month({ captures: 30, capturedCents: 30 * 9_001 }), ...peers({}) }, 'warn odd_ticket'],
  ['TM-07', 'the highest of the peers', { ...month({ captures: 30, capturedCents: 30 * 9_000 }), ...peers({}) }, null],
  ['TM-07', 'below the lowest', { ...month({ captures: 30, capturedCents: 30 * 999 }), ...peers({}) }, 'warn odd_ticket'],
  ['TM-07', 'too few peers', { ...month({ captures: 30, capturedCents: 30 * 99_001 }), ...peers({ merchants: 19 }) }, null],
  ['TM-07', 'most on another site', month({ captures: 29, returned: 39, elsewhere: 20 }), 'warn odd_site'],
  ['TM-07', 'half on another site', month({ captures: 29, returned: 40, elsewhere: 20 }), null],
  ['TM-07', 'two codes at odds', { ...month({ captures: 1 }), naf: '6201Z', mcc: '5462' }, 'warn odd_codes'],
  ['TM-08', '60 % foreign', month({ cardCaptures: 30, foreignCaptures: 18 }), null],
  ['TM-08', 'more', month({ cardCaptures: 30, foreignCaptures: 19 }), 'warn foreign_share'],
  ['TM-08', 'thirty points more than before', {
    ...month({ cardCaptures: 100, foreignCaptures: 40 }),
    history: { cardCaptures: 100, foreignCaptures: 10 },
  }, 'warn foreign_rise'],
  ['TM-08', 'twenty-nine points more', {
    ...month({ cardCaptures: 100, foreignCaptures: 39 }),
    history: { cardCaptures: 100, foreignCaptures: 10 },
  }, null],
  ['TM-08', '5 % of high-risk countries', month({ cardCaptures: 40, riskCaptures: 2, foreignCaptures: 2 }), null],
  ['TM-08', 'more than that', month({ cardCaptures: 39, riskCaptures: 2, foreignCaptures: 2 }), 'high foreign_risk'],
  [
    'TM-09',
    '40 % round where peers have 9.99 %',
    { ...month({ captures: 30, roundCaptures: 12 }), ...peers({ roundBps: 999 }) },
    'warn round_amounts',
  ],
  ['TM-09', 'peers have 10 %', { ...month({ captures: 30, roundCaptures: 12 }), ...peers({ roundBps: 1_000 }) }, null],
  ['TM-09', 'no peers', month({ captures: 30, roundCaptures: 30 }), null],
  ['TM-10', '3 000 € sharp', { tickets: { cents: [300_000], medianCents: 2_000 } }, null],
  ['TM-10', 'a cent more', { tickets: { cents: [300_001], medianCents: 2_000 } }, 'warn high_ticket'],
  ['TM-10', 'five times the median sharp', { tickets: { cents: [500_000], medianCents: 100_000 } }, null],
  ['TM-10', 'of a merchant without a habit', { tickets: { cents: [300_001], medianCents: null } }, 'warn high_ticket_first'],
  [
    'TM-11',
    'ten declines of a BIN in under ten minutes',
    { declineRuns: [{ by: 'bin', key: '497010', at: times(10, 66_000) }] },
    'high testing_bin',
  ],
  [
    'TM-11',
    'ten in ten minutes sharp',
    { declineRuns: [{ by: 'ip', key: '192.0.2.1', at: [...times(9, 1_000), noon + 10 * minute] }] },
    null,
  ],
  ['TM-11', 'nine', { declineRuns: [{ by: 'ip', key: '192.0.2.1', at: times(9, 1_000) }] }, null],
  [
    'TM-11',
    'three cards on a device in under an hour',
    { devices: [{ device: 'd', ip: '192.0.2.1', uses: uses('aabbc', 14 * minute) }] },
    'high testing_device',
  ],
  ['TM-11', 'three cards in an hour sharp', { devices: [{ device: 'd', ip: '192.0.2.1', uses: uses('abc', 30 * minute) }] }, null],
  ['TM-11', '40 % declined', { today: sums({ attempts: 20, declines: 8 }) }, null],
  ['TM-11', 'more', { today: sums({ attempts: 20, declines: 9 }) }, 'warn testing_rate'],
  ['TM-11', 'more, but the day is not over', { isWhole: false, today: sums({ attempts: 20, declines: 20 }) }, null],
  ['TM-12', '30 % of the week', { topBin: { bin: '497010', cents: 300, captures: 9, ofCents: 1_000, ofCaptures: 30 } }, null],
  ['TM-12', 'more', { topBin: { bin: '497010', cents: 301, captures: 9, ofCents: 1_000, ofCaptures: 30 } }, 'warn bin_share'],
  ['TM-13', 'half by night', month({ captures: 20, nightCaptures: 10 }), null],
  ['TM-13', 'more', month({ captures: 20, nightCaptures: 11 }), 'warn night_sales'],
  ['TM-14', 'two payments in his own name', { own: [{ by: 'name', count: 2, cents: 200 }] }, 'high own_name'],
  ['TM-14', 'one small one', { own: [{ by: 'email', count: 1, cents: 49_999 }] }, null],
  ['TM-14', 'one of 500 €', { own: [{ by: 'iban', count: 1, cents: 50_000 }] }, 'high own_iban'],
  ['TM-15', 'another account before more than 5 000 €', {
    accountChangedOn: '2026-03-28',
    week: sums({ captures: 3, capturedCents: 500_001 }),
    before: { captures: 4, capturedCents: 1_000_000, days: 4 },
  }, 'high account_changed'],
  ['TM-15', 'twice the usual week sharp', {
    accountChangedOn: '2026-03-28',
    week: sums({ captures: 3, capturedCents: 600_000 }),
    before: { captures: 4, capturedCents: 1_200_000, days: 4 },
  }, null],
  ['TM-15', 'the account of always', { week: sums({ capturedCents: 900_000 }) }, null],
  ['TM-15', '1 000 € more out than in', month({ capturedCents: 50_000, refundedCents: 100_000, disputedCents: 50_000 }), 'warn drift'],
  ['TM-15', 'a cent less', month({ capturedCents: 50_001, refundedCents: 100_000, disputedCents: 50_000 }), null],
  ['TM-16', '5 % came back', month({ debits: 100, returns: 5 }), 'warn debit_returns'],
  ['TM-16', '10 %', month({ debits: 100, returns: 10 }), 'high debit_returns'],
  ['TM-16', 'of twenty-nine', month({ debits: 29, returns: 29 }), null],
  ['TM-16', '1 % for want of a mandate', month({ debits: 100, returns: 1, mandateFaults: 1 }), null],
  ['TM-16', 'more than that', month({ debits: 99, returns: 1, mandateFaults: 1 }), 'warn debit_mandates'],
  ['TM-17', 'two with one account', { links: [{ kind: 'iban', key: 'k', merchants: 2, ended: 0 }] }, 'warn shared_iban'],
  ['TM-17', 'with one who was ended', { links: [{ kind: 'person', key: 'k', merchants: 2, ended: 1 }] }, 'high shared_person_ended'],
  ['TM-18', 'a quarter prepaid', month({ cardCaptures: 40, prepaidCaptures: 10 }), null],
  ['TM-18', 'more', month({ cardCaptures: 40, prepaidCaptures: 11 }), 'warn prepaid_share'],
  ['TM-19', 'two criteria', { ...month({ captures: 1, capturedCents: 500_000 }), directorOf: 3, statuteChanges: 2 }, 'high tax_fraud'],
  ['TM-19', 'one', { ...month({ captures: 1 }), directorOf: 3 }, null],
  ['TM-19', 'a new one that rose, and money that passes', {
    firstOn: '2026-03-01',
    declaredMonthlyCents: 100_000,
    ...month({ captures: 9, capturedCents: 500_000, refundedCents: 450_000 }),
  }, 'high tax_fraud'],
  [
    'TM-19',
    'owners who are not known, and papers that never came',
    { ...month({ captures: 1 }), ownerGaps: 1, refusedPapers: 1 },
    'high tax_fraud',
  ],
  [
    'TM-19',
    'owners of whom the register says otherwise',
    { ...month({ captures: 1 }), ownerDisputes: 1, refusedPapers: 1 },
    'high tax_fraud',
  ],
  ['TM-19', 'owners alone, in two ways', { ...month({ captures: 1 }), ownerGaps: 3, ownerDisputes: 1 }, null],
  ['TM-19', 'both of one who takes nothing', { ownerGaps: 1, refusedPapers: 1 }, null],
  ['TM-20', 'two traits of a crypto trade', {
    mcc: '6051',
    ...month({ captures: 30, cardCaptures: 30, prepaidCaptures: 5, roundCaptures: 10 }),
  }, 'high quasi_cash'],
  [
    'TM-20',
    'the same of a bakery',
    { mcc: '5462', ...month({ captures: 30, cardCaptures: 30, prepaidCaptures: 5, roundCaptures: 10 }) },
    null,
  ],
  ['TM-20', 'three traits of a bakery', {
    mcc: '5462',
    ...month({ captures: 30, cardCaptures: 30, prepaidCaptures: 5, roundCaptures: 10, nightCaptures: 10 }),
  }, 'high quasi_cash_disguised'],
]

describe('scenarios', () => {
  it.each(rows)('%s: %s', (id, _, said, outcome) => {
    const [first, ...more] = found(id, said)
    expect([first ? `${first.level} ${first.says}` : null, more]).toEqual([outcome, []])
    // what it says, and each of its figures and thresholds, has words in both languages
    for (const lang of ['fr', 'en'] as const) {
      const words = { lang, t: translator(lang) }
      if (!first) continue
      expect(sentenceOf(words, first)).not.toMatch(/\{\{|undefined|NaN/)
      for (const name of Object.keys({ ...first.inputs, ...first.values })) expect(words.t(`monitoring:figure.${name}`)).toBeTruthy()
      expect(Object.values(first.inputs).every((value) => figureText(words, 'x', value) !== '')).toBe(true)
    }
  })

  it('each is there once, in its order, silent on a merchant who does nothing, and tried at its boundaries above', () => {
    expect(scenarios.map(({ id }) => id)).toEqual([...scenarioIds])
    expect(scenarios.flatMap((one) => one.findings(facts({}), one.defaults))).toEqual([])
    for (const id of scenarioIds)
      expect(new Set(rows.filter(([of]) => of === id).map(([, , , outcome]) => outcome !== null)).size, id).toBe(id === 'TM-17' ? 1 : 2)
    for (const { defaults } of scenarios)
      for (const name of Object.keys(defaults))
        for (const lang of ['fr', 'en'] as const)
          expect(thresholdName({ t: translator(lang) }, name))
            .toBeTruthy()
  })

  it('thresholds decide: the same figures, other thresholds', () => {
    expect(found('TM-13', month({ captures: 20, nightCaptures: 20 }), { nightBps: 10_000 })).toEqual([])
    expect(found('TM-17', { links: [{ kind: 'address', key: 'k', merchants: 2, ended: 0 }] }, { merchantsFrom: 3 })).toEqual([])
  })
})

describe('what is quiet', () => {
  const candidate = (id: ScenarioId, to: string, level: 'warn' | 'high' = 'warn'): Candidate => ({
    scenario: scenarioOf(id),
    version: 1,
    merchantId: 'm',
    from: to,
    to,
    found: { level, says: 'x', subject: '', inputs: {}, values: {}, limits: {} },
  })
  it.each(
    [
      ['29 days later', 'TM-02', '2026-01-30', 'warn', true],
      ['30 days later', 'TM-02', '2026-01-31', 'warn', false],
      ['worse', 'TM-02', '2026-01-02', 'high', false],
      ['told later already, looked at late', 'TM-02', '2025-12-31', 'warn', false],
      ['a shared thing, years later', 'TM-17', '2029-01-01', 'warn', true],
      ['the next day', 'TM-01', '2026-01-02', 'warn', false],
    ] as const,
  )('%s', (_, id, to, level, isStill) => expect(isQuiet(candidate(id, to, level), [{ on: '2026-01-01', level: 'warn' }])).toBe(isStill))
  it('milder than what was told: nothing new', () =>
    expect(isQuiet(candidate('TM-02', '2026-01-05'), [{ on: '2026-01-01', level: 'high' }])).toBe(true))
})

describe('peers', () => {
  const member = (i: number, cents: number, roundCaptures = 0, group: Facts['group'] = 'food') => ({
    merchantId: `m${i}`,
    group,
    month: sums({ captures: 100, capturedCents: cents * 100, roundCaptures }),
  })
  it('one is not among one’s own: the dearest of twenty-one is dearer than all of them', () => {
    const all = Array.from({ length: 21 }, (_, i) => member(i, 1_000 + i * 10))
    const of = peersOf(all)
    expect(of(all[20]!)).toMatchObject({ merchants: 20, isEverybody: false, highTicketCents: 1_190, lowTicketCents: 1_000 })
    expect(of(all[0]!)).toMatchObject({ lowTicketCents: 1_010, highTicketCents: 1_200 })
  })
  it('a trade of few is measured by everybody; who sold little measures nobody', () => {
    const all = [...Array.from({ length: 6 }, (_, i) => member(i, 1_000)), member(9, 9_000, 50, 'travel'), {
      merchantId: 'new',
      group: 'food' as const,
      month: sums({ captures: 29, capturedCents: 1 }),
    }]
    expect(peersOf(all)(all[6]!)).toMatchObject({ merchants: 6, isEverybody: true, roundBps: 0 })
    expect(peersOf(all)(all[7]!)).toMatchObject({ merchants: 6, isEverybody: false })
    expect(peersOf([])(all[0]!)).toMatchObject({ merchants: 0 })
  })
})

describe('people and trades', () => {
  it.each([['LEFEVRE JEAN', true], ['Jean Lefèvre', true], ['M JEAN LEFEVRE', true], ['Jeanne Lefèvre', false], [
    'Jean Lefèvre-Martin de Bourgogne',
    false,
  ], ['Jean', false]])(
    '%s is Jean Lefèvre: %s',
    (name, is) =>
      expect(keysOf({ merchantId: 'm', givenNames: 'Jean Marie', familyName: 'Lefèvre', usageName: '' }).some((key) => isNamed(name, key)))
        .toBe(is),
  )
  it('a bakery that is said to write software; codes that are missing say nothing', () =>
    expect([
      isNafAtOdds('62.01Z', '5462'),
      isNafAtOdds('10.71C', '5462'),
      isNafAtOdds(null, '5462'),
      isNafAtOdds('62.01Z', '5999'),
      isNafAtOdds('62.01Z', '0000'),
      tradeGroupOf('5813'),
    ])
      .toEqual([true, false, false, true, false, 'nightlife']))
  it('a shared thing is told to the last who came and is there; the ended ones are counted', () => {
    const { links, directorOf, addressOf } = linksOf([{
      kind: 'person',
      key: 'k',
      ids: ['gone', 'new', 'old'],
      states: ['terminated', 'validated', 'validated'],
    }, { kind: 'address', key: 'a', ids: ['x', 'y'], states: ['closed', 'terminated'] }])
    expect([[...links], directorOf.get('old'), addressOf.get('x')]).toEqual([
      [['new', [{ kind: 'person', key: 'k', merchants: 3, ended: 1 }]]],
      3,
      2,
    ])
  })
})
