import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { allowCalls } from '#src/web/limits.ts'
import { openApiMerchant, type ApiClient, type Said } from '#test/support/api.ts'
import { IdOf, requests, type Request } from '#test/support/fuzz.ts'
import { openHouse, type House } from '#test/support/house.ts'

/** `FUZZ_REQUESTS=20000 FUZZ_SEED=1 npx vitest run test/payments/fuzz.test.ts`: the long run. */
const wanted = Number(process.env['FUZZ_REQUESTS'] ?? 1_200)
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_128)

let house: House
let clients: ApiClient[]
beforeAll(async () => {
  house = await openHouse()
  allowCalls(1_000_000)
  const merchants = [await openApiMerchant(house), await openApiMerchant(house)]
  clients = merchants.flatMap(({ test, live }) => [test, live])
})
afterAll(async () => {
  allowCalls()
  await house.close()
})

/** Everything the API ever answered, whoever it was answered to. */
const seen: string[] = ['paym_000000000000000000000000', 'nothing', 'card_1', '%00', '..%2f..']
const note = ({ text }: Said): void => void seen.push(...(text.match(/(?:paym|card|sepa|cust|refd|dspt|chck|addr|pout)_[0-9A-Za-z]{24}/g) ?? []))

const settled = (value: unknown): unknown => {
  if (value instanceof IdOf) return seen[value.pick % seen.length]
  if (Array.isArray(value)) return value.map(settled)
  return value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, settled(one)])) : value
}

const addressOf = ({ template, pick, query }: Request): string => {
  const path = template.slice('/v1'.length).replace(/\{\w+\}/g, () => encodeURIComponent(seen[pick % seen.length] ?? 'x').replaceAll('%25', '%'))
  const said = Object.entries(query).map(([name, value]) => {
    const word = settled(value)
    return `${name}=${encodeURIComponent(typeof word === 'string' ? word.replace(/[\ud800-\udfff]/g, '?') : String(JSON.stringify(word)))}`
  })
  return said.length > 0 ? `${path}?${said.join('&')}` : path
}

const tables = ['payments', 'refunds', 'disputes', 'cards', 'mandates', 'payers', 'payer_addresses', 'account_checks', 'acquirer_calls', 'ledger_entries', 'ledger_postings', 'audit_events', 'simulator_operations'] as const
const imprint = async (): Promise<string> => {
  const { sql } = await import('kysely')
  const parts = tables.map((table) => sql`select ${table}::text as name, count(*)::text || ' ' || coalesce(max(xmin::text::bigint), 0)::text as state from ${sql.table(table)}`)
  const { rows } = await sql<{ name: string; state: string }>`${sql.join(parts, sql` union all `)}`.execute(house.db)
  return rows.map(({ name, state }) => `${name} ${state}`).join('; ')
}

const send = async (request: Request, n: number): Promise<Said> => {
  const body = request.body === undefined ? undefined : JSON.stringify(settled(request.body)) ?? 'undefined'
  const said = await clients[n % clients.length]!(request.method, addressOf(request), body)
  note(said)
  return said
}

const check = (request: Request, said: Said): void => {
  const where = `seed ${seed}: ${request.method} ${addressOf(request)} ${JSON.stringify(settled(request.body))} → ${said.status} ${said.text.slice(0, 200)}`
  // 501 is documented: there are no payouts in the test world
  if (said.status >= 500 && said.status !== 501) throw new Error(where)
  if (said.status >= 400 && !said.body['error']?.message) throw new Error(`no message: ${where}`)
}

describe(`the API under ${wanted} hostile requests, seed ${seed}`, () => {
  const drawn = fc.sample(requests, { numRuns: wanted, seed })
  const alone = Math.min(400, Math.floor(wanted / 4))

  it('a refused request has no effect; none is our fault', async () => {
    let refused = 0
    for (const [n, request] of drawn.slice(0, alone).entries()) {
      const before = await imprint()
      const said = await send(request, n)
      check(request, said)
      if (said.status < 400) continue
      refused++
      expect(await imprint(), `${request.method} ${request.template} ${said.status} left something behind`).toBe(before)
    }
    expect(refused).toBeGreaterThan(alone / 10)
    expect(refused).toBeLessThan(alone)
  }, 600_000)

  it('nor when they come at once; the books balance', async () => {
    const queue = [...drawn.slice(alone).entries()]
    const statuses = new Map<number, number>()
    const lane = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [n, request] = next
        const said = await send(request, n)
        check(request, said)
        statuses.set(said.status, (statuses.get(said.status) ?? 0) + 1)
      }
    }
    await Promise.all(Array.from({ length: 16 }, lane))
    expect(statuses.get(200)).toBeGreaterThan(20)
    expect((await checkLedger(house.database.db)).fault).toBeUndefined()
  }, 1_800_000)
})
