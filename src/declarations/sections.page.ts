import { hasText } from '#src/web/i18n.ts'
import type { Columns } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Content, Difference, Operation, Person } from './content.ts'

/** A code of the file as a word, where there is one; the tables keep what was taken, word for word. */
const sayCode = ({ t, lang }: Visit, keys: readonly string[], code: string): string => {
  const key = keys.map((one) => `${one}.${code}`).find((one) => hasText(lang, one))
  return key ? t(key) : code
}

const roles = ['declarations:role', 'dossiers:role', 'dossiers:form_short']
const sayRole = (visit: Visit, role: string): string => role.split(', ').map((one) => sayCode(visit, roles, one)).join(', ')

export const personColumns = ({ t }: Visit): Columns => ({
  name: { label: t('declarations:person.name'), isLead: true },
  role: { label: t('declarations:person.role') },
  born: { label: t('declarations:person.born') },
  nationality: { label: t('declarations:person.nationality') },
  address: { label: t('declarations:person.address'), isWide: true },
  identifier: { label: t('declarations:person.identifier') },
})
/** « 3 déc. 1982, Vichy FR »: the day in words and in one piece, what follows it as it was taken. */
const sayBirth = ({ lang }: Visit, born: string): string => {
  const [, day, place = ''] = /^(\d{4}-\d{2}-\d{2})(?: (.*))?$/s.exec(born) ?? []
  return day === undefined ? born : [formatDay(day, lang).replaceAll(' ', '\u00a0'), place].filter(Boolean).join(', ')
}
export const personRow = (visit: Visit, person: Person) => ({
  ...person,
  role: sayRole(visit, person.role),
  born: sayBirth(visit, person.born),
})

export const operationColumns = ({ t }: Visit): Columns => ({
  at: { label: t('declarations:operation.at'), isLead: true },
  kind: { label: t('declarations:operation.kind') },
  amount: { label: t('declarations:operation.amount'), isNumber: true },
  means: { label: t('declarations:operation.means') },
  counterpart: { label: t('declarations:operation.counterpart'), isWide: true },
  state: { label: t('web:word.state') },
})
export const operationRow = (visit: Visit, operation: Operation) => ({
  at: new Date(operation.at),
  kind: visit.t(`declarations:operation_kind.${operation.kind}`),
  cents: operation.amountCents,
  currency: operation.currency.toUpperCase(),
  means: operation.means.replace(/^card /, '').replaceAll(' ', '\u00a0'),
  counterpart: operation.counterpart,
  state: sayCode(visit, [operation.kind === 'payout' ? 'payouts:state' : 'payments:state'], operation.state),
  id: operation.key,
})

export const differenceRow = (visit: Visit, { table, name, kind, fields }: Difference) => ({
  table: visit.t(`declarations:section.${table}`),
  name,
  chip: {
    label: visit.t(`declarations:difference.${kind}`),
    tone: kind === 'removed' ? ('bad' as const) : kind === 'added' ? ('good' as const) : ('warning' as const),
  },
  fields: fields.map(({ field, before, after }) => ({ field: visit.t(`declarations:compared.${field}`), before, after })),
})

/** The offence, its ground and its criteria, as lines of words. */
export const groundLines = (
  { t }: Visit,
  { offence, isSerious, isTaxFraud, criteria, isAttempt, stance, executedWhy }: Content,
): { label: string; text: string }[] => [
  { label: t('declarations:field.offence'), text: offence || '–' },
  {
    label: t('declarations:ground.title'),
    text:
      [isSerious ? t('declarations:ground.serious') : '', isTaxFraud ? t('declarations:ground.tax_fraud') : ''].filter(Boolean).join(
        ' ; ',
      ) || t('declarations:ground.none'),
  },
  ...criteria.map((code) => ({ label: t('declarations:ground.criterion'), text: t(`declarations:criterion.${code}`) })),
  ...(isAttempt ? [{ label: t('declarations:ground.attempt'), text: t('declarations:ground.attempt_text') }] : []),
  { label: t('declarations:field.stance'), text: t(`declarations:stance.${stance}`) },
  ...(executedWhy ? [{ label: t('declarations:field.executed_why'), text: executedWhy }] : []),
]
