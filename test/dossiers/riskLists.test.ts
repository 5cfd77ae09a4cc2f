import { describe, expect, it } from 'vitest'
import { isDay } from '#src/kernel/calendar.ts'
import { eeaCountries, highRiskCountries, highRiskMccs, isHighRiskCountry, isHighRiskMcc } from '#src/dossiers/riskLists.ts'

const today = '2026-11-22'

describe('the lists', () => {
  it('twenty-six high-risk countries from 2026-01-29, Monaco among them (HRC-01)', () => {
    expect(highRiskCountries.at(-1)?.codes).toHaveLength(26)
    expect(['MC', 'RU', 'VG', 'BO', 'KP'].every((country) => isHighRiskCountry(country, today))).toBe(true)
    expect(['FR', 'BF', 'ML', 'MZ', 'NG', 'ZA', 'TZ'].some((country) => isHighRiskCountry(country, today))).toBe(false)
  })
  it('thirty countries in the EEA', () => expect(eeaCountries.at(-1)?.codes).toHaveLength(30))
  it('high-risk trades (§1.8)', () => {
    expect(['4816', '5964', '5969', '7801', '7995'].every((mcc) => isHighRiskMcc(mcc, today))).toBe(true)
    expect(isHighRiskMcc('5734', today)).toBe(false)
  })
  it('each list is in force without a gap, and names nothing twice', () => {
    for (const versions of [highRiskCountries, highRiskMccs, eeaCountries]) {
      expect(versions.at(-1)?.validTo).toBeNull()
      versions.forEach(({ validFrom, codes }, i) => {
        expect(isDay(validFrom)).toBe(true)
        if (i > 0) expect(versions[i - 1]?.validTo).toBe(validFrom)
        expect(new Set(codes).size).toBe(codes.length)
      })
    }
  })
})
