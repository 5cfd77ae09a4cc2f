import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system } from '#src/kernel/actor.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { capturePayments } from '#src/payments/capturePayments.ts'
import { sendRefunds } from '#src/refunds/sendRefunds.ts'
import { askAcquirer } from '#src/settlements/askAcquirer.ts'
import { readSettlements } from '#src/settlements/readSettlements.ts'
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

/** What the API answered to each client, and what it never did: mostly he asks for his own. */
const strays = ['paym_000000000000000000000000', 'nothing', 'card_1', '%00', '..%2f..']
const seen: string[][] = [[], [], [], []]
const note = ({ text }: Said, who: number): void =>
  void seen[who]!.push(...(text.match(/(?:paym|card|sepa|cust|refd|dspt|chck|addr|pout)_[0-9A-Za-z]{24}/g) ?? []))

const idFor = ({ pick, prefix }: IdOf, who: number): string => {
  const whose = pick % 11 === 0 ? [...strays, ...seen.flat().slice(-200)] : seen[who]!.slice(-400)
  const fitting = pick % 13 === 0 ? whose : whose.filter((one) => one.startsWith(prefix))
  return fitting[pick % fitting.length] ?? strays[pick % strays.length]!
}

const settled = (value: unknown, who: number): unknown => {
  if (value instanceof IdOf) return idFor(value, who)
  if (Array.isArray(value)) return value.map((one) => settled(one, who))
  return value !== null && typeof value === 'object'
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, settled(one, who)]))
    : value
}

const kinds: Record<string, string> = {
  checkout: 'paym',
  cards: 'card',
  sepa: 'sepa',
  customers: 'cust',
  addresses: 'addr',
  refunds: 'refd',
  disputes: 'dspt',
  payouts: 'pout',
  check: 'chck',
}

const addressOf = ({ template, pick, query }: Request, who: number): string => {
  const path = template.slice('/v1'.length).replace(
    /(\w+)\/\{\w+\}/g,
    (_, noun: string) => `${noun}/${encodeURIComponent(idFor(new IdOf(pick, kinds[noun]), who)).replaceAll('%25', '%')}`,
  )
  const said = Object.entries(query).map(([name, value]) => {
    const word = settled(value, who)
    return `${name}=${encodeURIComponent(typeof word === 'string' ? word.replace(/[\ud800-\udfff]/g, '?') : String(JSON.stringify(word)))}`
  })
  return said.length > 0 ? `${path}?${said.join('&')}` : path
}

const tables = [
  'payments',
  'refunds',
  'disputes',
  'cards',
  'mandates',
  'payers',
  'payer_addresses',
  'account_checks',
  'scorings',
  'acquirer_calls',
  'ledger_entries',
  'ledger_postings',
  'audit_events',
  'simulator_operations',
] as const
const imprint = async (): Promise<string> => {
  const { sql } = await import('kysely')
  const parts = tables.map((table) =>
    sql`select ${table}::text as name, count(*)::text || ' ' || coalesce(max(xmin::text::bigint), 0)::text as state from ${sql.table(table)}`
  )
  const { rows } = await sql<{ name: string; state: string }>`${sql.join(parts, sql` union all `)}`.execute(house.db)
  return rows.map(({ name, state }) => `${name} ${state}`).join('; ')
}

type Sent = { said: Said; where: string }
const send = async (request: Request, n: number): Promise<Sent> => {
  const who = n % clients.length
  const body = request.body === undefined ? undefined : JSON.stringify(settled(request.body, who)) ?? 'undefined'
  const address = addressOf(request, who)
  const said = await clients[who]!(request.method, address, body)
  note(said, who)
  return { said, where: `seed ${seed}: ${request.method} ${address} ${body} → ${said.status} ${said.text.slice(0, 200)}` }
}

const check = ({ said, where }: Sent): void => {
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
      const sent = await send(request, n)
      check(sent)
      if (sent.said.status < 400) continue
      refused++
      expect(await imprint(), `${sent.where} left something behind`).toBe(before)
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
        const sent = await send(request, n)
        check(sent)
        statuses.set(sent.said.status, (statuses.get(sent.said.status) ?? 0) + 1)
      }
    }
    await Promise.all(Array.from({ length: 16 }, lane))
    expect((await checkLedger(house.database.db)).fault).toBeUndefined()
    expect(statuses.get(200)).toBeGreaterThan(wanted / 10)
    // hostile, and yet enough is paid, given back and contested for the books to be worth checking
    const states = await house.db.selectFrom('payments').select('state').distinct().execute()
    expect(states.length).toBeGreaterThan(3)
    // in a short run what comes of it is luck; in a long one there is all of it
    if (wanted < 10_000) return
    expect(states.map(({ state }) => state)).toEqual(
      expect.arrayContaining(['authorized', 'to_capture', 'captured', 'disputed', 'canceled', 'refused', 'failed']),
    )
    expect((await house.db.selectFrom('refunds').select('id').execute()).length).toBeGreaterThan(wanted / 600)
  }, 1_800_000)

  it('nor does what they left behind: nights of jobs capture, refund and settle all of it, and the books balance', async () => {
    for (const _night of [1, 2, 3]) {
      house.forward(24 * 3_600_000)
      for (const run of [capturePayments, askAcquirer, sendRefunds, askAcquirer, readSettlements])
        expect((await run(house.ctx(system('night')))).touched.filter(({ outcome }) => outcome === 'failed'), run.name).toEqual([])
    }
    expect(await house.db.selectFrom('settlement_lines').select(['act', 'reason', 'payment_id']).where('outcome', '=', 'broken').execute())
      .toEqual([])
    expect((await checkLedger(house.database.db)).fault).toBeUndefined()
  }, 1_800_000)
})
