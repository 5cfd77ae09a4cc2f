import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { listClosedOf } from '#src/platform/recordClosed.ts'
import { legalHoldLifecycle, type LegalHoldAction, type LegalHoldState } from '#src/retention/legalHold.ts'
import { isHeld, isNamedSql, searchLegalHolds } from '#src/retention/legalHolds.sql.ts'
import { confirmLift, declineLift, proposeLift, reviewLegalHold } from '#src/retention/liftLegalHold.ts'
import { orderLegalHold, type Order } from '#src/retention/orderLegalHold.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openAccount, type Signed } from '#test/support/merchant.ts'
import { proposalOf } from '#test/support/proposalOf.ts'

let house: House
let shop: Signed
let other: Signed
let officer: StaffActor
let second: StaffActor

const order = (said: Partial<Order> = {}): Order => ({
  scope: 'merchant',
  subjectId: shop.merchantId,
  ground: 'litigation',
  reference: 'RG 26/0112',
  reason: 'Assignation reçue',
  reviewOn: '2026-08-31',
  ...said,
})
const place = async (said: Partial<Order> = {}): Promise<string> => (await orderLegalHold(house.ctx(officer), order(said)))!
const isNamed = async (merchantId: string | null, subjectIds: (string | null)[]) =>
  (await sql<{ is: boolean }>`select ${isNamedSql({ merchantId: sql`${merchantId}::text`, subjectIds: sql`${subjectIds}::text[]` })} as "is"`
    .execute(house.db))
    .rows[0]!
    .is
const held = async (of: Signed, ...subjectIds: string[]): Promise<boolean> => {
  const isSo = await isHeld(house.db, { merchantId: of.merchantId, subjectIds })
  // whoever asks the cheaper question first misses nothing
  if (isSo) expect(await isNamed(of.merchantId, [null, ...subjectIds])).toBe(true)
  return isSo
}
const living = { state: 'living', search: '', after: null } as const

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  ;[shop, other] = [await openAccount(house), await openAccount(house)]
  ;[officer, second] = [await house.staff('officer'), await house.staff('officer')]
})
afterAll(() => house.close())

describe('a hold', () => {
  it('of a merchant covers him and all that hangs on him, nobody else’s, until two people lift it', async () => {
    const id = await place()
    expect([await held(shop), await held(shop, 'paym_x'), await held(other), await held(other, shop.merchantId)]).toEqual([
      true,
      true,
      false,
      true,
    ])
    await proposeLift(house.ctx(officer), id, { reason: 'Désistement' })
    await expect(confirmLift(house.ctx(officer), id, { proposal: await proposalOf(house, 'lift', id) })).rejects.toMatchObject({
      status: 403,
      code: 'four_eyes',
    })
    expect(await held(shop)).toBe(true)
    await confirmLift(house.ctx(second), id, { proposal: await proposalOf(house, 'lift', id) })
    expect([await held(shop), await isNamed(shop.merchantId, [null]), await isNamed(null, [])]).toEqual([false, false, false])
    await expect(proposeLift(house.ctx(officer), id, { reason: 'Encore' })).rejects.toMatchObject({ status: 409 })
  })

  it('of a person covers that person alone; a lift that is declined leaves it', async () => {
    const user =
      (await house.db.selectFrom('merchant_users').select('id').where('merchant_id', '=', shop.merchantId).executeTakeFirstOrThrow()).id
    const id = await place({ scope: 'person', subjectId: user, ground: 'pending_request' })
    expect([await held(shop), await held(shop, user), await held(other, user)]).toEqual([false, true, true])
    await proposeLift(house.ctx(officer), id, { reason: 'Répondu' })
    const read = { proposal: await proposalOf(house, 'lift', id) }
    await declineLift(house.ctx(second), id, read)
    expect(await held(shop, user)).toBe(true)
    await proposeLift(house.ctx(second), id, { reason: 'Répondu' })
    for (const late of [() => confirmLift(house.ctx(officer), id, read), () => declineLift(house.ctx(officer), id, read)])
      await expect(late()).rejects.toMatchObject({ status: 409, code: 'proposal_has_changed' })
    await confirmLift(house.ctx(officer), id, { proposal: await proposalOf(house, 'lift', id) })
  })

  it('the database refuses one person for both', async () => {
    const id = await place()
    await proposeLift(house.ctx(officer), id, { reason: 'x' })
    await expect(
      sql`update legal_holds set state = 'lifted', lifted_at = now(), lifted_by = ${officer.id} where id = ${id}`.execute(house.db),
    )
      .rejects
      .toMatchObject({ constraint: 'legal_holds_are_lifted_by_two_people' })
  })

  it('is looked at again within six months, never in the past', async () => {
    for (const reviewOn of ['2026-03-02', '2026-09-03', '2026-02-30', '9999-12-31'])
      await expect(place({ reviewOn })).rejects.toMatchObject({ status: 422, fields: { review_on: 'retention:field.bad_review' } })
    const id = await place({ reviewOn: '2026-09-02' })
    await reviewLegalHold(house.ctx(second), id, { reviewOn: '2026-05-01' })
    await expect(reviewLegalHold(house.ctx(second), id, { reviewOn: '2027-01-01' })).rejects.toMatchObject({ status: 422 })
  })

  it('names something there is, and the form is one deed', async () => {
    await expect(place({ subjectId: 'mrch_000000000000000000000000' })).rejects.toMatchObject({
      status: 422,
      fields: { subject: 'retention:field.no_subject' },
    })
    await expect(place({ scope: 'payment', subjectId: shop.merchantId })).rejects.toMatchObject({ status: 422 })
    expect([
      await orderLegalHold(house.ctx(officer), order({ ticket: 'a' })) !== null,
      await orderLegalHold(house.ctx(officer), order({ ticket: 'a' })),
    ])
      .toEqual([true, null])
    await expect(orderLegalHold(house.ctx(await house.staff('auditor')), order())).rejects.toMatchObject({ status: 403 })
  })

  it('on a secret ground is in no list of who may not know of it, and the history hears nothing: no event, no number, no block that is fuller', async () => {
    const heard = async () =>
      (await sql`select (select count(*) from audit_events) as events, (select count(*) from audit_unsealed) as waiting, (select last_value from pg_sequences where sequencename like 'audit_events%') as number`
        .execute(house.db))
        .rows
    const unheard = await heard()
    const before = await searchLegalHolds(house.db, false, living, 100)
    const id = await place({ ground: 'opposition' })
    expect(await searchLegalHolds(house.db, false, living, 100)).toEqual(before)
    expect((await searchLegalHolds(house.db, true, living, 100)).map((one) => one.id)).toContain(id)
    await reviewLegalHold(house.ctx(second), id, { reviewOn: '2026-05-01' })
    expect(await heard()).toEqual(unheard)
    expect((await listClosedOf(house.db, id, 10)).map(({ event }) => event)).toEqual(['legal_hold.reviewed', 'legal_hold.ordered'])
  })
})

describe('the table of its states', () => {
  const grid: Record<LegalHoldState, LegalHoldAction[]> = {
    active: ['review', 'propose_lift'],
    lift_proposed: ['confirm_lift', 'decline_lift'],
    lifted: [],
  }
  it.each(Object.keys(grid) as LegalHoldState[])('%s', (state) => {
    for (const action of ['review', 'propose_lift', 'confirm_lift', 'decline_lift'] as const) {
      if (grid[state].includes(action)) expect(step(legalHoldLifecycle, state, action, officer).to).toBeDefined()
      else expect(() => step(legalHoldLifecycle, state, action, officer)).toThrow()
    }
  })
})
