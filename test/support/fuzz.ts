import fc, { type Arbitrary } from 'fast-check'
import { apiRoutes } from '#src/api-routes.ts'
import { openApiOf } from '#src/web/openapi.ts'

type Schema = {
  type?: string
  enum?: unknown[]
  anyOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
}
type Parameter = { name: string; in: string; schema: Schema }
type Operation = { parameters: Parameter[]; requestBody?: { content: Record<string, { schema: Schema }> } }

/** What is sent: where, what, and how the body is dressed. `ids` of the address are filled in from what the API answered before. */
export type Request = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  template: string
  pick: number
  query: Record<string, unknown>
  body: unknown
}

const cards = [
  '4242424242424242',
  '5555555555554444',
  '4000000000000002',
  '4000000000000077',
  '4000000000000259',
  '4000000000001976',
  '4000000000003220',
  '4000000000003055',
  '4242424242424241',
]
const ibans = [
  'FR1420041010050500013M02606',
  'DE89370400440532013000',
  'FR9430003000409249176322Z50',
  'BE08510007547063',
  'FR2990665286926539507769811',
  'FR1420041010050500013M02607',
  'NO9386011117947',
]
const mostly = (good: unknown[], bad: unknown[]): Arbitrary<unknown> =>
  fc.oneof({ arbitrary: fc.constantFrom(...good), weight: 15 }, { arbitrary: fc.constantFrom(...bad), weight: 1 })
/** A field of that name is mostly told something that passes, at times something that almost does. */
const likely: Record<string, Arbitrary<unknown>> = {
  amount: fc.oneof({ arbitrary: fc.integer({ min: 50, max: 100_000 }), weight: 12 }, {
    arbitrary: fc.constantFrom(0, 49, 50, -1, 1.5, 2 ** 53, '1250', '1e3', 1000.0, null),
    weight: 1,
  }),
  currency: mostly(['eur', 'eur', 'eur', 'EUR', 'usd', 'gbp'], ['xxx', 'eu', 12]),
  number: fc.constantFrom(...cards, ...cards.map(Number)),
  exp_month: mostly([1, 12, '6'], [0, 13]),
  exp_year: mostly([2030, 2099, '2031'], [2020, 2101]),
  cvc: mostly(['123'], ['1234', '12', 'abc', 123]),
  iban: fc.constantFrom(...ibans),
  bic: mostly(['TESTFRPP', 'TESTFRPPXXX'], ['nope']),
  status: mostly(['authorize', 'capture'], ['captured', 'refused']),
  return_url: mostly(['https://shop.example/back'], ['http://shop.example', 'javascript:alert(1)']),
  ip: mostly(['10.0.0.1', '::1'], ['999.1.1.1']),
  email: mostly(['a@b.example', 'c@d.example'], ['a@b', 'x'.repeat(70)]),
  name: mostly(['Anne Lenoir', 'Pierre Martin'], ['ab', '', 'x'.repeat(65)]),
  mobile: mostly(['+33612345678'], ['1']),
  date_birth: mostly(['1978-09-09'], ['1978-13-01']),
  country: mostly(['FR', 'be'], ['FRA']),
  port: mostly([443], [0, 70_000]),
  city: mostly(['Quimper'], ['']),
  zip_code: mostly(['29000'], ['']),
  description: mostly(['Un panier'], ['ab']),
  duration: mostly([1, 12, '24'], [0, 25, 1.5]),
  upfront: mostly([0, 10, '20', null], [-1, 2 ** 53]),
  methods_allowed: mostly([['card'], ['card', 'sepa'], 'card'], [['cash'], []]),
}

const hostile: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    false,
    '',
    ' ',
    '\u0000',
    '\ud800',
    '\u202etxt',
    "'; drop table payments; --",
    '<script>alert(1)</script>',
    '{{7*7}}',
    '../../etc/passwd',
    '9'.repeat(400),
    2 ** 53,
    -(2 ** 53),
    1e308,
    Number.MAX_SAFE_INTEGER,
    [],
    {},
    [[[[]]]],
    { constructor: 1, toString: 2 },
  ),
  fc.string({ maxLength: 40 }),
  fc.integer(),
  fc.double(),
  fc.array(fc.anything({ maxDepth: 1 }), { maxLength: 3 }),
  fc.dictionary(fc.string({ maxLength: 8 }), fc.anything({ maxDepth: 1 }), { maxKeys: 3 }),
)

const textFor = ({ minLength = 0, maxLength = 40 }: Schema): Arbitrary<unknown> =>
  fc.oneof(
    fc.string({ minLength, maxLength: Math.min(maxLength, 64) }),
    fc.constantFrom('a'.repeat(minLength), 'a'.repeat(Math.min(maxLength, 500)), 'a'.repeat(Math.min(maxLength, 500) + 1)),
  )

const valueFor = (schema: Schema, name: string, ids: Arbitrary<unknown>): Arbitrary<unknown> => {
  const told = likely[name]
  if (told) return told
  if (schema.anyOf)
    return fc.oneof(
      { arbitrary: ids, weight: 1 },
      ...schema.anyOf.filter(({ pattern }) => !pattern?.includes('_')).map((one) => ({ arbitrary: valueFor(one, '', ids), weight: 6 })),
    )
  if (schema.enum) return fc.constantFrom(...schema.enum, 'none of them')
  if (schema.properties) return objectFor(schema, ids)
  if (schema.type === 'integer' || schema.type === 'number')
    return fc.oneof(
      fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1_000, 2 ** 31 - 1) }),
      fc.constantFrom((schema.minimum ?? 0) - 1, (schema.maximum ?? 1_000) + 1),
    )
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'array') return fc.array(valueFor(schema.items ?? {}, '', ids), { maxLength: 4 })
  return name === 'payment' ? ids : textFor(schema)
}

/** Mostly whole, at times with a field of another kind; null is one missing. */
const objectFor = ({ properties = {}, required = [] }: Schema, ids: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc.record(
    Object.fromEntries(
      Object
        .entries(properties)
        .map(([name, schema]) => [
          name,
          fc.oneof({ arbitrary: valueFor(schema, name, ids), weight: 60 }, { arbitrary: hostile, weight: 1 }),
        ]),
    ),
    { requiredKeys: required },
  )

/** Which of the ids seen so far: settled when the request is sent. */
export class IdOf {
  readonly pick: number
  /** `paym`: one of that kind. */
  readonly prefix: string
  constructor(pick: number, prefix = '') {
    this.pick = pick
    this.prefix = prefix
  }
}

const idOf = (prefix: string): Arbitrary<IdOf> => fc.nat(10_000).map((pick) => new IdOf(pick, prefix))
const some = (fields: Record<string, Arbitrary<unknown>>, required: string[] = []): Arbitrary<unknown> =>
  fc.record(fields, { requiredKeys: required })
const good = (name: string): Arbitrary<unknown> => likely[name]!
const cardBody = some({
  number: good('number'),
  exp_month: fc.constantFrom(1, 12),
  exp_year: fc.constantFrom(2030, 2031, 2032),
  cvc: fc.constant('123'),
  name: fc.constant('Anne Lenoir'),
  tokenize: fc.boolean(),
}, ['number', 'exp_month', 'exp_year'])
const accountBody = some({
  iban: good('iban'),
  name: fc.constantFrom('Pierre Martin', 'Anne Lenoir'),
  mandate: fc.constantFrom('M-1', 'M-2'),
}, ['iban', 'name'])
const payerBody = some({
  name: fc.constantFrom('Pierre Martin', 'Anne Lenoir'),
  email: fc.constantFrom('a@b.example', 'c@d.example'),
  mobile: fc.constant('+33612345678'),
}, ['email'])
const words = {
  description: fc.constantFrom('Un panier', 'Deux pains'),
  order_id: fc.nat(50).map((n) => `o-${n}`),
  customer: fc.oneof(payerBody, idOf('cust')),
}
const means = fc.oneof({ arbitrary: fc.record({ card: fc.oneof({ arbitrary: cardBody, weight: 5 }, idOf('card')) }), weight: 6 }, {
  arbitrary: fc.record({ sepa: fc.oneof({ arbitrary: accountBody, weight: 4 }, idOf('sepa')) }),
  weight: 3,
}, fc.constant({}))
const device = fc.constant({ auth: { return_url: 'https://shop.example/back' }, device: { ip: '192.0.2.7', port: 443 } })
const amount = fc.integer({ min: 50, max: 5_000 })

/** Bodies that a client in his right mind sends: without them little would ever be paid, refunded or captured. */
const sane: Record<string, Arbitrary<unknown>> = {
  'post /v1/checkout': fc
    .tuple(
      some({
        amount,
        currency: fc.constantFrom('eur', 'EUR'),
        capture: fc.boolean(),
        unique_id: fc.nat(400).map((n) => `u-${n}`),
        ...words,
      }, ['amount', 'currency']),
      means,
      fc.oneof({ arbitrary: fc.constant({}), weight: 6 }, device),
    )
    .map((parts) => Object.assign({}, ...parts) as object),
  'patch /v1/checkout/{id}': fc.oneof(fc.constantFrom({ status: 'capture' }, { status: 'authorize' }), some({ amount, ...words }), means),
  'post /v1/checkout/{id}': fc.constant({ status: 'capture' }),
  'post /v1/checkout/{id}/capture': fc.oneof(fc.constant({}), fc.record({ amount })),
  'post /v1/refunds': some({ payment: idOf('paym'), amount: fc.integer({ min: 50, max: 900 }) }, ['payment']),
  'post /v1/cards': cardBody,
  'post /v1/sepa': accountBody,
  'post /v1/customers': payerBody,
  'post /v1/addresses': fc.constant({ city: 'Quimper', zip_code: '29000', country: 'FR', line1: '3 rue du Port' }),
  'post /v1/sepa/check': fc.oneof(fc.record({ sepa: accountBody, customer: payerBody }), fc.record({ id: idOf('sepa') })),
}

/** One field of it, in one of four, is something else. */
const withMistake = (body: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc.tuple(body, fc.nat(3), fc.nat(20), hostile).map(([value, chance, at, wrong]) => {
    const names = Object.keys(value as object)
    return chance > 0 || names.length === 0 ? value : { ...(value as object), [names[at % names.length]!]: wrong }
  })

const paths = (openApiOf(apiRoutes, 'http://127.0.0.1') as { paths: Record<string, Record<string, Operation>> }).paths
const often: Record<string, number> = {
  'post /v1/checkout': 14,
  'patch /v1/checkout/{id}': 8,
  'post /v1/refunds': 18,
  'post /v1/cards': 4,
  'post /v1/sepa': 3,
  'post /v1/customers': 3,
}

/** Drawn from the schema alone, or what somebody would send; now and then nothing of the kind. */
const bodyOf = (key: string, schema: Schema, ids: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc.oneof(
    { arbitrary: objectFor(schema, ids), weight: 10 },
    { arbitrary: hostile, weight: 1 },
    ...(sane[key] ? [{ arbitrary: withMistake(sane[key]), weight: 20 }] : []),
  )

const requestOf = (template: string, method: string, { parameters, requestBody }: Operation): Arbitrary<Request> => {
  const ids = fc.nat(10_000).map((pick) => new IdOf(pick))
  const body = requestBody?.content['application/json']?.schema
  const query = Object.fromEntries(
    parameters.filter((one) => one.in === 'query').map(({ name, schema }) => [
      name,
      fc.oneof({ arbitrary: valueFor(schema, name, ids), weight: 6 }, { arbitrary: hostile, weight: 1 }),
    ]),
  )
  return fc.record({
    method: fc.constant(method.toUpperCase() as Request['method']),
    template: fc.constant(template),
    pick: fc.nat(10_000),
    query: fc.record(query, { requiredKeys: [] }),
    body: body ? bodyOf(`${method} ${template}`, body, ids) : fc.oneof(fc.constant(undefined), hostile),
  })
}

/** Requests drawn from the API's own document: mostly what it asks for, with every kind of mistake mixed in. */
export const requests: Arbitrary<Request> = fc.oneof(
  ...Object.entries(paths).flatMap(([template, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      arbitrary: requestOf(template, method, operation),
      weight: often[`${method} ${template}`] ?? 2,
    }))
  ),
)
