import type { FieldErrors } from '#src/kernel/errors.ts'

/** Where the operations stand (AML-06): not executed until it is filed; executed already, and why; there are none, as of an attempt. */
export const stances = ['suspended', 'executed', 'none'] as const
export type Stance = (typeof stances)[number]

/** One line of the table of persons: whoever the file names, and the account that is paid. Words as the file has them. */
export type Person = {
  key: string
  kind: 'legal' | 'natural' | 'account'
  name: string
  role: string
  born: string
  nationality: string
  address: string
  identifier: string
}
/** One line of the table of operations. `at` is an instant. */
export type Operation = {
  key: string
  kind: 'payment' | 'payout'
  at: string
  amountCents: number
  currency: string
  state: string
  means: string
  counterpart: string
  reference: string
}
/** What was taken of the file and of the payments, when and which: the declaration says what was known then. */
export type Taken = { at: string; from: string; to: string; caseId: string; isCut: boolean; persons: Person[]; operations: Operation[] }

/** Words of somebody about a step: why it was sent back, closed, abandoned. */
export type Said = { event: string; at: string; by: string; words: string }

export type Words = {
  /** The offence that is suspected, in words. */
  offence: string
  /** Punishable by more than a year's imprisonment, or linked to the financing of terrorism (AML-01). */
  isSerious: boolean
  isTaxFraud: boolean
  /** Codes of CMF D561-32-1 II. */
  criteria: string[]
  isAttempt: boolean
  stance: Stance
  /** Why they were executed before (AML-06). */
  executedWhy: string
  declarant: string
  context: string
  analysis: string
}
export type Content = Words & { taken: Taken; said: Said[] }

/** What stands between a draft and its approval; empty: it can go. `criteria`: those in force on the day. */
export const lackingOf = (
  { offence, isSerious, isTaxFraud, criteria, isAttempt, stance, executedWhy, declarant, context, analysis, taken }: Content,
  inForce: readonly string[],
): FieldErrors => {
  const missing: FieldErrors = Object.fromEntries(
    Object.entries({ offence, declarant, context, analysis }).filter(([, words]) => words.trim() === '').map((
      [name],
    ) => [name, 'web:field.missing']),
  )
  return {
    ...missing,
    ...(isSerious || isTaxFraud ? {} : { is_serious: 'declarations:lacking.ground' }),
    ...(isTaxFraud && !criteria.some((one) => inForce.includes(one)) ? { criteria: 'declarations:lacking.criterion' } : {}),
    ...(stance === 'executed' && executedWhy.trim() === '' ? { executed_why: 'declarations:lacking.executed' } : {}),
    ...(taken.persons.length === 0 ? { persons: 'declarations:lacking.persons' } : {}),
    ...(taken.operations.length === 0 && !isAttempt ? { operations: 'declarations:lacking.operations' } : {}),
  }
}

export type Difference = {
  table: 'persons' | 'operations'
  name: string
  kind: 'added' | 'removed' | 'changed'
  fields: { field: string; before: string; after: string }[]
}

type Line = Person | Operation
const nameOf = (line: Line): string => ('name' in line ? line.name : `${line.at.slice(0, 10)} · ${line.key}`)

const fieldsOf = (before: Line, after: Line): Difference['fields'] =>
  Object.keys(after).flatMap((field) => {
    const [was, is] = [before, after].map((line) => String((line as unknown as Record<string, unknown>)[field] ?? ''))
    return was === is ? [] : [{ field, before: was!, after: is! }]
  })

const compareLines = (table: Difference['table'], before: readonly Line[], after: readonly Line[]): Difference[] => {
  const [was, is] = [before, after].map((lines) => new Map(lines.map((line) => [line.key, line])))
  const gone = before.filter(({ key }) => !is!.has(key)).map((line): Difference => ({
    table,
    name: nameOf(line),
    kind: 'removed',
    fields: [],
  }))
  const others = after.flatMap((line): Difference[] => {
    const old = was!.get(line.key)
    if (!old) return [{ table, name: nameOf(line), kind: 'added', fields: [] }]
    const fields = fieldsOf(old, line)
    return fields.length > 0 ? [{ table, name: nameOf(line), kind: 'changed', fields }] : []
  })
  return [...gone, ...others]
}

/** What the file and the payments say today that the declaration does not. */
export const differencesOf = (before: Taken, after: Taken): Difference[] => [
  ...compareLines('persons', before.persons, after.persons),
  ...compareLines('operations', before.operations, after.operations),
]
