import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { readDocuments } from '#src/documents/readDocuments.ts'
import { refuseDocument } from '#src/documents/refuseDocument.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { closeOcr } from '#src/platform/ocr.ts'
import { cookieName } from '#src/web/session.ts'
import { sendPiece } from '#test/documents/pieces.ts'
import { openDossier, type Dossier } from '#test/reviews/dossiers.ts'
import { expectAccessible, expectFitsWidth, launchBrowser, openPage, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let browser: Browser
let one: Dossier
let analyst: StaffActor
const ids: Record<string, string> = {}

const fill = async (): Promise<void> => {
  one = await openDossier(house, { pieces: null, isPep: true })
  const owner = { personId: one.personId }
  ids['register'] = await sendPiece(house, one)
  ids['card'] = await sendPiece(house, one, { kind: 'fr_cni_e', quality: 'photo_jpeg', requirementKey: `identity_document:${one.personId}`, ...owner })
  ids['rib'] = await sendPiece(house, one, { kind: 'rib', quality: 'scan_pdf', requirementKey: 'payout_account_proof' })
  ids['blurred'] = await sendPiece(house, one, { kind: 'activity_proof', quality: 'unreadable_jpeg', requirementKey: 'activity_proof' })
  ids['accounts'] = await sendPiece(house, one, { kind: 'accounts', requirementKey: 'accounts' })
  await readDocuments(house.ctx())
  ids['unread'] = await sendPiece(house, one, { kind: 'proof_of_address', requirementKey: `proof_of_address:${one.personId}`, ...owner })
  await acceptDocument(house.ctx(analyst), ids['accounts'])
  await refuseDocument(house.ctx(analyst), ids['blurred'], { reason: 'unreadable', note: 'La photo est floue : rien ne se lit, pas même le nom.' })
}

beforeAll(async () => {
  house = await openHouse()
  browser = await launchBrowser()
  analyst = await house.staff('analyst', 'Alix Martin')
  await fill()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await house?.close()
  await closeOcr()
})

const openAt = async (name: string, options: Parameters<typeof openPage>[1] = {}, actor: StaffActor = analyst) => {
  const opened = await openPage(browser, options)
  const client = await house.clientOf(actor)
  const url = await house.url()
  await opened.page.context().addCookies([{ name: cookieName.console, value: client.cookies.get(cookieName.console)!, url }])
  await opened.page.goto(`${url}/console/documents/${ids[name]}`, { waitUntil: 'networkidle' })
  return opened
}

const sights = [1440, 390].flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })))
const isLook = process.env['LOOK'] !== undefined

describe.each(sights)('at $width, $colorScheme', ({ width, colorScheme }) => {
  it.each(['register', 'card', 'rib', 'blurred', 'unread'])('%s is accessible, fits, and breaks no rule', async (name) => {
    const { page, complaints, close } = await openAt(name, { viewport: { width, height: width === 390 ? 844 : 900 }, colorScheme })
    if (isLook) await screenshot(page, `bench-${name}-${width}-${colorScheme}`, width === 390)
    await expectAccessible(page)
    await expectFitsWidth(page)
    expect(complaints).toEqual([])
    await close()
  })
})
