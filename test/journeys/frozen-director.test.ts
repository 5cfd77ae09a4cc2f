import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confirmSeat, proposeSeat } from '#src/circle/nameSeat.ts'
import { system } from '#src/kernel/actor.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'
import { stateOf } from '#test/holds/ground.ts'
import { fundsOf, payable, payoutsOf, receive } from '#test/payouts/ground.ts'
import { client, due, hitsOf, register, take, type Client } from '#test/screening/ground.ts'
import { addPerson, type Person } from '#test/staff/people.ts'
import { launchBrowser, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openVisitor, says, saysPlainly, signInAsStaff, tellInOrder, useHouseLetterhead, type Visitor } from '#test/support/journey.ts'
import type { Signed } from '#test/support/merchant.ts'

// A director whose name is misspelt is the one whose assets are frozen; somebody of nearly his name is not, and stays so when the list
// comes again (rules.md SAN-01, SAN-02, SAN-07).

let house: House
let browser: Browser
let shop: Signed
let namesake: Client
let mehdi: Person
let irene: Person
let analyst: Visitor
let officer: Visitor
let frozen: number

const listed = [{ id: 900_001, name: 'KELTIVAROV', first: 'Radomir', born: '1976-10-20', country: 'RUSSIE' }]
const look = ({ page }: Visitor, name: string): Promise<void> => screenshot(page, `frozen-${name}`)
const money = (cents: number): string =>
  new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR' }).format(cents / 100).replace(/\s+/g, ' ')

/** By keys: the answer, what shows it, why. */
const answer = async ({ page, fill, press }: Visitor, key: string, code: string, reason: string, submit: string): Promise<void> => {
  await Promise.all([page.waitForURL(/answer=/), page.keyboard.press(key)])
  await page.getByLabel(says(`screening:code.${code}`)).check()
  await fill(says('web:form.reason'), reason)
  await press(says(submit))
}

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T05:30:00Z' })
  browser = await launchBrowser()
  const base = await house.url()
  await useHouseLetterhead(house)
  shop = await payable(house)
  await receive(house, shop.merchantId, 84_000, 900)
  await createPayouts(house.ctx(system('create-payouts')))
  await receive(house, shop.merchantId, 15_500, 200)
  const { id } = await house
    .db
    .updateTable('dossiers')
    .set({ state: 'validated' })
    .where('merchant_id', '=', shop.merchantId)
    .returning('id')
    .executeTakeFirstOrThrow()
  await house
    .db
    .updateTable('people')
    .set({
      given_names: 'Radomyr',
      family_name: 'Keltivaroff',
      birth_date: '1976-10-20',
      birth_country: 'RU',
      nationality: 'RU',
    })
    .where('dossier_id', '=', id)
    .execute()
  namesake = await client(house, { givenNames: 'Radomir', familyName: 'Keltivarov', birthDate: '1976-05-02', nationality: 'FR' })
  ;[mehdi, irene] = [
    await addPerson(house, 'analyst', { name: 'Mehdi Bensaïd' }),
    await addPerson(house, 'officer', { name: 'Irène Vasseur' }),
  ]
  const [first, second] = [await house.staff('officer'), await house.staff('officer')]
  await confirmSeat(
    house.ctx(second),
    await proposeSeat(house.ctx(first), { staffId: irene.id, seat: 'correspondent', fromOn: '2026-03-02', reason: 'Décision du comité.' }),
  )
  ;[analyst, officer] = [await openVisitor(browser, base), await openVisitor(browser, base)]
})
afterAll(async () => {
  await browser?.close()
  await house?.close()
})

describe('a frozen director', { timeout: 120_000 }, () => {
  tellInOrder()

  it('is found when the register names him, though his name is misspelt, and the page says why', async () => {
    await take(house, 'fr', register('2026-03-02', listed))
    await due(house)
    await signInAsStaff(house, analyst, mehdi)
    await analyst.go('/console/screening')
    expect(await analyst.text()).toContain('Radomyr Keltivaroff')
    await look(analyst, '1-queue')
    await Promise.all([analyst.page.waitForURL(/hits\/schi_/), analyst.page.keyboard.press('n')])
    while (!(await analyst.heading()).includes('Keltivaroff')) await analyst.press(says('web:verb.next'))
    const text = await analyst.text()
    for (
      const words of [
        'keltivaroff',
        'keltivarov',
        saysPlainly('screening:how.transliteration'),
        saysPlainly('screening:adjusts.birth.same'),
        saysPlainly('screening:adjusts.country.same'),
      ]
    ) expect(text).toContain(words)
    await look(analyst, '2-hit')
  })

  it('the analyst says it is him; alone that freezes nothing', async () => {
    await answer(analyst, 's', 'birth_agrees', 'Même date et même pays ; passeport vu ce matin.', 'screening:answer.propose')
    expect(await stateOf(house, shop.merchantId)).toBe('validated')
    expect((await fundsOf(house, shop.merchantId)).frozenCents).toBe(0)
    expect(await payoutsOf(house, shop.merchantId)).toMatchObject([{ state: 'pending' }])
  })

  it('the next one comes at once: a namesake, born otherwise, is told apart', async () => {
    expect(await analyst.heading()).toBe('Radomir Keltivarov')
    await answer(
      analyst,
      'd',
      'birth_differs',
      'Né le 2 mai 1976 à Saint-Brieuc, pièce vue ; l’inscrit est né le 20 octobre.',
      'screening:answer.submit',
    )
    await look(analyst, '3-next')
  })

  it('the officer confirms, and in one act all he has is frozen, his payout stops, he is barred', async () => {
    await signInAsStaff(house, officer, irene)
    await officer.go('/console/screening?state=proposed')
    await officer.follow(/Keltivaroff/)
    await look(officer, '4-confirm')
    const before = await fundsOf(house, shop.merchantId)
    await officer.press(says('screening:confirm.submit_same'))
    expect(await officer.text()).toContain(saysPlainly('screening:flash.confirmed'))
    frozen = (await fundsOf(house, shop.merchantId)).frozenCents
    expect(frozen).toBe(before.availableCents + before.inTransitCents)
    expect(await stateOf(house, shop.merchantId)).toBe('barred')
    await look(officer, '5-confirmed')
    house.travel('2026-03-02T07:30:00Z')
    await createPayouts(house.ctx(system('create-payouts')))
    await sendPayouts(house.ctx(system('send-payouts')))
    expect(await payoutsOf(house, shop.merchantId)).toMatchObject([{ state: 'failed', failure: 'withheld' }])
    expect(await checkLedger(house.db)).toMatchObject({ ok: true })
  })

  it('the report to the Treasury lies ready, to the cent, and is marked as sent', async () => {
    await signInAsStaff(house, officer, irene)
    await officer.go('/console/screening/freezes')
    await officer.follow(/Keltivaroff/)
    expect(await officer.text()).toContain(money(frozen))
    await look(officer, '6-freeze')
    const href = (await officer.page.getByRole('link', { name: says('screening:freeze.pdf') }).first().getAttribute('href'))!
    const answered = await officer.page.request.get(href)
    expect(answered.headers()['content-type']).toContain('application/pdf')
    expect((await answered.body()).subarray(0, 5).toString()).toBe('%PDF-')
    const data = (await (await officer.page.request.get(`${href}.json`)).json()) as {
      designated: { listedName: string }
      events: { kind: string; funds: unknown[] }[]
    }
    expect(data).toMatchObject({
      designated: { listedName: 'Radomir KELTIVAROV' },
      events: [{ kind: 'freeze_applied', funds: [{ account: 'frozen', cents: frozen, currency: 'eur' }] }],
    })
    await officer.fill(says('screening:freeze.reference'), 'DGT-2026-0301')
    await officer.press(says('screening:freeze.mark_sent'))
    expect(await officer.text()).toContain('DGT-2026-0301')
    await signInAsStaff(house, analyst, mehdi)
    expect(await analyst.page.request.get(new URL(officer.page.url()).pathname).then((one) => one.status())).toBe(404)
  })

  it('who was told apart stays so when the register comes again, and comes back when it gives another birth date', async () => {
    expect(await hitsOf(house, namesake)).toMatchObject([{ state: 'different' }])
    await take(
      house,
      'fr',
      register('2026-03-03', [{ ...listed[0]!, reasons: 'Motifs complétés.' }, { id: 900_002, name: 'AUTRE', first: 'Personne' }]),
    )
    await due(house)
    expect(await hitsOf(house, namesake)).toHaveLength(1)
    await take(house, 'fr', register('2026-03-04', [{ ...listed[0]!, born: '1976-05-02' }]))
    await due(house)
    const back = (await hitsOf(house, namesake)).at(-1)!
    expect(back).toMatchObject({ state: 'open', changed: ['entry.birth'] })
    await analyst.go(`/console/screening/hits/${back.id}`)
    expect(await analyst.text()).toContain(saysPlainly('screening:hit.back'))
    await look(analyst, '7-back')
    for (const one of [analyst, officer]) expect(one.complaints()).toEqual([])
  })
})
