import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { totpCode } from '#src/staff/totp.ts'
import { sealAuditTrail } from '#src/audit/sealAuditTrail.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { expectAccessible, expectFitsWidth, expectNoComplaint, launchBrowser, openPage, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { addMerchant } from '#test/audit/events.ts'
import { addNewcomer, addPerson, goodPassword, type Person } from '#test/staff/people.ts'

const widths = [{ width: 1440, height: 900 }, { width: 390, height: 844 }]

let house: House
let browser: Browser
let still: Browser
let boss: Person
beforeAll(async () => {
  house = await openHouse()
  ;[browser, still] = await Promise.all([launchBrowser(), launchBrowser({ still: true })])
  boss = await addPerson(house, ['administrator', 'officer'], { name: 'Sidonie Marchand', email: 'sidonie@vigie.test' })
  await addPerson(house, 'analyst', {
    name: 'Anne-Sophie de La Rochefoucauld-Montmorency',
    email: 'anne-sophie.de-la-rochefoucauld-montmorency@vigie.test',
  })
  await addNewcomer(house, ['auditor', 'agent'])
  const merchantId = await addMerchant(house)
  const analyst = await house.staff('analyst', 'Anne Roux')
  const tell = (event: string, facts: object) =>
    unit(house.ctx(analyst), (tx) => record(tx, event, { subject: 'doss_0abcdefghijklmnopqrstuvw', merchantId, ...facts }))
  await tell('dossier.company_saved', {
    personal: {
      changes: [{ field: 'city', before: 'Lyon', after: 'Villeurbanne' }, { field: 'trade_name', before: null, after: 'Chez Lenoir' }],
    },
  })
  await tell('dossier.documents_requested', {
    data: { from: 'submitted', to: 'awaiting_documents', pieces: 3 },
    personal: {
      reason: 'Le Kbis date de plus de trois mois, et la pièce d’identité du gérant est coupée à droite : le numéro ne se lit pas.',
    },
  })
  await tell('dossier.rejected', { data: { from: 'submitted', to: 'rejected' }, personal: { reason: 'Activité hors de notre politique.' } })
  await sealAuditTrail(house.ctx())
  await addWork(analyst.id, [['new_dossier', 'high', -26], ['new_dossier', 'low', 5], ['answered_request', 'medium', 2]], 'open', boss.id)
  await addWork(analyst.id, [['new_dossier', 'high', 3], ['unlock_request', 'medium', 9]], 'proposed', null)
  await addWork(analyst.id, [['new_dossier', 'low', 30], ['new_dossier', 'low', -1], ['answered_request', 'low', 7]], 'open', null)
})
afterAll(async () => {
  await Promise.all([browser.close(), still.close()])
  await house.close()
})

type Line = readonly ['new_dossier' | 'answered_request' | 'unlock_request', 'low' | 'medium' | 'high', number]
const names = [
  'Fromagerie du Vieux-Port',
  'Garage Petit & Fils',
  'Association des Amis du Conservatoire national des arts et métiers de Saint-Étienne',
  'Studio Kameleon',
  'SCI Les Tilleuls',
]

/** Files of the queue as they would lie there: due in so many hours, held or free, proposed by somebody. */
const addWork = async (proposerId: string, lines: Line[], state: 'open' | 'proposed', ownerId: string | null): Promise<void> => {
  for (const [n, [kind, risk, hours]] of lines.entries()) {
    const merchantId = await addMerchant(house, names[n % names.length])
    const [now, dossierId, itemId] = [house.now(), newId('doss', house.now()), newId('revw', house.now())]
    const due = new Date(now.getTime() + hours * 3_600_000)
    await house
      .db
      .insertInto('dossiers')
      .values({
        id: dossierId,
        merchant_id: merchantId,
        state: state === 'open' ? 'submitted' : 'proposed',
        risk,
        created_at: now,
        updated_at: now,
      })
      .execute()
    await house
      .db
      .insertInto('review_items')
      .values({
        id: itemId,
        dossier_id: dossierId,
        merchant_id: merchantId,
        kind,
        state,
        risk,
        ready_at: new Date(due.getTime() - 48 * 3_600_000),
        due_at: due,
        opened_at: now,
        owner_id: ownerId,
        owner_active_at: ownerId ? now : null,
      })
      .execute()
    if (state === 'proposed')
      await house
        .db
        .insertInto('decisions')
        .values({
          id: newId('deci', now),
          dossier_id: dossierId,
          review_item_id: itemId,
          verdict: 'validate',
          state: 'proposed',
          dossier_version: 1,
          proposed_by: proposerId,
          proposed_at: now,
        })
        .execute()
  }
}

const tokenOf = async (person: { id: string; name: string }): Promise<string> =>
  (await house.clientOf({ kind: 'staff', id: person.id, name: person.name, roles: [] })).cookies.get('vigie_console')!

/** A page as this person sees it, at a width and in a light. */
const openAs = async (
  person: Person | null,
  viewport: (typeof widths)[number],
  colorScheme: 'light' | 'dark' = 'light',
  looker = browser,
) => {
  const opened = await openPage(looker, { viewport, colorScheme })
  const url = await house.url()
  if (person) await opened.page.context().addCookies([{ name: 'vigie_console', value: await tokenOf(person), url: `${url}/console` }])
  return { ...opened, go: (path: string) => opened.page.goto(url + path, { waitUntil: 'load' }) }
}

const pages: [string, string][] = [
  ['my-work', '/console'],
  ['account', '/console/account'],
  ['staff', '/console/staff'],
  ['staff-new', '/console/staff/new'],
  ['history', '/console/history'],
  ['history-empty', '/console/history?noun=contract'],
]

describe.each(widths)('at $width px', (viewport) => {
  it.each(pages)('%s stands, fits and is accessible', async (name, path) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, go, complaints, close } = await openAs(boss, viewport, colorScheme, still)
      await go(path)
      await screenshot(page, `staff-${name}-${viewport.width}-${colorScheme}`)
      await expectAccessible(page)
      await expectFitsWidth(page)
      await expectNoComplaint(page, complaints)
      await close()
    }
  })

  it('an account, its closing and a password told once', async () => {
    const person = await addNewcomer(house)
    const { page, go, complaints, close } = await openAs(boss, viewport)
    await go(`/console/staff/${person.id}`)
    const look = async (name: string) => {
      await screenshot(page, `staff-${name}-${viewport.width}`)
      await expectAccessible(page)
      await expectFitsWidth(page)
    }
    await look('show')
    await page.getByRole('button', { name: 'Donner un nouveau mot de passe' }).click()
    await look('told')
    await go(`/console/staff/${person.id}/disable`)
    await look('disable')
    await page.getByRole('button', { name: 'Fermer ce compte' }).click()
    await look('disabled')
    await expectNoComplaint(page, complaints)
    await close()
  })

  it('a newcomer comes in, step by step', async () => {
    await house.db.deleteFrom('rate_limits').execute()
    const person = await addNewcomer(house)
    const { page, go, complaints, close } = await openAs(null, viewport)
    const look = async (name: string) => {
      await screenshot(page, `staff-${name}-${viewport.width}`)
      await expectAccessible(page)
      await expectFitsWidth(page)
    }
    await go('/console')
    await look('sign-in')
    await page.getByLabel('Adresse e-mail').fill(person.email)
    await page.getByLabel('Mot de passe').fill('ce n’est pas le bon')
    await page.getByRole('button', { name: 'Continuer' }).click()
    await look('sign-in-refused')
    await page.getByLabel('Mot de passe').fill(person.password)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/new-password')
    await page.getByLabel('Nouveau mot de passe').fill('motdepasse2026')
    await page.getByLabel('Le même').fill('motdepasse2026')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    await look('new-password')
    await page.getByLabel('Nouveau mot de passe').fill(goodPassword)
    await page.getByLabel('Le même').fill(goodPassword)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/enrol')
    await look('enrol')
    const secret = await page.locator('[data-copy]').getAttribute('data-copy')
    await page.getByLabel('Code à six chiffres').fill(totpCode(secret!, house.now()))
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console')
    await look('welcome')
    await page.locator('.menu summary').click()
    await page.getByRole('button', { name: 'Se déconnecter' }).click()
    await page.waitForURL('**/sign-in')
    await page.getByLabel('Adresse e-mail').fill(person.email)
    await page.getByLabel('Mot de passe').fill(goodPassword)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/second-factor')
    await look('second-factor')
    expect(complaints.filter((one) => !/status of 422/.test(one))).toEqual([])
    await close()
  })
})
