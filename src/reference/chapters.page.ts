type Schema = {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  examples?: unknown[]
}
type Operation = {
  summary: string
  tags: string[]
  parameters: { name: string; in: string; required: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>
}

export type Field = { name: string; kind: string; isRequired: boolean }
export type Entry = {
  id: string
  method: string
  path: string
  summary: string
  fields: Field[]
  answer: Field[]
  statuses: { status: string; description: string }[]
}
export type Chapter = { id: string; title: string; entries: Entry[] }

const span = (low: number | undefined, high: number | undefined): string => {
  if (low === undefined && high === undefined) return ''
  if (low === high) return ` ${low}`
  return low === undefined ? ` ≤ ${high}` : high === undefined ? ` ≥ ${low}` : ` ${low}–${high}`
}

/** A schema in a few words a developer reads at a glance: `integer 50–1000000`, `text 3–64`, `eur | usd`, `object or text`. */
export const kindOf = (schema: Schema): string => {
  const { type, minimum, maximum, minLength, maxLength, items } = schema
  const ways = schema.anyOf ?? schema.oneOf
  if (ways) return [...new Set(ways.map(kindOf))].join(' or ')
  if (schema.enum) return schema.enum.join(' | ')
  // one of these, in any case
  if (schema.examples) return schema.examples.join(' | ')
  if (schema.const !== undefined) return String(schema.const)
  if (Array.isArray(type)) return type.join(' or ')
  if (type === 'string') return `text${span(minLength, maxLength)}`
  if (type === 'integer' || type === 'number') return `${type}${span(minimum, maximum)}`
  return type === 'array' ? `list of ${items ? kindOf(items) : 'anything'}` : (type ?? 'anything')
}

/**
 * The fields of an object, those of an object within it under their full name (`card.number`); deeper ones are told by the document itself.
 */
const fieldsOf = (schema: Schema, depth = 1, within = ''): Field[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const inner = [field, ...(field.anyOf ?? [])].find((one) => one.properties)
    const own = { name: `${within}${name}`, kind: kindOf(field), isRequired: schema.required?.includes(name) ?? false }
    return inner && depth > 0 ? [own, ...fieldsOf(inner, depth - 1, `${within}${name}.`)] : [own]
  })

const bodyOf = (content: Record<string, { schema: Schema }> | undefined): Schema => content?.['application/json']?.schema ?? {}

const entryOf = (path: string, method: string, { summary, parameters, requestBody, responses }: Operation): Entry => ({
  id: `${method}${path.replace(/[^A-Za-z]+/g, '-')}`.replace(/-$/, ''),
  method: method.toUpperCase(),
  path,
  summary,
  fields: [
    ...parameters.map(({ name, schema, required }) => ({ name, kind: kindOf(schema), isRequired: required })),
    ...fieldsOf(bodyOf(requestBody?.content)),
  ],
  answer: fieldsOf(bodyOf(responses['200']?.content), 0),
  statuses: Object.entries(responses).map(([status, { description }]) => ({ status, description })),
})

/** The OpenAPI document, chapter by chapter, in the order of its addresses. */
export const chaptersOf = (document: Record<string, unknown>): Chapter[] => {
  const chapters = new Map<string, Chapter>()
  for (const [path, operations] of Object.entries(document['paths'] as Record<string, Record<string, Operation>>)) {
    for (const [method, operation] of Object.entries(operations)) {
      const title = operation.tags[0] ?? ''
      const chapter = chapters.get(title) ?? { id: title.toLowerCase().replace(/[^a-z]+/g, '-'), title, entries: [] }
      chapter.entries.push(entryOf(path, method, operation))
      chapters.set(title, chapter)
    }
  }
  return [...chapters.values()]
}
