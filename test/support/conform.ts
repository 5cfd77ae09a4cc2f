import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { apiRoutes } from '#src/api-routes.ts'
import { openApiOf } from '#src/web/openapi.ts'

type Responses = Record<string, { content?: Record<string, { schema: object }> }>
type Paths = Record<string, Record<string, { responses: Responses }>>

const document = openApiOf(apiRoutes, 'http://127.0.0.1') as { paths: Paths; components: object }
const ajv = new Ajv2020({ strict: false, allErrors: true })
const compiled = new Map<string, ValidateFunction>()

const templates = Object.keys(document.paths).map((path) => ({ path, matches: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`) }))

/** The most literal address first: /v1/sepa/check is not the SEPA account called "check". */
const templateOf = (path: string): string | undefined =>
  templates.filter(({ matches }) => matches.test(path)).toSorted((a, b) => a.path.split('{').length - b.path.split('{').length)[0]?.path

const validatorOf = (key: string, schema: object): ValidateFunction => {
  const known = compiled.get(key)
  if (known) return known
  const made = ajv.compile({ ...schema, components: document.components })
  compiled.set(key, made)
  return made
}

/** What the OpenAPI document has against an answer; empty where it says all of it. An address it does not know has nothing to say. */
export const faultsOf = (method: string, path: string, status: number, body: unknown): string[] => {
  const template = templateOf(new URL(path, 'http://127.0.0.1').pathname)
  const operation = template ? document.paths[template]?.[method.toLowerCase()] : undefined
  if (!operation) return []
  const said = operation.responses[status]
  if (!said) return [`${method} ${template} answers ${status}, which is not documented`]
  const schema = said.content?.['application/json']?.schema
  if (!schema) return Object.keys((body ?? {}) as object).length === 0 ? [] : [`${method} ${template} ${status} has a body`]
  const validate = validatorOf(`${method} ${template} ${status}`, schema)
  return validate(body)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${method} ${template} ${status}: ${instancePath} ${message}`)
}
