import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { addNote } from '#src/notes/addNote.ts'
import { unit } from '#src/platform/ctx.ts'
import { openSession } from '#src/platform/sessions.ts'
import { askForDocuments } from '#src/reviews/askForDocuments.ts'
import { claimReview } from '#src/reviews/claimReview.ts'
import { proposeDecision } from '#src/reviews/proposeDecision.ts'
import { startRequestClocks } from '#src/requests/startRequestClocks.ts'
import { deliverMails } from '#src/notifications/deliverMails.ts'
import { expectAccessible, expectFitsWidth, launchBrowser, openPage, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { documentsOf, openDossier, type Dossier } from './dossiers.ts'

let house: House
let browser: Browser
let still: Browser
let analyst: StaffActor
let officer: StaffActor
const files = {} as Record<'ready' | 'unjudged' | 'proposed' | 'waiting' | 'gaps', Dossier>

const hours = (n: number) => n * 3_600_000
const page = (one: Dossier, name = ''): string => `/console/dossiers/${one.dossierId}${name && `/${name}`}`

const fill = async (): Promise<void> => {
  files.waiting = await openDossier(house, { name: 'L’Épicerie du Canal', pieces: 'refused' })
  const keys = [...new Set((await documentsOf(house, files.waiting.dossierId)).map(({ requirement_key }) => requirement_key))]
  await askForDocuments(house.ctx(analyst), files.waiting.dossierId, {
    items: keys.map((key) => ({ key, reason: 'unreadable', note: '' })),
    message: 'Bonjour,\nIl nous manque quelques pièces.',
  })
  await deliverMails(house.ctx())
  await startRequestClocks(house.ctx())
  house.forward(hours(30))
  for (const name of ['Atelier Kervadec', 'Nguyen Réparation Cycles', 'SAS Montaigu Transports et Logistique internationale'])
    await openDossier(house, { name, isRisky: name.startsWith('SAS') })
  house.forward(hours(20))
  files.proposed = await openDossier(house, { name: 'Casino de la Plage', isRisky: true, isPep: true })
  await proposeDecision(house.ctx(analyst), files.proposed.dossierId, {
    verdict: 'validate',
    reason: 'Agrément vérifié auprès de l’ANJ, origine des fonds justifiée par acte notarié.',
  })
  files.gaps = await openDossier(house, { name: 'Pharmacie Saint-Roch', pieces: 'refused' })
  files.ready = await openDossier(house, { name: 'Boulangerie Lenoir' })
  house.forward(hours(3))
  files.unjudged = await openDossier(house, { name: 'O’Donnell Consulting', pieces: 'received' })
  await claimReview(house.ctx(analyst), files.ready.reviewId)
  await claimReview(house.ctx(officer), files.unjudged.reviewId)
  await addNote(house.ctx(officer), {
    merchantId: files.ready.merchantId,
    subjectId: files.ready.dossierId,
    body: 'Appelé le gérant ce matin : il confirme l’ouverture d’un second point de vente en juin.',
    files: [],
  })
}

beforeAll(async () => {
  house = await openHouse()
  ;[browser, still] = await Promise.all([launchBrowser(), launchBrowser({ still: true })])
  analyst = await house.staff('analyst', 'Alix Martin')
  officer = await house.staff('officer', 'Claire Morel')
  await fill()
}, 240_000)
afterAll(async () => {
  await Promise.all([browser.close(), still.close()])
  await house.close()
})

const look = async (who: StaffActor, path: string, name: string, act?: (page: Page) => Promise<unknown>): Promise<void> => {
  const token = await unit(house.ctx(), (tx) => openSession(tx, { door: 'console', personId: who.id, ip: '127.0.0.1', userAgent: 'test' }))
  const base = await house.url()
  for (const [width, height] of [[1440, 900], [390, 844]] as const) {
    const opened = await openPage(act ? browser : still, { viewport: { width, height }, baseURL: base })
    await opened.page.context().addCookies([{ name: 'vigie_console', value: token, url: `${base}/console` }])
    await opened.page.goto(path)
    await act?.(opened.page)
    await screenshot(opened.page, `reviews-${name}-${width}`)
    await expectFitsWidth(opened.page)
    await expectAccessible(opened.page)
    // A refused form is an answer, though the browser notes its status.
    expect(opened.complaints.filter((line) => !/status of 4(09|22)/.test(line))).toEqual([])
    await opened.close()
  }
}

describe('pages looked at, at both widths', { timeout: 120_000 }, () => {
  it('the queue', () => look(analyst, '/console/queue', 'queue'))
  it('the queue, empty', () => look(analyst, '/console/queue?kind=unlock_request', 'queue-empty'))
  it('the queue of what is proposed', () => look(officer, '/console/queue?state=proposed', 'queue-proposed'))
  it('a dossier ready to be decided', () => look(analyst, page(files.ready), 'dossier-ready'))
  it('a dossier somebody else holds', () => look(analyst, page(files.unjudged), 'dossier-held'))
  it('a dossier with gaps, for an officer', () => look(officer, page(files.gaps), 'dossier-gaps'))
  it('a dossier proposed', () => look(officer, page(files.proposed), 'dossier-proposed'))
  it('a dossier with the merchant', () => look(analyst, page(files.waiting), 'dossier-waiting'))
  it('validate', () => look(analyst, page(files.ready, 'validate'), 'validate'))
  it('reject', () => look(analyst, page(files.ready, 'reject'), 'reject'))
  it('reject without a reason', () =>
    look(analyst, page(files.ready, 'reject'), 'reject-refused', (one) => one.locator('.confirm button').click()))
  it('confirm', () => look(officer, page(files.proposed, 'confirm'), 'confirm'))
  it('ask for documents', () => look(officer, page(files.gaps, 'ask-for-documents'), 'ask'))
  it('the letter read over', () =>
    look(officer, page(files.gaps, 'ask-for-documents'), 'ask-preview', (one) => one.locator('.ask button').click()))
  it('override a gap', async () => look(officer, `${page(files.gaps, 'override-gap')}?requirement=activity_proof`, 'override'))
  it('hand over', () => look(analyst, `/console/reviews/${files.ready.reviewId}/hand-over`, 'hand-over'))
})
