import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system } from '#src/kernel/actor.ts'
import { createApiKeys } from '#src/merchants/createApiKeys.ts'
import { readApiKeys } from '#src/merchants/readApiKeys.sql.ts'
import { revealApiKey } from '#src/merchants/revealApiKey.ts'
import { revokeApiKeys } from '#src/merchants/revokeApiKeys.ts'
import { rollApiKeys } from '#src/merchants/rollApiKeys.ts'
import { switchOffMerchant } from '#src/merchants/switchOffMerchant.ts'
import { validateMerchant } from '#src/merchants/validateMerchant.ts'
import { unit } from '#src/platform/ctx.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openAccount, type Signed } from '#test/support/merchant.ts'

let house: House
let url: string
beforeAll(async () => {
  house = await openHouse()
  url = await house.url()
})
afterAll(() => house.close())

const knock = async (key: string, path = '/v1/', init: RequestInit = {}) => {
  const headers: Record<string, string> = key ? { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` } : {}
  const response = await fetch(url + path, { ...init, headers: { ...headers, ...(init.headers as Record<string, string>) } })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const testSecret = async (signed: Signed) =>
  (await readApiKeys(house.db, signed.merchantId)).find(({ mode, kind }) => mode === 'test' && kind === 'secret')!.clear!
const validate = async (signed: Signed) => {
  const officer = await house.staff('officer')
  await unit(house.ctx(officer), (tx) => validateMerchant(tx, signed.merchantId))
}
const liveSecretId = async (signed: Signed) =>
  (await readApiKeys(house.db, signed.merchantId)).find(({ isToReveal, mode, kind }) =>
    isToReveal || (mode === 'live' && kind === 'secret')
  )!
    .id

describe('the API', () => {
  it('answers whose key it is; keys have thirty characters', async () => {
    const signed = await openAccount(house)
    const secret = await testSecret(signed)
    expect(secret).toMatch(/^stest_[0-9A-Za-z]{24}$/)
    for (const path of ['/v1', '/v1/'])
      expect(await knock(secret, path)).toEqual({ status: 200, body: { merchant: signed.merchantId, live_mode: false } })
  })

  it('says 401 without a key that works, 404 for an unknown address with one, in its own shape', async () => {
    const secret = await testSecret(await openAccount(house))
    for (
      const [key, path] of [['', '/v1/'], ['stest_000000000000000000000000', '/v1/'], ['', '/v1/payments'], [
        'nonsense',
        '/v1/payments/x/y',
      ]] as const
    ) {
      expect(await knock(key, path)).toMatchObject({ status: 401, body: { error: { type: 'invalid_request_error' } } })
    }
    for (const init of [{}, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }]) {
      expect(await knock(secret, '/v1/nothing/here', init)).toMatchObject({
        status: 404,
        body: { error: { type: 'invalid_request_error' } },
      })
    }
    expect((await knock(secret, '/v1/', { method: 'POST', body: '{"broken', headers: { 'content-type': 'application/json' } })).status)
      .toBe(400)
  })

  it('a public key opens nothing here', async () => {
    const signed = await openAccount(house)
    const publicKey = (await readApiKeys(house.db, signed.merchantId)).find(({ kind }) => kind === 'public')!.clear!
    expect((await knock(publicKey)).status).toBe(401)
  })

  it('stops in the very transaction that switches the merchant off', async () => {
    const signed = await openAccount(house)
    const secret = await testSecret(signed)
    expect((await knock(secret)).status).toBe(200)
    await unit(house.ctx(system('deactivate-overdue-merchants')), (tx) => switchOffMerchant(tx, signed.merchantId, 'deactivate'))
    expect((await knock(secret)).status).toBe(401)
  })
})

describe('test keys', () => {
  it('are rolled: the old pair is dead at once, a form sent twice rolls once', async () => {
    const signed = await openAccount(house)
    const old = await testSecret(signed)
    const form = { mode: 'test' as const, ticket: `roll-${signed.merchantId}` }
    await rollApiKeys(house.ctx(signed.actor), form)
    const fresh = await testSecret(signed)
    await rollApiKeys(house.ctx(signed.actor), form)
    expect(await testSecret(signed)).toBe(fresh)
    expect([(await knock(old)).status, (await knock(fresh)).status]).toEqual([401, 200])
    await revokeApiKeys(house.ctx(signed.actor), { mode: 'test' })
    expect((await knock(fresh)).status).toBe(401)
    await expect(revokeApiKeys(house.ctx(signed.actor), { mode: 'test' })).rejects.toMatchObject({ status: 409, code: 'no_key_to_revoke' })
  })

  it('are no business of an account that is off', async () => {
    const signed = await openAccount(house)
    await unit(house.ctx(system('deactivate-overdue-merchants')), (tx) => switchOffMerchant(tx, signed.merchantId, 'deactivate'))
    await expect(rollApiKeys(house.ctx(signed.actor), { mode: 'test' })).rejects.toMatchObject({ status: 409, code: 'keys_are_off' })
  })
})

describe('live keys', () => {
  it('are not there before validation', async () => {
    const signed = await openAccount(house)
    await expect(rollApiKeys(house.ctx(signed.actor), { mode: 'live' })).rejects.toMatchObject({ code: 'keys_are_off' })
  })

  it('show their secret once and keep its hash', async () => {
    const signed = await openAccount(house)
    await validate(signed)
    const id = await liveSecretId(signed)
    const { secret } = await revealApiKey(house.ctx(signed.actor), id)
    expect(secret).toMatch(/^sprod_[0-9A-Za-z]{24}$/)
    expect(await knock(secret)).toMatchObject({ status: 200, body: { live_mode: true } })
    await expect(revealApiKey(house.ctx(signed.actor), id)).rejects.toMatchObject({ status: 409, code: 'key_was_shown' })
    const shown = (await readApiKeys(house.db, signed.merchantId)).find((key) => key.id === id)
    expect(shown).toMatchObject({ clear: null, isToReveal: false, masked: `sprod_…${secret.slice(-4)}` })
    const row = await house.db.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    expect(row.sealed_key).toBeNull()
    expect(JSON.stringify(row)).not.toContain(secret.slice(6))
  })

  it('shown to two at once: one sees it', async () => {
    const signed = await openAccount(house)
    await validate(signed)
    const id = await liveSecretId(signed)
    const tries = await Promise.allSettled([1, 2, 3].map(() => revealApiKey(house.ctx(signed.actor), id)))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('of another are not found', async () => {
    const [one, other] = [await openAccount(house), await openAccount(house)]
    await validate(one)
    await expect(revealApiKey(house.ctx(other.actor), await liveSecretId(one))).rejects.toMatchObject({ status: 404 })
  })

  it('never stand in an event', async () => {
    const signed = await openAccount(house)
    const { secret, publicKey } = await unit(house.ctx(signed.actor), (tx) => createApiKeys(tx, signed.merchantId, 'test'))
    const events = JSON.stringify(
      await house.db.selectFrom('audit_events').select('data').where('merchant_id', '=', signed.merchantId).execute(),
    )
    for (const key of [secret, publicKey]) expect(events).not.toContain(key.slice(6))
  })
})
