import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { legalForms } from '#src/dossiers/legalForm.ts'
import { riskAxes, riskFindings, type RiskFacts, riskReasonKeys } from '#src/dossiers/riskFindings.ts'
import { rateRisk, ratingRules, riskLevels } from '#src/dossiers/riskRating.ts'

const today = '2026-11-22'

const ordinary: RiskFacts = {
  legalForm: 'sarl',
  mcc: '5734',
  expectedMonthlyCents: 1_000_000,
  expectedTicketCents: 5_000,
  nexusCountries: ['FR'],
  nationalities: ['FR'],
  hasPep: false,
}

const rate = (more: Partial<RiskFacts>, day = today) => rateRisk({ ...ordinary, ...more }, day)
const reasons = (more: Partial<RiskFacts>): string[] => rate(more).reasons.map(({ key }) => key.replace('dossiers:risk.', ''))

describe('the rating', () => {
  it('of an ordinary shop is low, without a reason', () =>
    expect(rate({})).toEqual({ level: 'low', score: 0, reasons: [], ruleVersion: 'rating-1 hrc-2026-01-29 mcc-2026 eea-2021' }))

  it.each([
    ['pep', { hasPep: true }],
    ['high_risk_country', { nexusCountries: ['FR', 'MC'] }],
    ['high_risk_mcc', { mcc: '7995' }],
    ['layered_ownership', { ownershipLayers: 3 }],
    ['foreign_holding', { holdingCountries: ['FR', 'US'] }],
    ['bearer_shares', { hasBearerShares: true }],
    ['shell', { isDomiciled: true, hasActivityProof: false }],
    ['rbe_discrepancy', { hasOpenRbeDiscrepancy: true }],
    ['restricted', { hasRestrictedReason: true }],
  ] as [string, Partial<RiskFacts>][])('%s alone makes it high (§1.7)', (key, more) => {
    expect(rate(more).level).toBe('high')
    expect(rate(more).score).toBeGreaterThanOrEqual(60)
    expect(reasons(more)).toContain(key)
  })

  it.each([
    ['layers that can still be read', { ownershipLayers: 2 }],
    ['a company of the EEA above', { holdingCountries: ['DE'] }],
    ['a seat at a domiciliation, with an activity that shows', { isDomiciled: true, hasActivityProof: true }],
    ['a domiciliation whose activity was not looked at yet', { isDomiciled: true }],
    ['nationality alone (HRC-02)', { nationalities: ['RU'] }],
    ['a seat in Germany', { nexusCountries: ['DE'] }],
  ] as [string, Partial<RiskFacts>][])('%s does not', (_, more) => expect(rate(more).level).not.toBe('high'))

  it('gives each reason its axis', () => {
    const one = { mcc: null, expectedMonthlyCents: 30_000_000, isRemoteSelling: true, registeredOn: '2026-06-01', nexusCountries: ['GB'] }
    expect(rate(one).reasons).toEqual([
      { key: 'dossiers:risk.mcc_unknown', axis: 'product' },
      { key: 'dossiers:risk.large_volume', axis: 'transactions' },
      { key: 'dossiers:risk.very_large_volume', axis: 'transactions' },
      { key: 'dossiers:risk.remote_selling', axis: 'channel' },
      { key: 'dossiers:risk.young_company', axis: 'client' },
      { key: 'dossiers:risk.nexus_abroad', axis: 'geography' },
      { key: 'dossiers:risk.nexus_outside_eea', axis: 'geography' },
    ])
  })

  it('adds up to medium and to high without any override', () => {
    const large = { expectedMonthlyCents: 30_000_000, expectedTicketCents: 200_000, isRemoteSelling: true }
    expect(rate(large)).toMatchObject({ level: 'medium', score: 25 })
    const client = { registeredOn: '2026-06-01', isDomiciled: true, ownershipLayers: 1 }
    const more = { ...large, ...client, mcc: null, deliversLater: true, nexusCountries: ['GB'] }
    expect(rate(more)).toMatchObject({ level: 'high', score: 82 })
  })

  it('reads the lists of the day (X-01)', () => {
    expect(rate({ nexusCountries: ['RU'] }, '2026-01-28').level).not.toBe('high')
    expect(rate({ nexusCountries: ['RU'] }, '2026-01-29').level).toBe('high')
    expect(rate({ nexusCountries: ['NG'] }, '2026-01-28').level).toBe('high')
    expect(rate({ nexusCountries: ['NG'] }, '2026-01-29').level).not.toBe('high')
    expect(rate({}, '2026-01-28').ruleVersion).toContain('hrc-2025')
  })

  it('weighs five axes to a whole, and each finding once', () => {
    for (const { axes } of ratingRules) expect(riskAxes.reduce((sum, axis) => sum + axes[axis], 0)).toBe(100)
    expect(riskFindings.map(({ key }) => key).toSorted()).toEqual(riskReasonKeys.toSorted())
  })
})

describe('any file', () => {
  const country = fc.constantFrom('FR', 'DE', 'GB', 'MC', 'RU', 'US')
  const anyFacts: fc.Arbitrary<RiskFacts> = fc.record({
    legalForm: fc.constantFrom(...legalForms),
    mcc: fc.constantFrom(null, '5734', '7995'),
    expectedMonthlyCents: fc.integer({ min: 0, max: 100_000_000 }),
    expectedTicketCents: fc.integer({ min: 0, max: 1_000_000 }),
    nexusCountries: fc.array(country, { maxLength: 3 }),
    nationalities: fc.array(country, { maxLength: 3 }),
    holdingCountries: fc.array(country, { maxLength: 2 }),
    ownershipLayers: fc.integer({ min: 0, max: 4 }),
    hasPep: fc.boolean(),
    isRemoteSelling: fc.boolean(),
    deliversLater: fc.boolean(),
    isDomiciled: fc.boolean(),
  })

  it('has a whole score from 0 to 100, and a higher level never has a lower score', () =>
    fc.assert(
      fc.property(anyFacts, anyFacts, (a, b) => {
        const [one, other] = [rateRisk(a, today), rateRisk(b, today)]
        expect(Number.isInteger(one.score) && one.score >= 0 && one.score <= 100).toBe(true)
        if (riskLevels.indexOf(one.level) > riskLevels.indexOf(other.level)) expect(one.score).toBeGreaterThan(other.score)
      }),
    ))

  it('one more exposed person never lowers it', () =>
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const scores = [false, true].map((hasPep) => rateRisk({ ...facts, hasPep }, today).score)
        return scores[1]! >= scores[0]!
      }),
    ))
})
