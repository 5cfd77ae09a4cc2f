import type { Day } from '#src/kernel/calendar.ts'
import { type Dated, inForce, oldestKept } from '#src/kernel/datedRules.ts'

export type CodeList = Dated & { codes: readonly string[] }

const words = (text: string): readonly string[] => text.split(/\s+/)

/** The European Economic Area, France among it: whose registers of owners we can read. */
export const eeaCountries: readonly CodeList[] = [
  {
    version: 'eea-2021',
    validFrom: oldestKept,
    validTo: null,
    codes: words('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'),
  },
]

/** Trades that show a licence (rules.md §1.2 [K], our policy): travel, alcohol, health, games, crypto-assets, securities, pawn. */
export const regulatedMccs: readonly string[] = words('4722 4829 5122 5813 5912 5921 5933 6051 6211 7801 7802 7995')

export const isEeaCountry = (country: string, today: Day): boolean => inForce(eeaCountries, today).codes.includes(country)
