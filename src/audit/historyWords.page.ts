import { isDay } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { formatCents } from '#src/kernel/money.ts'
import { countryName } from '#src/dossiers/countries.ts'
import { formatDay, formatNumber, formatPercent } from '#src/web/formats.ts'
import { hasText } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Words } from './tellEvent.ts'

/** Fields whose values are codes with a word of their own elsewhere. */
const codes: Record<string, string> = dictionary({
  legal_form: 'dossiers:form',
  role: 'dossiers:role',
  risk: 'reviews:risk',
  kind: 'audit:value.person',
})
/** Numbers that count, and are read in groups; a version or a year is none. */
const counts = ['events', 'blocks', 'files', 'pages', 'rows', 'lines', 'payments', 'merchants']
const countries = ['country', 'birth_country', 'nationality']

/** What a form left is text: « 1200000 », « true », « FR ». Said as its page says it. */
const sayValue = ({ t, lang }: Visit, field: string, text: string): string | undefined => {
  if (text === 'true' || text === 'false') return t(text === 'true' ? 'web:word.yes' : 'web:word.no')
  if (/_cents$/.test(field) && /^-?\d+$/.test(text)) return formatCents(Number(text), 'EUR', lang)
  if (/_bps$/.test(field) && /^\d+$/.test(text)) return formatPercent(Number(text), lang)
  if (isDay(text)) return formatDay(text, lang)
  if (countries.includes(field)) return countryName(text, lang)
  const key = codes[field] && `${codes[field]}.${text}`
  return key && hasText(lang, key) ? t(key) : undefined
}

/** Steps of the machinery that a person who reads a case is not there for; the whole history keeps them. */
export const readingSteps = ['document.reading_started', 'document.read'] as const

/** The words the history is told in, for a visit. */
export const historyWords = (visit: Visit): Words => ({
  t: visit.t,
  has: (key) => hasText(visit.lang, key),
  say: (field, value) =>
    typeof value === 'number' ?
      (counts.includes(field) ? formatNumber(value, visit.lang) : undefined)
      : typeof value === 'string' || typeof value === 'boolean'
      ? sayValue(visit, field, String(value))
      : undefined,
})
