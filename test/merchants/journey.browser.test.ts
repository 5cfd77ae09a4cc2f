import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, expectFitsWidth, launchBrowser, openPage, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { codeIn, letterOf, newPdf, newSiret, password, tokenIn } from '#test/support/merchant.ts'

const phone = { width: 390, height: 844 }
const desk = { width: 1440, height: 900 }
const email = 'anne.lenoir@exemple.test'

let house: House
let browser: Browser
let page: Page
let complaints: string[]
let url: string
let folder: string

beforeAll(async () => {
  house = await openHouse()
  browser = await launchBrowser()
  url = await house.url()
  folder = await mkdtemp(join(tmpdir(), 'vigie-pieces-'))
  const opened = await openPage(browser, { viewport: phone })
  page = opened.page
  complaints = opened.complaints
})
afterAll(async () => {
  await browser?.close()
  await house.close()
})

const faults: string[] = []

/** Looked at in both widths, clean for a screen reader, nothing sticking out; what is not is told at the end, page by page. */
const look = async (name: string): Promise<void> => {
  await page.waitForLoadState('load')
  for (const [width, size] of Object.entries({ 1440: desk, 390: phone })) {
    await page.setViewportSize(size)
    await screenshot(page, `merchant-${name}-${width}`)
    for (const check of [expectFitsWidth, expectAccessible])
      await check(page).catch((fault: Error) => faults.push(`${name} at ${width}: ${fault.message}`))
  }
}
const go = (path: string) => page.goto(url + path)
const press = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' }).first().click()
const heading = () => page.getByRole('heading', { level: 1 }).textContent()
const pdfFile = async (name: string): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, await newPdf(name))
  return path
}

describe('a merchant on a phone', { timeout: 240_000 }, () => {
  it('signs up, activates, signs in', async () => {
    await go('/merchant')
    expect(page.url()).toContain('/merchant/sign-in')
    await look('sign-in')
    await page.getByRole('link', { name: 'Ouvrir un compte' }).click()
    await look('sign-up')
    await page.getByLabel('Adresse e-mail').fill(email)
    await page.getByLabel('Mot de passe').fill('motdepasse12')
    await press('Créer mon compte')
    await look('sign-up-refused')
    await page.getByLabel('Mot de passe').fill(password)
    await press('Créer mon compte')
    await look('sign-up-sent')
    const token = tokenIn(await letterOf(house, 'activation', email))
    await go(`/merchant/activate/${token}`)
    await look('activate')
    await press('Activer mon compte')
    await look('activated')
    await page.getByLabel('Adresse e-mail').fill(email)
    await page.getByLabel('Mot de passe').fill(password)
    await press('Me connecter')
    expect(new URL(page.url()).pathname).toBe('/merchant')
    await look('home-empty')
    await go(`/merchant/activate/${token}`)
    await look('link-over')
  })

  it('describes his company, with mistakes first', async () => {
    await go('/merchant')
    await page.getByRole('link', { name: 'Décrire mon entreprise' }).click()
    await page.getByLabel('SIRET').fill('73282932000075')
    await page.getByLabel('Forme juridique').selectOption('sarl')
    await press('Enregistrer et continuer')
    await look('company-refused')
    await page.getByLabel('Dénomination').fill('Boulangerie Lenoir')
    await page.getByLabel('SIRET').fill(newSiret())
    await page.getByLabel('Adresse', { exact: true }).fill('12 quai de l’Odet')
    await page.getByLabel('Code postal').fill('29000')
    await page.getByLabel('Ville').fill('Quimper')
    await page.getByLabel('Que vendez-vous ?').fill('Pains et viennoiseries')
    await page.getByLabel('Métier').selectOption('5462')
    await page.getByLabel('Encaissements').fill('12 000')
    await page.getByLabel('Panier moyen').fill('18,50')
    await press('Enregistrer et continuer')
    expect(await heading()).toBe('Les personnes')
    await look('people-empty')
  })

  it('names who runs and owns it', async () => {
    await page.getByRole('link', { name: 'Ajouter une personne' }).click()
    await look('person-new')
    await page.getByLabel('Fonction dans').selectOption('gerant')
    await page.getByLabel('Prénoms').fill('Anne')
    await page.getByLabel('Nom de naissance').fill('Lenoir')
    await page.getByLabel('Date de naissance').fill('1980-12-01')
    await page.getByLabel('Ville de naissance').fill('Saint-Brieuc')
    await page.getByLabel('Part du capital').fill('66,67')
    await page.getByLabel('Part des droits').fill('66,67')
    await press('Enregistrer')
    await look('person-pep-unsaid')
    await page.getByLabel('Non', { exact: true }).check()
    await press('Enregistrer')
    await look('people-problem')
    await page.getByRole('link', { name: /Modifier/ }).first().click()
    await page.getByLabel('Bénéficiaire effectif', { exact: true }).check()
    await press('Enregistrer')
    await look('person-refused')
    await page.getByLabel('Bénéficiaire depuis').fill('2019-01-01')
    await page.getByLabel('Adresse personnelle').fill('3 rue du Port, 29000 Quimper')
    await press('Enregistrer')
    await look('people')
    await page.getByRole('link', { name: 'Continuer' }).click()
  })

  it('gives his account, warned of a doubtful key', async () => {
    await page.getByLabel('IBAN').fill('FR57 2004 1010 0505 0001 3M02 608')
    await press('Enregistrer et continuer')
    await look('account-doubtful')
    await page.getByLabel('IBAN').fill('FR14 2004 1010 0505 0001 3M02 606')
    await press('Enregistrer et continuer')
    expect(await heading()).toBe('Vos pièces')
  })

  it('sends his pieces', async () => {
    await look('pieces')
    const first = page.locator('li.piece').first()
    await first.locator('input[type=file]').setInputFiles([await pdfFile('kbis-page-1.pdf'), await pdfFile('kbis-page-2.pdf')])
    await first.getByRole('button', { name: /Envoyer/ }).click()
    await look('pieces-sent')
    const bad = join(folder, 'photo.pdf')
    await writeFile(bad, 'MZ this is no document')
    const second = page.locator('li.piece').nth(1)
    await second.locator('input[type=file]').setInputFiles(bad)
    await second.getByRole('button', { name: /Envoyer/ }).click()
    await look('pieces-refused')
    await go('/merchant/documents')
    for (let left = 20; left > 0; left--) {
      const next = page.locator('li.piece', { hasText: 'À envoyer' }).first()
      if (!(await next.count())) break
      await next.locator('input[type=file]').setInputFiles(await pdfFile(`piece-${left}.pdf`))
      await next.getByRole('button', { name: /Envoyer/ }).click()
      await page.waitForLoadState('load')
    }
    await look('pieces-complete')
  })

  it('reads and signs the contract', async () => {
    await go('/merchant/contract')
    await look('contract-draw')
    await press('Préparer le contrat')
    await look('contract-read')
    await press('Recevoir le code')
    await page.getByLabel('Code reçu').fill('000000')
    await press('Signer le contrat')
    await look('contract-wrong-code')
    await page.getByLabel('Code reçu').fill(codeIn(await letterOf(house, 'contract_code', email)))
    await press('Signer le contrat')
    await look('contract-signed')
  })

  it('looks at the keys, and sends his file', async () => {
    await go('/merchant/developers')
    await look('developers')
    await go('/merchant/profile')
    await look('profile')
    await go('/merchant')
    await look('home-complete')
    await go('/merchant/submit')
    await look('submit')
    await press('Envoyer mon dossier')
    expect(new URL(page.url()).pathname).toBe('/merchant')
    await look('home-submitted')
    await go('/merchant/company')
    await look('company-read-only')
    await go('/merchant/documents')
    await look('pieces-read-only')
  })

  it('every page is clean at both widths', () => expect(faults).toEqual([]))

  it('the browser had nothing to complain of but refusals that were meant', () => {
    expect(complaints.filter((one) => !/status of 4(09|10|22)|ERR_ABORTED/.test(one))).toEqual([])
  })
})
