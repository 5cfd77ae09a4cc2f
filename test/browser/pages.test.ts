import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPortfolio } from '#src/demo/buildPortfolio.ts'
import { routes } from '#src/routes.ts'
import type { Route } from '#src/web/route.ts'
import { bringAxe, expectAccessible, expectFitsWidth, launchBrowser, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { planTour, type Stop, type Tour } from '#test/browser/tour.ts'

// Every page of the program over the demo portfolio, as the person who is to look at it: it stands, fits a desk and a telephone, can be
// used by everybody, and the browser has nothing to complain of. Then the keys.

const now = '2026-03-03T09:00:00Z'
const desk = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }

let house: House
let base: string
let browser: Browser
let still: Browser
let context: BrowserContext
let page: Page
let tour: Tour
let complaints: string[] = []

beforeAll(async () => {
  house = await openHouse({ at: now })
  await buildPortfolio(house.database, { merchants: 60, seed: 1, now: house.now(), say: () => {} })
  tour = await planTour(house.db, house.now())
  base = await house.url()
  still = await launchBrowser({ still: true })
  await openIn(still)
}, 400_000)
afterAll(async () => {
  await Promise.all([browser?.close(), still?.close()])
  await house?.close()
})

/** Where the tests below look from now on. */
const openIn = async (one: Browser): Promise<void> => {
  context = await one.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris', baseURL: base, viewport: desk })
  await bringAxe(context)
  page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type())) complaints.push(line.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
}

const be = async (who: string): Promise<void> => {
  await context.clearCookies()
  await context.addCookies((tour.cookies[who] ?? []).map(({ name, value, path }) => ({ name, value, url: base + path })))
}

const visit = async ({ as, path }: Stop): Promise<number> => {
  complaints = []
  await be(as)
  await page.setViewportSize(desk)
  return (await page.goto(path))?.status() ?? 0
}

/** Everything that is wrong with a page at once, so that one fault does not hide the next. */
const faultsOf = async (stop: Stop): Promise<string[]> => {
  const status = await visit(stop)
  const [at] = [new URL(page.url()).pathname]
  const faults = [status === 200 ? '' : `answers ${status}`, at === (stop.leadsTo ?? stop.path.split('?')[0]) ? '' : `leads to ${at}`]
  const check = async (work: (page: Page) => Promise<void>, where: string) =>
    void (await work(page).catch((error: Error) => faults.push(`${where}: ${error.message}`)))
  await check(expectAccessible, 'desk')
  await check(expectFitsWidth, 'desk')
  await screenshot(page, `page-${stop.name}-1440`)
  await page.setViewportSize(phone)
  await screenshot(page, `page-${stop.name}-390`)
  await check(expectFitsWidth, 'phone')
  return [...faults, ...complaints].filter(Boolean)
}

const types: Record<NonNullable<Stop['type']>, RegExp> = {
  csv: /^text\/csv; charset=utf-8/,
  file: /^(image|application|text)\//,
  part: /^text\/html/,
  json: /^application\/json/,
}

const countEvents = async (): Promise<number> => {
  const [open, closed] = [
    await house.db.selectFrom('audit_events').select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
    await house.db.selectFrom('closed_events').select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
  ]
  return open.count + closed.count
}
/** Whoever takes something away leaves an event. */
const recorded = new Set(routes({ isTrial: true }).filter(({ records }) => records).map(({ path }) => path))

const answersOf = async ({ as, path, type, route }: Stop): Promise<string[]> => {
  await be(as)
  const before = await countEvents()
  const authorization = as === 'key' ? { authorization: `Basic ${Buffer.from(`${tour.apiKey}:`).toString('base64')}` } : undefined
  const answer = await context.request.get(path, { headers: authorization })
  const { 'content-type': said = '', 'x-content-type-options': sniffing } = answer.headers()
  return [
    answer.status() === 200 ? '' : `answers ${answer.status()}`,
    types[type!].test(said) ? '' : `is ${said}`,
    sniffing === 'nosniff' ? '' : 'may be sniffed',
    recorded.has(route) && type !== 'part' && !route.includes(':page') && (await countEvents()) === before ? 'leaves no event' : '',
  ]
    .filter(Boolean)
}

/** Those that draw no page of their own. */
/** What has a contract is held against it wherever it is called (test/support/api.ts); the contract itself is no page. */
const isApi = ({ path, contract }: Route): boolean => contract !== undefined || path === '/v1/openapi.json'
const gets = routes({ isTrial: true }).filter((route) => route.method === 'get' && !isApi(route)).map(({ path }) => path)

describe('every page', () => {
  it('is on the tour', () => expect(gets.filter((path) => !tour.stops.some(({ route }) => route === path))).toEqual([]))
  it('and the tour goes nowhere else', () => expect(tour.stops.filter(({ route }) => !gets.includes(route))).toEqual([]))

  it.each([...new Set(gets)])('%s', async (route) => {
    const faults: Record<string, string[]> = {}
    for (const stop of tour.stops.filter((one) => one.route === route)) {
      const found = stop.type ? await answersOf(stop) : await faultsOf(stop)
      if (found.length > 0) faults[`${stop.name} as ${stop.as}`] = found
    }
    expect(faults).toEqual({})
  }, 120_000)
})

describe('by keys alone', { timeout: 90_000 }, () => {
  beforeAll(async () => {
    browser = await launchBrowser()
    await openIn(browser)
  })
  const here = () => page.evaluate('document.activeElement?.textContent?.trim()') as Promise<string>
  const path = () => new URL(page.url()).pathname
  const stopAt = (name: string): Stop => tour.stops.find((one) => one.name === name)!
  const arrive = async (name: string, key: string, at: RegExp): Promise<void> => {
    await Promise.all([page.waitForURL((url) => at.test(url.pathname)), page.keyboard.press(key)])
    expect(path(), `${name} by ${key}`).toMatch(at)
  }

  it('? tells the keys, Escape closes them, / goes to the search', async () => {
    await visit(stopAt('queue'))
    await page.keyboard.press('?')
    const dialog = page.locator('#shortcuts')
    expect(await dialog.evaluate((one) => (one as unknown as { open: boolean }).open)).toBe(true)
    expect(await dialog.locator('kbd').allInnerTexts()).toEqual(expect.arrayContaining(['j', 'k', 'c', 'n', '/', '?']))
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    expect(await dialog.evaluate((one) => (one as unknown as { open: boolean }).open)).toBe(false)
    await page.keyboard.press('/')
    expect(await page.evaluate('document.activeElement?.getAttribute("name")')).toBe('q')
  })

  it('j and k walk the queue, Enter opens, and back again c claims the row', async () => {
    await visit(stopAt('queue'))
    const rows = await page.locator('[data-list] .row-link').allInnerTexts()
    await page.keyboard.press('j')
    expect(await here()).toBe(rows[0])
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    expect(await here()).toBe(rows[1])
    await arrive('queue', 'Enter', /^\/console\/dossiers\//)
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(rows[1])
    await page.goBack()
    const free = page.locator('[data-list] tr').filter({ has: page.locator('[data-row-key=c]') })
    await free.first().locator('.row-link').focus()
    const name = await here()
    await arrive('queue', 'c', /^\/console\/dossiers\//)
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(name)
    const { owner_id } = await house
      .db
      .selectFrom('review_items')
      .select('owner_id')
      .where('dossier_id', '=', path().split('/')[3]!)
      .where('state', '<>', 'closed')
      .executeTakeFirstOrThrow()
    expect(owner_id).toBe(
      (await house
        .db
        .selectFrom('staff_roles')
        .select('staff_id')
        .where('role', '=', 'analyst')
        .where('staff_id', '=', owner_id!)
        .executeTakeFirst())
        ?.staff_id,
    )
  })

  it('n takes the next, e leads to its bench', async () => {
    await visit(stopAt('queue'))
    await arrive('queue', 'n', /^\/console\/dossiers\//)
    await arrive('dossier', 'e', /^\/console\/documents\//)
    expect(complaints).toEqual([])
  })

  it('on the bench a accepts and goes on, r opens the reasons, a digit chooses one, Enter refuses', async () => {
    const stateOf = async (address: string) => (await house
      .db
      .selectFrom('documents')
      .select(['state', 'refusal_reason'])
      .where('id', '=', address.split('/')[3]!)
      .executeTakeFirstOrThrow())
    await visit(stopAt('bench'))
    const first = path()
    await Promise.all([page.waitForURL((url) => url.pathname !== first), page.keyboard.press('a')])
    expect(await stateOf(first)).toMatchObject({ state: 'accepted' })
    const second = path()
    expect(second).toMatch(/^\/console\/documents\//)
    await page.keyboard.press('r')
    expect(await page.locator('details.refuse').evaluate((one) => (one as unknown as { open: boolean }).open)).toBe(true)
    await page.keyboard.press('3')
    await Promise.all([page.waitForURL((url) => url.pathname !== second), page.keyboard.press('Enter')])
    expect(await stateOf(second)).toEqual({ state: 'refused', refusal_reason: 'too_old' })
    expect(complaints).toEqual([])
  })

  it('no letter acts while somebody types', async () => {
    await visit(stopAt('queue'))
    await page.locator('[data-search]').focus()
    await page.keyboard.type('nje?')
    expect(path()).toBe('/console/queue')
    expect(await page.locator('[data-search]').inputValue()).toBe('nje?')
  })
})
