import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { compare, seenOf } from '#src/retention/change.ts'
import { declinePolicy, signPolicy } from '#src/retention/decidePolicy.ts'
import { inForceOn } from '#src/retention/policy.ts'
import { listSigned, listVersions } from '#src/retention/policies.sql.ts'
import { proposePolicy, type PolicyChange } from '#src/retention/proposePolicy.ts'
import { isCounted, listBegun } from '#src/retention/records.sql.ts'
import { categories } from '#src/retention/policy.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openAccount } from '#test/support/merchant.ts'

let house: House
let officer: StaffActor
let second: StaffActor

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  await openAccount(house) // two letters, one session
  ;[officer, second] = [await house.staff('officer'), await house.staff('officer')]
})
afterAll(() => house.close())

const maximum = (length: number) => ({ bound: 'maximum', period: { length, unit: 'month' } }) as const

const seen = async (length: number, validFrom: string): Promise<string> =>
  seenOf(compare(await listBegun(house.db, 'mail'), inForceOn(await listSigned(house.db), 'mail', '2026-03-02')!, maximum(length), validFrom))
const change = async (said: Partial<PolicyChange> = {}): Promise<PolicyChange> => {
  const validFrom = said.validFrom ?? '2026-04-01'
  return { category: 'mail', period: { length: 12, unit: 'month' }, active: null, validFrom, basis: 'GDPR 5(1)(e)', reason: 'Douze mois suffisent', seen: await seen(said.period?.length ?? 12, validFrom), ...said }
}

describe('what another policy would do', () => {
  const begun = [{ origin: '2025-01-10', records: 3 }, { origin: '2025-03-15', records: 5 }, { origin: '2026-02-01', records: 7 }]
  it('is counted by the day each period began: earlier, later, and of these at once', () => {
    expect(compare(begun, maximum(13), maximum(11), '2026-03-02')).toEqual({ records: 15, due: 3, earlier: 15, later: 0, atOnce: 5, firstEnd: '2025-12-10' })
    expect(compare(begun, maximum(13), maximum(24), '2026-03-02')).toMatchObject({ earlier: 0, later: 15, atOnce: 0 })
    expect(compare(begun, maximum(13), maximum(13), '2026-03-02')).toMatchObject({ earlier: 0, later: 0 })
    expect(compare([], maximum(13), maximum(1), '2026-03-02')).toMatchObject({ records: 0, firstEnd: null })
  })
})

describe('the records of a category', () => {
  it.each(categories)('%s', async (category) => {
    const found = await listBegun(house.db, category)
    expect(found.every(({ origin, records }) => /^\d{4}-\d{2}-\d{2}$/.test(origin) && records > 0)).toBe(true)
    if (!isCounted(category)) expect(found).toEqual([])
  })
  it('letters are counted by the day they were written', async () => expect(await listBegun(house.db, 'mail')).toEqual([{ origin: '2026-03-02', records: expect.any(Number) }]))
})

describe('a change', () => {
  it('takes two people, and holds from its day on', async () => {
    await proposePolicy(house.ctx(officer), await change())
    await expect(proposePolicy(house.ctx(second), await change())).rejects.toMatchObject({ status: 409, code: 'policy_is_proposed' })
    await expect(signPolicy(house.ctx(officer), 'mail', { seen: await seen(12, '2026-04-01') })).rejects.toMatchObject({ status: 403, code: 'four_eyes' })
    await expect(signPolicy(house.ctx(second), 'mail', { seen: '0|0|0|0|0' })).rejects.toMatchObject({ status: 409, code: 'figures_have_changed' })
    await signPolicy(house.ctx(second), 'mail', { seen: await seen(12, '2026-04-01') })
    const signed = await listSigned(house.db)
    expect([inForceOn(signed, 'mail', '2026-03-31')?.period?.length, inForceOn(signed, 'mail', '2026-04-01')?.period?.length]).toEqual([13, 12])
  })

  it('that is declined changes nothing, and says why', async () => {
    await proposePolicy(house.ctx(officer), await change({ period: { length: 1, unit: 'month' } }))
    await expect(declinePolicy(house.ctx(second), 'mail', { reason: ' ' })).rejects.toMatchObject({ status: 422 })
    await declinePolicy(house.ctx(second), 'mail', { reason: 'Trop court' })
    expect((await listVersions(house.db, 'mail')).map(({ version, state }) => [version, state])).toEqual([[3, 'declined'], [2, 'signed'], [1, 'signed']])
  })

  it('is refused in the past, without sense, of what has no length, and to whoever may not', async () => {
    await expect(proposePolicy(house.ctx(officer), await change({ validFrom: '2026-03-01' }))).rejects.toMatchObject({ status: 422, fields: { valid_from: 'retention:field.past' } })
    await expect(proposePolicy(house.ctx(officer), await change({ period: { length: 1_201, unit: 'month' } }))).rejects.toMatchObject({ status: 422, fields: { length: 'retention:field.bad_length' } })
    await expect(proposePolicy(house.ctx(officer), await change({ category: 'card_secret' }))).rejects.toMatchObject({ status: 409, code: 'policy_is_fixed' })
    await expect(proposePolicy(house.ctx(officer), await change({ seen: '1|0|0|0|0' }))).rejects.toMatchObject({ status: 409, code: 'figures_have_changed' })
    await expect(proposePolicy(house.ctx(await house.staff('auditor')), await change())).rejects.toMatchObject({ status: 403 })
  })
})
