import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { readApiKeys } from '#src/merchants/readApiKeys.sql.ts'
import { revealApiKey } from '#src/merchants/revealApiKey.ts'
import { validateMerchant } from '#src/merchants/validateMerchant.ts'
import { unit } from '#src/platform/ctx.ts'
import { faultsOf } from './conform.ts'
import type { House } from './house.ts'
import { openAccount, type Signed } from './merchant.ts'

export type Wire = Record<string, any>
export type Said = { status: number; body: Wire; text: string; headers: IncomingHttpHeaders }
/** The payment API as a client calls it, with one key. A text body goes as it is. Every answer is held against the OpenAPI document. */
export type ApiClient = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Said>

/** By node:http, since one client sends a body with GET and DELETE too, which `fetch` will not (spec/api.md §1). */
export const apiClient = (url: string, key: string): ApiClient => async (method, path, body, headers = {}) => {
  const sent = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const asked = request(`${url}/v1${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(sent),
      ...headers,
    },
  })
  const answered = new Promise<IncomingMessage>((done, fail) => void asked.on('response', done).on('error', fail))
  asked.end(sent)
  const response = await answered
  const text = Buffer.concat(await response.toArray()).toString()
  const said = text === '' ? {} : (JSON.parse(text) as Wire)
  const faults = faultsOf(method, `/v1${path}`, response.statusCode!, said)
  if (faults.length > 0) throw new Error(`the OpenAPI document does not say this: ${faults.join('; ')}`)
  return { status: response.statusCode!, text, body: said, headers: response.headers }
}

export type ApiMerchant = Signed & { test: ApiClient; live: ApiClient }

/** A validated merchant with a client for each of his two worlds. */
export const openApiMerchant = async (house: House): Promise<ApiMerchant> => {
  const signed = await openAccount(house)
  const officer = await house.staff('officer')
  await unit(house.ctx(officer), (tx) => validateMerchant(tx, signed.merchantId))
  const keys = await readApiKeys(house.db, signed.merchantId)
  const testKey = keys.find(({ mode, kind }) => mode === 'test' && kind === 'secret')!.clear!
  const { secret } = await revealApiKey(house.ctx(signed.actor), keys.find(({ isToReveal }) => isToReveal)!.id)
  const url = await house.url()
  return { ...signed, test: apiClient(url, testKey), live: apiClient(url, secret) }
}

/** What a refusal says: its words, or the words of its object. */
export const wordsOf = ({ body }: Said): string => {
  const { message } = body['error'] ?? {}
  return typeof message === 'string' ? message : String(message?.error)
}
