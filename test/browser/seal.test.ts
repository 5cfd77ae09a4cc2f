import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkDocuments } from '#src/checks/checkDocuments.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { importCertificates } from '#src/seals/importCertificates.ts'
import { cookieName } from '#src/web/session.ts'
import { verdictOf } from '#test/checks/checked.ts'
import { makeChain, makeCode } from '#test/pieces/seals/madeCodes.ts'
import { openDossier, type Dossier } from '#test/reviews/dossiers.ts'
import { lenoirsBill, sendSealed } from '#test/seals/sealedPiece.ts'
import { expectAccessible, expectFitsWidth, launchBrowser, openPage, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'

/** What a signed code says, on the bench of the piece that carries it. */
let house: House
let browser: Browser
let analyst: StaffActor
let one: Dossier
const sorts = ['valid', 'altered', 'stranger', 'expired', 'hostile', 'account'] as const
const ids = {} as Record<(typeof sorts)[number], string>

const chain = makeChain()
const old = makeChain({ from: '2020-01-01', to: '2021-01-01' })
const made = { data: lenoirsBill, issuedOn: '2026-02-10', signedOn: '2026-02-11' } as const
const hostileWord = '</td><script>alert(1)</script>"onload="x\u202eECNAHC'
const hostileData = `10${'MME/LENOIR/JEANNE'}\u001d18${hostileWord.slice(0, 38)}\u001d0Chttps://example.invalid/<b>\u001dZZ{{t 'web:nav.home'}} ${'x'.repeat(900)}\u001d22'; drop table documents; --\u001d2475001`

const fill = async (): Promise<void> => {
  one = await openDossier(house, { pieces: null })
  const good = makeCode(chain.key, made)
  ids.valid = await sendSealed(house, one, good)
  ids.altered = await sendSealed(house, one, good.replace('JEANNE', 'JEANNA'))
  ids.stranger = await sendSealed(house, one, makeCode(chain.key, { ...made, issuer: 'FR98TST1' }))
  ids.expired = await sendSealed(house, one, makeCode(chain.key, { ...made, signedOn: '2027-02-11' }))
  ids.hostile = await sendSealed(house, one, makeCode(old.key, { ...made, issuer: 'FR97EVIL', type: 'ZZ', data: hostileData }))
  ids.account = await sendSealed(
    house,
    one,
    makeCode(chain.key, { ...made, type: '03', data: '30LENOIR JEANNE\u001d31FR7630006000011234567890189\u001d32AGRIFRPP\u001d' }),
  )
  await importCertificates(house.ctx(), [{ name: 'FR99.der', bytes: chain.authority }, { name: 'FR99_TST1.der', bytes: chain.issuer }])
  await checkDocuments(house.ctx())
}

beforeAll(async () => {
  house = await openHouse()
  analyst = await house.staff('analyst', 'Alix Martin')
  ;[browser] = await Promise.all([launchBrowser(), fill()])
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await house?.close()
})

const open = async (sort: (typeof sorts)[number], width = 1440, language = 'fr-FR') => {
  const opened = await openPage(browser, { viewport: { width, height: width < 600 ? 844 : 900 }, locale: language })
  const client = await house.clientOf(analyst)
  const base = await house.url()
  await opened.page.context().addCookies([{ name: cookieName.console, value: client.cookies.get(cookieName.console)!, url: base }])
  await opened.page.goto(`${base}/console/documents/${ids[sort]}`, { waitUntil: 'load' })
  const said = async (selector: string): Promise<string> =>
    (await opened.page.locator(selector).allInnerTexts()).join(' | ').replace(/[\s\u00a0]+/g, ' ').trim()
  return { ...opened, said }
}

describe('the signed code of a piece', () => {
  it.each(
    [
      ['valid', 'Vérifié', 'ce code dit ce que son émetteur a écrit', 'FOURNISSEUR D ESSAI (FR99 TST1)', 'pass'],
      ['altered', 'Altéré', 'rien de ce qu’il dit ne prouve', 'FOURNISSEUR D ESSAI (FR99 TST1)', 'fail'],
      ['stranger', 'Émetteur inconnu', 'ni vrai ni faux', 'FR98 TST1', 'unknown'],
      ['expired', 'Certificat hors validité', 'pas valable le jour de la signature', 'FOURNISSEUR D ESSAI (FR99 TST1)', 'unknown'],
    ] as const,
  )('%s: says its kind, its issuer, its day and what it is worth', async (sort, chip, why, issuer, verdict) => {
    const { said, complaints, close } = await open(sort)
    expect(await verdictOf(house, ids[sort], 'seal')).toBe(verdict)
    expect(await said('.seal header')).toBe(`Code 2D-DOC ${chip}`)
    expect(await said('.seal > .check-why')).toContain(why)
    const facts = await said('.seal-facts')
    for (
      const word of [
        'Document Facture',
        `Émetteur ${issuer}`,
        sort === 'expired' ? 'Signé le 11 févr. 2027' : 'Signé le 11 févr. 2026',
        'Document émis le 10 févr. 2026',
      ]
    ) expect(facts).toContain(word)
    expect(complaints).toEqual([])
    await close()
  }, 60_000)

  it('its fields stand beside what was read in print, those of it alone by their names', async () => {
    const { page, said, close } = await open('valid')
    const rows = await page.locator('.seal-table tbody tr').allInnerTexts()
    expect(rows.map((row) => row.replace(/[\s\u00a0]+/g, ' ').trim())).toEqual([
      expect.stringMatching(/^Titulaire MME LENOIR JEANNE .*Lenoir/i),
      expect.stringMatching(/^Adresse 12 RUE DES HALLES 12 rue des Halles$/i),
      expect.stringMatching(/^Code postal et ville 75001 PARIS 75001 Paris$/i),
      'Pays FR –',
    ])
    // the pointer on a row lights the code and the print on the picture
    await page.locator('.seal-table tbody tr').first().hover()
    expect(await page.locator('[data-box="seal"].is-lit').count()).toBeGreaterThan(0)
    expect(await page.locator('[data-box="holder.0"].is-lit').count()).toBeGreaterThan(0)
    expect(await said('#check-seal')).toContain('Concorde')
    await close()
  }, 60_000)

  it('a hostile code is only text: no mark-up, no link, no end in sight cut short', async () => {
    const { page, said, complaints, close } = await open('hostile')
    const text = await said('.seal')
    for (
      const word of [
        'Type ZZ',
        'FR97 EVIL',
        '<script>alert(1)',
        'https://example.invalid/<b>',
        "{{t 'web:nav.home'}}",
        "'; drop table documents; --",
        'Donnée ZZ',
      ]
    ) expect(text).toContain(word)
    expect(text).not.toContain('x'.repeat(300))
    expect(await page.locator('.seal script, .seal a, .seal b').count()).toBe(0)
    await expectFitsWidth(page)
    expect(complaints).toEqual([])
    await close()
  }, 60_000)

  it('an account is written in groups and copied as it is', async () => {
    const { page, said, close } = await open('account')
    expect(await said('.seal-table .grouped')).toBe('FR7630006000011234567890189')
    expect(await page.locator('.seal-table .grouped > span').allInnerTexts()).toEqual([
      'FR76',
      '3000',
      '6000',
      '0112',
      '3456',
      '7890',
      '189',
    ])
    expect(
      await page.evaluate(
        `(() => { const range = document.createRange(); range.selectNodeContents(document.querySelector('.seal-table .grouped')); getSelection().removeAllRanges(); getSelection().addRange(range); return getSelection().toString() })()`,
      ),
    )
      .toBe('FR7630006000011234567890189')
    // to the eye there is a space
    const [first, second] = await page.locator('.seal-table .grouped > span').evaluateAll((spans) =>
      spans.slice(0, 2).map((span) =>
        (span as unknown as { getBoundingClientRect: () => { left: number; right: number } }).getBoundingClientRect()
      )
    ) as { left: number; right: number }[]
    expect(second!.left - first!.right).toBeGreaterThan(2)
    await close()
  }, 60_000)

  const look = process.env['LOOK'] !== undefined
  it.each([1440, 390])('at %i it is accessible, and fits', async (width) => {
    for (const sort of look ? sorts : (['valid', 'hostile'] as const)) {
      const { page, complaints, close } = await open(sort, width)
      if (look) {
        await screenshot(page, `seal-${sort}-${width}`)
        await page.locator('.seal').screenshot({ path: `/tmp/vigie-shots/seal-part-${sort}-${width}.png` })
      }
      await expectAccessible(page)
      await expectFitsWidth(page)
      expect(complaints).toEqual([])
      await close()
    }
  }, 120_000)
})
