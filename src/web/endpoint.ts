import { z } from 'zod'
import type { ApiKeyActor } from '#src/kernel/actor.ts'
import { invalid, Refusal } from '#src/kernel/errors.ts'
import { misplacedCardNumber } from '#src/kernel/identifiers.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { json, nothing, type Answer } from './answer.ts'
import { fieldsOf } from './api-errors.ts'
import { apiKey, type Route } from './route.ts'
import type { Visit } from './visit.ts'

/** One call of the payment API, read and checked. */
export type Call<Body = undefined, Query = undefined> = {
  ctx: Ctx
  merchantId: string
  mode: ApiKeyActor['mode']
  params: Record<string, string>
  body: Body
  query: Query
}

/** What an address of the API takes and gives: checks the call, and is what /v1/openapi.json is drawn from. */
export type Contract = {
  summary: string
  /** The chapter of the reference it stands in. */
  tag: string
  body?: z.ZodType
  query?: z.ZodType
  /** Absent: 204 and an empty body. */
  answer?: z.ZodType
  /** Refusals beyond 400, 401, 413, 429 and 503, which every address has. */
  refusals?: readonly number[]
}

type Method = 'get' | 'post' | 'patch' | 'delete'
type Read<S> = S extends z.ZodType ? z.output<S> : undefined
type Handler<C extends Contract> = (call: Call<Read<C['body']>, Read<C['query']>>) => Promise<unknown>

/** GET and DELETE carry whatever the client sent before: only POST and PATCH have a body (spec/api.md §1). */
const takesBody = (method: string): boolean => method === 'post' || method === 'patch'

const bodyOf = (visit: Visit): unknown => {
  const length = visit.req.get('content-length')
  const isEmpty = (length === undefined || length === '0') && visit.req.get('transfer-encoding') === undefined
  if (!isEmpty && !visit.req.is(['json', '+json'])) throw new Refusal(400, 'not_json')
  return visit.req.body ?? {}
}

const read = <S extends z.ZodType>(schema: S, input: unknown): z.output<S> => {
  const { success, data, error } = schema.safeParse(input, { reportInput: true })
  if (success) return data
  throw invalid(fieldsOf(error))
}

/** A card number in a name, an order or a description would be kept in the clear: refused, whoever typed it there (PCI DSS 3.5.1). */
const readBody = <S extends z.ZodType>(schema: S, input: unknown): z.output<S> => {
  const body = read(schema, input)
  const misplaced = misplacedCardNumber(body)
  if (misplaced !== null) throw invalid({ [misplaced]: 'must not hold a card number' })
  return body
}

const actorOf = ({ ctx: { actor } }: Visit): ApiKeyActor => {
  if (actor.kind !== 'api_key') throw new Error('this route lacks its guard')
  return actor
}

const handlerOf = <C extends Contract>(method: Method, contract: C, handler: Handler<C>) => async (visit: Visit): Promise<Answer> => {
  const { merchantId, mode } = actorOf(visit)
  const body = contract.body && takesBody(method) ? readBody(contract.body, bodyOf(visit)) : undefined
  const query = contract.query ? read(contract.query, visit.query) : undefined
  const answer = await handler({ ctx: visit.ctx, merchantId, mode, params: visit.params, body, query } as Parameters<Handler<C>>[0])
  return contract.answer ? json(answer) : nothing()
}

/** An address of /v1. A creation answers 200, not 201; a deletion 204 without a body (spec/api.md §1). */
const endpoint = (method: Method) => <C extends Contract>(path: string, contract: C, handler: Handler<C>): Route => ({
  method,
  path: `/v1${path}`,
  guard: apiKey,
  handler: handlerOf(method, contract, handler),
  contract,
})

export const api = { get: endpoint('get'), post: endpoint('post'), patch: endpoint('patch'), delete: endpoint('delete') }

/** 404 in the documented words. The id is echoed as it came, within reason. */
export const noSuch = (noun: string, id: string): Refusal => new Refusal(404, 'no_such', {}, { noun, id: id.slice(0, 64) })

/** Unix seconds, as everything on the wire; null stays null. */
export const seconds = <At extends Date | null>(at: At): At extends Date ? number : number | null =>
  (at === null ? null : Math.floor(at.getTime() / 1_000)) as At extends Date ? number : number | null
