import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system, visitor, type Actor } from '#src/kernel/actor.ts'
import { isParty, type Party } from '#src/kernel/lifecycle.ts'
import { merchantLifecycle, type MerchantAction, type MerchantState } from '#src/merchants/merchant.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { reactivateMerchant } from '#src/merchants/reactivateMerchant.ts'
import { reconsiderMerchant } from '#src/merchants/reconsiderMerchant.ts'
import { rejectMerchant } from '#src/merchants/rejectMerchant.ts'
import { signInMerchant } from '#src/merchants/signInMerchant.ts'
import { switchOffMerchant } from '#src/merchants/switchOffMerchant.ts'
import { validateMerchant } from '#src/merchants/validateMerchant.ts'
import { unit, type Tx } from '#src/platform/ctx.ts'
import { findSession } from '#src/platform/sessions.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openAccount, password } from '#test/support/merchant.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const lastEvent = (merchantId: string) =>
  house
    .db
    .selectFrom('audit_events')
    .select(['event', 'data', 'actor_id'])
    .where('subject_id', '=', merchantId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
const run = (actor: Actor, work: (tx: Tx) => Promise<void>) => unit(house.ctx(actor), work)
const clock = system('deactivate-overdue-merchants')

describe('the grid', () => {
  const states = Object.keys(merchantLifecycle) as MerchantState[]
  const actions: MerchantAction[] = [
    'validate',
    'reject',
    'deactivate',
    'suspend',
    'reactivate',
    'reconsider',
    'bar',
    'unbar',
    'terminate',
    'close',
  ]
  const allowed: Record<string, [MerchantState, Party[]]> = {
    'onboarding validate': ['validated', ['analyst', 'officer']],
    'onboarding reject': ['rejected', ['analyst', 'officer']],
    'onboarding deactivate': ['deactivated', ['system']],
    'validated suspend': ['suspended', ['system']],
    'suspended reactivate': ['validated', ['analyst', 'officer']],
    'deactivated reactivate': ['onboarding', ['analyst', 'officer']],
    'deactivated reject': ['rejected', ['analyst', 'officer']],
    'rejected reconsider': ['onboarding', ['officer']],
    'validated bar': ['barred', ['officer']],
    'barred unbar': ['validated', ['officer']],
    'validated terminate': ['terminated', ['officer']],
    'suspended terminate': ['terminated', ['officer']],
    'barred terminate': ['terminated', ['officer']],
    'validated close': ['closed', ['system']],
    'suspended close': ['closed', ['system']],
    'barred close': ['closed', ['system']],
  }
  it.each(states.flatMap((state) => actions.map((action) => [state, action] as const)))('%s × %s', (state, action) => {
    const step = merchantLifecycle[state][action]
    const expected = allowed[`${state} ${action}`]
    expect(step && [step.to, step.by]).toEqual(expected)
    if (step) {
      for (const party of step.by)
        expect(isParty(party === 'system' ? clock : { kind: 'staff', id: 's', name: 's', roles: [party as 'analyst'] }, step.by)).toBe(true)
    }
  })
})

describe('a merchant', () => {
  it('is validated once, by who may, with live keys', async () => {
    const { merchantId } = await openAccount(house)
    const [analyst, agent] = [await house.staff('analyst'), await house.staff('agent')]
    await expect(run(agent, (tx) => validateMerchant(tx, merchantId))).rejects.toMatchObject({ status: 403 })
    await run(analyst, (tx) => validateMerchant(tx, merchantId))
    await expect(run(analyst, (tx) => validateMerchant(tx, merchantId))).rejects.toMatchObject({ status: 409, code: 'state_has_changed' })
    expect(await findMerchant(house.db, merchantId)).toMatchObject({ state: 'validated' })
    const live = await house
      .db
      .selectFrom('api_keys')
      .select(['kind', 'sealed_key', 'shown_at'])
      .where('merchant_id', '=', merchantId)
      .where('mode', '=', 'live')
      .execute()
    expect(live).toHaveLength(2)
    expect(live.every(({ sealed_key, shown_at }) => sealed_key !== null && shown_at === null)).toBe(true)
  })

  it('two who decide at once: one wins, the other is told', async () => {
    const { merchantId } = await openAccount(house)
    const [a, b] = [await house.staff('analyst'), await house.staff('officer')]
    const tries = await Promise.allSettled([
      run(a, (tx) => validateMerchant(tx, merchantId)),
      run(b, (tx) => rejectMerchant(tx, merchantId)),
    ])
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(tries.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { status: 409 } })
    expect(await house.db.selectFrom('api_keys').select('id').where('merchant_id', '=', merchantId).where('mode', '=', 'live').execute())
      .toHaveLength((await findMerchant(house.db, merchantId))?.state === 'validated' ? 2 : 0)
  })

  it('switched off, his sessions end at once; he may sign in again; he comes back where he was', async () => {
    const { merchantId, email } = await openAccount(house)
    const signIn = () => signInMerchant(house.ctx(visitor), { email, password, ip: '127.0.0.1', userAgent: 'test' })
    const { token } = await signIn()
    await run(clock, (tx) => switchOffMerchant(tx, merchantId, 'deactivate'))
    expect(await findSession(house.db, 'merchant', token, house.now())).toBeNull()
    expect(await lastEvent(merchantId)).toMatchObject({
      event: 'merchant.deactivated',
      actor_id: 'deactivate-overdue-merchants',
      data: { from: 'onboarding', to: 'deactivated', endedSessions: 1 },
    })
    expect(await signIn()).toHaveProperty('token')
    await expect(run(clock, (tx) => switchOffMerchant(tx, merchantId, 'suspend'))).rejects.toMatchObject({ status: 409 })
    await run(await house.staff('analyst'), (tx) => reactivateMerchant(tx, merchantId))
    expect(await findMerchant(house.db, merchantId)).toMatchObject({ state: 'onboarding' })
  })

  it('suspended and reactivated, he keeps the keys he had', async () => {
    const { merchantId } = await openAccount(house)
    const officer = await house.staff('officer')
    await run(officer, (tx) => validateMerchant(tx, merchantId))
    const before = await house
      .db
      .selectFrom('api_keys')
      .select(['id', 'revoked_at'])
      .where('merchant_id', '=', merchantId)
      .orderBy('id')
      .execute()
    await run(clock, (tx) => switchOffMerchant(tx, merchantId, 'suspend'))
    await run(officer, (tx) => reactivateMerchant(tx, merchantId))
    expect(await findMerchant(house.db, merchantId)).toMatchObject({ state: 'validated' })
    expect(await house.db.selectFrom('api_keys').select(['id', 'revoked_at']).where('merchant_id', '=', merchantId).orderBy('id').execute())
      .toEqual(before)
  })

  it('rejected, he is taken up again by an officer who says why; the reason is sealed', async () => {
    const { merchantId } = await openAccount(house)
    const [analyst, officer] = [await house.staff('analyst'), await house.staff('officer')]
    await run(analyst, (tx) => rejectMerchant(tx, merchantId))
    await expect(run(officer, (tx) => reconsiderMerchant(tx, merchantId, '  '))).rejects.toMatchObject({ status: 422 })
    await expect(run(analyst, (tx) => reconsiderMerchant(tx, merchantId, 'erreur'))).rejects.toMatchObject({ status: 403 })
    await run(officer, (tx) => reconsiderMerchant(tx, merchantId, 'La pièce avait été mal lue'))
    expect(await findMerchant(house.db, merchantId)).toMatchObject({ state: 'onboarding' })
    expect(JSON.stringify((await lastEvent(merchantId)).data)).not.toContain('mal lue')
  })
})
