import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Browser } from 'playwright-core'
import { renderLetter } from '#src/notifications/renderLetter.ts'
import type { MailTemplate } from '#src/notifications/templates.ts'
import { expectFitsWidth, launchBrowser, openPage, screenshot } from '#test/support/browser.ts'
import { examples, now } from './examples.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser({ still: true })
})
afterAll(() => browser.close())

/** A picture of each letter, to be looked at; and that none is cut on a telephone. */
it.each([['fr', 700], ['en', 390]] as const)('every letter in %s stands at %i px', async (lang, width) => {
  const { page, close } = await openPage(browser, { viewport: { width, height: 700 } })
  for (const template of Object.keys(examples) as MailTemplate[]) {
    const { html, subject } = renderLetter(template, examples[template], lang, now)
    await page.setContent(html)
    expect(await page.title()).toBe(subject)
    await expectFitsWidth(page)
    await screenshot(page, `mail-${template}-${lang}`)
  }
  await close()
}, 60_000)
