import { describe, expect, it } from 'vitest'
import { isDay } from '#src/kernel/calendar.ts'
import { eeaCountries } from '#src/dossiers/riskLists.ts'

describe('the lists', () => {
  it('thirty countries in the EEA', () => expect(eeaCountries.at(-1)?.codes).toHaveLength(30))
  it('each list is in force without a gap, and names nothing twice', () => {
    for (const versions of [eeaCountries]) {
      expect(versions.at(-1)?.validTo).toBeNull()
      versions.forEach(({ validFrom, codes }, i) => {
        expect(isDay(validFrom)).toBe(true)
        if (i > 0) expect(versions[i - 1]?.validTo).toBe(validFrom)
        expect(new Set(codes).size).toBe(codes.length)
      })
    }
  })
})
