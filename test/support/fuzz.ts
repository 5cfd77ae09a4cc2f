import fc, { type Arbitrary } from 'fast-check'
import { apiRoutes } from '#src/api-routes.ts'
import { openApiOf } from '#src/web/openapi.ts'

type Schema = { type?: string; enum?: unknown[]; anyOf?: Schema[]; items?: Schema; properties?: Record<string, Schema>; required?: string[]; minimum?: number; maximum?: number; minLength?: number; maxLength?: number; pattern?: string }
type Parameter = { name: string; in: string; schema: Schema }
type Operation = { parameters: Parameter[]; requestBody?: { content: Record<string, { schema: Schema }> } }

/** What is sent: where, what, and how the body is dressed. `ids` of the address are filled in from what the API answered before. */
export type Request = { method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; template: string; pick: number; query: Record<string, unknown>; body: unknown }

const cards = ['4242424242424242', '5555555555554444', '4000000000000002', '4000000000000077', '4000000000000259', '4000000000001976', '4000000000003220', '4000000000003055', '4242424242424241']
const ibans = ['FR1420041010050500013M02606', 'DE89370400440532013000', 'FR9430003000409249176322Z50', 'BE08510007547063', 'FR2990665286926539507769811', 'FR1420041010050500013M02607', 'NO9386011117947']
const mostly = (good: unknown[], bad: unknown[]): Arbitrary<unknown> => fc.oneof({ arbitrary: fc.constantFrom(...good), weight: 15 }, { arbitrary: fc.constantFrom(...bad), weight: 1 })
/** A field of that name is mostly told something that passes, at times something that almost does. */
const likely: Record<string, Arbitrary<unknown>> = {
  amount: fc.oneof({ arbitrary: fc.integer({ min: 50, max: 100_000 }), weight: 12 }, { arbitrary: fc.constantFrom(0, 49, 50, -1, 1.5, 2 ** 53, '1250', '1e3', 1000.0, null), weight: 1 }),
  currency: mostly(['eur', 'eur', 'eur', 'EUR', 'usd', 'gbp'], ['xxx', 'eu', 12]), number: fc.constantFrom(...cards, ...cards.map(Number)), exp_month: mostly([1, 12, '6'], [0, 13]), exp_year: mostly([2030, 2099, '2031'], [2020, 2101]),
  cvc: mostly(['123'], ['1234', '12', 'abc', 123]), iban: fc.constantFrom(...ibans), bic: mostly(['TESTFRPP', 'TESTFRPPXXX'], ['nope']), status: mostly(['authorize', 'capture'], ['captured', 'refused']),
  return_url: mostly(['https://shop.example/back'], ['http://shop.example', 'javascript:alert(1)']), ip: mostly(['10.0.0.1', '::1'], ['999.1.1.1']), email: mostly(['a@b.example', 'c@d.example'], ['a@b', 'x'.repeat(70)]),
  name: mostly(['Anne Lenoir', 'Pierre Martin'], ['ab', '', 'x'.repeat(65)]), mobile: mostly(['+33612345678'], ['1']), date_birth: mostly(['1978-09-09'], ['1978-13-01']), country: mostly(['FR', 'be'], ['FRA']), port: mostly([443], [0, 70_000]),
  city: mostly(['Quimper'], ['']), zip_code: mostly(['29000'], ['']), description: mostly(['Un panier'], ['ab']), methods_allowed: mostly([['card'], ['card', 'sepa'], 'card'], [['cash'], []]),
}

const hostile: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, false, '', ' ', '\u0000', '\ud800', '\u202etxt', "'; drop table payments; --", '<script>alert(1)</script>', '{{7*7}}', '../../etc/passwd', '9'.repeat(400), 2 ** 53, -(2 ** 53), 1e308, Number.MAX_SAFE_INTEGER, [], {}, [[[[]]]], { constructor: 1, toString: 2 }),
  fc.string({ maxLength: 40 }), fc.integer(), fc.double(), fc.array(fc.anything({ maxDepth: 1 }), { maxLength: 3 }), fc.dictionary(fc.string({ maxLength: 8 }), fc.anything({ maxDepth: 1 }), { maxKeys: 3 }),
)

const textFor = ({ minLength = 0, maxLength = 40 }: Schema): Arbitrary<unknown> =>
  fc.oneof(fc.string({ minLength, maxLength: Math.min(maxLength, 64) }), fc.constantFrom('a'.repeat(minLength), 'a'.repeat(Math.min(maxLength, 500)), 'a'.repeat(Math.min(maxLength, 500) + 1)))

const valueFor = (schema: Schema, name: string, ids: Arbitrary<unknown>): Arbitrary<unknown> => {
  const told = likely[name]
  if (told) return told
  if (schema.anyOf) return fc.oneof({ arbitrary: ids, weight: 1 }, ...schema.anyOf.filter(({ pattern }) => !pattern?.includes('_')).map((one) => ({ arbitrary: valueFor(one, '', ids), weight: 6 })))
  if (schema.enum) return fc.constantFrom(...schema.enum, 'none of them')
  if (schema.properties) return objectFor(schema, ids)
  if (schema.type === 'integer' || schema.type === 'number') return fc.oneof(fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1_000, 2 ** 31 - 1) }), fc.constantFrom((schema.minimum ?? 0) - 1, (schema.maximum ?? 1_000) + 1))
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'array') return fc.array(valueFor(schema.items ?? {}, '', ids), { maxLength: 4 })
  return name === 'payment' ? ids : textFor(schema)
}

/** Mostly whole, at times with a field of another kind; null is one missing. */
const objectFor = ({ properties = {}, required = [] }: Schema, ids: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, fc.oneof({ arbitrary: valueFor(schema, name, ids), weight: 60 }, { arbitrary: hostile, weight: 1 })])),
    { requiredKeys: required },
  )

/** Which of the ids seen so far: settled when the request is sent. */
export class IdOf {
  readonly pick: number
  constructor(pick: number) {
    this.pick = pick
  }
}

const paths = (openApiOf(apiRoutes, 'http://127.0.0.1') as { paths: Record<string, Record<string, Operation>> }).paths
const often: Record<string, number> = { 'post /v1/checkout': 14, 'patch /v1/checkout/{id}': 8, 'post /v1/refunds': 8, 'post /v1/cards': 4, 'post /v1/sepa': 3, 'post /v1/customers': 3 }

const requestOf = (template: string, method: string, { parameters, requestBody }: Operation): Arbitrary<Request> => {
  const ids = fc.nat(10_000).map((pick) => new IdOf(pick))
  const body = requestBody?.content['application/json']?.schema
  const query = Object.fromEntries(parameters.filter((one) => one.in === 'query').map(({ name, schema }) => [name, fc.oneof({ arbitrary: valueFor(schema, name, ids), weight: 6 }, { arbitrary: hostile, weight: 1 })]))
  return fc.record({
    method: fc.constant(method.toUpperCase() as Request['method']), template: fc.constant(template), pick: fc.nat(10_000),
    query: fc.record(query, { requiredKeys: [] }), body: body ? fc.oneof({ arbitrary: objectFor(body, ids), weight: 20 }, { arbitrary: hostile, weight: 1 }) : fc.oneof(fc.constant(undefined), hostile),
  })
}

/** Requests drawn from the API's own document: mostly what it asks for, with every kind of mistake mixed in. */
export const requests: Arbitrary<Request> = fc.oneof(
  ...Object.entries(paths).flatMap(([template, operations]) => Object.entries(operations).map(([method, operation]) => ({ arbitrary: requestOf(template, method, operation), weight: often[`${method} ${template}`] ?? 2 }))),
)
