import { countryName } from '#src/dossiers/countries.ts'
import { isDay } from '#src/kernel/calendar.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { valueKindOf } from './rectification.ts'

/** A value as one reads it: a day, a country by its name; a dash where there is none. */
export const valueText = ({ lang }: Visit, field: string, value: string | null): string => {
  if (!value) return '–'
  const kind = valueKindOf(field)
  return kind === 'birth' && isDay(value) ? formatDay(value, lang) : kind === 'country' ? countryName(value, lang) : value
}
