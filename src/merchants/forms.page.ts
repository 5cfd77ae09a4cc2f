import { stopwatch } from '#src/platform/clock.ts'
import type { Field } from '#src/web/components.ts'
import type { FormPage } from '#src/web/route.ts'
import type { Visit } from '#src/web/visit.ts'

/** What was typed and what was wrong with it, when a form comes back. */
export type Refused = Parameters<FormPage>[1]

const neverBack = new Set(['password', 'file'])

const isTicked = (field: Field, refused: Refused): boolean => refused.values[field.name] === 'on' || refused.values[field.name] === 'true'

/** After a refusal a box that was left empty is absent from what was typed: it is empty, not as it was before. */
const typedValue = (field: Field, refused: Refused): Field['value'] => {
  if (neverBack.has(field.type ?? 'text')) return undefined
  if (field.type === 'checkbox') return isTicked(field, refused)
  const typed = refused.values[field.name]
  return typeof typed === 'string' ? typed : field.value
}

/** The questions with what was typed and the sentences that say what to type instead. */
export const filled = (visit: Visit, fields: Field[], refused?: Refused): Field[] =>
  fields.map((field) => {
    if (!refused) return field
    const error = refused.errors[field.name]
    return { ...field, value: typedValue(field, refused), error: error ? visit.t(error) : undefined }
  })

const evenMs = 350

/** The same answer after the same time, whether an address is known or not: what the database had to do does not show. */
export const evenly = async <T>(work: () => Promise<T>): Promise<T> => {
  const lap = stopwatch()
  try {
    return await work()
  } finally {
    await new Promise((done) => setTimeout(done, Math.max(0, evenMs - lap())))
  }
}
