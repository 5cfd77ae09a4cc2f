import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkHolds, checkPolicies, noDuties } from '#src/audit/duties.sql.ts'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { verifyClosedRegister } from '#src/audit/verifyClosedRegister.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { compare, seenOf } from '#src/retention/change.ts'
import { signPolicy } from '#src/retention/decidePolicy.ts'
import { confirmLift, proposeLift } from '#src/retention/liftLegalHold.ts'
import { orderLegalHold, type Order } from '#src/retention/orderLegalHold.ts'
import { inForceOn } from '#src/retention/policy.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import { proposePolicy } from '#src/retention/proposePolicy.ts'
import { listBegun } from '#src/retention/records.sql.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openAccount } from '#test/support/merchant.ts'
import { proposalOf } from '#test/support/proposalOf.ts'
import { tampered } from './events.ts'

let house: House
let officer: StaffActor
let second: StaffActor
let policy: string
const holds: Record<'open' | 'lifted' | 'secret', string> = { open: '', lifted: '', secret: '' }

const period = { length: 12, unit: 'month' } as const
const seen = async (): Promise<string> =>
  seenOf(
    compare(
      await listBegun(house.db, 'mail'),
      inForceOn(
        await listSigned(house.db),
        'mail',
        '2026-03-02',
      )!,
      { bound: 'maximum', period },
      '2026-04-01',
    ),
  )

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  const { merchantId } = await openAccount(house)
  ;[officer, second] = [await house.staff('officer'), await house.staff('officer')]
  const place = async (ground: Order['ground']): Promise<string> =>
    (await orderLegalHold(house.ctx(officer), {
      scope: 'merchant',
      subjectId: merchantId,
      ground,
      reference: '',
      reason: 'Assignation',
      reviewOn: '2026-08-31',
    }))!
  Object.assign(holds, { open: await place('litigation'), lifted: await place('authority'), secret: await place('opposition') })
  await proposeLift(house.ctx(officer), holds.lifted, { reason: 'Fini' })
  await confirmLift(house.ctx(second), holds.lifted, { proposal: await proposalOf(house, 'lift', holds.lifted) })
  policy = (await proposePolicy(house.ctx(officer), {
    category: 'mail',
    period,
    active: null,
    validFrom: '2026-04-01',
    basis: 'GDPR 5(1)(e)',
    reason: 'Douze mois suffisent',
    seen: await seen(),
  }))!
  await signPolicy(house.ctx(second), 'mail', { seen: await seen(), proposal: await proposalOf(house, 'policy') })
})
afterAll(() => house.close())

describe('orders to keep and policies', () => {
  it('stand as the history says', async () => {
    expect((await verifyAuditTrail(house.db)).findings).toEqual([])
    expect(await verifyClosedRegister(house.db)).toEqual({ ok: true, fault: null })
  })

  it('are looked at once more where they do not fit: one may have been given since its events were walked', async () => {
    const before = noDuties() // nothing was walked
    expect(await checkHolds(house.db, before, { secret: false })).toEqual([])
    expect(await checkHolds(house.db, before, { secret: true })).toEqual([])
    expect(await checkPolicies(house.db, before)).toEqual([])
  })

  it('are not deleted or changed by a slip at the database', async () => {
    for (
      const slip of [
        'delete from legal_holds',
        'truncate legal_holds cascade',
        `update legal_holds set subject_id = 'mrch_x' where id = '${holds.open}'`,
        `update legal_holds set reason = 'y' where id = '${holds.lifted}'`,
        'delete from retention_policies',
        'truncate retention_policies cascade',
        `update retention_policies set length = 1 where category = 'device'`,
      ]
    )
      await expect(sql.raw(slip).execute(house.db), slip).rejects.toThrow(/written once/)
  })

  it.each<[string, () => string, () => object]>([
    ['an order taken away', () => `delete from legal_holds where id = '${holds.open}'`, () => ({ code: 'row_missing', row: holds.open })],
    [
      'an order lifted by nobody',
      () =>
        `update legal_holds set state = 'lifted', lift_reason = 'x', lift_proposed_by = '${officer.id}', lift_proposed_at = ordered_at, lifted_by = '${second.id}', lifted_at = ordered_at where id = '${holds.open}'`,
      () => ({ code: 'row_changed', row: holds.open }),
    ],
    [
      'an order of another ground',
      () => `update legal_holds set ground = 'supervisor' where id = '${holds.open}'`,
      () => ({ code: 'row_changed', row: holds.open }),
    ],
    [
      'an order that nobody gave',
      () =>
        `insert into legal_holds select 'lhld_x', state, scope, subject_id, merchant_id, ground, reference, reason, ordered_by, ordered_at, review_on from legal_holds where id = '${holds.open}'`,
      () => ({ code: 'row_unrecorded', row: 'lhld_x' }),
    ],
    [
      'a shorter period',
      () => `update retention_policies set length = 1 where id = '${policy}'`,
      () => ({ code: 'row_changed', row: policy }),
    ],
    [
      'a version taken away',
      () => `delete from retention_policies where id = '${policy}'`,
      () => ({ code: 'row_missing', row: policy }),
    ],
    [
      'a version in force earlier',
      () => `update retention_policies set valid_from = '2026-03-05' where id = '${policy}'`,
      () => ({ code: 'row_changed', row: policy }),
    ],
  ])('%s is named', async (_what, statement, finding) => {
    expect((await tampered(house, statement(), verifyAuditTrail)).findings).toEqual([finding()])
  })

  it('a secret one is named by the compartment alone', async () => {
    const statement = `delete from legal_holds where id = '${holds.secret}'`
    expect(await tampered(house, statement, verifyClosedRegister)).toMatchObject({
      ok: false,
      wrong: [expect.stringContaining(holds.secret)],
    })
    expect((await tampered(house, statement, verifyAuditTrail)).findings).toEqual([])
  })
})
