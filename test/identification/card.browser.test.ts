import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { recordIdentification } from '#src/identification/recordIdentification.ts'
import { cookieName } from '#src/web/session.ts'
import { openDossier, type Dossier } from '#test/reviews/dossiers.ts'
import { expectAccessible, expectFitsWidth, launchBrowser, openPage, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { standing } from './measures.ts'

let house: House
let browser: Browser
let analyst: StaffActor
beforeAll(async () => {
  house = await openHouse()
  browser = await launchBrowser()
  analyst = await house.staff('analyst', 'Alix Martin')
})
afterAll(async () => {
  await browser?.close()
  await house?.close()
})

/** A company's manager with two measures, and a delegate who has none. */
const twoPeople = async (): Promise<Dossier> => {
  const one = await openDossier(house, { measures: [1] })
  const first = await house.db.selectFrom('people').selectAll().where('id', '=', one.personId).executeTakeFirstOrThrow()
  const delegate = {
    ...first,
    id: `${one.personId.slice(0, -2)}zz`,
    given_names: 'Marc-Antoine',
    family_name: 'Le Goff de Kersauson',
    role: 'mandataire',
    is_representative: false,
    is_signatory: true,
  }
  await house.db.insertInto('people').values(delegate).execute()
  const evidence = 'Copie certifiée conforme par Me Garnier, notaire à Rennes, reçue le 27 février par courrier recommandé.'
  await recordIdentification(house.ctx(analyst), one.dossierId, { personId: one.personId, measure: 2, evidence })
  return one
}

const openAt = async (one: Dossier, options: Parameters<typeof openPage>[1]) => {
  const opened = await openPage(browser, options)
  const client = await house.clientOf(analyst)
  const url = await house.url()
  await opened.page.context().addCookies([{ name: cookieName.console, value: client.cookies.get(cookieName.console)!, url }])
  await opened.page.goto(`${url}/console/dossiers/${one.dossierId}`)
  return opened
}
/** Sends the form whose button is in focus, and waits for the page that answers. */
const enter = async (page: Page): Promise<void> => {
  await Promise.all([page.waitForEvent('framenavigated'), page.keyboard.press('Enter')])
  await page.waitForLoadState('load')
}

const look = process.env['LOOK']

describe.each([1440, 390].flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme }))))(
  'the card at $width, $colorScheme',
  ({ width, colorScheme }) => {
    it('folded and open: accessible, and as wide as the screen', async () => {
      const one = await twoPeople()
      const { page, complaints, close } = await openAt(one, { viewport: { width, height: 900 }, colorScheme })
      const check = async (name: string) => {
        if (look !== undefined) await screenshot(page, `identification-${name}-${width}-${colorScheme}`)
        await expectAccessible(page)
        await expectFitsWidth(page)
      }
      await check('folded')
      for (const summary of await page.locator('.identified summary').all()) await summary.click()
      await check('open')
      await page.getByLabel('Ce qui le prouve').first().fill('x')
      await page.locator('.identified form:has([name=evidence]) button').first().focus()
      await enter(page)
      await check('refused')
      expect(complaints.filter((one) => !one.includes('status of 422'))).toEqual([])
      await close()
    }, 120_000)
  },
)

describe('without script', () => {
  it('by the keyboard alone: opened, filled in, sent, taken back', async () => {
    const one = await openDossier(house, { measures: [1] })
    const { page, close } = await openAt(one, { viewport: { width: 1440, height: 900 }, javaScriptEnabled: false })
    await page.locator('.identified summary').first().focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Certifiée par notaire.')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await enter(page)
    expect(await standing(house, one)).toEqual([1, 2])
    await page.locator('.measures summary').first().focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Étude introuvable.')
    await page.keyboard.press('Tab')
    await enter(page)
    expect(await standing(house, one)).toEqual([1])
    await close()
  }, 60_000)
})
