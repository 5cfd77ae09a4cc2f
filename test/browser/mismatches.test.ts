import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkDocuments } from '#src/checks/checkDocuments.ts'
import { makePiece } from '#src/demo/pieces/makePiece.ts'
import { readDocuments } from '#src/documents/readDocuments.ts'
import type { RefusalReason } from '#src/documents/document.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { useReader } from '#src/platform/ocr.ts'
import { cookieName } from '#src/web/session.ts'
import { correctionsOf, overallOf, overridesOf, verdictOf } from '#test/checks/checked.ts'
import { lenoir, paper, pieceRow, sendPiece } from '#test/documents/pieces.ts'
import { openDossier, type Dossier } from '#test/reviews/dossiers.ts'
import { expectAccessible, expectFitsWidth, expectNoComplaint, launchBrowser, openPage, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { readerAtItsWord } from '#test/support/readers.ts'

let house: House
let browser: Browser
let one: Dossier
let other: Dossier
let analyst: StaffActor

/** One dossier with one mismatch of each sort, and a piece with which nothing is wrong. */
const sorts = ['right', 'expired', 'stranger', 'altered', 'company', 'old', 'account', 'kind', 'unreadable', 'elsewhere'] as const
type Sort = (typeof sorts)[number]
const ids = {} as Record<Sort, string>

/** A Belgian account of somebody else's. */
const foreignAccount = async (): Promise<Buffer> =>
  (await makePiece({
    kind: 'rib',
    quality: 'text_pdf',
    seed: 5,
    today: '2026-03-02',
    facts: { ...lenoir, iban: 'BE68539007547034', bic: 'KREDBEBB', holder: 'Van den Broeck Événements SRL' },
  }))
    .bytes

const fill = async (): Promise<void> => {
  useReader(readerAtItsWord)
  one = await openDossier(house, { pieces: null })
  other = await openDossier(house, { pieces: null, name: 'Épicerie du Canal' })
  const hers = { requirementKey: `identity_document:${one.personId}`, personId: one.personId }
  const account = { kind: 'rib', requirementKey: 'payout_account_proof' } as const
  const shared = (await paper({ kind: 'rib', seed: 9 })).bytes
  ids.right = await sendPiece(house, one, account)
  ids.expired = await sendPiece(house, one, { kind: 'fr_cni_e', flaw: 'expired', ...hers })
  ids.stranger = await sendPiece(house, one, { kind: 'fr_cni_e', flaw: 'wrong_name', ...hers })
  ids.altered = await sendPiece(house, one, { kind: 'passport', flaw: 'altered_zone', ...hers })
  ids.company = await sendPiece(house, one, { flaw: 'wrong_company' })
  ids.old = await sendPiece(house, one, { flaw: 'old' })
  ids.account = await sendPiece(house, one, { ...account, bytes: await foreignAccount() })
  ids.kind = await sendPiece(house, one, { kind: 'proof_of_address' })
  ids.unreadable = await sendPiece(house, one, { kind: 'activity_proof', quality: 'unreadable_jpeg', requirementKey: 'activity_proof' })
  ids.elsewhere = await sendPiece(house, one, { ...account, bytes: shared })
  await sendPiece(house, other, { ...account, bytes: shared })
  await readDocuments(house.ctx())
  await checkDocuments(house.ctx())
  // the first of two that filed the same file hears of the second
  await checkDocuments(house.ctx())
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

const addressOf = (sort: Sort): string => `/console/documents/${ids[sort]}`
const dossierAddress = (): string => `/console/dossiers/${one.dossierId}`

const open = async (path: string, options: Parameters<typeof openPage>[1] = {}) => {
  const opened = await openPage(browser, { viewport: { width: 1440, height: 900 }, ...options })
  const client = await house.clientOf(analyst)
  const base = await house.url()
  await opened.page.context().addCookies([{ name: cookieName.console, value: client.cookies.get(cookieName.console)!, url: base }])
  const go = (to: string) => opened.page.goto(base + to, { waitUntil: 'load' })
  await go(path)
  return { ...opened, go }
}
const textOf = async (page: Page, selector: string): Promise<string> =>
  ((await page.locator(selector).first().textContent()) ?? '').replaceAll('\u00a0', ' ').replace(/\s+/g, ' ').trim()

/** The check that accuses it, and the reason that is proposed for refusing it. */
const accused: Record<Exclude<Sort, 'right'>, [check: Parameters<typeof verdictOf>[2], reason: RefusalReason]> = {
  expired: ['not_expired', 'expired'],
  stranger: ['name_matches', 'wrong_person'],
  altered: ['mrz_check_digits', 'altered'],
  company: ['siren_matches', 'wrong_company'],
  old: ['age', 'too_old'],
  account: ['holder_matches', 'mismatch'],
  kind: ['kind', 'wrong_kind'],
  unreadable: ['legible', 'unreadable'],
  elsewhere: ['same_file_elsewhere', 'other'],
}

const look = process.env['LOOK'] !== undefined
const expectSound = async (page: Page, complaints: readonly string[], name: string): Promise<void> => {
  if (look) await screenshot(page, `mismatch-${name}`)
  await expectAccessible(page)
  await expectFitsWidth(page)
  await expectNoComplaint(page, complaints)
}

describe('what the program found', () => {
  it('is right about each of them', async () => {
    expect(await overallOf(house, ids.right)).toBe('pass')
    for (const [sort, [check]] of Object.entries(accused))
      expect([sort, await verdictOf(house, ids[sort as Sort], check), await overallOf(house, ids[sort as Sort])]).toEqual([
        sort,
        'fail',
        'fail',
      ])
  })

  it('stands in the dossier’s head, and the list begins with the worst', async () => {
    const { page, complaints, close } = await open(dossierAddress())
    expect(await textOf(page, '.stand')).toContain('10 pièces : 1 conforme, 8 en désaccord, 1 illisible.')
    // once a piece, beside its name, in words for who listens
    expect(await page.locator('.program-mark.is-bad').count()).toBe(9)
    expect(await textOf(page, '.program-mark.is-bad')).toBe('en désaccord pour le programme')
    await Promise.all([page.waitForURL('**/console/documents/**'), page.keyboard.press('e')])
    expect(await page.locator('tbody.check').first().getAttribute('class')).toContain('is-fail')
    expect(complaints).toEqual([])
    await close()
  }, 60_000)

  it('stands on the bench, the worst first, its reason chosen already', async () => {
    const { page, go, complaints, close } = await open(addressOf('right'))
    expect(await textOf(page, '.program-word')).toMatch(/^Conforme Le programme a tout vérifié/)
    for (const [sort, [check, reason]] of Object.entries(accused)) {
      await go(addressOf(sort as Sort))
      const looks = await page.locator('tbody.check').evaluateAll((rows) =>
        rows.map((row) => /is-(fail|warning|unknown|pass)/.exec((row as unknown as { className: string }).className)![1]!)
      )
      expect([sort, looks[0]]).toEqual([sort, 'fail'])
      const rank = ['fail', 'warning', 'unknown', 'pass']
      const places = looks.map((one) => (one === 'warning' ? 2 : rank.indexOf(one)))
      expect(places).toEqual(places.toSorted((a, b) => a - b))
      expect(await page.locator(`#check-${check}`).getAttribute('class')).toContain('is-fail')
      expect([sort, await page.locator('input[name=reason]:checked').getAttribute('value')]).toEqual([sort, reason])
      expect((await page.locator('textarea[name=note]').inputValue()).length).toBeGreaterThan(10)
    }
    expect(complaints).toEqual([])
    await close()
  }, 60_000)

  it('leads to the other merchant’s piece', async () => {
    const { page, close } = await open(addressOf('elsewhere'))
    await Promise.all([
      page.waitForURL((url) => !url.href.includes(ids.elsewhere)),
      page.locator('#check-same_file_elsewhere .check-links a').click(),
    ])
    expect(await textOf(page, '.page-head')).toContain('Épicerie du Canal')
    await close()
  }, 60_000)
})

describe.each([1440, 390])('at %i', (width) => {
  it('everything is accessible and fits', async () => {
    const { page, go, complaints, close } = await open(dossierAddress(), { viewport: { width, height: width === 390 ? 844 : 900 } })
    await expectSound(page, complaints, `dossier-${width}`)
    for (const sort of look ? sorts : (['altered', 'elsewhere'] as const)) {
      await go(addressOf(sort))
      await expectSound(page, complaints, `${sort}-${width}`)
    }
    await go(addressOf('account'))
    await page.locator('summary[data-key="a"]').click()
    await expectSound(page, complaints, `accept-${width}`)
    await page.locator('#check-holder_matches summary').first().click()
    await page.locator('#check-holder_matches .correct summary').first().click()
    await expectSound(page, complaints, `correct-${width}`)
    await close()
  }, 120_000)
})

describe('the journey', () => {
  it('a field lights its boxes and a box its field', async () => {
    const { page, close } = await open(addressOf('account'))
    await page.locator('#check-holder_matches').hover()
    expect([
      await page.locator('rect[data-box="holder.0"].is-lit').count() > 0,
      await page.locator('rect[data-box="iban.0"].is-lit').count(),
    ])
      .toEqual([true, 0])
    await page.locator('rect[data-box="iban.0"]').first().hover()
    expect(await page.locator('#check-iban_matches').getAttribute('class')).toContain('is-lit')
    expect(await page.locator('#check-holder_matches').getAttribute('class')).not.toContain('is-lit')
    await close()
  }, 60_000)

  it('a reading is put right by hand, seen to be so, and makes the pass', async () => {
    const { page, close } = await open(addressOf('old'))
    await page.keyboard.press('j')
    await page.keyboard.press('c')
    const input = page.locator('#check-age input[name=value]:focus')
    await input.fill('01/03/2026')
    await Promise.all([page.waitForURL('**?page=1'), page.keyboard.press('Enter')])
    expect(await textOf(page, '.flash')).toContain('La lecture est corrigée')
    expect(await correctionsOf(house, ids.old)).toMatchObject([{ field: 'issued_on', value: '01/03/2026', corrected_by: analyst.id }])
    await checkDocuments(house.ctx())
    await page.locator('#check-age.is-pass').waitFor({ timeout: 20_000 })
    expect(await textOf(page, '#check-age .check-read')).toContain('à la main')
    await page.reload()
    expect(await textOf(page, '.program')).toContain('1 lecture corrigée à la main')
    if (look) await screenshot(page, 'mismatch-corrected-1440')
    await close()
  }, 60_000)

  it('a disagreement is accepted with a reason, and with none it is not; the next piece is there', async () => {
    const { page, go, close } = await open(addressOf('account'))
    await page.keyboard.press('a')
    await page.locator('textarea[name=why]:focus').fill('Compte de la maison mère, mandat vu ce jour.')
    await Promise.all([page.waitForURL((url) => !url.href.includes(ids.account)), page.locator('details[open] .button-primary').click()])
    expect(page.url()).toContain('/console/documents/')
    expect((await overridesOf(house, ids.account)).map(({ reason }) => reason)).toContain('Compte de la maison mère, mandat vu ce jour.')
    await go(addressOf('account'))
    expect(await textOf(page, '.verdict')).toContain('Acceptée malgré un désaccord')
    if (look) await screenshot(page, 'mismatch-accepted-1440')
    await close()
  }, 60_000)

  it('refused by three keys with the reason that was proposed; n goes on without a verdict', async () => {
    const { page, close } = await open(addressOf('expired'))
    await page.keyboard.press('r')
    await page.locator('input[name=reason][value=expired]:focus').waitFor()
    await Promise.all([page.waitForURL((url) => !url.href.includes(ids.expired)), page.keyboard.press('Enter')])
    expect(await pieceRow(house, ids.expired)).toMatchObject({
      state: 'refused',
      refusal_reason: 'expired',
      refusal_note: 'La pièce était périmée le jour de sa réception.',
    })
    const here = page.url()
    await Promise.all([page.waitForURL((url) => url.href !== here), page.keyboard.press('n')])
    expect(page.url()).toContain('/console/documents/')
    await close()
  }, 60_000)
})

it('all of it without script', async () => {
  const { page, go, close } = await open(dossierAddress(), { javaScriptEnabled: false })
  expect(await textOf(page, '.stand')).toContain('10 pièces : ')
  await page.locator('.page-head-actions a').last().click()
  expect(page.url()).toContain('/console/documents/')

  await go(addressOf('company'))
  await page.locator('#check-siren_matches .check-open summary').click()
  await page.locator('#check-siren_matches .correct summary').first().click()
  await page.locator('#check-siren_matches input[name=value]').first().fill('732 829 320')
  await page.locator('#check-siren_matches .correct button').first().click()
  expect(await correctionsOf(house, ids.company)).toMatchObject([{ field: 'siren', value: '732 829 320' }])

  await go(addressOf('stranger'))
  await page.locator('summary', { hasText: 'Refuser' }).click()
  expect(await page.locator('input[name=reason]:checked').getAttribute('value')).toBe('wrong_person')
  await page.locator('button', { hasText: 'Refuser la pièce' }).click()
  expect(await pieceRow(house, ids.stranger)).toMatchObject({ state: 'refused', refusal_reason: 'wrong_person' })

  await go(addressOf('kind'))
  await page.locator('summary', { hasText: 'Accepter malgré tout' }).click()
  await page.getByLabel('Pourquoi l’accepter').fill('La facture vaut ici : accord de la conformité.')
  await page.locator('button', { hasText: 'Accepter la pièce' }).click()
  expect([await pieceRow(house, ids.kind), (await overridesOf(house, ids.kind)).length > 0]).toMatchObject([{ state: 'accepted' }, true])
  await close()
}, 60_000)
