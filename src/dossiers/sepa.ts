import type { Day } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'

/** Countries of IBANs that SEPA payments reach (EPC list of scheme countries); Åland, Guernsey and the like use their parent's code. */
const longSince = 'AD AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MT NL NO PL PT RO SE SI SK SM VA'.split(
  ' ',
)

/** Those that came later, from the day their banks could take part (X-01: a list is data with its dates). */
const since: Record<string, Day> = dictionary({ AL: '2025-10-05', ME: '2025-10-05', MD: '2025-10-05', MK: '2025-10-05', RS: '2026-05-05' })

export const isSepa = (country: string, on: Day): boolean => longSince.includes(country) || (since[country] ?? '9999-12-31') <= on
