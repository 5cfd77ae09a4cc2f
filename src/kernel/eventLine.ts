import type { JsonValue } from '#src/platform/db.types.ts'

/** An event as the chain holds it. `at` is written to the microsecond, as the database keeps it. */
export type ChainedEvent = {
  id: number
  at: string
  event: string
  subjectId: string
  merchantId: string | null
  actorKind: string
  actorId: string
  requestId: string
  data: JsonValue
  personalDigest: Buffer | null
}

/** JavaScript knows milliseconds; the text of the chain goes to the microsecond. */
export const exactText = (at: Date): string => at.toISOString().replace('Z', '000Z')

/** JSON with its keys in order at every depth: the same value is always the same text. */
export const canonicalJson = (value: JsonValue | undefined): string => {
  if (value === null || value === undefined || typeof value !== 'object') return JSON.stringify(value ?? null)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  let [text, comma] = ['{', '']
  for (const key of Object.keys(value).sort()) {
    text += `${comma}${JSON.stringify(key)}:${canonicalJson(value[key])}`
    comma = ','
  }
  return `${text}}`
}

/**
 * One event as one line: a JSON list, its fields always in this order. Of the personal part only the commitment is here, so that erasing
 * a person's key leaves the chain whole. Its number is not: who is shown a line could count by its gaps what he is not shown.
 */
export const canonicalLine = (
  { at, event, subjectId, merchantId, actorKind, actorId, requestId, data, personalDigest }: Omit<ChainedEvent, 'id'>,
): string =>
  `${JSON.stringify([at, event, subjectId, merchantId, actorKind, actorId, requestId]).slice(0, -1)},${canonicalJson(data)},${JSON.stringify(personalDigest?.toString('hex') ?? null)}]`
