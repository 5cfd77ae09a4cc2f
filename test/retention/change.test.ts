import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { compare, seenOf } from '#src/retention/change.ts'
import { declinePolicy, signPolicy } from '#src/retention/decidePolicy.ts'
import { inForceOn } from '#src/retention/policy.ts'
import { listSigned, listVersions } from '#src/retention/policies.sql.ts'
import { proposePolicy, type PolicyChange } from '#src/retention/proposePolicy.ts'
import { isCounted, listBegun } from '#src/retention/records.sql.ts'
import { isShorter, minimumBelow } from '#src/retention/legalMinimum.ts'
import { categories, type Category } from '#src/retention/policy.ts'
import { purgeExpired } from '#src/retention/purgeExpired.ts'
import { system } from '#src/kernel/actor.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openAccount } from '#test/support/merchant.ts'
import { proposalOf } from '#test/support/proposalOf.ts'

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
  seenOf(
    compare(await listBegun(house.db, 'mail'), inForceOn(await listSigned(house.db), 'mail', '2026-03-02')!, maximum(length), validFrom),
  )
const change = async (said: Partial<PolicyChange> = {}): Promise<PolicyChange> => {
  const validFrom = said.validFrom ?? '2026-04-01'
  return {
    category: 'mail',
    period: { length: 12, unit: 'month' },
    active: null,
    validFrom,
    basis: 'GDPR 5(1)(e)',
    reason: 'Douze mois suffisent',
    seen: await seen(said.period?.length ?? 12, validFrom),
    ...said,
  }
}

describe('what another policy would do', () => {
  const begun = [{ origin: '2025-01-10', records: 3 }, { origin: '2025-03-15', records: 5 }, { origin: '2026-02-01', records: 7 }]
  it('is counted by the day each period began: earlier, later, and of these at once', () => {
    expect(compare(begun, maximum(13), maximum(11), '2026-03-02')).toEqual({
      records: 15,
      due: 3,
      earlier: 15,
      later: 0,
      atOnce: 5,
      firstEnd: '2025-12-10',
    })
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
  it('letters are counted by the day they were written', async () =>
    expect(await listBegun(house.db, 'mail')).toEqual([{ origin: '2026-03-02', records: expect.any(Number) }]))
})

describe('a change', () => {
  it('takes two people, and holds from its day on', async () => {
    await proposePolicy(house.ctx(officer), await change())
    await expect(proposePolicy(house.ctx(second), await change())).rejects.toMatchObject({ status: 409, code: 'policy_is_proposed' })
    await expect(
      signPolicy(house.ctx(officer), 'mail', { seen: await seen(12, '2026-04-01'), proposal: await proposalOf(house, 'policy') }),
    )
      .rejects
      .toMatchObject({
        status: 403,
        code: 'four_eyes',
      })
    await expect(signPolicy(house.ctx(second), 'mail', { seen: '0|0|0|0|0', proposal: await proposalOf(house, 'policy') }))
      .rejects
      .toMatchObject({
        status: 409,
        code: 'figures_have_changed',
      })
    await signPolicy(house.ctx(second), 'mail', { seen: await seen(12, '2026-04-01'), proposal: await proposalOf(house, 'policy') })
    const signed = await listSigned(house.db)
    expect([inForceOn(signed, 'mail', '2026-03-31')?.period?.length, inForceOn(signed, 'mail', '2026-04-01')?.period?.length]).toEqual([
      13,
      12,
    ])
  })

  it('that is declined changes nothing, and says why', async () => {
    await proposePolicy(house.ctx(officer), await change({ period: { length: 1, unit: 'month' } }))
    await expect(declinePolicy(house.ctx(second), 'mail', { reason: ' ', proposal: await proposalOf(house, 'policy') }))
      .rejects
      .toMatchObject({ status: 422 })
    const read = await proposalOf(house, 'policy')
    await declinePolicy(house.ctx(second), 'mail', { reason: 'Trop court', proposal: read })
    expect((await listVersions(house.db, 'mail')).map(({ version, state }) => [version, state])).toEqual([[3, 'declined'], [2, 'signed'], [
      1,
      'signed',
    ]])
    await proposePolicy(house.ctx(second), await change({ period: { length: 1, unit: 'month' }, reason: 'Une autre raison' }))
    const late = [
      async () => signPolicy(house.ctx(officer), 'mail', { seen: await seen(1, '2026-04-01'), proposal: read }),
      () => declinePolicy(house.ctx(officer), 'mail', { reason: 'x', proposal: read }),
    ]
    for (const one of late) await expect(one()).rejects.toMatchObject({ status: 409, code: 'proposal_has_changed' })
    await declinePolicy(house.ctx(officer), 'mail', { reason: 'Trop court', proposal: await proposalOf(house, 'policy') })
  })

  it('is refused in the past, without sense, of what has no length, and to whoever may not', async () => {
    await expect(proposePolicy(house.ctx(officer), await change({ validFrom: '2026-03-01' }))).rejects.toMatchObject({
      status: 422,
      fields: { valid_from: 'retention:field.past' },
    })
    await expect(proposePolicy(house.ctx(officer), await change({ period: { length: 1_201, unit: 'month' } }))).rejects.toMatchObject({
      status: 422,
      fields: { length: 'retention:field.bad_length' },
    })
    await expect(proposePolicy(house.ctx(officer), await change({ category: 'card_secret' }))).rejects.toMatchObject({
      status: 409,
      code: 'policy_is_fixed',
    })
    await expect(proposePolicy(house.ctx(officer), await change({ seen: '1|0|0|0|0' }))).rejects.toMatchObject({
      status: 409,
      code: 'figures_have_changed',
    })
    await expect(proposePolicy(house.ctx(await house.staff('auditor')), await change())).rejects.toMatchObject({ status: 403 })
  })
})

/** A page with its blanks as one types them. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ')

/** Sunday's slip: sixty months typed as one. */
const slip = {
  period: { length: 1, unit: 'month' },
  active: undefined,
  validFrom: '2026-04-01',
  basis: 'CMF L561-12',
  reason: 'Faute de frappe',
} as const
const figures = async (category: Category, length: number): Promise<string> => {
  const old = inForceOn(await listSigned(house.db), category, '2026-03-02')!
  return seenOf(compare(await listBegun(house.db, category), old, { bound: old.bound, period: { length, unit: 'month' } }, '2026-04-01'))
}

describe('what a text imposes', () => {
  it('is no proposal: refused by the field, with the text on the page, and no tick lifts it', async () => {
    for (const isBelowSeen of [false, true])
      await expect(proposePolicy(house.ctx(officer), { ...slip, category: 'payment', seen: await figures('payment', 1), isBelowSeen }))
        .rejects
        .toMatchObject({
          status: 422,
          fields: { length: 'retention:field.below_minimum', active_length: 'retention:field.active_too_long' },
        })
    const client = await house.clientOf(officer)
    const look = await client.get('/console/retention/payment?length=1&unit=month')
    expect([
      look.status,
      plain(look.text).includes('Au moins 60 mois : CMF L561-12'),
      look.text.includes('/console/retention/payment/propose'),
    ])
      .toEqual([200, true, false])
    const posted = await client.post('/console/retention/payment/propose', {
      length: '1',
      unit: 'month',
      active_length: '',
      active_unit: '',
      valid_from: '2026-04-01',
      seen: await figures('payment', 1),
      basis: 'x',
      reason: 'x',
      below_seen: 'on',
    })
    expect([posted.status, plain(posted.text).includes('CMF L561-12 l’impose')]).toEqual([422, true])
    expect((await listVersions(house.db, 'payment')).length).toBe(1)
  })

  it('holds although two signed otherwise: the version before goes on', async () => {
    const { id: _, ...row } = (await listVersions(house.db, 'accounting'))[0]!
    await house
      .database
      .db
      .insertInto('retention_policies')
      .values({
        ...row,
        id: 'rpol_000000000000000000000099',
        version: 2,
        length: 1,
        valid_from: '2026-03-01',
        seen: null,
        proposed_by: officer.id,
        decided_by: second.id,
        decided_at: row.decided_at,
      })
      .execute()
    expect(inForceOn(await listSigned(house.db), 'accounting', '2026-03-02')).toMatchObject({ version: 1, period: { length: 120 } })
    expect(plain((await (await house.clientOf(officer)).get('/console/retention/accounting')).text)).toContain(
      'sans effet : C.com L123-22 impose 120 mois',
    )
  })

  it('is counted as it is: days are no months', () => {
    const days = (length: number) => ({ length, unit: 'day' }) as const
    expect([isShorter(days(1_826), { length: 60, unit: 'month' }), isShorter(days(1_827), { length: 60, unit: 'month' })]).toEqual([
      true,
      false,
    ])
    expect(minimumBelow('payment', { length: 60, unit: 'month' })).toBeNull()
  })
})

describe('a minimum of ours', () => {
  it('may be gone below by two who each said that they read it; the record keeps that they did', async () => {
    const said = { ...slip, category: 'mandate' as const, seen: await figures('mandate', 1), active: null }
    await expect(proposePolicy(house.ctx(officer), said)).rejects.toMatchObject({
      status: 422,
      fields: { below_seen: 'retention:field.below_unseen' },
    })
    const look = (await (await house.clientOf(officer)).get('/console/retention/mandate?length=1&unit=month')).text
    expect([
      look.includes('name="below_seen"'),
      look.includes('sous le minimum de 14 mois (CMF L133-24)'),
      look.includes('>14 mois</span>'),
    ])
      .toEqual([true, true, true])
    const id = await proposePolicy(house.ctx(officer), { ...said, isBelowSeen: true })
    expect((await (await house.clientOf(second)).get('/console/retention/mandate')).text).toContain('name="below_seen"')
    await expect(signPolicy(house.ctx(second), 'mandate', { seen: said.seen, proposal: await proposalOf(house, 'policy') }))
      .rejects
      .toMatchObject({
        status: 422,
        fields: { below_seen: 'retention:field.below_unseen' },
      })
    await signPolicy(house.ctx(second), 'mandate', { seen: said.seen, isBelowSeen: true, proposal: await proposalOf(house, 'policy') })
    const events = await house.db.selectFrom('audit_events').select(['event', 'data']).where('subject_id', '=', id).orderBy('id').execute()
    expect(
      events.map((
        { event, data },
      ) => [event, (data as Record<string, unknown>)['belowMonths'], (data as Record<string, unknown>)['belowText']]),
    )
      .toEqual([['retention_policy.proposed', 14, 'CMF L133-24'], ['retention_policy.signed', 14, 'CMF L133-24']])
  })
})

describe('the time on the working screens', () => {
  it('is kept where nothing is said of it, changed where it is, and never longer than the whole', async () => {
    const client = await house.clientOf(officer)
    const look = async (query: string): Promise<string> =>
      plain((await client.get(`/console/retention/payment?length=72&unit=month${query}`)).text)
    expect([
      (await look('')).includes('name="active_length" value="15"'),
      (await look('&active_length=')).includes('name="active_length" value="15"'),
      (await look('')).includes('au lieu de : 15 mois'),
    ])
      .toEqual([true, true, false])
    const open = await look('&active_length=15&active_unit=none')
    expect([open.includes('au lieu de : 15 mois'), open.includes('name="active_unit" value="none"')]).toEqual([true, true])
    expect(await look('&active_length=73&active_unit=month')).toContain('Pas plus longtemps à l’écran')
    await proposePolicy(house.ctx(officer), {
      ...slip,
      category: 'payment',
      period: { length: 72, unit: 'month' },
      seen: await figures('payment', 72),
    })
    expect((await listVersions(house.db, 'payment'))[0]).toMatchObject({ length: 72, active_length: 15, active_unit: 'month' })
  })
})

describe('lengths and days beyond all sense', () => {
  it('are said to be so, and never shown as their contrary', async () => {
    const look = (await (await house.clientOf(officer)).get('/console/retention/device?length=99999&unit=month')).text
    expect([look.includes('d’un siècle au plus'), look.includes('finiraient plus tôt')]).toEqual([true, false])
    expect(compare([{ origin: '2026-01-10', records: 3 }], maximum(13), maximum(99_999), '2026-03-02')).toMatchObject({
      earlier: 0,
      later: 3,
    })
  })

  it('a day that was mistyped is said to be none, is left as it was typed, and nothing is proposed for another', async () => {
    const client = await house.clientOf(officer)
    for (const day of ['0207-01-01', '2026-02-30', '9999-12-31', '']) {
      const { text } = await client.get(`/console/retention/device?length=6&unit=month&valid_from=${day}`)
      expect([text.includes('Saisissez une date'), text.includes(`type="date" name="valid_from" value="${day}"`)]).toEqual([true, true])
      expect([text.includes('2026-03-03'), text.includes('/propose')]).toEqual([false, false])
    }
    const form = { length: '6', unit: 'month', seen: 'x', basis: 'b', reason: 'r' }
    const refused = await client.post('/console/retention/device/propose', { ...form, valid_from: '2027-02-31' })
    expect([refused.status, refused.text.includes('Saisissez une date'), refused.text.includes('Pas avant')]).toEqual([422, true, false])
  })

  it('before the first version nothing is erased, and the run says why', async () => {
    house.travel('2019-06-01T03:00:00Z')
    const report = await purgeExpired(house.ctx(system('purge-expired')))
    expect(new Set(report.touched.map(({ outcome, detail }) => `${outcome} ${detail}`))).toEqual(new Set(['failed no_policy_in_force']))
    house.travel('2026-03-02T09:00:00Z')
  })
})
