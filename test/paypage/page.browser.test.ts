import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, expectFitsWidth, launchBrowser, openPage, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { merchantPage, openFront, openSite, type Site } from '#test/paypage/sites.ts'
import { openShop, order, readOrder, type Shop } from '#test/paypage/payers.ts'

// The payment page as a payer meets it: alone and framed by a merchant, by mouse, by keys alone, on a telephone, and without script.

let house: House
let shop: Shop
let base: string
let browser: Browser
let still: Browser
let site: Site
let evil: Site
let front: Site
const thanks = (): string => `${site.url}/merci?o=1`
beforeAll(async () => {
  house = await openHouse()
  shop = await openShop(house)
  base = await house.url()
  ;[browser, still] = await Promise.all([launchBrowser(), launchBrowser({ still: true })])
  site = await openSite()
  evil = await openSite()
  front = await openFront(base)
})
afterAll(async () => {
  await Promise.all([browser?.close(), still?.close()])
  for (const one of [site, evil, front]) one?.close()
  await house?.close()
})

const look = process.env['LOOK'] !== undefined
const pathOf = (id: string, query = '?lang=fr'): string => `/pay/${shop.keys.test}/${id}${query}`
const desk = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }

type Message = { status: string; width: number; height: number; url: string | null; origin: string }
type Opened = { page: Page; close: () => Promise<void>; complaints: string[]; heard: () => Promise<Message[]> }

const open = async ({ viewport = desk, script = true, lang = 'fr-FR', on = browser } = {}): Promise<Opened> => {
  const { page, close } = await openPage(on, { locale: lang, viewport, javaScriptEnabled: script, ignoreHTTPSErrors: true })
  page.setDefaultTimeout(15_000)
  const complaints: string[] = []
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type())) complaints.push(line.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, close, complaints, heard: () => page.evaluate('window.heard') as Promise<Message[]> }
}

const fillCard = async (at: Pick<Page, 'getByLabel'>, number = '4242424242424242'): Promise<void> => {
  await at.getByLabel('Numéro de carte').pressSequentially(number)
  await at.getByLabel('Expiration').pressSequentially('0830')
  await at.getByLabel('Cryptogramme').pressSequentially('123')
  await at.getByLabel('Nom sur la carte').fill('Anne Lenoir')
}

const inFrame = async (opened: Opened, id: string, from = `${site.url}/basket`) => {
  await opened.page.goto(`${from}#${encodeURIComponent(front.url + pathOf(id))}`)
  return opened.page.frameLocator('iframe')
}

describe('alone', () => {
  it('a card by keys alone, then back to the merchant after three seconds', async () => {
    const { id } = await order(shop.test, { return_url: thanks() })
    const { page, close, complaints } = await open()
    await page.goto(base + pathOf(id))
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Carte')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    for (const typed of ['4242424242424242', '0830', '123', 'Anne Lenoir']) {
      await page.keyboard.type(typed)
      await page.keyboard.press('Tab')
    }
    expect(await page.getByLabel('Numéro de carte').inputValue()).toBe('4242 4242 4242 4242')
    expect(await page.getByLabel('Expiration').inputValue()).toBe('08 / 30')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Paiement accepté' }).waitFor()
    await page.waitForURL(thanks())
    expect(await readOrder(shop.test, id)).toMatchObject({ status: 'to_capture' })
    expect(complaints).toEqual([])
    await close()
  })

  it('what is wrong is said before anything leaves, and the number stays', async () => {
    const { id } = await order(shop.test, { return_url: thanks() })
    const { page, close, complaints } = await open()
    await page.goto(base + pathOf(id))
    await fillCard(page, '4242424242424241')
    await page.getByRole('button', { name: /Payer/ }).click()
    await page.getByText('Ce numéro de carte n’est pas valide').waitFor()
    expect(await page.evaluate('document.activeElement.name')).toBe('number')
    expect(await page.getByLabel('Numéro de carte').inputValue()).toBe('4242 4242 4242 4241')
    await expectAccessible(page)
    await page.getByLabel('Numéro de carte').fill('378282246310005')
    await page.getByRole('button', { name: /Payer/ }).click()
    await page.getByText('Saisissez les 4 chiffres').waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('a script that is not the authorised one does not run, and the page works without it', async () => {
    const { id } = await order(shop.test, { return_url: thanks() })
    const { page, close, complaints } = await open()
    await page.route('**/pay.js', (route) => route.fulfill({ contentType: 'text/javascript', body: 'document.title = "stolen"' }))
    await page.goto(base + pathOf(id))
    expect(await page.title()).toBe('Payer Boulangerie Lenoir')
    expect(complaints.join()).toContain('integrity')
    await fillCard(page)
    await page.getByRole('button', { name: /Payer/ }).click()
    await page.getByRole('heading', { name: 'Paiement accepté' }).waitFor()
    await close()
  })

  it('pressed twice, sent once', async () => {
    const { id } = await order(shop.test, { return_url: thanks() })
    const { page, close } = await open()
    let sent = 0
    page.on('request', (request) => {
      if (request.method() === 'POST') sent++
    })
    await page.goto(base + pathOf(id))
    await fillCard(page)
    await page.evaluate(`{ const button = document.querySelector('.pay-button'); button.click(); button.click(); button.click() }`)
    await page.getByRole('heading', { name: 'Paiement accepté' }).waitFor()
    expect(sent).toBe(1)
    await close()
  })

  it('without script: card, bank, and back by the page’s own refresh', async () => {
    const { id } = await order(shop.test, { auth: true, return_url: thanks() })
    const { page, close, complaints } = await open({ script: false, viewport: phone })
    await page.goto(base + pathOf(id))
    await fillCard(page, '5555555555554444')
    await page.getByRole('button', { name: /Payer/ }).click()
    await page.getByRole('button', { name: 'Continuer' }).click()
    await page.getByRole('button', { name: 'M’authentifier', exact: true }).click()
    await page.getByRole('heading', { name: 'Paiement accepté' }).waitFor()
    await page.waitForURL(thanks())
    expect(await readOrder(shop.test, id)).toMatchObject({ status: 'to_capture', auth: { status: 'success' } })
    expect(complaints).toEqual([])
    await close()
  })
})

describe('framed by the merchant', () => {
  it('tells its origin how far the payer is, with sizes that follow the content, and where to go', async () => {
    const { id } = await order(shop.test, { auth: true, return_url: thanks() })
    const opened = await open()
    const frame = await inFrame(opened, id)
    await fillCard(frame as never, '5555555555554444')
    await frame.getByRole('button', { name: /Payer/ }).click()
    await frame.getByRole('button', { name: 'Continuer' }).click()
    await frame.getByRole('button', { name: 'M’authentifier', exact: true }).click()
    await frame.getByRole('heading', { name: 'Paiement accepté' }).waitFor()
    const heard = await opened.heard()
    expect([...new Set(heard.map(({ status }) => status))]).toEqual(['init', 'pending', 'secure-auth-start', 'secure-auth-end', 'finished'])
    expect(new Set(heard.map(({ origin }) => origin))).toEqual(new Set([front.url]))
    expect(heard.every(({ width, height }) => Number.isInteger(width) && width > 200 && Number.isInteger(height) && height > 150)).toBe(
      true,
    )
    expect(heard.filter(({ status }) => status === 'finished').every(({ url }) => url === thanks())).toBe(true)
    expect(heard.filter(({ status }) => status !== 'finished').every(({ url }) => url === null)).toBe(true)
    expect(new Set(heard.map(({ height }) => height)).size).toBeGreaterThan(1)
    await opened.page.frames()[1]!.waitForURL(thanks())
    expect(opened.complaints).toEqual([])
    await opened.close()
  })

  it.each([['declined', 'Refuser ce paiement', 'secure-auth-error'], ['failed', 'Échouer à m’authentifier', 'secure-auth-error']])(
    '%s at the bank',
    async (_, name, status) => {
      const { id } = await order(shop.test, { auth: true, return_url: thanks() })
      const opened = await open()
      const frame = await inFrame(opened, id)
      await fillCard(frame as never, '5555555555554444')
      await frame.getByRole('button', { name: /Payer/ }).click()
      await frame.getByRole('button', { name: 'Continuer' }).click()
      await frame.getByRole('button', { name }).click()
      await frame.getByText('rien n’est débité').waitFor()
      expect((await opened.heard()).at(-1)).toMatchObject({ status, url: thanks() })
      await opened.close()
    },
  )

  it('a refused card is an error, with the address to follow', async () => {
    const { id } = await order(shop.test, { return_url: thanks() })
    const opened = await open()
    const frame = await inFrame(opened, id)
    await fillCard(frame as never, '4000000000000002')
    await frame.getByRole('button', { name: /Payer/ }).click()
    await frame.getByRole('heading', { name: 'Paiement refusé' }).waitFor()
    expect((await opened.heard()).at(-1)).toMatchObject({ status: 'error', url: thanks() })
    await opened.close()
  })

  it('stays where it is when its merchant asks, and only then', async () => {
    const { id } = await order(shop.test, { return_url: thanks() })
    const opened = await open()
    const frame = await inFrame(opened, id)
    await opened.page.evaluate('window.holdBack = true')
    await fillCard(frame as never)
    await frame.getByRole('button', { name: /Payer/ }).click()
    await frame.getByRole('heading', { name: 'Paiement accepté' }).waitFor()
    await frame.getByText('quelques secondes').waitFor({ state: 'detached' })
    await opened.page.waitForTimeout(4_000)
    expect(opened.page.frames()[1]!.url()).toContain('/pay/')
    await opened.close()
  }, 60_000)

  it('another site may not frame it, and hears nothing', async () => {
    const { id } = await order(shop.test, { return_url: thanks() })
    const opened = await open()
    await inFrame(opened, id, `${evil.url}/basket`)
    await opened.page.waitForFunction(`document.querySelector('iframe').contentWindow.length === 0`)
    await opened.page.waitForTimeout(500)
    expect(await opened.heard()).toEqual([])
    expect(opened.complaints.join()).toContain('frame-ancestors')
    await opened.close()
  })

  it('its messages name the declared origin: a window of another origin that holds the page gets none', async () => {
    const { id } = await order(shop.test, { return_url: thanks() })
    const { page, close } = await open()
    // our own origin may frame the page, and is not the one that is declared
    await page.route(`${base}/framer`, (route) => route.fulfill({ contentType: 'text/html', body: merchantPage }))
    const complaints: string[] = []
    page.on('console', (line) => complaints.push(line.text()))
    await page.goto(`${base}/framer#${encodeURIComponent(base + pathOf(id))}`)
    await page.frameLocator('iframe').getByLabel('Numéro de carte').waitFor()
    await page.evaluate(`document.querySelector('iframe').contentWindow.postMessage({ stopRedirection: true }, '*')`)
    await page.waitForTimeout(300)
    expect(await page.evaluate('window.heard')).toEqual([])
    expect(complaints.join()).toContain(site.url)
    expect(await page.frames()[1]!.evaluate('sessionStorage.length')).toBe(0)
    await close()
  })

  it('without a declared origin it says nothing', async () => {
    const { id } = await order(shop.test, { return_url: null })
    const { page, close } = await open()
    await page.route(`${base}/framer`, (route) => route.fulfill({ contentType: 'text/html', body: merchantPage }))
    await page.goto(`${base}/framer#${encodeURIComponent(base + pathOf(id))}`)
    await page.frameLocator('iframe').getByLabel('Numéro de carte').waitFor()
    await page.waitForTimeout(300)
    expect(await page.evaluate('window.heard')).toEqual([])
    await close()
  })
})

describe('every page of it', () => {
  const stops = async (): Promise<[string, string][]> => {
    const made = async (said: Record<string, unknown> = {}) => (await order(shop.test, { return_url: thanks(), ...said })).id as string
    const bare = { currency: 'eur', exp_month: 8, exp_year: 2030 }
    const paid = await made({ card: { number: '4242424242424242', ...bare } })
    const refused = await made({ card: { number: '4000000000009995', ...bare } })
    const { id: atBank, auth } = await order(shop.test, {
      card: { number: '5555555555554444', ...bare },
      auth: { return_url: 'https://shop.example/back' },
      device: { ip: '10.0.0.1' },
    })
    const bank = /\/v1\/redirect\/.*/.exec(auth.redirect_url)![0]
    return [
      ['card', pathOf(await made())],
      ['card-en', pathOf(await made(), '?lang=en')],
      ['sepa', pathOf(await made(), '?lang=fr&method=sepa')],
      ['hold', pathOf(await made({ capture: false, methods_allowed: ['card'] }))],
      ['paid', pathOf(paid)],
      ['refused', pathOf(refused)],
      ['to-bank', pathOf(atBank)],
      ['bank', bank],
      ['bank-over', '/v1/redirect/test_00000000-0000-4000-8000-000000000000?lang=fr'],
      ['invalid', pathOf('paym_000000000000000000000000')],
      ['unpayable', pathOf(await made({ currency: 'usd', methods_allowed: ['sepa'] }))],
    ]
  }

  it('is accessible and fits, at a desk and on a telephone, in light and in dark', async () => {
    for (const [name, path] of await stops()) {
      for (const [viewport, scheme] of [[desk, 'light'], [phone, 'light'], [phone, 'dark']] as const) {
        const { page, close, complaints } = await open({ viewport, on: still })
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
        // pages that lead on by themselves stay to be looked at
        await page.route(
          (url) => url.pathname === '/merci' || (url.pathname.startsWith('/v1/redirect') && !path.startsWith('/v1')),
          (route) => route.fulfill({ status: 204 }),
        )
        await page.goto(base + path)
        if (look) await screenshot(page, `pay-${name}-${viewport.width}-${scheme}`)
        await expectAccessible(page)
        await expectFitsWidth(page)
        expect(complaints.filter((line) => !line.includes('404'))).toEqual([])
        await close()
      }
    }
  }, 240_000)

  it('a refused form, and the page in its merchant’s, look right', async () => {
    const { id } = await order(shop.test, { return_url: thanks() })
    for (const viewport of [desk, phone]) {
      const opened = await open({ viewport, script: false })
      await opened.page.goto(base + pathOf(id))
      await opened.page.getByRole('button', { name: /Payer/ }).click()
      await opened.page.getByRole('alert').waitFor()
      if (look) await screenshot(opened.page, `pay-wrong-${viewport.width}`)
      await expectFitsWidth(opened.page)
      await opened.close()
      const framed = await open({ viewport })
      const frame = await inFrame(framed, id)
      await frame.getByLabel('Numéro de carte').waitFor()
      await framed.page.waitForTimeout(200)
      if (look) await screenshot(framed.page, `pay-framed-${viewport.width}`)
      await expectFitsWidth(framed.page)
      await framed.close()
    }
  }, 60_000)
})
