import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { computeProgrammes } from '#src/programmes/computeProgrammes.ts'
import { listByCode, listByMonth } from '#src/programmes/outcomes.sql.ts'
import { winRateBps } from '#src/programmes/outcome.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openAccount, type Signed } from '#test/support/merchant.ts'

let house: House
let shop: Signed
let other: Signed
let count = 0

/** What was captured, straight into its table: a hundred payments are one statement. Answers their ids. */
const captured = async ({ merchantId }: Signed, scheme: 'visa' | 'mastercard', many: number, at: string): Promise<string[]> => {
  const batch = String(++count).padStart(6, '0')
  const cardId = newId('card', new Date(at))
  await unit(house.ctx(), async (tx) => {
    await tx
      .db
      .insertInto('cards')
      .values({
        id: cardId,
        merchant_id: merchantId,
        mode: 'live',
        first6: '424242',
        last4: '4242',
        exp_month: 1,
        exp_year: 2035,
        pan_hash: Buffer.from(cardId),
        created_at: tx.now,
      })
      .execute()
    await sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, method, scheme, card_id, auth_state, created_at, captured_at)
      select 'paym_' || ${batch} || lpad(n::text, 18, '0'), ${merchantId}, 'live', 'captured', 100000, 'eur', 'card', ${scheme}, ${cardId}, case when n % 4 = 0 then 'success'::auth_state end, ${at}::timestamptz, ${at}::timestamptz
      from generate_series(1, ${many}::int) n`
      .execute(tx.db)
    await record(tx, 'payment.captured', { subject: merchantId, merchantId })
  })
  return Array.from({ length: many }, (_, i) => `paym_${batch}${String(i + 1).padStart(18, '0')}`)
}

const rules = { fraud: 'mastercard.4837.1', consumer: 'mastercard.4853.1', visa_fraud: 'visa.1040.1' } as const

const contested = (
  payments: readonly string[],
  rule: keyof typeof rules,
  at: string,
  end?: { at: string; state: 'won' | 'lost' | 'partly_won'; cause: 'decided' | 'accepted' },
): Promise<void> =>
  unit(house.ctx(), async (tx) => {
    const [network = '', code = ''] = rules[rule].split('.')
    const won = { won: 100_000, lost: 0, partly_won: 40_000 } as const
    await sql`insert into disputes (id, payment_id, merchant_id, mode, state, amount_cents, currency, network, domain, code, report_key, category, rule_id, due_on, merchant_due_on, created_at, closed_at, cause, won_cents)
      select 'dspt_' || substr(p.id, 6), p.id, p.merchant_id, 'live', ${end?.state ?? 'open'}::dispute_state, p.amount_cents, 'eur', ${network}, 'card', ${code}, p.id, ${rule === 'consumer' ? 'consumer' : 'fraud'}::dispute_category, ${rules[rule]}, '2027-01-01', '2027-01-01',
        ${at}::timestamptz, ${end?.at ?? null}::timestamptz, ${end?.cause ?? null}::dispute_cause, ${end ? won[end.state] : null}
      from payments p where p.id = any(${payments}::text[])`
      .execute(tx.db)
    await record(tx, 'dispute.opened', { subject: payments[0]! })
  })

const compute = () => computeProgrammes(house.ctx(system('compute-programmes')))
const monthOf = (programme: string, month: string, merchantId: string | null = shop.merchantId) =>
  house
    .db
    .selectFrom('programme_months')
    .selectAll()
    .where('programme', '=', programme)
    .where('month', '=', month)
    .where('merchant_id', merchantId === null ? 'is' : '=', merchantId)
    .executeTakeFirst()
const events = () =>
  house
    .db
    .selectFrom('audit_events')
    .select(['subject_id', 'data'])
    .where('event', '=', 'programme.standing_changed')
    .orderBy('id')
    .execute()

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T05:40:00Z' })
  shop = await openAccount(house)
  other = await openAccount(house)
})
afterAll(() => house.close())

describe('month by month', () => {
  it('nothing captured: nothing to compute', async () => {
    expect(await compute()).toMatchObject({ done: 0, skipped: 0, failed: 0 })
  })

  it('Mastercard is measured by the month before, at its threshold; each month since the first is computed', async () => {
    const january = await captured(shop, 'mastercard', 1_000, '2026-01-15T10:00:00Z')
    await captured(other, 'mastercard', 50, '2026-02-10T10:00:00Z')
    await contested(january.slice(0, 60), 'fraud', '2026-02-03T09:00:00Z')
    await contested(january.slice(60, 110), 'consumer', '2026-02-28T23:30:00Z', {
      at: '2026-03-01T09:00:00Z',
      state: 'won',
      cause: 'decided',
    })
    expect(await compute()).toMatchObject({ done: 3, failed: 0 })
    // what was won counts; half an hour past midnight in Paris is still February for the network
    expect(await monthOf('ecm', '2026-02-01')).toMatchObject({
      counted: 110,
      settled: 1_000,
      authenticated: 250,
      standing: 'reached',
      rule_id: 'ecm.1',
    })
    expect(await monthOf('hecm', '2026-02-01')).toMatchObject({ counted: 110, percent: 36, standing: 'clear' })
    expect(await monthOf('efm', '2026-02-01')).toMatchObject({ counted: 60, fraud_cents: 6_000_000, percent: 100, standing: 'reached' })
    expect(await monthOf('ecm', '2026-02-01', other.merchantId)).toBeUndefined()
    expect((await events()).map(({ data }) => (data as { programme: string; to: string }).programme)).toEqual(['ecm', 'efm'])
  })

  it('again: nothing new, and nothing told twice', async () => {
    expect(await compute()).toMatchObject({ done: 0, failed: 0 })
    expect(await events()).toHaveLength(2)
  })

  it('Visa by the month itself, a disputed fraud twice; the portfolio is all merchants together; a silence of months is caught up', async () => {
    const april = await captured(shop, 'visa', 1_000, '2026-04-15T10:00:00Z')
    await captured(other, 'visa', 3_000, '2026-04-16T10:00:00Z')
    await contested(april.slice(0, 16), 'visa_fraud', '2026-04-20T09:00:00Z', {
      at: '2026-05-02T09:00:00Z',
      state: 'lost',
      cause: 'accepted',
    })
    house.travel('2026-06-02T05:40:00Z')
    expect(await compute()).toMatchObject({ failed: 0 })
    expect(await monthOf('vamp', '2026-04-01')).toMatchObject({
      rule_id: 'vamp.2',
      counted: 32,
      counted_once: 16,
      settled: 1_000,
      standing: 'clear',
    })
    expect(await monthOf('vamp_excessive', '2026-04-01', null)).toMatchObject({ counted: 32, settled: 4_000, standing: 'reached' })
    expect(await monthOf('vamp_standard', '2026-03-01', null)).toMatchObject({ counted: 0, standing: 'clear' })
    expect(await monthOf('vamp_standard', '2026-06-01', null)).toBeDefined()
  })
})

describe('what came of disputes', () => {
  it('by code and by month of Paris; who did not defend himself is no loss of the defence', async () => {
    const query = { from: '2026-03-01', to: '2026-05-01', network: null, merchantId: null }
    const rows = await listByCode(house.db, query)
    expect(rows).toEqual([
      { network: 'mastercard', code: '4853', won: 50, partly: 0, lost: 0, conceded: 0, contestedCents: 5_000_000, wonCents: 5_000_000 },
      { network: 'visa', code: '1040', won: 0, partly: 0, lost: 0, conceded: 16, contestedCents: 1_600_000, wonCents: 0 },
    ])
    expect(rows.map(winRateBps)).toEqual([10_000, null])
    expect((await listByMonth(house.db, query)).map(({ month, won, conceded }) => [month, won, conceded])).toEqual([['2026-03-01', 50, 0], [
      '2026-05-01',
      0,
      16,
    ]])
    expect(await listByCode(house.db, { ...query, network: 'visa', to: '2026-03-01' })).toEqual([])
  })
})
