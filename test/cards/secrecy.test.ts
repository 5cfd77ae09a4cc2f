import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jobs } from '#jobs/index.ts'
import { pageTicket } from '#src/paypage/ticket.ts'
import { hangBell } from '#src/platform/bell.ts'
import { runJob } from '#src/platform/job.ts'
import { log } from '#src/platform/log.ts'
import { useMailer } from '#src/platform/mail.ts'
import { unseal } from '#src/platform/crypto.ts'
import { findKeyOf } from '#src/platform/person-keys.ts'
import { personalLabel } from '#src/platform/record.ts'
import { useStorage } from '#src/platform/storage.ts'
import { allowCalls } from '#src/web/limits.ts'
import { readApiKeys } from '#src/merchants/readApiKeys.sql.ts'
import { wordsOf, type ApiMerchant, type Said, type Wire } from '#test/support/api.ts'
import { IdOf, requests } from '#test/support/fuzz.ts'
import { hearLog } from '#test/support/hearLog.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { openSmtpServer } from '#test/notifications/smtpServer.ts'
import { order, payAt } from '#test/paypage/payers.ts'
import { payable } from '#test/payouts/ground.ts'

/** Approved, refused, captured and disputed at once, needing authentication; of every length; of one the code has four digits. */
const pans = [
  '4242424242424242',
  '5555555555554444',
  '4000000000000077',
  '3530111333300000',
  '4970105191918445',
  '4000000000000002',
  '4000000000000259',
  '4000000000003220',
  '4000000000003055',
  '4000000000001976',
  '378282246310005',
  '4000000000000000006',
]
/** Sent to the API, and typed on the page: American Express's, and everybody else's. */
const cvcs = ['8461', '739']
const cvcOf = (number: string): string => (number.length === 15 ? cvcs[0]! : cvcs[1]!)

let heard: ReturnType<typeof hearLog>
let house: House
let shop: ApiMerchant
let storage: string
let smtp: Awaited<ReturnType<typeof openSmtpServer>>
const rung: string[] = []
const answers: string[] = []
const keys = { test: '', live: '' }

const card = (number: string, more: Wire = {}): Wire => ({
  number,
  exp_month: 12,
  exp_year: 2031,
  cvc: cvcOf(number),
  name: 'Anne Lenoir',
  ...more,
})
const heardOf = <Answer extends { text: string }>(answer: Answer): Answer => {
  answers.push(answer.text)
  return answer
}
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
const call = async (method: Method, path: string, body?: unknown, headers?: Record<string, string>): Promise<Said> =>
  heardOf(await shop.test(method, path, body, headers))
const pay = async (said: Wire): Promise<Said> => call('POST', '/checkout/', { amount: 1_250, currency: 'eur', ...said })

/** Cards by themselves: made, known, wrong, changed, deleted; what is not even JSON. */
const keepCards = async (number: string): Promise<void> => {
  const one = card(number)
  const said = [
    await call('POST', '/cards', one),
    await call('POST', '/cards', one),
    await call('POST', '/cards', { ...one, tokenize: false }),
    await call('POST', '/cards', { ...one, exp_year: 1999 }),
    await call('POST', '/cards', { ...one, cvc: `${cvcOf(number)}x`, exp_month: 13 }),
    await call('POST', '/cards', { ...one, name: number }),
    await call('POST', '/cards', { ...one, zip_code: [number], external_id: { cvc: cvcOf(number) } }),
    await call('POST', '/cards', JSON.stringify(one).slice(0, -1)),
    await call('POST', '/cards', `{"number":"${number}`),
    await call('POST', '/cards', `number=${number}&cvc=${cvcOf(number)}`, { 'content-type': 'application/x-www-form-urlencoded' }),
  ]
  const id = said[0]!.body['id']
  said.push(
    await call('PATCH', `/cards/${id}`, { number: '4111111111111111', cvc: cvcOf(number) }),
    await call('PATCH', `/cards/${id}`, { cvc: cvcOf(number), name: 'Anne Le Noir' }),
    await call('GET', `/cards/${id}`, one),
    await call('DELETE', `/cards/${id}`, one),
  )
  expect(said.map(({ status }) => status)).toEqual([200, 409, 200, 400, 400, 400, 400, 400, 400, 400, 400, 200, 200, 204])
  // an address is no place for a number: it is not kept either
  await call('GET', `/cards/${number}?cvc=${cvcOf(number)}`)
  await call('GET', `/checkout/${number}`)
  await call('GET', `/checkout?order_id=${number}&limit=${cvcOf(number)}`)
}

/** Payments by the API: brought along, referenced, held, attached later, through the payer's bank. */
const charge = async (number: string, payer: Client): Promise<void> => {
  const { body: made } = await call('POST', '/cards', card(number, { exp_year: 2032 }))
  const auth = { auth: { return_url: 'https://shop.example/back' }, device: { ip: '192.0.2.7', user_agent: 'Navigateur/1' } }
  const statuses = [
    await pay({ card: card(number) }),
    await pay({ card: made['id'] }),
    await pay({ card: card(number, { tokenize: false }), customer: { name: 'Anne Lenoir', email: 'anne@lenoir.example' } }),
  ]
  const held = await pay({ card: card(number), capture: false })
  await call('PATCH', `/checkout/${held.body['id']}`, { status: 'capture', card: card(number) })
  const waiting = await pay({ unique_id: `u-${number.slice(-4)}` })
  statuses.push(
    await call('PATCH', `/checkout/${waiting.body['id']}`, { card: card(number), status: 'capture' }),
    await pay({ ...auth, card: card(number) }),
  )
  expect(statuses.map(({ status }) => status)).toEqual(statuses.map(() => 200))
  await pay({ card: card(number), unique_id: `u-${number.slice(-4)}` })
  await pay({ card: card(number, { exp_month: 1, exp_year: 2020 }) })
  await pay({ card: card(`${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`), sepa: { iban: number, name: number } })
  const redirect = statuses.at(-1)!.body['auth'].redirect_url as string | null
  if (redirect) {
    for (const step of ['attempted', 'success']) heardOf(await payer.post(new URL(redirect).pathname, { step, number, cvc: cvcs[1]! }))
  }
  await call('PATCH', `/checkout/${statuses.at(-1)!.body['id']}`, { status: 'capture' })
  await call('POST', '/refunds', { payment: statuses[0]!.body['id'], amount: 100 })
  await call('POST', '/refunds', { payment: number })
}

/** The payer on our page: paid, refused, mistaken, and everything in the wrong box. */
const payOnPage = async (number: string, payer: Client): Promise<void> => {
  const cvc = cvcOf(number)
  const typed = { method: 'card', number: number.replace(/(....)(?=.)/g, '$1 '), expiry: '08 / 31', cvc, name: 'Anne Lenoir' }
  const { id } = await order(shop.test)
  const path = `/pay/${keys.test}/${id}?lang=fr`
  heardOf(await payer.get(`${path}&number=${number}&cvc=${cvc}`))
  const mistakes: Record<string, string>[] = [
    { expiry: '13 / 31' },
    { name: number },
    { name: `${typed.number} ${cvc}` },
    { expiry: number },
    { cvc: number },
    { number: `${number}0` },
    { method: number },
    { ticket: number },
  ]
  for (const wrong of mistakes) heardOf(await payAt(payer, path, { ...typed, ...wrong }))
  const account = { method: 'sepa', iban: number, holder: typed.number, mandate: 'on' }
  heardOf(await payAt(payer, path, account))
  heardOf(await payAt(payer, path, { ...account, iban: 'FR1420041010050500013M02606' }))
  const paid = heardOf(await payAt(payer, path, typed))
  expect(paid.status).toBe(200)
  heardOf(await payer.post(path, { ticket: pageTicket(id, '1250-eur-pay', house.now()), ...typed }))
  const { body } = await shop.test('GET', `/checkout/${id}`)
  if (body['auth']?.redirect_url) heardOf(await payer.post(new URL(body['auth'].redirect_url).pathname, { step: 'success' }))
}

const spaced = (number: string, gap: string): string => number.replace(/(....)(?=.)/g, `$1${gap}`)
/** What is typed in the wrong box is refused by its name, in every way of writing it, and leaves nothing behind. */
const misplace = async (number: string): Promise<void> => {
  const { body: payment } = await pay({})
  const iban = 'FR1420041010050500013M02606'
  const address = { city: 'Quimper', zip_code: '29000', country: 'FR' }
  for (const text of [number, spaced(number, ' '), spaced(number, '-'), `n° ${number}`]) {
    const wrong: [Method, string, Wire, string][] = [
      ['POST', '/checkout', { amount: 500, currency: 'eur', description: text }, 'description'],
      ['POST', '/checkout', { amount: 500, currency: 'eur', order_id: text, card: card(number) }, 'order_id'],
      ['POST', '/checkout', { amount: 500, currency: 'eur', unique_id: text }, 'unique_id'],
      [
        'POST',
        '/checkout',
        { amount: 500, currency: 'eur', return_url: `https://shop.example/?c=${encodeURIComponent(number)}` },
        'return_url',
      ],
      ['POST', '/checkout', { amount: 500, currency: 'eur', device: { ip: '192.0.2.7', user_agent: text } }, 'device.user_agent'],
      ['POST', '/checkout', { amount: 500, currency: 'eur', customer: { name: text, email: 'a@b.example' } }, 'customer.name'],
      ['POST', '/checkout', { amount: 500, currency: 'eur', card: card(number, { external_id: text }) }, 'card.external_id'],
      ['POST', '/checkout', { amount: 500, currency: 'eur', card: card(number, { name: text }) }, 'card.name'],
      ['POST', '/checkout', { amount: 500, currency: 'eur', sepa: { iban, name: text } }, 'sepa.name'],
      ['POST', '/checkout', { amount: 500, currency: 'eur', sepa: { iban, name: 'Anne Lenoir', mandate: text } }, 'sepa.mandate'],
      ['PATCH', `/checkout/${payment['id']}`, { description: text }, 'description'],
      ['PATCH', `/checkout/${payment['id']}`, { order_id: text }, 'order_id'],
      ['POST', '/customers', { name: text, email: 'a@b.example' }, 'name'],
      ['POST', '/customers', { name: 'Anne Lenoir', email: 'a@b.example', external_id: text, legal_id: text }, 'external_id'],
      ['POST', '/customers', { email: `${number}@b.example` }, 'email'],
      ['POST', '/addresses', { ...address, line1: text }, 'line1'],
      ['POST', '/addresses', { ...address, metadata: { number: text } }, 'metadata.number'],
      ['POST', '/addresses', { ...address, metadata: { a: { [text]: 1 } } }, 'metadata.a'],
      ['POST', '/sepa', { iban, name: text }, 'name'],
      ['POST', '/sepa', { iban, name: 'Anne Lenoir', mandate: text }, 'mandate'],
      ['POST', '/sepa/check', { sepa: { iban, name: 'Anne Lenoir' }, customer: { name: text } }, 'customer.name'],
    ]
    for (const [method, path, body, field] of wrong) {
      const said = await call(method, path, body)
      expect([said.status, wordsOf(said).includes(field)], `${method} ${path} ${field} ${wordsOf(said)}`).toEqual([400, true])
    }
  }
  if (number.length < 16 || number.length > 16) return
  expect((await pay({ order_id: Number(number) })).status).toBe(400)
}

/**
 * Requests drawn from the API's document, with a number somewhere in them where something else was, or an object that holds a code: three
 * digits by themselves, where a name or a postcode stands, are a name or a postcode.
 */
const spoil = (value: unknown, at: number, put: unknown): unknown => {
  if (value === null || typeof value !== 'object' || value instanceof IdOf) return put
  const names = Object.keys(value)
  if (names.length === 0) return put
  const name = names[at % names.length]!
  return { ...value, [name]: spoil((value as Wire)[name], Math.floor(at / names.length), put) }
}
const sendSpoilt = async (count: number): Promise<void> => {
  const drawn = fc.sample(
    fc.tuple(
      requests,
      fc.nat(1_000),
      fc.constantFrom(
        ...pans,
        ...pans.map((pan) => spaced(pan, ' ')),
        ...cvcs.map((cvc) => ({ cvc })),
        Number(pans[0]),
      ),
    ),
    { numRuns: count, seed: 20_261_130 },
  )
  for (const [{ method, template, body }, at, put] of drawn) {
    const path = template.slice('/v1'.length).replace(/\{\w+\}/g, typeof put === 'object' ? 'x' : String(put))
    const { status } = await call(method, encodeURI(path), JSON.stringify(spoil(body ?? {}, at, put)) ?? '{}')
    expect(status === 501 || status < 500, `${method} ${path} ${status}`).toBe(true)
  }
}

/** Staff and the merchant look for whole numbers, read what there is, and take it away. */
const lookAround = async (): Promise<void> => {
  const [officer, mine] = [await house.clientOf(await house.staff(['officer', 'agent', 'analyst'])), await house.clientOf(shop.actor)]
  for (const number of pans) {
    for (const q of [number, `${spaced(number, ' ')} 12/31`]) {
      for (
        const [client, path] of [[officer, '/console/payments'], [officer, '/console/payments.csv'], [mine, '/merchant/payments'], [
          mine,
          '/merchant/payments.csv',
        ]] as const
      ) {
        const found = heardOf(await client.get(`${path}?world=test&q=${encodeURIComponent(q)}`))
        answers.push(found.location ?? '')
        if (!path.endsWith('.csv')) expect(found).toMatchObject({ status: 303, location: expect.stringContaining(number.slice(-4)) })
      }
      for (const path of ['/console/merchants', '/console/history', '/console/payouts'])
        await officer.get(`${path}?q=${encodeURIComponent(q)}`)
      await officer.post('/console/sign-in', { email: q, password: number })
    }
  }
  const ids = (await house.db.selectFrom('payments').select('id').execute()).map(({ id }) => id)
  for (const id of ids.filter((_, n) => n % 9 === 0))
    for (const [client, path] of [[officer, `/console/payments/${id}`], [mine, `/merchant/payments/${id}`]] as const)
      heardOf(await client.get(path))
  for (
    const path of [
      '/console/payments.csv?world=test',
      '/console/history',
      '/console/breaks',
      `/console/merchants/${shop.merchantId}/ledger?world=test`,
    ]
  ) heardOf(await officer.get(path))
  for (
    const path of [
      '/merchant/payments.csv?world=test',
      '/merchant/payments?world=test',
      '/merchant/payouts',
      '/merchant/invoices',
      '/merchant/balance',
    ]
  ) heardOf(await mine.get(path))
}

const runEveryJob = async (): Promise<void> => {
  for (const [name, job] of Object.entries(jobs)) {
    const { error } = await runJob({ name, job, db: house.database.db, at: house.now(), launch: { kind: 'command', by: 'test' } })
    expect(error, name).toBeNull()
  }
}

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  storage = await mkdtemp(join(tmpdir(), 'vigie-secrecy-'))
  await useStorage(storage)
  smtp = await openSmtpServer()
  useMailer({ smtpUrl: smtp.url, from: 'Vigie <ne-pas-repondre@vigie.example>' })
  allowCalls(1_000_000)
  shop = await payable(house)
  const found = await readApiKeys(house.db, shop.merchantId)
  for (const mode of ['test', 'live'] as const) keys[mode] = found.find((one) => one.mode === mode && one.kind === 'public')!.clear!
  heard = hearLog()
  hangBell(async (job) => void rung.push(job))
  const payer = await house.client()
  for (const number of pans) {
    await keepCards(number)
    await charge(number, payer)
    await payOnPage(number, payer)
  }
  for (const number of ['4242424242424242', '378282246310005']) await misplace(number)
  await sendSpoilt(150)
  await house.db.deleteFrom('rate_limits').execute()
  for (
    const paid of [{ card: card('5555555555554444') }, {
      sepa: { iban: 'FR1420041010050500013M02606', name: 'Anne Lenoir', mandate: 'M-1', date_mandate: 1_700_000_000 },
    }]
  ) {
    for (const client of [shop.live, shop.test])
      expect(
        (await client('POST', '/checkout', {
          amount: 9_900,
          currency: 'eur',
          customer: { name: 'Anne Lenoir', email: 'anne@lenoir.example' },
          ...paid,
        }))
          .status,
      )
        .toBe(200)
  }
  for (const at of ['2026-03-03T05:45:00Z', '2026-03-04T05:45:00Z', '2026-04-02T05:45:00Z']) {
    house.travel(at)
    await runEveryJob()
  }
  await lookAround()
}, 180_000)
afterAll(async () => {
  heard?.stop()
  hangBell(null)
  allowCalls()
  useMailer(null)
  await smtp.close()
  await house.close()
  await rm(storage, { recursive: true, force: true })
})

type Column = { table: string; column: string; type: string }
/** Text and bytes; numbers, dates and instants hold no sixteen digits, and three of them are chance. */
const readable = (type: string): boolean => !/^(smallint|integer|bigint|numeric|real|double|boolean|date|time|interval|oid|xid)/.test(type)

/** Every value of every column of every table of every schema, bytes as text and in hexadecimal; with where it stands. */
const everyValue = async (): Promise<{ where: string; text: string }[]> => {
  const { rows: columns } = await sql<Column>`
    select format('%I.%I', n.nspname, c.relname) as table, quote_ident(a.attname) as column, format_type(a.atttypid, null) as type
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and a.attnum > 0 and not a.attisdropped`
    .execute(house.db as never)
  expect(new Set(columns.map(({ table }) => table)).size).toBeGreaterThan(50)
  const read = async ({ table, column, type }: Column) => {
    const value = type === 'bytea' ? `encode(${column}, 'hex') || ' ' || encode(${column}, 'escape')` : `${column}::text`
    const { rows } = await sql<{ text: string | null }>`select string_agg(${sql.raw(value)}, ' ¶ ') as text from ${sql.raw(table)}`.execute(
      house.db as never,
    )
    return { where: `${table}.${column}`, text: rows[0]?.text ?? '' }
  }
  return Promise.all(columns.filter(({ type }) => readable(type)).map(read))
}

const everyOpenWord = async (): Promise<string> => {
  const events = await house
    .db
    .selectFrom('audit_events')
    .select(['merchant_id as merchantId', 'key_id as keyId', 'personal'])
    .where('personal', 'is not', null)
    .execute()
  expect(events.length).toBeGreaterThan(50)
  return (await Promise.all(
    events.map(async ({ personal, ...sealed }) => unseal((await findKeyOf(house.db, sealed))!, personal!, personalLabel).toString()),
  ))
    .join(' ¶ ')
}

const everyFile = async (): Promise<string> => {
  const files = (await readdir(storage, { recursive: true, withFileTypes: true })).filter((one) => one.isFile())
  const bytes = await Promise.all(files.map((one) => readFile(join(one.parentPath, one.name))))
  return bytes.map((one) => `${one.toString('latin1')}\n${one.toString('hex')}`).join('\n')
}

/** In base 64 a number looks otherwise in each of three places: what of it does not depend on its neighbours. */
const inBase64 = (text: string): string[] =>
  [0, 1, 2].map((before) =>
    Buffer.from('\0'.repeat(before) + text).toString('base64').slice(Math.ceil((before * 8) / 6)).replace(/=+$/, '').slice(
      0,
      Math.floor((text.length * 8 - 6) / 6),
    )
  )

/**
 * A number in the ways in which one can be written down without wanting to; whatever people and machines put between its digits is taken
 * out before.
 */
const writings = (pan: string): string[] => [
  pan,
  Buffer.from(pan).toString('hex'),
  Buffer.from(pan, 'utf16le').toString('hex'),
  ...inBase64(pan),
  [...pan].reverse().join(''),
]
const between = /[\s._–\\/+-]|%20|%2B|&nbsp;|&#x20;|\\u00a0/gi
/** Digits that stand alone; in what machines draw and measure (ids, instants, durations) they are chance. */
const measured =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*|"(ms|durationMs|port|pid)":[\d.]+|:\d+:\d+\)?/g
const alone = (cvc: string): RegExp => new RegExp(`(?<![0-9A-Za-z.,])${cvc}(?![0-9A-Za-z])`)

const found = (text: string): string[] => {
  const [plain, quiet] = [text.replace(between, ''), text.replace(measured, '')]
  return [
    ...pans.filter((pan) => writings(pan).some((one) => text.includes(one) || plain.includes(one))),
    ...cvcs.filter((cvc) => alone(cvc).test(quiet)),
  ]
}

describe('after a day of cards', () => {
  it('no number and no code is in any column of any table', async () => {
    const values = await everyValue()
    expect(values.filter(({ text }) => found(text).length > 0).map(({ where, text }) => `${where}: ${found(text).join(', ')}`)).toEqual([])
    // the day was one: every table of the payment core has something in it
    for (
      const table of [
        'payments',
        'refunds',
        'disputes',
        'cards',
        'card_vault',
        'mandates',
        'payers',
        'acquirer_calls',
        'simulator_operations',
        'settlement_lines',
        'ledger_entries',
        'payouts',
        'invoices',
        'job_runs',
        'mails',
        'submissions',
      ]
    ) expect(values.some(({ where, text }) => where.startsWith(`public.${table}.`) && text !== ''), table).toBe(true)
  })

  it.each(
    [
      ['sealed words of the history', everyOpenWord],
      ['answers and pages', async () => answers.join(' ¶ ')],
      ['log lines', async () => heard.text()],
      ['job names', async () => rung.join('\n')],
      ['letters sent', async () => JSON.stringify(smtp.received)],
      ['files kept', everyFile],
    ] as const,
  )('nor in the %s', async (_where, read) => expect(found(await read())).toEqual([]))

  it('the search would find one, however it is written', async () => {
    for (const pan of pans) {
      const json = JSON.stringify({ a: [pan] })
      for (
        const text of [
          pan,
          spaced(pan, ' '),
          spaced(pan, '-'),
          spaced(pan, '\u00a0'),
          encodeURIComponent(spaced(pan, ' ')),
          Buffer.from(json).toString('base64'),
          Buffer.from(`x${json}`).toString('base64'),
          Buffer.from(`xy${json}`).toString('base64'),
          Buffer.from(json).toString('hex'),
        ]
      ) expect(found(text), text).toContain(pan)
    }
    for (const cvc of cvcs)
      for (const text of [`{"cvc":"${cvc}"}`, `{"cvc":${cvc}}`, `cvc=${cvc}&x`, `12/31 ${cvc}`]) expect(found(text), text).toEqual([cvc])
    log.info('heard')
    expect(heard.text()).toContain('heard')
    expect(heard.text()).toContain('"route":"/v1/checkout')
    expect((await everyValue()).some(({ text }) => text.includes('Anne Lenoir'))).toBe(true)
    expect(answers.length).toBeGreaterThan(500)
  })
})
