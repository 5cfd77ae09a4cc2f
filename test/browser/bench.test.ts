import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkDocuments } from '#src/checks/checkDocuments.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { readDocuments } from '#src/documents/readDocuments.ts'
import { refuseDocument } from '#src/documents/refuseDocument.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { cookieName } from '#src/web/session.ts'
import { pieceRow, sendPiece } from '#test/documents/pieces.ts'
import { openDossier, type Dossier } from '#test/reviews/dossiers.ts'
import { expectAccessible, expectFitsWidth, expectNoComplaint, launchBrowser, openPage, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let browser: Browser
let one: Dossier
let analyst: StaffActor
const ids: Record<string, string> = {}

/** A text, a photograph, a scan, something nobody can read, and one that nobody has read. */
const fill = async (): Promise<void> => {
  one = await openDossier(house, { pieces: null, isPep: true })
  const owner = { personId: one.personId }
  ids['register'] = await sendPiece(house, one)
  ids['card'] = await sendPiece(house, one, {
    kind: 'fr_cni_e',
    quality: 'photo_jpeg',
    requirementKey: `identity_document:${one.personId}`,
    ...owner,
  })
  ids['rib'] = await sendPiece(house, one, { kind: 'rib', quality: 'scan_pdf', requirementKey: 'payout_account_proof' })
  ids['blurred'] = await sendPiece(house, one, { kind: 'activity_proof', quality: 'unreadable_jpeg', requirementKey: 'activity_proof' })
  ids['statutes'] = await sendPiece(house, one, { kind: 'statuts', requirementKey: 'power_of_attorney' })
  await readDocuments(house.ctx())
  await checkDocuments(house.ctx())
  ids['unread'] = await sendPiece(house, one, { kind: 'proof_of_address', requirementKey: `proof_of_address:${one.personId}`, ...owner })
  await acceptDocument(house.ctx(analyst), ids['statutes'])
  await refuseDocument(house.ctx(analyst), ids['blurred'], {
    reason: 'unreadable',
    note: 'La photo est floue : rien ne se lit, pas même le nom.',
  })
  // nothing is due any more: a page that asks for itself is cut short when the next is opened
  await checkDocuments(house.ctx())
  await house.db.updateTable('documents').set({ warnings: ['pdf_script', 'pdf_attachment'] }).where('id', '=', ids['register']).execute()
}

beforeAll(async () => {
  house = await openHouse()
  browser = await launchBrowser()
  analyst = await house.staff('analyst', 'Alix Martin')
  await fill()
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await house?.close()
})

const addressOf = async (name: string): Promise<string> => `${await house.url()}/console/documents/${ids[name]}`

const openAt = async (name: string, options: Parameters<typeof openPage>[1] = {}, actor: StaffActor = analyst) => {
  const opened = await openPage(browser, { viewport: { width: 1440, height: 900 }, ...options })
  const client = await house.clientOf(actor)
  await opened.page.context().addCookies([{
    name: cookieName.console,
    value: client.cookies.get(cookieName.console)!,
    url: await house.url(),
  }])
  await opened.page.goto(await addressOf(name), { waitUntil: 'networkidle' })
  return opened
}

const look = process.env['LOOK']
const expectSound = async (page: Page, complaints: readonly string[], name: string): Promise<void> => {
  if (look !== undefined) await screenshot(page, `bench-${name}`, name.includes('390'))
  await expectAccessible(page)
  await expectFitsWidth(page)
  await expectNoComplaint(page, complaints)
}

const sights = [1440, 1100, 390].flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })))

describe.each(sights)('at $width, $colorScheme', ({ width, colorScheme }) => {
  it('is accessible, fits, and breaks no rule', async () => {
    const { page, complaints, close } = await openAt('card', { viewport: { width, height: width === 390 ? 844 : 900 }, colorScheme })
    for (
      const name of look === '' || look === undefined
        ? ['card', 'blurred']
        : ['card', 'blurred', 'register', 'rib', 'statutes', 'unread']
    ) {
      if (name !== 'card') await page.goto(await addressOf(name), { waitUntil: 'load' })
      await expectSound(page, complaints, `${name}-${width}-${colorScheme}`)
    }
    await page.goto(await addressOf('rib'), { waitUntil: 'load' })
    await page.locator('summary[data-key="r"]').click()
    await expectSound(page, complaints, `refuse-${width}-${colorScheme}`)
    await close()
  }, 120_000)
})

describe('by the keyboard', () => {
  it('r opens the reasons, a digit chooses one, Enter refuses, and the next piece is there; u takes it back', async () => {
    const { page, close } = await openAt('rib')
    await page.keyboard.press('r')
    expect(await page.evaluate('document.activeElement.name')).toBe('reason')
    await page.keyboard.press('8')
    expect(await page.locator('input[name=reason]:checked').getAttribute('value')).toBe('mismatch')
    await page.locator('input[name=reason]:checked').focus()
    await Promise.all([page.waitForURL((url) => !url.href.includes(ids['rib']!)), page.keyboard.press('Enter')])
    expect(await pieceRow(house, ids['rib']!)).toMatchObject({ state: 'refused', refusal_reason: 'mismatch' })
    expect(await page.locator('.flash').textContent()).toContain('La pièce est refusée.')
    await page.goto(await addressOf('rib'))
    await Promise.all([page.waitForURL('**?page=1'), page.keyboard.press('u')])
    expect(await pieceRow(house, ids['rib']!)).toMatchObject({ state: 'received' })
    await close()
  }, 60_000)

  it('a accepts; arrows go to the neighbours, n to the next to judge', async () => {
    const { page, close } = await openAt('unread')
    await Promise.all([page.waitForURL(`**/${ids['statutes']}`), page.keyboard.press('ArrowLeft')])
    await Promise.all([page.waitForURL(`**/${ids['unread']}`), page.keyboard.press('ArrowRight')])
    await Promise.all([page.waitForURL((url) => !url.href.includes(ids['unread']!)), page.keyboard.press('n')])
    await page.goto(await addressOf('unread'))
    await Promise.all([page.waitForURL((url) => !url.href.includes(ids['unread']!)), page.keyboard.press('a')])
    expect(await pieceRow(house, ids['unread']!)).toMatchObject({ state: 'accepted' })
    await house
      .db
      .updateTable('documents')
      .set({ state: 'received', decided_by: null, decided_at: null })
      .where('id', '=', ids['unread']!)
      .execute()
    await close()
  }, 60_000)

  it('letters typed into the words of a refusal judge nothing', async () => {
    const { page, close } = await openAt('card')
    await page.keyboard.press('r')
    await page.locator('textarea[name=note]').pressSequentially('a rature')
    expect(await page.locator('textarea[name=note]').inputValue()).toBe('a rature')
    expect(await pieceRow(house, ids['card']!)).toMatchObject({ state: 'received' })
    await close()
  }, 60_000)
})

describe('the picture', () => {
  it('zooms, asks once for a larger one, turns in quarters', async () => {
    const { page, complaints, close } = await openAt('card')
    const asked: string[] = []
    page.on('request', (request) => void (request.url().includes('size=large') && asked.push(request.url())))
    for (const key of ['+', '+', '+', '0', '+', '+', '+']) await page.keyboard.press(key)
    await expect.poll(() => page.locator('[data-bench-sheet] image').getAttribute('href'), { timeout: 10_000 }).toContain('size=large')
    expect(asked.length).toBeGreaterThan(0)
    const before = await page.locator('[data-bench-sheet]').getAttribute('viewBox')
    await page.keyboard.press('t')
    const [, , width, height] = before!.split(' ')
    expect(await page.locator('[data-bench-sheet]').getAttribute('viewBox')).toBe(`0 0 ${height} ${width}`)
    expect(complaints).toEqual([])
    await close()
  }, 60_000)

  it('a fact lights its place on the page, and the place its fact', async () => {
    const { page, close } = await openAt('rib')
    await page.locator('#check-iban_matches').hover()
    expect(await page.locator('rect[data-box="iban.0"].is-lit').count()).toBeGreaterThan(0)
    expect(await page.locator('rect[data-box="holder.0"].is-lit').count()).toBe(0)
    await page.locator('rect[data-box="bic.0"]').first().hover()
    expect(await page.locator('#check-bic_valid').getAttribute('class')).toContain('is-lit')
    await close()
  }, 60_000)

  it.each([0, 1_000])('says so when it does not come, be it before anybody listens: after %i ms', async (ms) => {
    const { page, close } = await openAt('rib')
    await page.route('**/pages/**', async (route) => {
      await new Promise((done) => setTimeout(done, ms))
      await route.fulfill({ status: 503, body: '' })
    })
    // the script comes after the picture has failed
    if (ms === 0)
      await page.route('**/bench.js', async (route) => {
        await new Promise((done) => setTimeout(done, 1_000))
        await route.continue()
      })
    await page.reload()
    await page.locator('[data-bench-broken]').waitFor({ state: 'visible' })
    await close()
  }, 60_000)
})

it('the text comes when it was read, and nothing above it moves', async () => {
  const { page, complaints, close } = await openAt('unread')
  const places = () =>
    page.evaluate(
      `['.bench', '.verdict', '.compare'].map((name) => { const { x, y, width, height } = document.querySelector(name).getBoundingClientRect(); return [x, y, width, height] })`,
    )
  const before = await places()
  expect(await page.locator('#reading progress').count()).toBe(1)
  await readDocuments(house.ctx())
  await page.locator('#reading .reading-text').waitFor({ timeout: 20_000 })
  expect(await page.locator('#reading').textContent()).toContain('Facture d')
  expect(await places()).toEqual(before)
  expect(complaints).toEqual([])
  await close()
}, 90_000)

it('works without script: pages are links, the verdict is a form', async () => {
  const { page, close } = await openAt('statutes', { javaScriptEnabled: false })
  await page.locator('.bench-pages a', { hasText: '2' }).click()
  expect(new URL(page.url()).search).toBe('?page=2')
  expect(await page.locator('[data-bench-sheet] image').getAttribute('href')).toContain('/pages/2')
  await page.goto(await addressOf('card'))
  await page.locator('summary', { hasText: 'Refuser' }).click()
  await page.getByLabel('Périmée').check()
  await page.locator('button', { hasText: 'Refuser la pièce' }).click()
  expect(await pieceRow(house, ids['card']!)).toMatchObject({ state: 'refused', refusal_reason: 'expired' })
  await close()
}, 60_000)
