import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acceptDispute } from '#src/disputeOutcomes/acceptDispute.ts'
import { claimDispute, handOverDispute, releaseDispute, takeNextDispute } from '#src/disputes/claimDispute.ts'
import { claimCase, handOverCase, releaseCase, takeNextCase } from '#src/fraud/claimCase.ts'
import { newId } from '#src/kernel/ids.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { disableStaff } from '#src/staff/disableStaff.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant
let [agent, analyst, officer, auditor, administrator]: StaffActor[] = []

const contested = async (dueOn = '2026-04-20', amount = 1_000): Promise<string> => {
  const paymentId: string = (await shop.live('POST', '/checkout', {
    amount,
    currency: 'eur',
    card: { number: '4000000000005423', exp_month: 12, exp_year: 2030, cvc: '123' },
  }))
    .body['id']
  const { id } = await house.db.selectFrom('disputes').select('id').where('payment_id', '=', paymentId).executeTakeFirstOrThrow()
  await house.database.db.updateTable('disputes').set({ due_on: dueOn, merchant_due_on: '2026-03-03' }).where('id', '=', id).execute()
  return id
}
const fraudCase = async (state: 'open' | 'under_review' | 'proposed' = 'open', mode: 'live' | 'test' = 'live'): Promise<string> => {
  const id = newId('frdc', house.now())
  await house
    .database
    .db
    .insertInto('fraud_cases')
    .values({
      id,
      merchant_id: shop.merchantId,
      mode,
      reason: 'other',
      statement: 'Signalé',
      state,
      opened_by: agent!.id,
      opened_by_kind: 'staff',
      opened_at: house.now(),
      payment_count: 0,
      totals: '{}',
    })
    .execute()
  return id
}
const disputeOf = (id: string) =>
  house.db.selectFrom('disputes').select(['state', 'owner_id', 'claimed_at']).where('id', '=', id).executeTakeFirstOrThrow()
const caseOf = (id: string) =>
  house.db.selectFrom('fraud_cases').select(['state', 'owner_id']).where('id', '=', id).executeTakeFirstOrThrow()
const eventsOf = async (id: string) =>
  (await house.db.selectFrom('audit_events').select('event').where('subject_id', '=', id).orderBy('id').execute()).map(({ event }) => event)
const clearQueues = async (): Promise<void> => {
  await house.database.db.updateTable('disputes').set({ owner_id: officer!.id, claimed_at: house.now() }).execute()
  await house
    .database
    .db
    .updateTable('fraud_cases')
    .set({ owner_id: officer!.id, claimed_at: house.now(), state: 'under_review' })
    .execute()
}

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  shop = await openApiMerchant(house)
  ;[agent, analyst, officer, auditor, administrator] = [
    await house.staff('agent', 'Agathe Prévost'),
    await house.staff('analyst', 'Basile Roy'),
    await house.staff('officer', 'Odile Prat'),
    await house.staff('auditor'),
    await house.staff('administrator'),
  ]
})
afterAll(() => house.close())

describe('a dispute', () => {
  it('is taken by one of two, given back, handed over to whoever works there; its owner locks nobody out, and stays when it is over', async () => {
    const id = await contested()
    const taken = await Promise.allSettled([claimDispute(house.ctx(agent), id), claimDispute(house.ctx(analyst), id)])
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const [holder, other] = (await disputeOf(id)).owner_id === agent!.id ? [agent!, analyst!] : [analyst!, agent!]
    await claimDispute(house.ctx(holder), id)
    for (const act of [claimDispute, releaseDispute])
      await expect(act(house.ctx(other), id)).rejects.toMatchObject({ status: 409, code: 'dispute_held' })
    await expect(handOverDispute(house.ctx(other), id, { to: other.id })).rejects.toMatchObject({ code: 'dispute_held' })
    for (const to of [auditor!.id, holder.id, 'x'])
      await expect(handOverDispute(house.ctx(holder), id, { to })).rejects.toMatchObject({
        status: 422,
        fields: { to: 'disputes:field.bad_colleague' },
      })
    await handOverDispute(house.ctx(holder), id, { to: other.id })
    await releaseDispute(house.ctx(other), id)
    await expect(releaseDispute(house.ctx(other), id)).rejects.toMatchObject({ code: 'state_has_changed' })
    await handOverDispute(house.ctx(officer), id, { to: holder.id })
    expect(await disputeOf(id)).toEqual({ state: 'open', owner_id: holder.id, claimed_at: house.now() })
    await acceptDispute(house.ctx(other), id)
    expect(await disputeOf(id)).toMatchObject({ state: 'lost', owner_id: holder.id })
    await expect(releaseDispute(house.ctx(holder), id)).rejects.toMatchObject({ code: 'state_has_changed' })
    expect((await eventsOf(id)).slice(1, -1)).toEqual(['dispute.claimed', 'dispute.handed_over', 'dispute.released', 'dispute.handed_over'])
    await expect(claimDispute(house.ctx(auditor), id)).rejects.toMatchObject({ status: 403 })
    await expect(claimDispute(house.ctx(agent), `dspt_${'0'.repeat(24)}`)).rejects.toMatchObject({ status: 404 })
  })

  it('the next is the one whose date ends first, one each: nobody’s, live, and a date binds', async () => {
    await clearQueues()
    const ids: string[] = []
    for (const dueOn of ['2026-03-20', '2026-03-05', '2026-03-04', '2026-03-03', '2026-03-06']) ids.push(await contested(dueOn))
    const [third, first, sent, returned, second] = ids as [string, string, string, string, string]
    await house.database.db.updateTable('disputes').set({ state: 'represented' }).where('id', '=', sent).execute()
    await house.database.db.updateTable('disputes').set({ network: 'sepa' }).where('id', '=', returned).execute()
    expect(new Set(await Promise.all([takeNextDispute(house.ctx(agent)), takeNextDispute(house.ctx(analyst))]))).toEqual(
      new Set([first, second]),
    )
    expect([await takeNextDispute(house.ctx(agent)), await takeNextDispute(house.ctx(agent))]).toEqual([third, null])
    await expect(takeNextDispute(house.ctx(auditor))).rejects.toMatchObject({ status: 403 })
  })
})

describe('a fraud case', () => {
  it('is under review from when somebody has it; given back, it stays so', async () => {
    const id = await fraudCase()
    await handOverCase(house.ctx(agent), id, { to: analyst!.id })
    expect(await caseOf(id)).toEqual({ state: 'under_review', owner_id: analyst!.id })
    await expect(claimCase(house.ctx(agent), id)).rejects.toMatchObject({ code: 'fraud_case_held' })
    await expect(handOverCase(house.ctx(analyst), id, { to: auditor!.id })).rejects.toMatchObject({
      fields: { to: 'fraud:field.bad_colleague' },
    })
    await releaseCase(house.ctx(analyst), id)
    expect(await caseOf(id)).toEqual({ state: 'under_review', owner_id: null })
    expect(await eventsOf(id)).toEqual(['fraud_case.handed_over', 'fraud_case.released'])
  })

  it('of one who was switched off stays his until an officer hands it over', async () => {
    const [id, gone] = [await fraudCase(), await house.staff('agent', 'Parti')]
    await claimCase(house.ctx(gone), id)
    await disableStaff(house.ctx(administrator), gone.id)
    await expect(claimCase(house.ctx(agent), id)).rejects.toMatchObject({ code: 'fraud_case_held' })
    await expect(handOverCase(house.ctx(officer), id, { to: gone.id })).rejects.toMatchObject({ status: 422 })
    await handOverCase(house.ctx(officer), id, { to: officer!.id })
    expect(await caseOf(id)).toMatchObject({ owner_id: officer!.id })
  })

  it('the next is the oldest that is still looked into, live ones first; what is proposed is not taken so', async () => {
    await clearQueues()
    const [test, proposed, old, young] = [
      await fraudCase('open', 'test'),
      await fraudCase('proposed'),
      await fraudCase('under_review'),
      await fraudCase(),
    ]
    expect(new Set(await Promise.all([takeNextCase(house.ctx(agent)), takeNextCase(house.ctx(analyst))]))).toEqual(new Set([old, young]))
    expect([await takeNextCase(house.ctx(agent)), await takeNextCase(house.ctx(agent))]).toEqual([test, null])
    expect([await caseOf(young), await caseOf(proposed)]).toMatchObject([{ state: 'under_review' }, { state: 'proposed', owner_id: null }])
  })
})

describe('pages', () => {
  it.each([['disputes', contested], ['fraud-cases', fraudCase]] as const)(
    '%s: filtered by whose they are, taken by button, told in my work',
    async (path, make) => {
      await clearQueues()
      const [mine, free] = [await make(), await make()]
      const desk = await house.clientOf(agent!)
      const linesOf = async (query: string) =>
        [...(await desk.get(`/console/${path}?${query}`)).text.matchAll(new RegExp(`class="row-link" href="/console/${path}/(\\w+)"`, 'g'))]
          .map(([, id]) => id!)
      expect((await desk.post(`/console/${path}/${mine}/claim`)).location).toBe(`/console/${path}/${mine}`)
      expect(await linesOf(`owner=${agent!.id}`)).toEqual([mine])
      expect(await linesOf('owner=nobody')).toEqual([free])
      expect(await linesOf('owner=staf_x')).toEqual(expect.arrayContaining([mine, free]))
      const list = (await desk.get(`/console/${path}`)).text
      for (
        const part of [`action="/console/${path}/${free}/claim"`, 'data-row-key="c"', 'data-key="n"', '<strong>Moi</strong>', 'Responsable']
      ) expect(list).toContain(part)
      expect(list).not.toContain(`action="/console/${path}/${mine}/claim"`)
      expect((await desk.get(`/console/${path}.csv?owner=nobody`)).text).not.toContain(mine)
      const page = (await desk.get(`/console/${path}/${mine}`)).text
      for (const part of ['Vous', `action="/console/${path}/${mine}/release"`, `href="/console/${path}/${mine}/hand-over"`])
        expect(page)
          .toContain(part)
      expect((await (await house.clientOf(analyst!)).get(`/console/${path}/${mine}`)).text).toContain('Agathe Prévost s’en occupe.')
      const refused = await desk.post(`/console/${path}/${mine}/hand-over`, { to: auditor!.id })
      expect([refused.status, refused.text.includes('error-summary')]).toEqual([422, true])
      expect((await desk.post(`/console/${path}/next`)).location).toBe(`/console/${path}/${free}`)
      expect((await desk.post(`/console/${path}/next`)).location).toBe(`/console/${path}`)
      expect((await desk.get(`/console/${path}`)).text).toContain('Tout ce qui presse est déjà en main.')
      const work = (await desk.get('/console')).text
      for (const part of [`action="/console/${path}/next"`, `href="/console/${path}/${mine}"`]) expect(work).toContain(part)
      expect((await desk.post(`/console/${path}/${mine}/hand-over`, { to: analyst!.id })).location).toBe(`/console/${path}/${mine}`)
      expect((await desk.get(`/console/${path}/${mine}`)).text).toContain('à Basile Roy')
      const reader = await house.clientOf(auditor!)
      expect((await reader.get(`/console/${path}`)).text).not.toMatch(/\/(claim|next)"/)
      for (const act of ['next', `${mine}/claim`, `${mine}/release`, `${mine}/hand-over`])
        expect((await reader.post(`/console/${path}/${act}`)).status, act)
          .toBe(403)
    },
  )
})
