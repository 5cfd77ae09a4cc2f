import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { unit } from '#src/platform/ctx.ts'
import { openSession } from '#src/platform/sessions.ts'
import { launchBrowser, openPage } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { dossierRow, openDossier, reviewRow, type Dossier } from './dossiers.ts'

let house: House
let browser: Browser
let analyst: StaffActor
let base: string
beforeAll(async () => {
  house = await openHouse()
  browser = await launchBrowser()
  analyst = await house.staff('analyst', 'Alix Martin')
  base = await house.url()
})
afterAll(async () => {
  await browser.close()
  await house.close()
})

const signedIn = async (javaScriptEnabled: boolean): Promise<{ page: Page; close: () => Promise<void> }> => {
  const token = await unit(
    house.ctx(),
    (tx) => openSession(tx, { door: 'console', personId: analyst.id, ip: '127.0.0.1', userAgent: 'test' }),
  )
  const opened = await openPage(browser, { baseURL: base, javaScriptEnabled })
  await opened.page.context().addCookies([{ name: 'vigie_console', value: token, url: `${base}/console` }])
  return opened
}
const url = (one: Dossier) => `/console/dossiers/${one.dossierId}`

describe('the desk', { timeout: 120_000 }, () => {
  it('by keyboard alone: walk the queue, claim, open, decide, take the next', async () => {
    const files = [
      await openDossier(house, { name: 'Atelier Un' }),
      await openDossier(house, { name: 'Atelier Deux' }),
      await openDossier(house, { name: 'Atelier Trois' }),
    ]
    const { page, close } = await signedIn(true)
    await page.goto('/console/queue')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('j')
    await page.keyboard.press('c')
    await page.waitForURL(/\/console\/dossiers\//)
    const taken = files.find((one) => page.url().endsWith(url(one)))!
    expect(await reviewRow(house, taken.reviewId)).toMatchObject({ owner_id: analyst.id })
    await page.keyboard.press('v')
    await page.waitForURL(/\/validate$/)
    await page.locator('.confirm .button-primary').focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(`${base}${url(taken)}`)
    expect(await dossierRow(house, taken.dossierId)).toMatchObject({ state: 'validated' })
    await page.goto('/console/queue')
    await page.keyboard.press('n')
    await page.waitForURL(/\/console\/dossiers\//)
    expect(page.url().endsWith(url(taken))).toBe(false)
    await page.goto('/console/queue')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/console\/dossiers\//)
    await page.keyboard.press('?')
    expect(await page.locator('#shortcuts[open]').isVisible()).toBe(true)
    await close()
  })

  it('without script: filter, sort, claim, ask for documents, note', async () => {
    const one = await openDossier(house, { name: 'Sans Script', pieces: 'refused', isPep: true })
    const { page, close } = await signedIn(false)
    await page.goto('/console/queue')
    await page.selectOption('select[name=risk]', 'high')
    await page.locator('.filters button').click()
    expect(page.url()).toContain('risk=high')
    await page.locator('th a', { hasText: 'Âge' }).click()
    expect(page.url()).toContain('sort=age')
    expect(page.url()).toContain('risk=high')
    await page.locator('tr', { hasText: 'Sans Script' }).locator('button', { hasText: 'Prendre' }).click()
    expect(page.url()).toContain(url(one))
    await page.locator('textarea[name=body]').fill('Je m’en occupe.')
    await page.locator('.notes form button').click()
    expect(await page.locator('.note-text').first().textContent()).toBe('Je m’en occupe.')
    await page.locator('a', { hasText: 'Demander des pièces' }).first().click()
    await page.locator('.ask .button-primary').click()
    expect(await page.locator('.letter').textContent()).toContain('Nous les attendons jusqu’au')
    await page.locator('.confirm .button-primary').click()
    expect(page.url()).toBe(`${base}${url(one)}`)
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'awaiting_documents' })
    await close()
  })

  it('the owner’s open page tells that he is there', async () => {
    const one = await openDossier(house, { name: 'Présence' })
    const { page, close } = await signedIn(true)
    await page.goto(url(one))
    await page.keyboard.press('c')
    await page.waitForSelector('[data-presence]', { state: 'attached' })
    await expect
      .poll(
        async () => (await house.db.selectFrom('review_presences').selectAll().where('review_item_id', '=', one.reviewId).execute()).length,
        { timeout: 10_000 },
      )
      .toBe(1)
    await close()
  })
})
