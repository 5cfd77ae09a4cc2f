import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openBankingOf, useOpenBanking } from '#src/scoring/openBanking.ts'
import { accountFigures, instalmentOf, mostDebtBps, scoreOf, type AccountFigures, type Credit } from '#src/scoring/score.ts'
import { consentEnds, isOpen, scoringLifecycle, stateAt, type ScoringState } from '#src/scoring/scoring.ts'
import { simulatedOpenBanking } from '#src/scoring/simulatedOpenBanking.ts'

const most = 100_000_000_000
// mostly the money of people, at times the ends of what is taken
const money = (least = 0) =>
  fc.oneof({ arbitrary: fc.integer({ min: Math.max(least, -500_000), max: 1_000_000 }), weight: 4 }, fc.integer({ min: least, max: most }))
const figures: fc.Arbitrary<AccountFigures> = fc.record({
  incomeCents: money(),
  chargesCents: money(),
  balanceCents: money(-most),
  incidents: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 10_000 })),
})
const credit: fc.Arbitrary<Credit> = fc
  .tuple(
    fc.oneof(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 1_000_000_000 })),
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    fc.integer({ min: 1, max: 24 }),
  )
  .map(([amountCents, part, months]) => ({ amountCents, upfrontCents: Math.min(amountCents - 1, Math.floor(amountCents * part)), months }))
const more = fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 500_000_000 }))
const holds = <Values extends [unknown, ...unknown[]]>(
  law: (...values: Values) => void,
  ...drawn: { [I in keyof Values]: fc.Arbitrary<Values[I]> }
) => fc.assert(fc.property(fc.tuple<Values>(...drawn), (values) => void law(...values)), { numRuns: 2_000 })

const sound: AccountFigures = { incomeCents: 300_000, chargesCents: 60_000, balanceCents: 200_000, incidents: 0 }
const small: Credit = { amountCents: 120_000, upfrontCents: 40_000, months: 12 }

describe('the score', () => {
  it('is a whole number of 0 to 100, whatever the bank says', () =>
    holds(
      (said, asked) => {
        const score = scoreOf(said, asked)
        expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true)
      },
      figures,
      credit,
    ))

  it('is never better for a larger amount', () =>
    holds(
      (said, asked, extra) =>
        expect(scoreOf(said, { ...asked, amountCents: asked.amountCents + extra })).toBeLessThanOrEqual(scoreOf(said, asked)),
      figures,
      credit,
      more,
    ))

  it('is never worse for a longer duration of the same total', () =>
    holds(
      (said, asked, months) =>
        expect(scoreOf(said, { ...asked, months: asked.months + months })).toBeGreaterThanOrEqual(scoreOf(said, asked)),
      figures,
      credit,
      fc.integer({ min: 1, max: 23 }),
    ))

  it('is never worse for a larger upfront', () =>
    holds(
      (said, asked, extra) => {
        const upfrontCents = Math.min(asked.amountCents - 1, asked.upfrontCents + extra)
        expect(scoreOf(said, { ...asked, upfrontCents })).toBeGreaterThanOrEqual(scoreOf(said, asked))
      },
      figures,
      credit,
      more,
    ))

  it('is never worse for more income or balance, never better for more charges or incidents', () =>
    holds(
      (said, asked, extra) => {
        const score = scoreOf(said, asked)
        expect(scoreOf({ ...said, incomeCents: said.incomeCents + extra }, asked)).toBeGreaterThanOrEqual(score)
        expect(scoreOf({ ...said, balanceCents: said.balanceCents + extra }, asked)).toBeGreaterThanOrEqual(score)
        expect(scoreOf({ ...said, chargesCents: said.chargesCents + extra }, asked)).toBeLessThanOrEqual(score)
        expect(scoreOf({ ...said, incidents: said.incidents + 1 }, asked)).toBeLessThanOrEqual(score)
      },
      figures,
      credit,
      more,
    ))

  it('stays below one half above the threshold of 35 %, to the cent', () => {
    // no charges and an income of 2 000 €: an instalment of 700 € is 35 % exactly
    const rich: AccountFigures = { incomeCents: 200_000, chargesCents: 0, balanceCents: 10_000_000, incidents: 0 }
    const of = (instalment: number): number => scoreOf(rich, { amountCents: instalment, upfrontCents: 0, months: 1 })
    expect([mostDebtBps, of(70_000), of(70_001)]).toEqual([3_500, 80, 49])
    holds(
      (said, asked) => {
        const isOver = (said.chargesCents + instalmentOf(asked)) * 10_000 > mostDebtBps * said.incomeCents
        if (isOver) expect(scoreOf(said, asked)).toBeLessThan(50)
      },
      figures,
      credit,
    )
  })

  it.each(
    [
      ['a sound household and a small credit', sound, small, 88],
      ['nothing owed, plenty in hand', { incomeCents: 900_000, chargesCents: 0, balanceCents: 5_000_000, incidents: 0 }, {
        amountCents: 2,
        upfrontCents: 1,
        months: 24,
      }, 100],
      ['one incident', { ...sound, incidents: 1 }, small, 73],
      ['in overdraft', { ...sound, balanceCents: -1 }, small, 68],
      ['no income', { ...sound, incomeCents: 0 }, small, 0],
      ['charges beyond income', { ...sound, chargesCents: 400_000, balanceCents: 0 }, small, 0],
    ] as const,
  )('%s', (_, said, asked, score) => expect(scoreOf(said, asked)).toBe(score))

  it('is of an instalment rounded up: the sample of the reference is 66.67 € a month', () => expect(instalmentOf(small)).toBe(6_667))
})

describe('the life of a scoring', () => {
  it('is what the table says, and an end is an end', () => {
    const grid = Object.fromEntries(
      Object.entries(scoringLifecycle).map(([state, steps]) => [
        state,
        Object.entries(steps).map(([action, { to, by }]) => `${action} → ${to}: ${by.join(' ')}`),
      ]),
    )
    expect(grid).toEqual({
      requested: ['attempt → attempted: system', 'decline → declined: system', 'expire → expired: system'],
      attempted: [
        'succeed → success: system',
        'decline → declined: system',
        'fail → failed: system',
        'deny → unavailable: system',
        'expire → expired: system',
      ],
      success: [],
      declined: [],
      failed: [],
      unavailable: [],
      expired: [],
    })
    for (const state of Object.keys(scoringLifecycle) as ScoringState[])
      expect(isOpen({ state })).toBe(Object.keys(scoringLifecycle[state]).length > 0)
  })

  it('is over six hours after it was asked for, to the second, also where the clocks are changed', () => {
    // the night of 25 October 2026 has 25 hours
    const asked = new Date('2026-10-25T00:30:00+02:00')
    const expires_at = consentEnds(asked)
    expect(expires_at.toISOString()).toBe('2026-10-25T04:30:00.000Z')
    expect([
      stateAt({ state: 'attempted', expires_at }, new Date(expires_at.getTime() - 1_000)),
      stateAt({ state: 'attempted', expires_at }, expires_at),
    ])
      .toEqual(['attempted', 'expired'])
    expect(stateAt({ state: 'success', expires_at }, new Date('2027-01-01T00:00:00Z'))).toBe('success')
  })
})

describe('the simulated banks', () => {
  const ask = async (said: { email?: string; iban?: string | null }) => {
    const answer = await simulatedOpenBanking.readFigures({ id: 'scor_1', email: 'pierre@martin.fr', iban: null, ...said })
    if (answer.kind !== 'figures') throw new Error(answer.kind)
    return answer.figures
  }

  it('give the same figures for the same account, whoever asks; without one, for the same person', async () => {
    const iban = 'FR1420041010050500013M02606'
    expect(await ask({ iban })).toEqual(await ask({ iban, email: 'other@example.net' }))
    expect(await ask({})).toEqual(await ask({ email: 'PIERRE@martin.fr' }))
    expect(await ask({})).not.toEqual(await ask({ iban }))
  })

  it('are all sorts of people, and figures that can be', () =>
    fc.assert(
      fc.asyncProperty(fc.emailAddress(), async (email) => void expect(accountFigures.safeParse(await ask({ email })).success).toBe(true)),
    ))

  it('give good scores and bad ones', async () => {
    const scores = await Promise.all(
      Array.from({ length: 200 }, async (_, n) =>
        scoreOf(await ask({ email: `payer${n}@example.net` }), { amountCents: 300_000, upfrontCents: 0, months: 6 })),
    )
    expect(Math.min(...scores)).toBeLessThan(30)
    expect(Math.max(...scores)).toBeGreaterThan(80)
    expect(new Set(scores).size).toBeGreaterThan(20)
  })

  it('stand in the live world only where a door put them there, in the test world always', () => {
    useOpenBanking(null)
    expect([openBankingOf('live'), openBankingOf('test')]).toEqual([null, simulatedOpenBanking])
    useOpenBanking(simulatedOpenBanking)
    expect(openBankingOf('live')).toBe(simulatedOpenBanking)
    useOpenBanking(null)
  })
})
