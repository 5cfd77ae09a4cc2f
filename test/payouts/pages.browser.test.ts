import { mkdir, writeFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPdf } from '#src/platform/pdf.ts'
import { addMoney } from '#test/browser/money.ts'
import { cookieName } from '#src/platform/sessions.ts'
import { expectAccessible, expectFitsWidth, expectNoComplaint, launchBrowser, openPage, screenshot,
  shotsFolder } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { payable } from './ground.ts'

// The pages of money in a real browser: a desk, a telephone, light and dark. LOOK=1 keeps pictures.
let house: House
let browser: Browser
let links: Awaited<ReturnType<typeof addMoney>>
let cookies: Record<'merchant' | 'suspended' | 'console', string>
const look = process.env['LOOK'] !== undefined

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T09:00:00Z' })
  house.travel('2026-02-10T09:00:00Z')
  const [one, other] = [await payable(house), await payable(house)]
  await house.db.updateTable('merchants').set({ state: 'suspended' }).where('id', '=', other.merchantId).execute()
  house.travel('2026-03-03T09:00:00Z')
  links = await addMoney(house.ctx(), house.db, { user: one.actor.id, suspendedUser: other.actor.id })
  const cookieOf = async (actor: Parameters<House['clientOf']>[0]) => [...(await house.clientOf(actor)).cookies.values()].at(-1)!
  cookies = {
    merchant: await cookieOf(one.actor),
    suspended: await cookieOf(other.actor),
    console: await cookieOf(await house.staff('officer', 'Antoine Delmas')),
  }
  browser = await launchBrowser({ still: true })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await house?.close()
})

const pages: [keyof typeof cookies, string, () => string][] = [
  ['merchant', 'balance', () => '/merchant/balance'],
  ['suspended', 'balance-suspended', () => '/merchant/balance'],
  ['merchant', 'payouts', () => '/merchant/payouts'],
  ['merchant', 'payouts-none', () => '/merchant/payouts?state=failed'],
  ['merchant', 'payout', () => `/merchant/payouts/${links.payout}`],
  ['merchant', 'invoices', () => '/merchant/invoices'],
  ['console', 'console-payouts', () => '/console/payouts'],
  ['console', 'console-payout', () => `/console/payouts/${links.payout}`],
  ['console', 'console-withheld', () => '/console/withheld-payouts'],
  ['console', 'console-batches', () => '/console/payout-batches'],
  ['console', 'console-invoices', () => '/console/invoices'],
  ['console', 'console-safeguarding', () => '/console/safeguarding'],
]
const sights = [1440, 390].flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })))

describe.each(sights)('at $width, $colorScheme', ({ width, colorScheme }) => {
  let seen: Awaited<ReturnType<typeof openPage>>
  beforeAll(async () => {
    seen = await openPage(browser, { viewport: { width, height: width === 390 ? 844 : 900 }, colorScheme })
  })
  afterAll(() => seen.close())

  it.each(pages)('%s: %s is accessible, fits, and breaks no rule', async (who, name, path) => {
    const { page, complaints } = seen
    const url = await house.url()
    complaints.length = 0
    await page.context().clearCookies()
    await page.context().addCookies([{ name: cookieName[who === 'console' ? 'console' : 'merchant'], value: cookies[who], url }])
    await page.goto(url + path(), { waitUntil: 'load' })
    if (look) await screenshot(page, `money-${name}-${width}-${colorScheme}`, true)
    if (new URL(page.url()).pathname !== path().split('?')[0]) throw new Error(`leads to ${page.url()}`)
    await expectAccessible(page)
    await expectFitsWidth(page)
    await expectNoComplaint(page, complaints)
  }, 60_000)
})

it.each(
  [['statement', () => `/merchant/payouts/${links.payout}/statement`], [
    'invoice',
    () => `/merchant/invoices/${links.invoice}/file`,
  ]] as const,
)('the %s is one page that draws', async (name, path) => {
  const answer = await fetch((await house.url()) + path(), { headers: { cookie: `${cookieName.merchant}=${cookies.merchant}` } })
  const pdf = await openPdf(new Uint8Array(await answer.arrayBuffer()))
  expect(pdf.pageCount).toBe(1)
  const picture = await pdf.renderPage(1, { dpi: 80 })
  pdf.close()
  if (!look) return
  await mkdir(shotsFolder, { recursive: true })
  await writeFile(`${shotsFolder}/money-${name}.png`, picture)
})
