import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { styleguide } from '#src/web/styleguide.ts'
import { expectAccessible, expectFitsWidth, launchBrowser, openPage } from '#test/support/browser.ts'
import { serveStyleguide } from '#test/support/styleguide-app.ts'

let browser: Browser
let still: Browser
let guide: Awaited<ReturnType<typeof serveStyleguide>>

beforeAll(async () => {
  guide = await serveStyleguide()
  ;[browser, still] = await Promise.all([launchBrowser(), launchBrowser({ still: true })])
}, 120_000)
afterAll(async () => {
  await Promise.all([browser?.close(), still?.close()])
  guide?.close()
})

const open = async (path: string, options: Parameters<typeof openPage>[1] = {}, looker = browser) => {
  const opened = await openPage(looker, options)
  await opened.page.goto(guide.url + path, { waitUntil: 'load' })
  return opened
}

const pages = Object.keys(styleguide)
const sights = [1440, 390].flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })))

describe.each(sights)('at $width, $colorScheme', ({ width, colorScheme }) => {
  test.each(pages)('%s is accessible, fits, and breaks no rule', async (name) => {
    const { page, complaints, close } = await open(`/${name}`, { viewport: { width, height: 900 }, colorScheme }, still)
    await expectAccessible(page)
    await expectFitsWidth(page)
    expect(complaints).toEqual([])
    await close()
  })
})

test.each([768, 1024, 1280])('nothing scrolls sideways at %i', async (width) => {
  const { page, close } = await open('/parts', { viewport: { width, height: 900 } }, still)
  for (const name of pages) {
    await page.goto(`${guide.url}/${name}?lang=en`)
    await expectFitsWidth(page)
  }
  await close()
})

test('at 200 % zoom of a small screen nothing scrolls sideways', async () => {
  const { page, close } = await open('/case', { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }, still)
  await expectFitsWidth(page)
  await close()
})

describe('the keyboard', () => {
  test('j and k walk the list, Enter opens the row', async () => {
    const { page, close } = await open('/queue')
    const here = () => page.evaluate('document.activeElement.textContent')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    expect(await here()).toBe('SAS Montaigu Transports et Logistique')
    await page.keyboard.press('k')
    expect(await here()).toBe('Boulangerie Lenoir')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/case?0')
    await page.goBack()
    expect(await page.locator('tr.is-here').textContent()).toContain('Boulangerie Lenoir')
    await close()
  })

  test('/ goes to the search, where letters are letters; ? lists the keys of the page', async () => {
    const { page, close } = await open('/queue')
    await page.keyboard.press('/')
    await page.keyboard.type('j?')
    expect(await page.locator('#search').inputValue()).toBe('j?')
    await page.locator('h1').click()
    await page.keyboard.press('?')
    const words = await page.locator('#shortcuts').textContent()
    for (const said of ['Rechercher', 'Ligne suivante', 'Prendre le suivant', 'Prendre']) expect(words).toContain(said)
    await expectAccessible(page)
    await page.locator('[data-keys-on]').click()
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    expect(await page.evaluate('document.activeElement.tagName')).not.toBe('A')
    await close()
  })

  test('a click anywhere on a row opens it, a click on its button does not', async () => {
    const { page, close } = await open('/queue')
    await page.route('**/queue/hand-over', (route) => route.fulfill({ body: 'claimed' }))
    await page.locator('tbody tr').nth(2).locator('td').nth(3).click()
    await page.waitForURL('**/case?2')
    await page.goBack()
    await page.locator('tbody tr').nth(2).getByRole('button').click()
    await page.waitForURL('**/queue/hand-over')
    await close()
  })
})

describe('forms', () => {
  test('are sent once, however often one presses', async () => {
    const { page, close } = await open('/decision')
    let posts = 0
    await page.route('**/case/terminate', async (route) => {
      posts++
      await new Promise((done) => setTimeout(done, 400))
      await route.fulfill({ body: 'done' })
    })
    await page.evaluate(`for (const time of [1, 2, 3]) document.querySelector('.confirm .button').click()`)
    await page.waitForURL('**/case/terminate')
    expect(posts).toBe(1)
    await close()
  })

  test('filters ask again when an answer changes', async () => {
    const { page, close } = await open('/queue')
    await page.locator('#f-risk').selectOption('high')
    await page.waitForURL('**/queue?view=all&risk=high&state=open&since=2026-10-01')
    await close()
  })

  test('picking rows counts them and tells the form', async () => {
    const { page, close } = await open('/queue')
    const bar = page.locator('.bulk')
    expect(await bar.isVisible()).toBe(false)
    await page.locator('input[name=pick]').nth(1).click()
    await page.locator('input[name=pick]').nth(4).click({ modifiers: ['Shift'] })
    expect(await bar.textContent()).toContain('4 lignes sélectionnées')
    expect(await page.locator('[data-bulk-seen]').inputValue()).toBe('4')
    await page.locator('[data-pick-all]').click()
    expect(await bar.textContent()).toContain('11 lignes')
    await expectAccessible(page)
    await close()
  })
})

test('the bench turns, zooms and lights the box of a field', async () => {
  const { page, complaints, close } = await open('/bench', { viewport: { width: 1440, height: 900 } })
  const sheet = page.locator('[data-bench-sheet]')
  await page.keyboard.press('t')
  expect(await sheet.getAttribute('viewBox')).toBe('0 0 640 1020')
  await page.locator('[data-bench-do="zoom-in"]').click()
  expect(await page.evaluate(`document.querySelector('[data-bench-sheet]').style.width`)).toBe('140%')
  await page.locator('tr[data-field="name"]').hover()
  expect(await page.locator('rect.is-lit').getAttribute('data-box')).toBe('name')
  await page.keyboard.press('i')
  expect(await page.locator('[data-bench]').getAttribute('class')).toContain('has-contrast')
  expect(complaints).toEqual([])
  await close()
})

test('a block that asks for itself moves on until it is done', async () => {
  const { page, close } = await openPage(browser)
  let calls = 0
  const block = (done: number, url: string) =>
    `<div id="reading" aria-live="polite" data-poll-every="0.05"${url}><p>${done} sur 3</p></div>`
  await page.route(
    'http://vigie.test/progress',
    (route) =>
      route.fulfill({ contentType: 'text/html', body: block(Math.min(++calls, 3), calls < 3 ? ' data-poll-url="/progress"' : '') }),
  )
  await page.route(
    'http://vigie.test/poll.js',
    async (route) => route.fulfill({ contentType: 'text/javascript', body: await (await fetch(`${guide.url}/assets/poll.js`)).text() }),
  )
  await page.route('http://vigie.test/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<main>${block(0, ' data-poll-url="/progress"')}</main><script type="module" src="/poll.js"></script>`,
    }))
  await page.goto('http://vigie.test/')
  await page.getByText('3 sur 3').waitFor()
  expect(calls).toBe(3)
  await close()
})

test('without script everything is there and works', async () => {
  const { page, close } = await open('/queue', { javaScriptEnabled: false })
  expect(await page.locator('.bulk').isVisible()).toBe(true)
  expect(await page.locator('.filters button').isVisible()).toBe(true)
  expect(await page.locator('.needs-script').first().isVisible()).toBe(false)
  await page.locator('.row-link').first().click()
  await page.waitForURL('**/case?0')
  await close()
})

test('the narrow navigation opens without script and closes again', async () => {
  const { page, close } = await open('/case', { javaScriptEnabled: false, viewport: { width: 390, height: 800 } })
  expect(await page.locator('#nav').isVisible()).toBe(false)
  await page.locator('.top-menu').click()
  expect(await page.locator('#nav').isVisible()).toBe(true)
  await page.locator('.side-close').click()
  expect(await page.locator('#nav').isVisible()).toBe(false)
  await close()
})
