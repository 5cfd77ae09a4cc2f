import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system, type MerchantActor, type StaffActor } from '#src/kernel/actor.ts'
import { findDossierOfMerchant, lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { moveDossier } from '#src/dossiers/moveDossier.ts'
import { sendPieces } from '#src/dossiers/sendPieces.ts'
import { validateMerchant } from '#src/merchants/validateMerchant.ts'
import { deliverMails } from '#src/notifications/deliverMails.ts'
import { cookieName, openSession } from '#src/platform/sessions.ts'
import { unit } from '#src/platform/ctx.ts'
import { deactivateOverdueMerchants } from '#src/requests/deactivateOverdueMerchants.ts'
import { openRequest } from '#src/requests/openRequest.ts'
import { startRequestClocks } from '#src/requests/startRequestClocks.ts'
import { parkReview } from '#src/reviews/parkReview.ts'
import { expectAccessible, expectFitsWidth, launchBrowser, openPage, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { newPdf, submitted, type Signed } from '#test/support/merchant.ts'

let house: House
let browser: Browser
let url: string
const faults: string[] = []

beforeAll(async () => {
  house = await openHouse()
  browser = await launchBrowser({ still: true })
  url = await house.url()
})
afterAll(async () => {
  await browser?.close()
  await house.close()
})

const sizes = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } }

/** The pages as this person sees them, in both widths, light and dark. */
const look = async (
  actor: MerchantActor | StaffActor,
  pages: Record<string, string>,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<void> => {
  const door = actor.kind === 'staff' ? 'console' : 'merchant'
  const token = await unit(house.ctx(), (tx) => openSession(tx, { door, personId: actor.id, ip: '127.0.0.1', userAgent: 'test' }))
  const { page, close, complaints } = await openPage(browser, { colorScheme })
  await page.context().addCookies([{ name: cookieName[door], value: token, url: `${url}/${door}` }])
  for (const [name, path] of Object.entries(pages)) {
    for (const [width, size] of Object.entries(sizes)) {
      await page.setViewportSize(size)
      const answer = await page.goto(url + path)
      if (answer?.status() !== 200) faults.push(`${name}: ${answer?.status()}`)
      await screenshot(page, `merchant-${name}-${width}${colorScheme === 'dark' ? '-dark' : ''}`)
      for (const check of [expectFitsWidth, expectAccessible])
        await check(page).catch((fault: Error) => faults.push(`${name} at ${width}, ${colorScheme}: ${fault.message}`))
    }
  }
  faults.push(...complaints.filter((one) => !one.includes('ERR_ABORTED')))
  await close()
}

const dossierOf = async ({ merchantId }: Signed) => (await findDossierOfMerchant(house.db, merchantId))!
const ask = async (signed: Signed, keys: string[]) => {
  const { id } = await dossierOf(signed)
  await unit(house.ctx(await house.staff('analyst')), async (tx) => {
    await moveDossier(tx, await lockDossier(tx.db, id), 'ask')
    const items = keys.map((key, i) => ({
      requirementKey: key,
      kind: key.split(':')[0]!,
      personId: null,
      reason: i ? 'too_old' : 'unreadable',
      note: i ? '' : 'Le bas de la page 2 est coupé.',
    }))
    await openRequest(tx, {
      dossierId: id,
      merchantId: signed.merchantId,
      purpose: 'onboarding',
      message: 'Bonjour,\nil nous manque deux éléments pour terminer.',
      items,
    })
    await parkReview(tx, id)
  })
}
const send = async (signed: Signed, requirementKey: string) =>
  sendPieces(house.ctx(signed.actor), { requirementKey, files: [{ fileName: 'statuts-2026.pdf', bytes: await newPdf() }] })

describe('a merchant where he stands', { timeout: 240_000 }, () => {
  it('asked, answering, switched off, coming back', async () => {
    const signed = await submitted(house)
    await ask(signed, ['statutes', 'rbe_extract'])
    await look(signed.actor, { 'asked-leaving': '/merchant' })
    await deliverMails(house.ctx(system('deliver-mails')))
    await startRequestClocks(house.ctx(system('start-request-clocks')))
    house.forward(9 * 86_400_000)
    await send(signed, 'statutes')
    await look(signed.actor, { asked: '/merchant', 'asked-pieces': '/merchant/documents', 'asked-company': '/merchant/company' })
    await look(signed.actor, { asked: '/merchant' }, 'dark')
    house.forward(40 * 86_400_000)
    await deactivateOverdueMerchants(house.ctx(system('deactivate-overdue-merchants')))
    await look(signed.actor, { deactivated: '/merchant', 'deactivated-pieces': '/merchant/documents' })
    await send(signed, 'rbe_extract')
    await look(signed.actor, { unlocking: '/merchant' })
  })

  it('answered in full: the clock is paused', async () => {
    const signed = await submitted(house)
    await ask(signed, ['statutes'])
    await deliverMails(house.ctx(system('deliver-mails')))
    await startRequestClocks(house.ctx(system('start-request-clocks')))
    house.forward(86_400_000)
    await send(signed, 'statutes')
    await look(signed.actor, { answered: '/merchant' })
  })

  it('validated, refused', async () => {
    const [good, bad] = [await submitted(house), await submitted(house)]
    const officer = await house.staff('officer')
    await unit(house.ctx(officer), async (tx) => {
      await moveDossier(tx, await lockDossier(tx.db, (await dossierOf(good)).id), 'validate')
      await validateMerchant(tx, good.merchantId)
    })
    await look(good.actor, { validated: '/merchant', 'developers-live': '/merchant/developers', 'contract-kept': '/merchant/contract' })
    await house.db.updateTable('merchants').set({ state: 'rejected' }).where('id', '=', bad.merchantId).execute()
    await look(bad.actor, { rejected: '/merchant' })
    const agent = await house.staff('agent', 'Lucie Morel')
    await look(agent, {
      'console-list': '/console/merchants',
      'console-none': '/console/merchants?q=personne',
      'console-show': `/console/merchants/${good.merchantId}`,
    })
  })

  it('every page is clean', () => expect(faults).toEqual([]))
})
