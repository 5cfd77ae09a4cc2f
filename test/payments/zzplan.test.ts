import { sql } from 'kysely'
import { openHouse } from '#test/support/house.ts'
import { openAccount } from '#test/support/merchant.ts'
import { searchPayments } from '#src/payments/searchPayments.sql.ts'
import { readPaymentQuery } from '#src/payments/paymentSearch.ts'
import { it } from 'vitest'
it('plans', { timeout: 300_000 }, async () => {
  const house = await openHouse()
  const shop = await openAccount(house)
  const n = 300_000
  await sql`insert into cards (id, merchant_id, mode, pan_hash, first6, last4, exp_month, exp_year, created_at) select 'card_' || lpad(i::text, 24, '0'), ${shop.merchantId}, 'live', decode(lpad(to_hex(i), 8, '0'), 'hex'), '424242', lpad((i % 10000)::text, 4, '0'), 1, 2030, now() from generate_series(1, 50000) i`.execute(house.db)
  await sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, method, scheme, card_id, order_id, unique_id, created_at)
    select 'paym_' || lpad(i::text, 24, '0'), ${shop.merchantId}, (case when i % 5 = 0 then 'live' else 'test' end)::api_mode, (case when i % 1000 = 0 then 'refused' else 'captured' end)::payment_state, 50 + (i::bigint * 7919) % 20000, 'eur', 'card', 'visa',
    'card_' || lpad((1 + i % 50000)::text, 24, '0'), 'O' || i, 'U' || i, timestamptz '2026-01-01' + i * interval '10 seconds' from generate_series(1, ${n}) i`.execute(house.db)
  await sql`analyze payments`.execute(house.db); await sql`analyze cards`.execute(house.db)
  for (const q of [{}, { q: '1250' }, { q: '12,50' }, { q: 'O777' }, { q: '•••• 4242' }, { q: '2/2/2026' }, { state: 'refused' }, { method: 'sepa' }, { state: 'authorizing' }, { sort: 'largest' }, { sort: 'oldest', world: 'test' }, { sort: 'largest', q: '4242' }, { after: 'paym_000000000000000000150000' }, { q: shop.merchantId, state: 'captured' }]) {
    const t = performance.now(); const rows = await searchPayments(house.db, readPaymentQuery(q), null, 51)
    console.log(JSON.stringify(q), rows.length, (performance.now() - t).toFixed(1) + ' ms')
  }
  const t = performance.now(); const rows = await searchPayments(house.db, readPaymentQuery({ state: 'disputed' }), shop.merchantId, 51); console.log('own disputed', rows.length, (performance.now() - t).toFixed(1))
  await house.close()
})
