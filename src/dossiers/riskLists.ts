import type { Day } from '#src/kernel/calendar.ts'
import { type Dated, inForce, oldestKept } from '#src/kernel/datedRules.ts'

export type CodeList = Dated & { codes: readonly string[] }

const words = (text: string): readonly string[] => text.split(/\s+/)

const inBothLists = 'AF AO CD CI CM DZ HT IR KE KP LA LB MC MM NA NP SS SY TT VE VN VU YE'

/**
 * HRC-01, high-risk third countries of Regulation (EU) 2016/1675, ISO 3166 alpha-2. From 2026-01-29 twenty-six: Bolivia, Russia and the
 * British Virgin Islands came, six African countries left. The list before is kept for files decided before [K]; a change adds a version.
 */
export const highRiskCountries: readonly CodeList[] = [
  { version: 'hrc-2025', validFrom: oldestKept, validTo: '2026-01-29', codes: words(`${inBothLists} BF ML MZ NG TZ ZA`) },
  { version: 'hrc-2026-01-29', validFrom: '2026-01-29', validTo: null, codes: words(`${inBothLists} BO RU VG`) },
]

/** The European Economic Area, France among it: whose registers of owners we can read. */
export const eeaCountries: readonly CodeList[] = [
  {
    version: 'eea-2021',
    validFrom: oldestKept,
    validTo: null,
    codes: words('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'),
  },
]

/** Trades that are high risk by themselves (rules.md §1.8 [K]): games, pharmacies by post, crypto-assets, money transfer, pawn… */
export const highRiskMccs: readonly CodeList[] = [
  {
    version: 'mcc-2026',
    validFrom: oldestKept,
    validTo: null,
    codes: words('4816 4829 5122 5912 5933 5962 5964 5965 5966 5967 5968 5969 5993 6051 6211 7273 7321 7801 7802 7995'),
  },
]

/** Trades that show a licence (rules.md §1.2 [K], our policy): travel, alcohol, health, games, crypto-assets, securities, pawn. */
export const regulatedMccs: readonly string[] = words('4722 4829 5122 5813 5912 5921 5933 6051 6211 7801 7802 7995')

export const isHighRiskCountry = (country: string, today: Day): boolean => inForce(highRiskCountries, today).codes.includes(country)

export const isHighRiskMcc = (mcc: string, today: Day): boolean => inForce(highRiskMccs, today).codes.includes(mcc)

export const isEeaCountry = (country: string, today: Day): boolean => inForce(eeaCountries, today).codes.includes(country)
