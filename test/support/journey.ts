import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { beforeEach, expect } from 'vitest'
import { parisDay } from '#src/kernel/calendar.ts'
import type { PieceFacts, PieceInput, PieceKind } from '#src/demo/pieces/facts.ts'
import { makePiece } from '#src/demo/pieces/makePiece.ts'
import { deliverMails } from '#src/notifications/deliverMails.ts'
import { fullAddress, useLetterhead } from '#src/platform/letterhead.ts'
import { startRequestClocks } from '#src/requests/startRequestClocks.ts'
import { totpCode } from '#src/staff/totp.ts'
import { translator } from '#src/web/i18n.ts'
import { openPage } from '#test/support/browser.ts'
import type { House } from '#test/support/house.ts'
import { newSiret } from '#test/support/merchant.ts'
import type { Person } from '#test/staff/people.ts'

/** What the pages say, so that a sentence may be put better without breaking a story. */
export const says = translator('fr')
/** The same as `text` reads it: one plain space wherever there is any. */
export const saysPlainly = (key: string): string => says(key).replace(/\s+/g, ' ')

/** Somebody in front of a browser of his own. */
export type Visitor = {
  page: Page
  /** What the browser complained of that was not a refusal meant to be seen. */
  complaints: () => string[]
  go: (path: string) => Promise<void>
  /** Presses the button of that name. */
  press: (name: string | RegExp, within?: Locator) => Promise<void>
  /** Follows the link of that name. */
  follow: (name: string | RegExp) => Promise<void>
  fill: (label: string, value: string) => Promise<void>
  path: () => string
  heading: () => Promise<string>
  text: () => Promise<string>
  close: () => Promise<void>
}

const isMeant = (complaint: string): boolean => /status of 4(01|03|04|09|10|22)|ERR_ABORTED/.test(complaint)

export const openVisitor = async (browser: Browser, base: string, options: BrowserContextOptions = {}): Promise<Visitor> => {
  const { page, complaints, close } = await openPage(browser, { viewport: { width: 1440, height: 900 }, baseURL: base, ...options })
  page.setDefaultTimeout(30_000)
  const settle = () => page.waitForLoadState('load')
  const press: Visitor['press'] = async (name, within) => {
    await (within ?? page).getByRole('button', { name, exact: typeof name === 'string' }).first().click()
    await settle()
  }
  return {
    page,
    close,
    press,
    complaints: () => complaints.filter((one) => !isMeant(one)),
    go: async (path) => void (await page.goto(path)),
    follow: async (name) => {
      await page.getByRole('link', { name, exact: typeof name === 'string' }).first().click()
      await settle()
    },
    fill: (label, value) => page.getByLabel(label).first().fill(value),
    path: () => new URL(page.url()).pathname,
    heading: async () => (await page.getByRole('heading', { level: 1 }).first().innerText()).trim(),
    text: async () => (await page.locator('body').innerText()).replace(/\s+/g, ' '),
  }
}

/** The links of letters lead to the test's own house. */
export const useHouseLetterhead = async (house: House): Promise<void> => useLetterhead({ publicUrl: await house.url(), isTrial: true })
export const homeOfLetters = (): string => fullAddress('/')

/** What the worker would do as soon as its bell rings: letters leave, clocks start. */
export const deliver = async (house: House): Promise<void> => {
  await deliverMails(house.ctx())
  await startRequestClocks(house.ctx())
}

/** The newest letter whose subject reads so, opened in the mailbox of the trial. */
export const openLetter = async ({ page, go }: Visitor, subject: RegExp): Promise<string> => {
  await go('/dev/mail')
  await page.getByRole('link', { name: subject }).first().click()
  await page.waitForLoadState('load')
  return (await page.locator('main').innerText()).replace(/\s+/g, ' ')
}

/** A story whose step failed is not told on: what comes after would fail for that alone. */
export const tellInOrder = (): void => {
  let isBroken = false
  beforeEach(({ skip, onTestFailed }) => {
    if (isBroken) skip('an earlier step failed')
    onTestFailed(() => void (isBroken = true))
  })
}

// ── at the two doors ──

export const signInAsMerchant = async ({ go, fill, press, path }: Visitor, email: string, password: string): Promise<void> => {
  await go('/merchant/sign-in')
  await fill(says('merchants:field.email'), email)
  await fill(says('merchants:field.password'), password)
  await press(says('merchants:sign_in.submit'))
  expect(path()).toBe('/merchant')
}

/** Password, then the code of this half minute; each code works once, so the clock goes on first. */
export const signInAsStaff = async (
  house: House,
  { go, fill, press, path }: Visitor,
  person: Pick<Person, 'email' | 'password' | 'secret'>,
): Promise<void> => {
  house.forward(60_000)
  await go('/console/sign-in')
  await fill(says('staff:field.email'), person.email)
  await fill(says('staff:field.password'), person.password)
  await press(says('staff:sign_in.submit'))
  expect(path()).toBe('/console/second-factor')
  await fill(says('staff:field.code'), totpCode(person.secret, house.now()))
  await press(says('staff:second_factor.submit'))
  expect(path()).toBe('/console')
}

// ── a limited company and its papers ──

export const bakery = () => {
  const siret = newSiret()
  const anne = {
    givenNames: 'Anne Marie',
    familyName: 'Lenoir',
    birthDate: '1980-12-01',
    birthPlace: 'Saint-Brieuc',
    nationality: 'FR',
    sex: 'F' as const,
    address: '3 rue du Port, 29000 Quimper',
    role: 'Gérante',
    capitalBps: 6_000,
    votesBps: 6_000,
  }
  const marc = {
    givenNames: 'Marc',
    familyName: 'Le Goff',
    birthDate: '1978-04-17',
    birthPlace: 'Brest',
    nationality: 'FR',
    sex: 'M' as const,
    address: '8 place Terre-au-Duc, 29000 Quimper',
    role: 'Associé',
    capitalBps: 4_000,
    votesBps: 4_000,
  }
  const company = {
    name: 'Boulangerie Lenoir',
    legalForm: 'sarl' as const,
    siren: siret.slice(0, 9),
    siret,
    address: '12 quai de l’Odet',
    postcode: '29000',
    city: 'Quimper',
    capitalCents: 800_000,
    activity: 'Pains et viennoiseries, vente sur place',
    naf: '10.71C',
    registeredOn: '2019-01-14',
  }
  return { siret, anne, marc, company, iban: 'FR1420041010050500013M02606', bic: 'PSSTFRPPREN' }
}
export type Bakery = ReturnType<typeof bakery>

const kinds: Record<string, PieceKind> = {
  registration_proof: 'kbis',
  statutes: 'statuts',
  beneficial_owner_declaration: 'beneficial_owner_declaration',
  rbe_extract: 'rbe_extract',
  identity_document: 'fr_cni_e',
  payout_account_proof: 'rib',
  activity_proof: 'activity_proof',
}

let seeds = 100

/** A real file for a line of the checklist, as this company would send it. */
export const pieceFile = async (
  house: House,
  { company, anne, marc, iban, bic }: Bakery,
  kind: string,
  said: Partial<PieceInput> & { of?: 'anne' | 'marc' } = {},
) => {
  const { of = 'anne', ...more } = said
  const facts: PieceFacts = { company, person: of === 'anne' ? anne : marc, people: [anne, marc], iban, bic, holder: company.name }
  const { fileName, bytes } = await makePiece({
    kind: kinds[kind]!,
    facts,
    quality: 'text_pdf',
    seed: ++seeds,
    today: parisDay(house.now()),
    ...more,
  })
  return { name: fileName, mimeType: fileName.endsWith('.pdf') ? 'application/pdf' : 'image/jpeg', buffer: bytes }
}
