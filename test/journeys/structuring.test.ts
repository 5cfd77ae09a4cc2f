import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import monitorPayments from '#jobs/monitor-payments.ts'
import { amlQuestions } from '#src/amlCases/amlCase.ts'
import { confirmSeat, proposeSeat } from '#src/circle/nameSeat.ts'
import { system } from '#src/kernel/actor.ts'
import { addPerson, type Person } from '#test/staff/people.ts'
import { launchBrowser, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openVisitor, says, saysPlainly, signInAsStaff, tellInOrder, useHouseLetterhead, type Visitor } from '#test/support/journey.ts'
import { submitted, type Signed } from '#test/support/merchant.ts'
import { pay } from '../monitoring/trade.ts'

// A card that pays six times just under a thousand euros: seen by the job, examined, declared; nobody outside the circle learns what
// followed (rules.md TM-01, AML-05, AML-08; CMF L561-10-2).

let house: House
let browser: Browser
let shop: Signed
let [mehdi, irene, paul, sans, lea]: Person[] = []
let [analyst, declarant, correspondent, outside, support]: Visitor[] = []
let casePath: string
let declarationPath: string

const look = ({ page }: Visitor, name: string): Promise<void> => screenshot(page, `structuring-${name}`)
const answers: Record<(typeof amlQuestions)[number], string> = {
  origin: 'Une seule carte, émise au nom d’un tiers, paie six fois en cinq heures.',
  destination: 'Tout part le lendemain vers le compte du marchand.',
  purpose: 'Aucune facture ne correspond à ces montants.',
  beneficiary: 'Le gérant, seul bénéficiaire effectif.',
  justification: 'Ni promotion ni saison : la boulangerie vend à sept euros.',
}

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T06:00:00Z' })
  browser = await launchBrowser()
  const base = await house.url()
  await useHouseLetterhead(house)
  shop = await submitted(house)
  const other = await submitted(house)
  await pay(house, shop.merchantId, [
    ...Array.from({ length: 20 }, (_, i) => ({ at: `2026-02-${String(3 + i).padStart(2, '0')}T10:00:00Z`, cents: 700 + i })),
    ...Array.from({ length: 6 }, (_, i) => ({ at: `2026-03-03T1${i}:00:00Z`, cents: 96_000 + i, card: '497010split', ip: '198.51.100.7' })),
  ])
  await pay(house, other.merchantId, [{ at: '2026-03-03T09:00:00Z', cents: 98_000, card: '497010split', ip: '198.51.100.7' }])
  ;[mehdi, irene, paul, sans, lea] = [
    await addPerson(house, 'analyst', { name: 'Mehdi Bensaïd' }),
    await addPerson(house, 'officer', { name: 'Irène Vasseur' }),
    await addPerson(house, 'officer', { name: 'Paul Gérard' }),
    await addPerson(house, 'officer', { name: 'Sans Fauteuil' }),
    await addPerson(house, 'agent', { name: 'Léa Support' }),
  ]
  const [first, second] = [await house.staff('officer'), await house.staff('officer')]
  for (const [person, seat] of [[irene!, 'declarant'], [paul!, 'correspondent']] as const)
    await confirmSeat(
      house.ctx(second),
      await proposeSeat(house.ctx(first), { staffId: person.id, seat, fromOn: '2026-03-02', reason: 'Décision du comité.' }),
    )
  ;[analyst, declarant, correspondent, outside, support] = [
    await openVisitor(browser, base),
    await openVisitor(browser, base),
    await openVisitor(browser, base),
    await openVisitor(browser, base),
    await openVisitor(browser, base),
  ]
})
afterAll(async () => {
  await browser?.close()
  await house?.close()
})

describe('a structuring merchant', { timeout: 180_000 }, () => {
  tellInOrder()

  it('is seen by the job of monitoring, and the alert opens a case with its payments', async () => {
    house.travel('2026-03-03T23:20:00Z')
    await monitorPayments.run(house.ctx(system('monitor-payments')))
    await signInAsStaff(house, analyst!, mehdi!)
    await analyst!.go('/console/alerts')
    const { id } = await house
      .db
      .selectFrom('alerts')
      .select('id')
      .where('scenario', '=', 'TM-01')
      .where('merchant_id', '=', shop.merchantId)
      .executeTakeFirstOrThrow()
    await analyst!.go(`/console/alerts/${id}`)
    await analyst!.follow(says('alerts:act.escalate'))
    await analyst!.fill(says('alerts:escalate.reason'), 'Une carte, six paiements juste sous mille euros en cinq heures.')
    await analyst!.press(says('alerts:escalate.submit'))
    casePath = analyst!.path()
    expect(casePath).toMatch(/^\/console\/aml-cases\/amlc_/)
    expect(await house.db.selectFrom('aml_case_payments').select('payment_id').execute()).toHaveLength(6)
    expect(await analyst!.page.locator('svg.graph').count()).toBe(1)
    expect(await analyst!.text()).toContain('même carte, 6 paiements')
    await look(analyst!, '1-case')
  })

  it('is examined, question by question, and handed over to the circle', async () => {
    await analyst!.page.keyboard.press('b')
    await analyst!.page.getByText(says('amlCases:stand.examination_mine')).waitFor()
    for (const question of amlQuestions) {
      await analyst!.go(`${casePath}/answer?question=${question}`)
      await analyst!.page.getByLabel(says('amlCases:answer.words')).first().fill(answers[question])
      await analyst!.press(says('amlCases:answer.submit'))
    }
    await look(analyst!, '2-examined')
    await analyst!.follow(says('amlCases:act.conclude'))
    await analyst!.fill(says('amlCases:conclude.facts'), 'Six paiements de 960 € d’une carte, reversés le lendemain, sans facture.')
    await look(analyst!, '3-conclude')
    await analyst!.press(says('amlCases:conclude.submit'))
    expect(await analyst!.text()).toContain('et remis au cercle.')
    await look(analyst!, '4-concluded')
  })

  it('the circle drafts a declaration that begins with the examination, asks for abstention, and a second person approves it', async () => {
    await signInAsStaff(house, declarant!, irene!)
    await declarant!.go('/console/conclusions')
    await declarant!.page.locator('a.row-link').first().click()
    await declarant!.page.waitForLoadState('load')
    await look(declarant!, '5-conclusion')
    await declarant!.follow(says('conclusions:act.declare'))
    expect(await declarant!.page.getByLabel(says('declarations:section.analysis')).inputValue()).toContain(answers.origin)
    await declarant!.fill(says('declarations:field.offence'), 'Blanchiment du produit d’escroqueries à la carte.')
    await look(declarant!, '6-declare')
    await declarant!.press(says('declarations:new.submit'))
    declarationPath = declarant!.path()
    expect(declarationPath).toMatch(/^\/console\/declarations\/decl_/)
    expect(await declarant!.text()).toContain('960,05')
    await declarant!.go(`${declarationPath}/edit`)
    await declarant!.page.getByLabel(says('declarations:field.serious')).check()
    await declarant!.press(says('web:verb.save'))
    await look(declarant!, '7-draft')
    await declarant!.go(`${declarationPath}/acts/suspend`)
    await declarant!.page.getByLabel(says('declarations:field.grounds')).fill('Abstention avant dépôt.')
    await declarant!.press(says('declarations:act.suspend'))
    expect(await house.db.selectFrom('holds').select(['title', 'state']).execute()).toEqual([{
      title: 'aml_pre_declaration',
      state: 'proposed',
    }])
    await signInAsStaff(house, correspondent!, paul!)
    await correspondent!.go(`${declarationPath}/acts/approve`)
    await correspondent!.press(says('declarations:act.approve'))
    await declarant!.go(`${declarationPath}/acts/file`)
    await declarant!.page.getByLabel(says('declarations:field.reference')).fill('2026-ERM-0048813')
    await declarant!.press(says('declarations:act.file'))
    expect(await house.db.selectFrom('closed_declarations').select(['state', 'reference']).executeTakeFirstOrThrow()).toEqual({
      state: 'filed',
      reference: '2026-ERM-0048813',
    })
    await declarant!.go(`/console/conclusions?view=declared`)
    await look(declarant!, '8-declared')
  })

  it('to an officer without a seat, and to the analyst who examined it, the case reads as any that was concluded', async () => {
    await signInAsStaff(house, outside!, sans!)
    for (const { page, go, text } of [outside!, analyst!]) {
      await go(casePath)
      expect(await text()).toContain(saysPlainly('amlCases:state.concluded'))
      expect(await page.content()).not.toMatch(/tracfin|decl_|\/console\/(declarations|conclusions)|aml_pre_declaration|0048813/i)
      for (const path of [declarationPath, '/console/declarations', '/console/conclusions', casePath.replace('aml-cases', 'conclusions')])
        expect([path, (await page.request.get(path)).status()]).toEqual([path, 404])
    }
    await look(outside!, '9-outside')
  })

  it('support sees nothing of it: neither case nor alert, in the menu, on the merchant’s page, by its id', async () => {
    await signInAsStaff(house, support!, lea!)
    for (const path of ['/console', `/console/merchants/${shop.merchantId}`, '/console/payments']) {
      await support!.go(path)
      expect([path, /aml-cases|amlc_|\/console\/alerts|TM-01|decl_/.exec(await support!.page.content())]).toEqual([path, null])
    }
    await look(support!, '10-support')
    for (const path of [casePath, '/console/aml-cases', '/console/aml-cases.csv'])
      expect([path, (await support!.page.request.get(path)).status()]).toEqual([path, 403])
    expect((await house.db.selectFrom('merchants').select('state').where('id', '=', shop.merchantId).executeTakeFirstOrThrow()).state).toBe(
      'onboarding',
    )
    for (const one of [analyst!, declarant!, correspondent!, outside!, support!]) expect(one.complaints()).toEqual([])
  })
})
