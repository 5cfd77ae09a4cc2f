import { historyWords } from '#src/audit/historyWords.page.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { formatInstant } from '#src/web/formats.ts'
import { hasText } from '#src/web/i18n.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import type { Values, Who } from './knownEvent.ts'
import type { KnownFile } from './knownFile.ts'
import type { Known } from './readKnown.sql.ts'

export const whoText = ({ t }: Visit, who: Who | null): string => (who
  ? who.name ??
    (who.kind === 'system' ? t('audit:actor.system', { name: who.id }) : t(`audit:actor.${who.kind === 'staff' ? 'visitor' : who.kind}`))
  : '')

export const atText = ({ lang }: Visit, at: Date | null): string => (at ? formatInstant(at, lang) : '')

/** A code as its room says it; the code itself where it has no word any more. */
export const wordOf = (
  { t, lang }: Visit,
  prefix: string,
  code: string,
): string => (code !== '' && hasText(lang, `${prefix}.${code}`) ? t(`${prefix}.${code}`) : code)

/** « Anne Lenoir », or the company's name; its id where the words are gone. */
export const personText = (values: Values, id: string): string =>
  values['company_name'] || [values['given_names'], values['usage_name'] || values['family_name']].filter(Boolean).join(' ') || id

export const nameIn = ({ people }: KnownFile, id: string): string => {
  const found = people.find((one) => one.id === id)
  return found ? personText(found.values, id) : id
}

/** What was declared, said as the history says it. */
export const valueText = (visit: Visit, file: KnownFile, field: string, value: string | null): string => {
  if (value === null) return ''
  return field.endsWith('person_id') ? nameIn(file, value) : historyWords(visit).say?.(field, value) ?? value
}

export const fieldText = (visit: Visit, field: string): string => wordOf(visit, 'audit:field', field)

/** Of a line of the checklist: the piece, and whose. */
export const pieceText = (visit: Visit, { then, now }: Known, requirementKey: string): string => {
  const [kind = '', personId = ''] = requirementKey.split(':')
  const piece = wordOf(visit, 'requests:piece', kind)
  const person = personId === '' ? '' : [then, now].map((file) => nameIn(file, personId)).find((name) => name !== personId) ?? ''
  return person ? visit.t('requests:piece_of', { piece, person }) : piece
}

export const mayOpen = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'documents.read')
export const maySeeScreening = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'screening.read')
