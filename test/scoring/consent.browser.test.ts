import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, expectFitsWidth, launchBrowser, openPage, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import type { Wire } from '#test/support/api.ts'
import { openShop, type Shop } from '#test/paypage/payers.ts'
import { openSite, type Site } from '#test/paypage/sites.ts'

// The consent page as a payer meets it: on a telephone, by keys, without script, and back at the merchant's.

let house: House
let shop: Shop
let base: string
let browser: Browser
let site: Site
beforeAll(async () => {
  house = await openHouse()
  shop = await openShop(house)
  base = await house.url()
  browser = await launchBrowser()
  site = await openSite()
})
afterAll(async () => {
  await browser?.close()
  site?.close()
  await house?.close()
})

const ask = async (): Promise<Wire> =>
  (await shop.test('POST', '/scoring/', {
    amount: 120_000,
    upfront: 40_000,
    duration: 12,
    currency: 'eur',
    customer: { name: 'Pierre Martin', email: 'pierre@exemple.test' },
    sepa: { iban: 'FR1420041010050500013M02606', name: 'Pierre Martin' },
    return_url: `${site.url}/credit`,
  }))
    .body
const statusOf = async ({ id }: Wire): Promise<string> => (await shop.test('GET', `/scoring/${id}`)).body['status'] as string
const addressOf = ({ redirect_url: address }: Wire, lang: string): string => `${base}${new URL(address).pathname}?lang=${lang}`
const looked = async (page: Page, name: string): Promise<void> => {
  await expectAccessible(page)
  await expectFitsWidth(page)
  await screenshot(page, name)
}

describe('a payer', () => {
  it('on a telephone consents, and is back at the merchant’s', async () => {
    const scoring = await ask()
    const { page, complaints, close } = await openPage(browser, { viewport: { width: 360, height: 740 }, ignoreHTTPSErrors: true })
    await page.goto(addressOf(scoring, 'fr'))
    await looked(page, 'consent-phone')
    await page.getByRole('button', { name: 'Continuer vers ma banque' }).click()
    await page.getByRole('button', { name: 'M’authentifier et donner accès' }).waitFor()
    await looked(page, 'consent-bank-phone')
    await page.getByRole('button', { name: 'M’authentifier et donner accès' }).click()
    await page.waitForURL(`${site.url}/credit`)
    expect(await statusOf(scoring)).toBe('success')
    await page.goto(addressOf(scoring, 'fr'))
    await looked(page, 'consent-ended-phone')
    await page.getByRole('link', { name: 'Revenir chez le marchand' }).click()
    await page.waitForURL(`${site.url}/credit`)
    expect(complaints).toEqual([])
    await close()
  })

  it('without script, by keys alone, refuses', async () => {
    const scoring = await ask()
    const { page, complaints, close } = await openPage(browser, {
      viewport: { width: 1440, height: 900 },
      javaScriptEnabled: false,
      ignoreHTTPSErrors: true,
    })
    await page.goto(addressOf(scoring, 'en'))
    await screenshot(page, 'consent-desk')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Authenticate and give access' }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${site.url}/credit`)
    expect(await statusOf(scoring)).toBe('declined')
    expect(complaints).toEqual([])
    await close()
  })
})
