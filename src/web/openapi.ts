import { z } from 'zod'
import type { Contract } from './endpoint.ts'
import type { Route } from './route.ts'

type Json = Record<string, unknown>

/** What a schema is told to draw, from zod's own definitions. */
type Drawn = { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema }

/** A field reads several forms into one: the document shows the one that the reference names, which is what comes out of the reading. */
const isReading = ({ def }: z.core.$ZodTypeInternals): boolean =>
  def.type === 'transform' || (def.type === 'pipe' && (def as z.core.$ZodPipeDef).out._zod.def.type === 'transform')

const showReading = ({ zodSchema, jsonSchema }: Drawn): void => {
  const { def } = zodSchema._zod
  if (def.type !== 'pipe' || !isReading(def.in._zod)) return
  for (const name of Object.keys(jsonSchema)) delete jsonSchema[name]
  Object.assign(jsonSchema, schemaOf(def.out as z.ZodType))
}

/** Required is what may not be left out, whatever stands between the field and its value. */
const showRequired = ({ zodSchema, jsonSchema }: Drawn): void => {
  const { def } = zodSchema._zod
  if (def.type !== 'object') return
  const required = Object.entries(def.shape).filter(([, field]) => !(field as z.ZodType).safeParse(undefined).success).map(([name]) => name)
  if (required.length > 0) jsonSchema.required = required
  else delete jsonSchema.required
  delete jsonSchema.additionalProperties
}

const override = (drawn: Drawn): void => {
  showReading(drawn)
  showRequired(drawn)
}

/** JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
export const schemaOf = (schema: z.ZodType): Json => {
  const { $schema: _, ...drawn } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override, reused: 'inline' }) as Json
  return drawn
}

const error = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['type', 'message'],
      properties: {
        type: { type: 'string', enum: ['invalid_request_error', 'api_error'] },
        message: {
          oneOf: [{ type: 'string' }, {
            type: 'object',
            required: ['error', 'id'],
            properties: { error: { type: 'string' }, id: { type: 'string' } },
          }],
        },
      },
    },
  },
}

const reasons: Record<number, string> = {
  400: 'A field is wrong; the message names it',
  401: 'No secret key that works',
  404: 'No such object, in this world',
  409: 'What there is stands against it',
  429: 'Too many calls; see Retry-After',
  413: 'The body is larger than 1 MB',
  501: 'Not in this world; the message says why',
  503: 'Closed for maintenance; see Retry-After',
}

const refusals = ({ refusals: own = [] }: Contract): Json =>
  Object.fromEntries(
    [...new Set([400, 401, 413, 429, 503, ...own])].sort().map((status) => [status, {
      description: reasons[status] ?? 'Refused',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    }]),
  )

const pathOf = ({ path }: Route): string => path.replace(/:(\w+)/g, '{$1}')

const pathParameters = ({ path }: Route): Json[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))

const queryParameters = ({ query }: Contract): Json[] => {
  const { properties = {}, required = [] } = query ? (schemaOf(query) as { properties?: Record<string, Json>; required?: string[] }) : {}
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }))
}

const content = (schema: z.ZodType): Json => ({ 'application/json': { schema: schemaOf(schema) } })

const operation = (route: Route & { contract: Contract }): Json => {
  const { contract } = route
  const { body, answer, summary, tag } = contract
  const success = answer ? { 200: { description: 'Done', content: content(answer) } } : { 204: { description: 'Done' } }
  return {
    summary,
    tags: [tag],
    operationId: `${route.method}${pathOf(route).replace(/[^A-Za-z]+/g, '_')}`,
    parameters: [...pathParameters(route), ...queryParameters(contract)],
    ...(body ? { requestBody: { required: true, content: content(body) } } : {}),
    responses: { ...success, ...refusals(contract) },
  }
}

const hasContract = (route: Route): route is Route & { contract: Contract } => route.contract !== undefined

/** OpenAPI 3.1, drawn from the very schemas that check each call and shape each answer. `server`: where the API stands. */
export const openApiOf = (routes: readonly Route[], server: string): Json => {
  const paths: Record<string, Json> = {}
  for (const route of routes.filter(hasContract)) (paths[pathOf(route)] ??= {})[route.method] = operation(route)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Payment API',
      version: '1',
      description:
        'Amounts are integers in minor units, dates Unix seconds. A key of the test world sees nothing of the live one, and the reverse.',
    },
    servers: [{ url: server }],
    security: [{ key: [] }],
    paths,
    components: {
      schemas: { Error: error },
      securitySchemes: { key: { type: 'http', scheme: 'basic', description: 'The secret key as user name, no password' } },
    },
  }
}
