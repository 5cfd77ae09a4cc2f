import { sql } from 'kysely'
import type pg from 'pg'
import type { ApiKeyActor } from '#src/kernel/actor.ts'
import { listPaymentsCall } from '#src/payments/payment.api.ts'
import { openCtx } from '#src/platform/ctx.ts'
import type { BenchResult } from './index.ts'
import { addMerchants, id, median, now, openGround, round, say, settle, type Ground } from './ground.ts'

export const usual = 1_000_000
const merchantId = `mrch_${'1'.padStart(24, '0')}`
const world = { merchantId, mode: 'live' } as const
const buyers = 1_000
/** Others' payments stand between his, as in any house. */
const others = 20

const addBuyers = async ({ database: { db } }: Ground): Promise<void> => {
  const numbers = sql`generate_series(1, ${buyers}::int) i`
  await sql`insert into payers (id, merchant_id, mode, name, email, created_at) select ${id('cust')}, ${merchantId}, 'live', 'Buyer ' || i, 'buyer' || i || '@vigie.test', ${now} from ${numbers}`
    .execute(db)
  await sql`insert into cards (id, merchant_id, mode, pan_hash, first6, last4, exp_month, exp_year, brand, funding, nature, network, country, created_at)
    select ${id('card')}, ${merchantId}, 'live', sha256(('card' || i)::bytea), '424242', lpad((i % 10000)::text, 4, '0'), 1 + i % 12, 2030, 'visa', 'debit', 'personal', 'visa', 'FR', ${now} from ${numbers}`
    .execute(db)
}

/** `scale` payments of one merchant, five percent of as many beside them, one in forty refunded. */
const addPayments = async (ground: Ground, scale: number): Promise<void> => {
  const { db } = ground.database
  const step = 250_000
  for (let first = 1; first <= scale; first += step) {
    const numbers = sql`generate_series(${first}::int, ${Math.min(scale, first + step - 1)}::int) i`
    await sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, order_id, method, scheme, card_id, payer_id, country, response, fee_cents, refunded_cents, created_at, processed_at, captured_at, bank_on)
      select ${id('paym')}, ${merchantId}, 'live', 'captured', 1000 + i % 9000, 'eur', 'o' || i, 'card', 'visa', 'card_' || lpad((1 + i % ${buyers})::text, 24, '0'), 'cust_' || lpad((1 + i % ${buyers})::text, 24, '0'), 'FR', '00', 25,
        case when i % 40 = 0 then 500 else 0 end, ${now}::timestamptz - (${scale} - i) * interval '30 seconds', ${now}, ${now}, '2026-11-01' from ${numbers}`
      .execute(db)
    await sql`insert into refunds (id, payment_id, merchant_id, mode, state, amount_cents, currency, asked_by, created_at, sent_at, refunded_at, bank_on)
      select ${id('refd')}, ${id('paym')}, ${merchantId}, 'live', 'refunded', 500, 'eur', 'bench', ${now}, ${now}, ${now}, '2026-11-02' from ${numbers} where i % 40 = 0`
      .execute(db)
    say(`${Math.min(scale, first + step - 1)} payments…`)
  }
  await sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, order_id, response, created_at, processed_at)
    select 'paym_o' || lpad(i::text, 23, '0'), 'mrch_' || lpad((2 + i % ${others})::text, 24, '0'), 'live', 'canceled', 1000, 'eur', 'x' || i, '00', ${now}::timestamptz - i * interval '31 seconds', ${now}
    from generate_series(1, ${Math.max(others, Math.floor(scale / 20))}::int) i`
    .execute(db)
  await settle(ground.database)
}

type Page = { start: number; limit: number }
const pagesOf = (scale: number): Record<string, Page> => {
  const far = Math.min(100_000, Math.floor(scale * 0.9))
  return {
    first: { start: 0, limit: 10 },
    first100: { start: 0, limit: 100 },
    far: { start: far, limit: 10 },
    far100: { start: far, limit: 100 },
  }
}

const actor: ApiKeyActor = { kind: 'api_key', id: 'akey_bench', ...world }
/** Up to the body as it leaves. Answers how many payments stand in it. */
const ours = ({ database: { db } }: Ground, page: Page) => async (): Promise<number> => {
  const answer = await listPaymentsCall(openCtx({ actor, now, db }), world, page)
  JSON.stringify(answer)
  return (answer['payments'] as unknown[]).length
}

/**
 * One statement that brings the same: the page by its index, what stands beside each payment, one row more to know whether there is more.
 * No rules.
 */
const bare = async (client: pg.Pool, { start, limit }: Page): Promise<number> => {
  const { rows } = await client.query(
    `
    with page as (select id from payments where merchant_id = $1 and mode = $2 order by created_at, id offset $3 limit $4)
    select p.*, to_json(c) as card, to_json(y) as customer, r.refunds from page join payments p on p.id = page.id left join cards c on c.id = p.card_id left join payers y on y.id = p.payer_id
    left join lateral (select json_agg(r order by r.id) as refunds from refunds r where r.payment_id = p.id) r on true order by p.created_at, p.id`,
    [merchantId, 'live', start, limit + 1],
  )
  JSON.stringify(rows.slice(0, limit))
  return Math.min(limit, rows.length)
}

const clocked = async (work: () => Promise<number>, expected: number): Promise<number> => {
  const start = performance.now()
  const count = await work()
  if (count !== expected) throw new Error(`a page of ${count}, not ${expected}`)
  return performance.now() - start
}

/** One of ours, one of theirs, in turn: whatever else the machine does weighs on both. */
const compare = async (ground: Ground, page: Page, rounds: number): Promise<{ ours: number; raw: number }> => {
  const [mine, theirs]: [number[], number[]] = [[], []]
  for (let i = -5; i < rounds; i++) {
    const [one, other] = [await clocked(ours(ground, page), page.limit), await clocked(() => bare(ground.database.pool, page), page.limit)]
    if (i < 0) continue // warming up
    mine.push(one)
    theirs.push(other)
  }
  return { ours: round(median(mine)), raw: round(median(theirs)) }
}

/**
 * The API's list of one merchant's payments, first page and far down, beside one bare statement that brings the same. `ratio`: the worst of
 * the pages.
 */
export const run = async (scale: number): Promise<BenchResult> => {
  const ground = await openGround(4)
  await addMerchants(ground.database, 1, others + 1)
  await addBuyers(ground)
  await addPayments(ground, scale)
  const pages: Record<string, { start: number; ours: number; raw: number; ratio: number }> = {}
  for (const [name, page] of Object.entries(pagesOf(scale))) {
    const { ours: mine, raw } = await compare(ground, page, 60)
    pages[name] = { start: page.start, ours: mine, raw, ratio: round(mine / raw) }
    say(`${name}, from ${page.start}: ours ${mine} ms, bare ${raw} ms`)
  }
  await ground.close()
  const all = Object.values(pages)
  return {
    bench: 'list-payments',
    scale,
    unit: 'ms, median',
    ours: Math.max(...all.map((one) => one.ours)),
    raw: Math.max(...all.map((one) => one.raw)),
    ratio: Math.max(...all.map((one) => one.ratio)),
    pages,
  }
}
