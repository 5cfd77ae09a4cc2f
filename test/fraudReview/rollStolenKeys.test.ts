import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seenOf } from '#src/fraud/fraudCase.ts'
import { withdrawCase } from '#src/fraud/withdrawCase.ts'
import { readCheck } from '#src/fraudReports/check.sql.ts'
import { checkReport } from '#src/fraudReports/checkReport.ts'
import { fileReport } from '#src/fraudReports/fileReport.ts'
import { findReport } from '#src/fraudReports/reports.sql.ts'
import { rollStolenKeys } from '#src/fraudReview/rollStolenKeys.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant
let caseId: string

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  shop = await openApiMerchant(house)
  const { body } = await shop.live('POST', '/checkout', {
    amount: 10_000,
    currency: 'eur',
    card: { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123' },
  })
  const world = { merchantId: shop.merchantId, mode: 'live' } as const
  const report = await checkReport(house.ctx(shop.actor), {
    world,
    reason: 'stolen_keys',
    statement: 'Clés volées',
    pasted: body['id'],
    csv: null,
    targetCaseId: null,
  })
  const row = (await findReport(house.db, report))!
  const { figures } = await readCheck(house.db, { world, named: { ids: row.payment_ids, lines: row.lines } }, 1)
  caseId = (await fileReport(house.ctx(shop.actor), report, seenOf(figures))).caseId
})
afterAll(() => house.close())

const keys = () =>
  house
    .db
    .selectFrom('api_keys')
    .select(['mode', 'kind'])
    .where('merchant_id', '=', shop.merchantId)
    .where('revoked_at', 'is', null)
    .orderBy('id')
    .execute()
const letters = () =>
  house.db.selectFrom('mails').select('id').where('template', '=', 'keys_replaced').where('subject_id', '=', caseId).execute()

describe('stolen keys', () => {
  it('one act of staff kills the pair of the case’s world and makes another; the merchant is told, once for a double click', async () => {
    const agent = await house.staff('agent')
    await rollStolenKeys(house.ctx(agent), caseId, { ticket: 'one' })
    await rollStolenKeys(house.ctx(agent), caseId, { ticket: 'one' })
    expect((await shop.live('GET', '/checkout')).status).toBe(401)
    expect((await shop.test('GET', '/checkout')).status).toBe(200)
    expect(await keys()).toHaveLength(4)
    expect(
      await house
        .db
        .selectFrom('api_keys')
        .select('id')
        .where('merchant_id', '=', shop.merchantId)
        .where('revoked_at', 'is not', null)
        .execute(),
    )
      .toHaveLength(2)
    expect(await letters()).toHaveLength(1)
    expect(
      await house
        .db
        .selectFrom('audit_events')
        .select('data')
        .where('event', '=', 'fraud_case.keys_rolled')
        .where('subject_id', '=', caseId)
        .execute(),
    )
      .toHaveLength(1)
  })

  it('is nobody’s but the staff’s who work on fraud, and only while the case lives', async () => {
    await expect(rollStolenKeys(house.ctx(await house.staff('auditor')), caseId, {})).rejects.toMatchObject({ status: 403 })
    await expect(rollStolenKeys(house.ctx(shop.actor), caseId, {})).rejects.toMatchObject({ status: 403 })
    await expect(rollStolenKeys(house.ctx(await house.staff('agent')), 'frdc_000000000000000000000000', {})).rejects.toMatchObject({
      status: 404,
    })
    await withdrawCase(house.ctx(shop.actor), caseId, { reason: 'Retrouvées' })
    await expect(rollStolenKeys(house.ctx(await house.staff('agent')), caseId, {})).rejects.toMatchObject({ status: 409 })
  })
})
