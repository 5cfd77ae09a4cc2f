import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { system, type MerchantActor, type StaffActor } from '#src/kernel/actor.ts'
import { capturePayments } from '#src/payments/capturePayments.ts'
import { cookieName, openSession } from '#src/platform/sessions.ts'
import { unit } from '#src/platform/ctx.ts'
import { sendRefunds } from '#src/refunds/sendRefunds.ts'
import { askAcquirer } from '#src/settlements/askAcquirer.ts'
import { readSettlements } from '#src/settlements/readSettlements.ts'
import { settleLine } from '#src/settlements/settleLine.ts'
import { takeBankAnswer } from '#src/payouts/takeBankAnswer.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { expectAccessible, expectFitsWidth, launchBrowser, openPage, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { tellAll } from '#test/support/merchant.ts'

// The pages of payments, breaks and books, as staff and a merchant see them at a desk and on a telephone.

let house: House
let browser: Browser
let still: Browser
let url: string
let shop: ApiMerchant
const ids: Record<string, string> = {}

const sizes = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } }
const card = (number: string) => ({ number, exp_month: 11, exp_year: 2029, cvc: '123', name: 'Marie Le Gall' })
const pay = async (said: Record<string, unknown>): Promise<string> => {
  const { body, status, text } = await shop.live('POST', '/checkout', { currency: 'eur', ...said })
  if (status !== 200) throw new Error(text)
  return body['id']
}
const night = async (): Promise<void> => {
  house.forward(24 * 3_600_000)
  for (const work of [capturePayments, sendRefunds, askAcquirer]) await work(house.ctx(system('capture-payments')))
  house.forward(24 * 3_600_000)
  await readSettlements(house.ctx(system('read-settlements')))
}

beforeAll(async () => {
  house = await openHouse()
  shop = await openApiMerchant(house)
  await tellAll(house, shop)
  const payer = { name: 'Marie Le Gall', email: 'marie.legall@exemple.test', mobile: '+33612345678' }
  const device = {
    ip: '192.0.2.44',
    port: 51_234,
    user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0',
    city: 'Quimper',
    country: 'FR',
    languages: 'fr-FR,fr',
  }
  ids['whole'] = await pay({
    amount: 12_840,
    order_id: 'CMD-2026-0117',
    unique_id: 'panier-8841',
    description: 'Traiteur, mariage Le Gall',
    card: card('5555555555554444'),
    customer: payer,
    device,
  })
  ids['disputed'] = await pay({ amount: 4_990, order_id: 'CMD-2026-0118', card: card('4000000000001976') })
  ids['sepa'] = await pay({
    amount: 250_000,
    order_id: 'ABO-12',
    sepa: { iban: 'FR1420041010050500013M02606', name: 'Restaurant du Port', mandate: 'RUM-2026-77', date_mandate: 1_767_225_600 },
  })
  await night()
  await shop.live('POST', '/refunds', { payment: ids['whole'], amount: 2_840 })
  await night()
  ids['refused'] = await pay({ amount: 1_850, card: card('4000000000009995') })
  ids['open'] = await pay({ amount: 31_000, capture: false, card: card('4242424242424242'), order_id: 'DEVIS-9' })
  ids['auth'] = await pay({
    amount: 8_900,
    card: card('4000000000003220'),
    auth: { return_url: 'https://boutique.exemple.test/retour' },
    device,
  })
  const { reference } = await house
    .db
    .selectFrom('acquirer_calls')
    .select('reference')
    .where('payment_id', '=', ids['open']!)
    .executeTakeFirstOrThrow()
  const line = {
    act: 'capture',
    reference: 'ACQ-77120934',
    original: null,
    amountCents: 6_400,
    currency: 'eur',
    scheme: 'visa',
    settledOn: '2026-03-06',
    callId: null,
  } as const
  await unit(house.ctx(system('read-settlements')), (tx) => settleLine(tx, line))
  house.forward(6 * 3_600_000)
  await unit(house.ctx(system('read-settlements')), (tx) => settleLine(tx, { ...line, reference: reference!, amountCents: 31_500 }))
  await unit(house.ctx(system('read-bank-answers')), (tx) =>
    takeBankAnswer(tx, {
      said: 'returned',
      endToEndId: 'VIR-2026-0031',
      amountCents: 12_000,
      currency: 'eur',
      reason: 'AC04',
      on: '2026-03-06',
    }))
  ids['break'] = (await house
    .db
    .selectFrom('settlement_lines')
    .select('id')
    .where('reason', '=', 'amount_differs')
    .executeTakeFirstOrThrow())
    .id
  ;[browser, still] = await Promise.all([launchBrowser(), launchBrowser({ still: true })])
  url = await house.url()
}, 200_000)
afterAll(async () => {
  await Promise.all([browser?.close(), still?.close()])
  await house?.close()
})

const openAs = async (actor: MerchantActor | StaffActor, colorScheme: 'light' | 'dark' = 'light', looker = browser) => {
  const door = actor.kind === 'staff' ? 'console' : 'merchant'
  const token = await unit(house.ctx(), (tx) => openSession(tx, { door, personId: actor.id, ip: '127.0.0.1', userAgent: 'test' }))
  const opened = await openPage(looker, { colorScheme })
  await opened.page.context().addCookies([{ name: cookieName[door], value: token, url: `${url}/${door}` }])
  return opened
}

const faultsOf = async (
  actor: MerchantActor | StaffActor,
  pages: Record<string, string>,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<string[]> => {
  const faults: string[] = []
  const { page, close, complaints } = await openAs(actor, colorScheme, still)
  for (const [name, path] of Object.entries(pages)) {
    const answer = await page.goto(url + path)
    if (answer?.status() !== 200) faults.push(`${name}: ${answer?.status()}`)
    for (const [width, size] of Object.entries(sizes)) {
      await page.setViewportSize(size)
      await screenshot(page, `pay-${name}-${width}${colorScheme === 'dark' ? '-dark' : ''}`)
      for (const check of [expectFitsWidth, expectAccessible])
        await check(page).catch((fault: Error) => faults.push(`${name} at ${width}: ${fault.message}`))
    }
  }
  await close()
  return [...faults, ...complaints.filter((one) => !one.includes('ERR_ABORTED'))]
}

it('staff: payments, one payment in each situation, breaks, books', { timeout: 240_000 }, async () => {
  const officer = await house.staff('officer', 'Anna Stéphan')
  expect(
    await faultsOf(officer, {
      list: '/console/payments',
      'list-found': '/console/payments?q=4444&state=captured',
      'list-none': '/console/payments?q=rien',
      'list-test': '/console/payments?world=test',
      whole: `/console/payments/${ids['whole']}`,
      disputed: `/console/payments/${ids['disputed']}`,
      sepa: `/console/payments/${ids['sepa']}`,
      refused: `/console/payments/${ids['refused']}`,
      auth: `/console/payments/${ids['auth']}`,
      breaks: '/console/breaks',
      'breaks-bank': '/console/breaks?of=answers',
      break: `/console/breaks/${ids['break']}`,
      merchant: `/console/merchants/${shop.merchantId}`,
      ledger: `/console/merchants/${shop.merchantId}/ledger`,
      'ledger-none': `/console/merchants/${shop.merchantId}/ledger?world=test`,
    }),
  )
    .toEqual([])
  expect(await faultsOf(officer, { whole: `/console/payments/${ids['whole']}`, list: '/console/payments' }, 'dark')).toEqual([])
})

it('the merchant: his payments, one of them, giving it back', { timeout: 240_000 }, async () => {
  expect(
    await faultsOf(shop.actor, {
      'own-list': '/merchant/payments',
      'own-test': '/merchant/payments?world=test',
      'own-whole': `/merchant/payments/${ids['whole']}`,
      'own-disputed': `/merchant/payments/${ids['disputed']}`,
      'own-refund': `/merchant/payments/${ids['whole']}/refund`,
      'own-cancel': `/merchant/payments/${ids['open']}/refund`,
    }),
  )
    .toEqual([])
})

it('the list answers to the keys, and a row opens', { timeout: 60_000 }, async () => {
  const { page, close } = await openAs(await house.staff('agent'))
  await page.setViewportSize(sizes[1440])
  await page.goto(`${url}/console/payments?sort=largest`)
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/console\/payments\/paym_/)
  expect(await page.title()).toContain('500,00')
  await close()
})

it('a refund from the first page to the last, by the button', { timeout: 60_000 }, async () => {
  const { page, close } = await openAs(shop.actor)
  await page.goto(`${url}/merchant/payments?q=CMD-2026-0117`)
  await page.click('a.row-link')
  await page.click('text=Rembourser')
  await page.fill('input[name=amount]', '40')
  await page.dblclick('.confirm button')
  await page.waitForURL(/\/merchant\/payments\/paym_\w+$/)
  expect(await page.textContent('main')).toContain('Remboursement demandé')
  expect(await house.db.selectFrom('refunds').select('amount_cents').where('payment_id', '=', ids['whole']!).orderBy('id').execute())
    .toEqual([{ amount_cents: 2_840 }, { amount_cents: 4_000 }])
  await close()
})
