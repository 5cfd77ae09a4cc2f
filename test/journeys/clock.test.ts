import { sql } from 'kysely'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { acceptHeldAnswers } from '#src/reviews/acceptHeldAnswers.ts'
import { askForDocuments } from '#src/reviews/askForDocuments.ts'
import { claimReview } from '#src/reviews/claimReview.ts'
import { readDossierOfMerchant } from '#src/dossiers/readDossier.sql.ts'
import { launchBrowser } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { deliver, openLetter, openVisitor, says, signInAsMerchant, tellInOrder, useHouseLetterhead,
  type Visitor } from '#test/support/journey.ts'
import { newPdf, password, submitted, type Signed } from '#test/support/merchant.ts'
import { lastJson, openCommandLine } from '#test/support/vigie.ts'

// Nobody answers, the clock runs out, and the nightly command switches the account off; then the merchant answers after all.

const job = 'deactivate-overdue-merchants'
/** Asked on Monday 2 March: the last day is 1 April, which ends at 24:00 in Paris, summer time by then. */
const end = '2026-04-01T22:00:00Z'
const secondBefore = '2026-04-01T21:59:59Z'

let house: House
let browser: Browser
let base: string
let merchant: Visitor
let one: Signed
let analyst: StaffActor
let secret: string
let command: Awaited<ReturnType<typeof openCommandLine>>

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T08:00:00Z' })
  browser = await launchBrowser()
  base = await house.url()
  await useHouseLetterhead(house)
  merchant = await openVisitor(browser, base, { viewport: { width: 390, height: 844 } })
  command = await openCommandLine(house)
  analyst = await house.staff('analyst', 'Alix Martin')
})
afterAll(async () => {
  await browser?.close()
  await command?.close()
  await house?.close()
})

const theMerchant = () => house.db.selectFrom('merchants').selectAll().where('id', '=', one.merchantId).executeTakeFirstOrThrow()
const theRequest = () =>
  house.db.selectFrom('document_requests').selectAll().where('merchant_id', '=', one.merchantId).executeTakeFirstOrThrow()
const reviews = () => house.db.selectFrom('review_items').selectAll().where('merchant_id', '=', one.merchantId).orderBy('id').execute()
const file = () => readDossierOfMerchant(house.db, one.merchantId)
const apiAnswers = async (): Promise<number> =>
  (await fetch(`${base}/v1/`, { headers: { authorization: `Basic ${Buffer.from(`${secret}:`).toString('base64')}` } })).status
const switchOff = (at: string, ...words: string[]) => command.vigie('job', 'run', job, '--at', at, '--json', ...words)

describe('a request that nobody answers', { timeout: 120_000 }, () => {
  tellInOrder()

  it('is asked, and its clock starts as the letter leaves', async () => {
    one = await submitted(house)
    await claimReview(house.ctx(analyst), (await reviews())[0]!.id)
    const { dossier, documents } = await file()
    for (const { id } of documents) await acceptDocument(house.ctx(analyst), id)
    await askForDocuments(house.ctx(analyst), dossier.id, { items: [{ key: 'rbe_extract', reason: 'too_old', note: '' }], message: '' })
    await deliver(house)
    expect(await theRequest()).toMatchObject({ state: 'open', due_at: new Date(end) })
  })

  it('to the last evening the merchant is at home and his test keys answer', async () => {
    house.travel('2026-04-01T21:50:00Z')
    await signInAsMerchant(merchant, one.email, password)
    expect(await merchant.text()).toContain('Il reste 10 min')
    await merchant.go('/merchant/developers')
    secret = await merchant.page.locator('code', { hasText: /^stest_/ }).first().innerText()
    expect(await apiAnswers()).toBe(200)
  })

  it('the second before the end the command does nothing', async () => {
    const ran = await switchOff(secondBefore)
    expect(ran).toMatchObject({ code: 0 })
    expect(lastJson(ran)).toMatchObject({ job, at: '2026-04-01T21:59:59.000Z', dryRun: false, done: 0, skipped: 0, failed: 0 })
  })

  it('a dry run says what it would do, and changes nothing', async () => {
    expect(lastJson(await switchOff(end, '--dry-run'))).toMatchObject({ dryRun: true, done: 1, failed: 0 })
    expect((await theMerchant()).state).toBe('onboarding')
    expect(await theRequest()).toMatchObject({ state: 'open', closed_at: null })
    expect(await apiAnswers()).toBe(200)
    await merchant.go('/merchant')
    expect(merchant.path()).toBe('/merchant')
  })

  it('at the end it switches the account off: session, keys, review, letter', async () => {
    house.travel(end)
    const ran = await switchOff(end)
    expect(ran.code).toBe(0)
    expect(lastJson(ran)).toMatchObject({ job, done: 1, skipped: 0, failed: 0 })
    expect((await theMerchant()).state).toBe('deactivated')
    expect((await theRequest()).state).toBe('lapsed')
    expect(await reviews()).toMatchObject([{ state: 'closed', outcome: 'lapsed', owner_id: null }])
    expect(await apiAnswers()).toBe(401)
    await merchant.go('/merchant')
    expect(merchant.path()).toBe('/merchant/sign-in')
    await deliver(house)
    expect(await openLetter(merchant, /^Votre compte est désactivé/)).toContain('mercredi 1er avril 2026 à 24:00')
  })

  it('a second run, and one a week late, find nothing left to do', async () => {
    for (const ran of await Promise.all([switchOff(end), switchOff('2026-04-09T06:02:00Z')]))
      expect(lastJson(ran)).toMatchObject({ done: 0, skipped: 0, failed: 0 })
  })

  it('the merchant comes back, sees where he stands, and answers', async () => {
    house.travel('2026-04-03T08:00:00Z')
    await signInAsMerchant(merchant, one.email, password)
    expect(await merchant.text()).toContain(says('dossiers:situation.deactivated.state'))
    await merchant.follow(says('dossiers:home.send_pieces'))
    await merchant.page.locator('li.piece input[type=file]').first().setInputFiles({
      name: 'rbe.pdf',
      mimeType: 'application/pdf',
      buffer: await newPdf('Extrait'),
    })
    await merchant.press(new RegExp(says('dossiers:pieces.send')))
    await merchant.go('/merchant')
    expect(await merchant.text()).toContain(says('dossiers:situation.unlocking.state'))
    expect((await reviews()).at(-1)).toMatchObject({ state: 'open', kind: 'unlock_request' })
    expect(await apiAnswers()).toBe(401)
  })

  it('his answer is accepted, and the account works again', async () => {
    house.travel('2026-04-03T09:00:00Z')
    await claimReview(house.ctx(analyst), (await reviews()).at(-1)!.id)
    const { dossier, documents } = await file()
    for (const { id } of documents.filter(({ state }) => state === 'received')) await acceptDocument(house.ctx(analyst), id)
    await acceptHeldAnswers(house.ctx(analyst), dossier.id)
    expect((await theMerchant()).state).toBe('onboarding')
    expect(await apiAnswers()).toBe(200)
    await deliver(house)
    await openLetter(merchant, /^Votre compte est de nouveau ouvert/)
    await signInAsMerchant(merchant, one.email, password)
    expect(await merchant.text()).toContain(says('dossiers:situation.with_us.state'))
    expect(merchant.complaints()).toEqual([])
  })
})

describe('the command line beside it', { timeout: 120_000 }, () => {
  tellInOrder()

  it('lists every job with its schedule and its last run; knows no other job, and no other instant', async () => {
    const { vigie } = command
    const [list, unknown, never] = await Promise.all([
      vigie('job', 'list'),
      vigie('job', 'run', 'make-coffee'),
      vigie('job', 'run', job, '--at', 'tomorrow'),
    ])
    expect(list.code).toBe(0)
    expect(list.lines.join('\n')).toMatch(/deactivate-overdue-merchants[^\n]*2 \* \* \* \*[^\n]*\d done/)
    expect(list.lines.join('\n')).toMatch(/deliver-mails/)
    expect(unknown).toMatchObject({ code: 1, errors: expect.stringContaining('vigie job list') })
    expect(never.code).toBe(1)
  })

  it('proves the history', async () => {
    expect((await command.vigie('job', 'run', 'seal-audit-trail', '--json')).code).toBe(0)
    const { code, lines } = await command.vigie('audit', 'verify')
    expect({ code, said: lines.at(-1) }).toMatchObject({ code: 0, said: expect.stringContaining('intact') })
  })

  it('shows that one event was tampered with', async () => {
    // Only who owns the database can do this: its own triggers refuse.
    await expect(sql`update audit_events set event = 'dossier.validated' where event = 'dossier.lapsed'`.execute(house.database.db))
      .rejects
      .toThrow(/written once/)
    await sql`alter table audit_events disable trigger user`.execute(house.database.db)
    await sql`update audit_events set event = 'dossier.validated' where event = 'dossier.lapsed'`.execute(house.database.db)
    await sql`alter table audit_events enable trigger user`.execute(house.database.db)
    const { code, errors } = await command.vigie('audit', 'verify')
    expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringMatching(/NOT intact/) })
  })
})
