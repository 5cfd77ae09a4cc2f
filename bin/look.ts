import { launchBrowser, openPage, screenshot, shotsFolder } from '#test/support/browser.ts'

// node --import tsx bin/look.ts [--light|--dark] [--screen] URL… : screenshots at 1440 and 390 wide, light and dark unless said, whole
// pages unless --screen, into /tmp/vigie-shots

const widths = [{ name: '1440', width: 1440, height: 900 }, { name: '390', width: 390, height: 844 }]
const schemes = process.argv.includes('--light')
  ? (['light'] as const)
  : process.argv.includes('--dark')
  ? (['dark'] as const)
  : (['light', 'dark'] as const)
const urls = process.argv.slice(2).filter((word) => !word.startsWith('--'))

const nameOf = (url: string): string =>
  new URL(url).pathname.replaceAll('/', '-').slice(1) + new URL(url).search.replaceAll(/[?=&]/g, '-') || 'home'

const browser = await launchBrowser()
for (const { name, width, height } of widths) {
  for (const colorScheme of schemes) {
    const { page, complaints, close } = await openPage(browser, { viewport: { width, height }, colorScheme })
    for (const url of urls) {
      await page.goto(url, { waitUntil: 'networkidle' })
      process.stdout.write(`${await screenshot(page, `${nameOf(url)}-${name}-${colorScheme}`, !process.argv.includes('--screen'))}\n`)
    }
    for (const complaint of complaints) process.stderr.write(`${complaint}\n`)
    await close()
  }
}
await browser.close()
process.stdout.write(`${urls.length} pages, ${shotsFolder}\n`)
