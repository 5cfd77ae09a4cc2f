import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { findChromium } from './chromium.ts'

const isLookedAt = (): boolean => process.env['LOOK'] !== undefined

const quietArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--in-process-gpu',
  // One process draws all pages of a context: starting another is the work of five pages, and a page that hangs stands in its own test.
  '--renderer-process-limit=1',
  '--disable-site-isolation-trials',
  '--font-render-hinting=none',
  // A page lives for a second: what the optimising compilers make of its scripts is thrown away before it has paid (a sixth of the
  // processor's time).
  '--js-flags=--no-maglev --no-opt',
]
const stillArgs = ['--disable-threaded-compositing']

/** What moves by the frame would stay at its beginning where there is none: a colour that fades in when the style arrives never would. */
const holdStill = (browser: Browser): void => {
  const open = browser.newContext.bind(browser)
  browser.newContext = async (options) => {
    const context = await open(options)
    await context.addInitScript(
      `{ const rest = new CSSStyleSheet(); rest.replaceSync('*, ::before, ::after { transition: none !important; animation: none !important }'); document.adoptedStyleSheets = [rest] }`,
    )
    return context
  }
}

const start = async (isStill: boolean): Promise<Browser> => {
  const { executablePath, env } = await findChromium()
  const browser = await chromium.launch({
    executablePath,
    args: isStill ? [...quietArgs, ...stillArgs] : quietArgs,
    env: { ...process.env, ...env } as Record<string, string>,
  })
  if (isStill) holdStill(browser)
  // a file that is done leaves nothing open; the browser goes on for the next one, and ends with the worker
  browser.close = async () => {
    kept.delete(browser)
    await Promise.all(browser.contexts().map((context) => context.close()))
  }
  return browser
}

/** One of each kind for all the files of a worker: starting one takes as long as some ten pages. */
const started = new Map<boolean, Promise<Browser>>()

/**
 * A real Chromium from npm, as root or not, without a package of the system. Close it in `afterAll`. `still`: lays pages out and runs their
 * scripts, and paints nothing, for a third of the work: enough for whoever measures and reads, not for a click, which waits for two frames.
 * Where somebody looks, it paints.
 */
export const launchBrowser = async ({ still = false } = {}): Promise<Browser> => {
  const isStill = still && !isLookedAt()
  const living = await started.get(isStill)?.catch(() => undefined)
  if (living?.isConnected()) return living
  const starting = start(isStill)
  started.set(isStill, starting)
  return starting
}

type Kept = Map<string, BrowserContext[]>
/** Contexts nobody uses, by how they were opened: each keeps what it loaded of styles and scripts, as a browser in daily use does. */
const kept = new WeakMap<Browser, Kept>()

/**
 * A context with an empty page that stays: its process is there for the next page too, which begins in a quarter of the time a first one
 * takes.
 */
const openContext = async (browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> => {
  const context = await browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris', ...options })
  await context.newPage()
  return context
}

/** Nothing of whoever had it before: cookies and what pages stored. False where that cannot be made sure of. */
const forget = async (context: BrowserContext, page: Page): Promise<boolean> => {
  const isEmptied = page.isClosed() ? false : await page.evaluate('localStorage.clear()').then(() => true, () => false)
  const [, ...others] = context.pages()
  await Promise.all(others.map((one) => one.close()))
  await Promise.all([context.clearCookies(), context.unrouteAll()])
  return isEmptied
}

/** A page that collects whatever the browser complains of: a blocked style, a missing file, an error in a script. */
export const openPage = async (browser: Browser, { viewport, colorScheme, ...options }: BrowserContextOptions = {}) => {
  const way = JSON.stringify(options)
  const ways: Kept = kept.get(browser) ?? new Map()
  kept.set(browser, ways)
  const context = ways.get(way)?.pop() ?? (await openContext(browser, options))
  const page = await context.newPage()
  if (viewport) await page.setViewportSize(viewport)
  if (colorScheme) await page.emulateMedia({ colorScheme })
  const complaints: string[] = []
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type())) complaints.push(`${page.url()}: ${line.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
  page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`))
  const close = async (): Promise<void> => {
    if (await forget(context, page)) ways.set(way, [...(ways.get(way) ?? []), context])
    else await context.close()
  }
  return { page, complaints, close }
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

type Finding = { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }

const described = ({ id, help, nodes }: Finding) =>
  `${id}: ${help}\n${nodes.slice(0, 5).map((node) => `  ${node.html.slice(0, 300)}\n    ${node.failureSummary?.replaceAll('\n', '\n    ')}`).join('\n')}`

/** Every page of this context has axe from its beginning: half a megabyte travels to the browser once and not with each page. */
export const bringAxe = async (context: BrowserContext): Promise<void> => void (await context.addInitScript(await axeSource))

/** WCAG 2.2 AA by axe-core, and its good practices: not one violation. Evaluated from outside, so the page's own policy stays strict. */
export const expectAccessible = async (page: Page): Promise<void> => {
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(await axeSource)
  const found = await page.evaluate((tags) =>
    (globalThis as unknown as { axe: { run: (o: object) => Promise<{ violations: Finding[] }> } })
      .axe
      .run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'], selectors: false, performanceTimer: false }), rules)
  if (found.violations.length) throw new Error(`${page.url()} is not accessible:\n${found.violations.map(described).join('\n')}`)
}

/**
 * Once nothing travels any more, the browser has complained of nothing. Asked after the rest: what is waited for meanwhile costs nothing.
 */
export const expectNoComplaint = async (page: Page, complaints: readonly string[]): Promise<void> => {
  await page.waitForLoadState('networkidle')
  if (complaints.length) throw new Error(`the browser complains:\n${complaints.join('\n')}`)
}

/** Nothing makes the page scroll sideways; names what sticks out. */
export const expectFitsWidth = async (page: Page): Promise<void> => {
  const tooWide = await page.evaluate(`(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return []
    const sticksOut = (el) => el.getBoundingClientRect().right > width + 0.5 && getComputedStyle(el).position !== 'fixed'
    return [...document.body.querySelectorAll('*')].filter(sticksOut).map((el) => el.tagName + '.' + (el.getAttribute('class') ?? '')).slice(0, 12)
      .concat('page: ' + document.documentElement.scrollWidth + ' > ' + width)
  })()`) as string[]
  if (tooWide.length) throw new Error(`${page.url()} scrolls sideways: ${tooWide.join(', ')}`)
}

export const shotsFolder = '/tmp/vigie-shots'

/**
 * For the eye: taken where somebody looks (`LOOK=1 npx vitest run …`), since drawing them all takes a minute of a run that nobody watches.
 */
export const screenshot = async (page: Page, name: string, fullPage = true): Promise<void> => {
  if (!isLookedAt()) return
  await mkdir(shotsFolder, { recursive: true })
  await page.screenshot({ path: join(shotsFolder, `${name}.png`), fullPage, animations: 'disabled' })
}
