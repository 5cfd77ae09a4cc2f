import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeReturns, writeStatusReport, type Reply } from '#src/bank/bankReplies.ts'
import { system } from '#src/kernel/actor.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { endToEndId } from '#src/payouts/payout.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'
import { takeBankFile } from '#src/payouts/takeBankFile.ts'
import { cookieName } from '#src/platform/sessions.ts'
import { expectAccessible, expectFitsWidth, expectNoComplaint, launchBrowser, openPage, screenshot } from '#test/support/browser.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { lastPayout, payable, receive } from './ground.ts'

let house: House
let officer: Client
const path = '/console/bank-files'

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T06:30:00Z' })
  officer = await house.clientOf(await house.staff('officer'))
})
afterAll(() => house.close())

const shops: string[] = []
/** Payouts that the bank has the file of and has said nothing about, of the same three merchants each time. */
const sent = async (...cents: number[]) => {
  for (const [i, one] of cents.entries()) {
    shops[i] ??= (await payable(house)).merchantId
    await receive(house, shops[i], one)
  }
  await createPayouts(house.ctx(system('create-payouts')))
  await sendPayouts(house.ctx(system('create-payouts')))
  return Promise.all(cents.map((_, i) => lastPayout(house, shops[i]!)))
}
const reply = (payoutId: string, amountCents: number, response = '00'): Reply => ({
  endToEndId: endToEndId(payoutId),
  messageId: 'btch-1',
  amountCents,
  currency: 'eur',
  response,
  on: '2026-03-02',
})
const report = (...replies: Reply[]): string => writeStatusReport(replies, '2026-03-02')
const stateOf = async (id: string) =>
  (await house.db.selectFrom('payouts').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
const hand = (client: Client, content: string | Uint8Array<ArrayBuffer>, name = 'reponse.xml', type = 'application/xml') =>
  client.post(path, { file: new File([content], name, { type }) })
const textOf = (html: string): string =>
  html.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').replace(/<[^>]+>/g, ' ').replace(/[\s\u00a0\u202f]+/g, ' ')
const events = async () =>
  house
    .db
    .selectFrom('audit_events')
    .select(['event', 'actor_kind', 'actor_id', 'data', 'request_id'])
    .where('event', 'in', [
      'bank_file.handed_in',
      'payout.paid',
      'payout.failed',
      'payout.returned',
    ])
    .orderBy('id')
    .execute()

describe('a file that is handed in', () => {
  it('is taken line by line: what fits, what does not, what was read before; the same again does nothing', async () => {
    const [paid, refused, short] = await sent(5_000, 7_000, 9_000)
    const unknown = reply('pout_000000000000000000000000', 100)
    const xml = report(reply(paid!.id, 5_000), reply(refused!.id, 7_000, 'MS03'), reply(short!.id, 8_999), unknown)
    const first = await hand(officer, xml)
    const said = textOf(first.text)
    expect(first.status).toBe(200)
    expect(await Promise.all([paid, refused, short].map((one) => stateOf(one!.id)))).toEqual(['paid', 'failed', 'sent'])
    for (
      const words of [
        'Prise en compte',
        'Sans correspondance',
        'Le montant diffère',
        'Référence inconnue',
        'MS03',
        endToEndId(short!.id),
      ]
    ) expect(said).toContain(words)
    expect(first.text).toMatch(/href="\/console\/breaks\/bans_\w{24}"/)
    expect(first.text).toContain(`href="/console/payouts/${paid!.id}"`)

    const [before, again] = [(await events()).length, await hand(officer, xml)]
    expect(textOf(again.text)).toMatch(/Déjà lue 4/)
    expect(textOf(again.text)).toMatch(/Prise en compte 0/)
    const after = await events()
    expect(after).toHaveLength(before + 1)
    expect(after.at(-1)).toMatchObject({
      event: 'bank_file.handed_in',
      actor_kind: 'staff',
      data: { lines: 4, known: 4, matched: 0, broken: 0, failed: 0 },
    })
    expect(after.find(({ event }) => event === 'payout.paid')).toMatchObject({
      actor_kind: 'system',
      actor_id: 'bank-file',
      request_id: after.find(({ event }) => event === 'bank_file.handed_in')!.request_id,
    })
    expect((await checkLedger(house.db)).fault).toBeUndefined()
  })

  it('two at the same time do each thing once', async () => {
    const payouts = await sent(1_100, 1_200, 1_300)
    const xml = report(...payouts.map((one) => reply(one.id, one.amount_cents)))
    const answers = await Promise.all([hand(officer, xml), hand(officer, xml)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    for (const { id } of payouts) expect(await stateOf(id)).toBe('paid')
    const paid = await house
      .db
      .selectFrom('audit_events')
      .select('subject_id')
      .where('event', '=', 'payout.paid')
      .where('subject_id', 'in', payouts.map(({ id }) => id))
      .execute()
    expect(paid).toHaveLength(3)
  })

  it('may say that a transfer came back', async () => {
    const [one] = await sent(6_100)
    await hand(officer, report(reply(one!.id, 6_100)))
    expect(textOf((await hand(officer, writeReturns([reply(one!.id, 6_100)], '2026-03-03'))).text)).toContain('Revenu')
    expect(await stateOf(one!.id)).toBe('failed')
  })

  it('that says nothing final says so', async () => {
    const answer = await hand(officer, report())
    expect([answer.status, textOf(answer.text).includes('Rien de définitif.')]).toEqual([200, true])
  })
})

const bomb =
  `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>&b;</CstmrPmtStsRpt></Document>`
const head = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
const line = '<TxInfAndSts><OrgnlEndToEndId>x</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>'

describe('what is no answer of a bank is refused beside its field, and does nothing', () => {
  it.each<[string, () => string | Uint8Array<ArrayBuffer>, string]>([
    ['a picture', () => new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]), 'ni un pain.002'],
    ['words', () => 'bonjour', 'ni un pain.002'],
    ['our own file of transfers', () => '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"/>', 'ni un pain.002'],
    ['another namespace', () => '<Document xmlns="urn:evil:pain.002.001.10"><CstmrPmtStsRpt/></Document>', 'ni un pain.002'],
    ['cut off in the middle', () => report(reply('pout_000000000000000000000001', 100)).slice(0, 400), 'ni un pain.002'],
    ['entities that grow', () => bomb, 'ni un pain.002'],
    ['an entity from outside', () => bomb.replace('"ha"', 'SYSTEM "file:///etc/passwd"'), 'ni un pain.002'],
    ['nested a thousand deep', () => `${head}${'<a>'.repeat(1_000)}${'</a>'.repeat(1_000)}</CstmrPmtStsRpt></Document>`, 'ni un pain.002'],
    ['elements without end', () => `${head}${'<a/>'.repeat(300_000)}</CstmrPmtStsRpt></Document>`, 'ni un pain.002'],
    [
      'more than it can hold',
      () => `${head}<OrgnlPmtInfAndSts>${line.repeat(5_001)}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`,
      'plus de 5 000',
    ],
    ['of more than 10 MB', () => `${head}${' '.repeat(10 * 1_024 * 1_024)}</CstmrPmtStsRpt></Document>`, '10 Mo'],
    ['nothing', () => '', 'Choisissez un fichier'],
  ])('%s', async (_, content, words) => {
    const before = await house.db.selectFrom('bank_answers').select('id').execute()
    const answer = await hand(officer, content())
    expect(answer.status).toBe(422)
    expect(textOf(answer.text)).toContain(words)
    expect(await house.db.selectFrom('bank_answers').select('id').execute()).toHaveLength(before.length)
  })

  it('a form without a file, and one in another field', async () => {
    expect((await officer.post(path, {})).status).toBe(422)
    expect((await officer.post(path, { other: new File(['<a/>'], 'a.xml') })).status).toBe(422)
  })
})

describe('who may', () => {
  it.each([['officer', 200], ['administrator', 200], ['agent', 403], ['analyst', 403], ['auditor', 403]] as const)(
    '%s: %s',
    async (role, status) => {
      const staff = await house.staff(role)
      const client = await house.clientOf(staff)
      expect([(await client.get(path)).status, (await hand(client, report())).status]).toEqual([status, status])
      if (status === 403) await expect(takeBankFile(house.ctx(staff), Buffer.from(report()))).rejects.toMatchObject({ status: 403 })
    },
  )

  it('the administrator, who reads no break, is led to none', async () => {
    const client = await house.clientOf(await house.staff('administrator'))
    const { text } = await hand(client, report(reply('pout_000000000000000000000002', 100)))
    expect([textOf(text).includes('Sans correspondance'), text.includes('/console/breaks/')]).toEqual([true, false])
  })
})

describe('the page', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())

  it('at a desk and on a telephone: a file is chosen, sent, and told line by line; axe has nothing to say', async () => {
    const answers = report(reply('pout_000000000000000000000003', 55_000), reply('pout_000000000000000000000004', 4_400, 'AC04'))
    const { page, complaints, close } = await openPage(browser, { viewport: { width: 1440, height: 900 } })
    const url = await house.url()
    await page.context().addCookies([{ name: cookieName.console, value: [...officer.cookies.values()].at(-1)!, url }])
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 })
      await page.goto(url + path)
      await expectAccessible(page)
      await page.setInputFiles('input[type=file]', { name: 'pain002.xml', mimeType: 'application/xml', buffer: Buffer.from(answers) })
      await page.click('main button.button-primary')
      await page.waitForSelector('.figures')
      await screenshot(page, `bank-file-${width}`)
      await expectAccessible(page)
      await expectFitsWidth(page)
    }
    await expectNoComplaint(page, complaints)
    await close()
  })
})
