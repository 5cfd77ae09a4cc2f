import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertDisputeLine } from '#src/acquirer/simulator.sql.ts'
import { openDisputes } from '#src/disputeLines/openDisputes.ts'
import { expireDisputes } from '#src/disputeOutcomes/expireDisputes.ts'
import { remindDeadlines } from '#src/disputes/remindDeadlines.ts'
import { system } from '#src/kernel/actor.ts'
import { addDays } from '#src/kernel/calendar.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { readBankAnswers } from '#src/payouts/readBankAnswers.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { sendEvidence } from '#src/sendings/sendEvidence.ts'
import { readSettlements } from '#src/settlements/readSettlements.ts'
import { fundsOf, lastPayout, night, payable } from '#test/payouts/ground.ts'
import { addPerson, type Person } from '#test/staff/people.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import { launchBrowser, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { deliver, openLetter, openVisitor, says, saysPlainly, signInAsMerchant, signInAsStaff, tellInOrder, useHouseLetterhead,
  type Visitor } from '#test/support/journey.ts'
import { newPdf, password } from '#test/support/merchant.ts'

// Card payments are contested after the money has left: one is defended and won, one lost, one left alone (seed 001; rules.md §4).

let house: House
let browser: Browser
let shop: ApiMerchant
let owner: Visitor
let agent: Visitor
let colleague: Visitor
let aicha: Person
let paul: Person
let original: string[]

const device = {
  ip: '192.0.2.44',
  port: 51_234,
  user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0',
  city: 'Quimper',
  country: 'FR',
  languages: 'fr-FR,fr',
}
const customer = { name: 'Marie Le Gall', email: 'marie.legall@exemple.test' }

/** Captured at once; answers the reference the acquirer knows it by. */
const pay = async (order: string, amount: number): Promise<string> => {
  const card = { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123' }
  const { body } = await shop.live('POST', '/checkout', {
    amount,
    currency: 'eur',
    order_id: order,
    description: 'Traiteur, mariage Le Gall',
    card,
    device,
    customer,
  })
  return (await house.db.selectFrom('acquirer_calls').select('reference').where('payment_id', '=', body['id']).executeTakeFirstOrThrow())
    .reference!
}
const look = async ({ page }: Visitor, name: string): Promise<void> => screenshot(page, `card-dispute-${name}`)
const balances = async (): Promise<void> => expect((await checkLedger(house.db)).fault).toBeUndefined()
const job = (name: string) => house.ctx(system(name))
/** What the acquirer says on a day, read the morning after as the job does. */
const report = async (on: string, ...lines: string[]): Promise<void> => {
  for (const line of lines) await insertDisputeLine(house.db, on, line)
  house.travel(`${addDays(on, 1)}T05:00:00Z`)
  expect(await openDisputes(job('open-disputes'))).toMatchObject({ done: lines.length, failed: 0 })
  await deliver(house)
  await balances()
}
const disputeOf = (reference: string) =>
  house.db.selectFrom('disputes').selectAll().where('report_key', '=', reference).executeTakeFirstOrThrow()
const lettersOf = async (template: string): Promise<number> =>
  (await house.db.selectFrom('mails').select('id').where('template', '=', template).execute()).length

/** Sessions do not outlast a journey in time. */
const ownerReturns = () => signInAsMerchant(owner, shop.email, password)

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  browser = await launchBrowser()
  const base = await house.url()
  await useHouseLetterhead(house)
  shop = await payable(house)
  original = [await pay('CMD-1', 20_000), await pay('CMD-2', 8_000), await pay('CMD-3', 5_000)]
  await night(house, '2026-03-03T05:00:00Z')
  await createPayouts(job('create-payouts'))
  await sendPayouts(job('create-payouts'))
  house.travel('2026-03-04T06:00:00Z')
  await readBankAnswers(house.ctx())
  ;[owner, agent, colleague] = [await openVisitor(browser, base), await openVisitor(browser, base), await openVisitor(browser, base)]
  ;[aicha, paul] = [await addPerson(house, 'agent', { name: 'Aïcha Diallo' }), await addPerson(house, 'agent', { name: 'Paul Quéré' })]
})
afterAll(async () => {
  await browser?.close()
  await house?.close()
})

describe('a card dispute', { timeout: 120_000 }, () => {
  tellInOrder()

  it('comes with the acquirer’s report once the money has left: the merchant reads the date that binds him, in his letter and in his area', async () => {
    expect(await lastPayout(house, shop.merchantId)).toMatchObject({ state: 'paid' })
    await report(
      '2026-03-05',
      `D-1;${original[0]};visa;1040;;20000;eur;2026-04-07;opened`,
      `D-2;${original[1]};visa;1040;;8000;eur;2026-04-08;opened`,
      `D-3;${original[2]};visa;1261;;5000;eur;2026-04-10;opened`,
    )
    expect((await fundsOf(house, shop.merchantId)).owedCents).toBeGreaterThanOrEqual(33_000)
    expect(await openLetter(owner, /conteste un paiement de 200,00/)).toContain('mardi 31 mars 2026')
    await look(owner, '1-letter')
    await ownerReturns()
    await owner.go('/merchant/disputes')
    expect(await owner.text()).toContain('31 mars 2026')
    await look(owner, '2-list')
    await owner.follow(/200,00/)
    for (const part of ['31 mars 2026', saysPlainly('disputes:own.do_not_refund')]) expect(await owner.text()).toContain(part)
    await look(owner, '3-open')
  })

  it('he engages a resolution, says what happened, sends a picture and a PDF, and hands it in', async () => {
    await owner.follow(says('disputes:own.engage_act'))
    await look(owner, '4-engage')
    await owner.press(says('disputes:own.engage_submit'))
    const picture = await sharp({
      create: { width: 900, height: 1_200, channels: 3, background: '#b9a38a', noise: { type: 'gaussian', mean: 150, sigma: 30 } },
    })
      .jpeg({ quality: 90 })
      .toBuffer()
    const send = async (slot: string, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> => {
      await owner.page.getByLabel(says('disputes:evidence.slot')).selectOption(slot)
      await owner.page.getByLabel(says('disputes:evidence.files'), { exact: true }).setInputFiles(file)
      await owner.press(says('disputes:evidence.add'))
      expect(await owner.text()).toContain(file.name)
    }
    await send('delivery', { name: 'livraison.jpg', mimeType: 'image/jpeg', buffer: picture })
    await send('history', { name: 'echanges.pdf', mimeType: 'application/pdf', buffer: await newPdf('Échanges avec la cliente') })
    await owner.fill(
      says('disputes:own.statement'),
      'Buffet livré le 2 mars à 9 h, photographié sur place et signé par Mme Le Gall, qui nous en a remerciés par écrit.',
    )
    await look(owner, '5-file')
    await owner.press(says('disputes:own.submit'))
    expect(await owner.text()).toContain(saysPlainly('disputes:own.text_under_review'))
    await look(owner, '6-handed-in')
  })

  it('an agent builds the evidence file: cover, index, pieces, each page numbered', async () => {
    await signInAsStaff(house, agent, aicha)
    await agent.go('/console/disputes')
    await look(agent, '7-queue')
    await agent.go(`/console/disputes/${(await disputeOf('D-1')).id}`)
    await agent.press(says('disputes:file_card.build'))
    await look(agent, '8-built')
    const href = await agent.page.locator('#file a').first().getAttribute('href')
    const answer = await agent.page.context().request.get((await house.url()) + href)
    expect(answer.headers()['content-type']).toContain('application/pdf')
    const pdf = await openPdf(new Uint8Array(await answer.body()))
    const pages = Array.from({ length: pdf.pageCount }, (_, i) => pdf.pageText(i + 1).replace(/\s+/g, ' '))
    pdf.close()
    pages.forEach((text, i) => expect(text).toContain(`${i + 1} / ${pages.length}`))
    for (const part of ['D-1', 'Marie Le Gall', 'signé par Mme Le Gall', 'livraison.jpg', 'echanges.pdf'])
      expect(pages.slice(0, -2).join(' ')).toContain(part)
    expect(pages.at(-1)).toContain('livraison.jpg')
  })

  it('it goes to the network once: whoever comes second is refused', async () => {
    const path = `/console/disputes/${(await disputeOf('D-1')).id}`
    await signInAsStaff(house, colleague, paul)
    await colleague.go(`${path}/represent`)
    await agent.follow(says('disputes:act.represent'))
    await look(agent, '9-send')
    await agent.press(says('disputes:represent.submit'))
    expect(await agent.text()).toContain(saysPlainly('disputes:flash.represented'))
    await look(agent, '10-sent')
    expect(await agent.text()).toContain(saysPlainly('disputes:sending.state_noted'))
    expect(await sendEvidence(job('send-evidence'))).toMatchObject({ done: 1, failed: 0 })
    const { reference } = await house
      .db
      .selectFrom('simulator_evidence')
      .select('reference')
      .where('dispute', '=', 'D-1')
      .executeTakeFirstOrThrow()
    await agent.go(path)
    for (const part of [saysPlainly('disputes:sending.state_acknowledged'), reference]) expect(await agent.text()).toContain(part)
    await look(agent, '10-acknowledged')
    await colleague.press(says('disputes:represent.submit'))
    await look(colleague, '11-second')
    expect(colleague.path()).toBe(path)
    expect(await colleague.text()).toContain(saysPlainly('errors:evidence_already_sent.text'))
    expect(await house.db.selectFrom('evidence_files').select('submitted_by').where('submitted_at', 'is not', null).execute()).toEqual([{
      submitted_by: aicha.id,
    }])
  })

  it('the report says won: he is credited by itself, and told', async () => {
    const before = (await fundsOf(house, shop.merchantId)).owedCents
    await report('2026-03-19', `D-1;${original[0]};visa;1040;;20000;eur;2026-04-07;won`)
    expect(before - (await fundsOf(house, shop.merchantId)).owedCents).toBe(20_000)
    expect(await openLetter(owner, /^Contestation de 200,00.* : l’issue/)).toContain('tranchée en votre faveur')
    await look(owner, '12-won-letter')
    await ownerReturns()
    await owner.go(`/merchant/disputes/${(await disputeOf('D-1')).id}`)
    expect(await owner.text()).toContain(saysPlainly('disputes:own.credited'))
    await look(owner, '13-won')
    house.travel('2026-03-21T05:00:00Z')
    expect(await readSettlements(job('read-settlements'))).toMatchObject({ failed: 0 })
    await balances()
  })

  it('another is lost: he is told that there is no further appeal', async () => {
    const before = await fundsOf(house, shop.merchantId)
    await report('2026-03-23', `D-2;${original[1]};visa;1040;;8000;eur;2026-04-08;lost`)
    expect(await fundsOf(house, shop.merchantId)).toMatchObject({ availableCents: before.availableCents, owedCents: before.owedCents })
    expect(await openLetter(owner, /^Contestation de 80,00.* : l’issue/)).toContain('Il n’existe pas d’autre recours')
    await ownerReturns()
    await owner.go(`/merchant/disputes/${(await disputeOf('D-2')).id}`)
    expect(await owner.text()).toContain(saysPlainly('disputes:own.no_appeal'))
    await look(owner, '14-lost')
  })

  it('one left alone: a reminder seven, two and one days before his date, then it is accepted by default', async () => {
    const reminded: string[] = []
    for (let on = '2026-03-24'; on <= '2026-04-04'; on = addDays(on, 1)) {
      house.travel(`${on}T06:00:00Z`)
      const before = await lettersOf('dispute_reminder')
      await expireDisputes(job('expire-disputes'))
      await remindDeadlines(job('remind-dispute-deadlines'))
      if ((await lettersOf('dispute_reminder')) > before) reminded.push(on)
      if (on <= '2026-04-03') expect(await disputeOf('D-3')).toMatchObject({ state: 'open', merchant_due_on: '2026-04-03' })
    }
    expect(reminded).toEqual(['2026-03-27', '2026-04-01', '2026-04-02'])
    expect(await disputeOf('D-3')).toMatchObject({ state: 'lost', cause: 'expired' })
    await balances()
    await deliver(house)
    expect(await openLetter(owner, /^Rappel : répondre à une contestation de 50,00/)).toContain('vendredi 3 avril 2026')
    await look(owner, '15-reminder')
    expect(await openLetter(owner, /^Contestation de 50,00.* : l’issue/)).toContain('sans que rien n’ait été envoyé')
    await ownerReturns()
    await owner.go('/merchant/disputes?of=all')
    await look(owner, '16-all')
    expect(await owner.text()).toContain(saysPlainly('disputes:own.todo_lost'))
    for (const visitor of [owner, agent, colleague]) expect(visitor.complaints()).toEqual([])
  })
})
