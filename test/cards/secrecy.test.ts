import fs from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { jobs } from '#jobs/index.ts'
import { hangBell } from '#src/platform/bell.ts'
import { log } from '#src/platform/log.ts'
import { unsealForMerchant } from '#src/platform/merchant-keys.ts'
import { personalLabel } from '#src/platform/record.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'

const pans = ['4242424242424242', '5555555555554444', '4000000000000077', '3530111333300000', '4970105191918445']
const cvc = '8461'
const written: string[] = []
const rung: string[] = []
let answered = ''
let house: House
let shop: ApiMerchant

/** Everything that is logged at all, down to the last detail. */
const listenToLog = (): void => {
  log.level = 'trace'
  const write = fs.writeSync
  vi.spyOn(fs, 'writeSync').mockImplementation(((fd: number, data: string | Buffer, ...rest: never[]) => {
    if (fd !== 2) return write(fd, data as never, ...rest)
    written.push(String(data))
    return Buffer.byteLength(data)
  }) as typeof fs.writeSync)
}

beforeAll(async () => {
  house = await openHouse()
  shop = await openApiMerchant(house)
  listenToLog()
  hangBell(async (job) => void rung.push(job))
  for (const number of pans) {
    const card = { number, exp_month: 12, exp_year: 2031, cvc, name: 'Anne Lenoir' }
    const said = [
      await shop.test('POST', '/cards', card), await shop.test('POST', '/cards', card), await shop.test('POST', '/cards', { ...card, tokenize: false }),
      await shop.test('POST', '/cards', { ...card, exp_year: 1999 }), await shop.test('POST', '/cards', { ...card, cvc: `${cvc}x`, exp_month: 13 }), await shop.test('POST', '/cards', { ...card, name: number }),
      await shop.test('POST', '/cards', { ...card, zip_code: [number], external_id: { cvc } }), await shop.test('POST', '/cards', JSON.stringify(card).slice(0, -1)), await shop.test('POST', '/cards', `{"number":"${number}`),
      await shop.test('POST', '/cards', `number=${number}&cvc=${cvc}`, { 'content-type': 'application/x-www-form-urlencoded' }),
    ]
    const id = said[0]!.body['id']
    said.push(await shop.test('PATCH', `/cards/${id}`, { number: '4111111111111111', cvc }), await shop.test('PATCH', `/cards/${id}`, { cvc, name: 'Anne Le Noir' }), await shop.test('GET', `/cards/${id}`, card), await shop.test('DELETE', `/cards/${id}`, card))
    expect(said.map(({ status }) => status)).toEqual([200, 409, 200, 400, 400, 400, 400, 400, 400, 400, 400, 200, 200, 204])
    answered += said.map(({ text }) => text).join('\n')
    // an address is no place for a number: it is not kept either
    await shop.test('GET', `/cards/${number}?cvc=${cvc}`)
  }
  await jobs['destroy-card-numbers']!.run(house.ctx())
})
afterAll(async () => {
  hangBell(null)
  vi.restoreAllMocks()
  log.level = 'silent'
  await house.close()
})

const everyRow = async (): Promise<string> => {
  const { rows: tables } = await sql<{ name: string }>`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`.execute(house.db as never)
  const dumps = await Promise.all(tables.map(({ name }) => sql<{ line: string }>`select row_to_json(one)::text as line from ${sql.raw(name)} one`.execute(house.db as never)))
  expect(tables.length).toBeGreaterThan(40)
  return dumps.flatMap(({ rows }) => rows.map(({ line }) => line)).join('\n')
}

const everyOpenWord = async (): Promise<string> => {
  const events = await house.db.selectFrom('audit_events').select(['merchant_id', 'personal']).where('personal', 'is not', null).execute()
  expect(events.length).toBeGreaterThan(10)
  return (await Promise.all(events.map(async ({ merchant_id, personal }) => (await unsealForMerchant(house.db, merchant_id!, personal!, personalLabel)).toString()))).join('\n')
}

/** A number in the ways in which one can be written down without wanting to. */
const writings = (pan: string): string[] => [pan, Buffer.from(pan).toString('hex'), Buffer.from(pan).toString('base64').replace(/=+$/, ''), pan.replace(/(....)(?=.)/g, '$1 ')]
/** Digits that stand alone: within an id or a hash they are chance. */
const aloneCvc = new RegExp(`(?<![0-9A-Za-z])${cvc}(?![0-9A-Za-z])`)

describe('after a day of cards', () => {
  it.each([
    ['tables', everyRow], ['sealed words of the history', everyOpenWord], ['answers', async () => answered], ['log lines', async () => written.join('')], ['job names', async () => rung.join('\n')],
  ])('no number and no CVC is in the %s', async (_where, read) => {
    const text = await read()
    for (const pan of pans) for (const one of writings(pan)) expect(text.includes(one)).toBe(false)
    expect(aloneCvc.test(text)).toBe(false)
  })

  it('the search would find one', async () => {
    for (const pan of pans) expect(`{"a":"\\x${writings(pan)[1]}"}`).toContain(Buffer.from(pan).toString('hex'))
    expect(aloneCvc.test(`{"cvc":"${cvc}"}`)).toBe(true)
    log.info('heard')
    expect(written.join('')).toContain('heard')
    expect(await everyRow()).toContain('Anne Lenoir')
  })
})
