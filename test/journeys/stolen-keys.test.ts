import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueInvoices } from '#src/billing/issueInvoices.ts'
import { system } from '#src/kernel/actor.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { night, payable } from '#test/payouts/ground.ts'
import { addPerson, type Person } from '#test/staff/people.ts'
import { apiClient, type ApiMerchant } from '#test/support/api.ts'
import { launchBrowser, screenshot } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openVisitor, says, signInAsMerchant, signInAsStaff, tellInOrder, type Visitor } from '#test/support/journey.ts'
import { password } from '#test/support/merchant.ts'

// Keys are stolen: the merchant's CSV, the case, a decision by two people, its credit on the invoice, the operations gone, the certificate,
// and all of it undone (seed 000, fraud procedure).

let house: House
let browser: Browser
let shop: ApiMerchant
let owner: Visitor
let agent: Visitor
let officer: Visitor
let stolen: string[]
let honest: string
let casePath: string

const pay = async (order: string, number = '4000000000000077'): Promise<string> =>
  (await shop.live('POST', '/checkout', {
    amount: 20_000,
    currency: 'eur',
    order_id: order,
    card: { number, exp_month: 12, exp_year: 2030, cvc: '123' },
  }))
    .body['id']
const look = async ({ page }: Visitor, name: string): Promise<void> => screenshot(page, `stolen-keys-${name}`)
const balances = async (): Promise<void> => expect((await checkLedger(house.db)).fault).toBeUndefined()
const inList = async (): Promise<string[]> =>
  (await shop.live('GET', '/checkout?limit=100')).body['payments'].map(({ id }: { id: string }) => id)

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  browser = await launchBrowser()
  const base = await house.url()
  shop = await payable(house)
  honest = await pay('CMD-1')
  stolen = [await pay('VOL-1'), await pay('VOL-2'), await pay('VOL-3', '4000000000005423')]
  await night(house, '2026-03-03T05:00:00Z')
  ;[owner, agent, officer] = [await openVisitor(browser, base), await openVisitor(browser, base), await openVisitor(browser, base)]
  await signInAsMerchant(owner, shop.email, password)
  const [aicha, sophie]: Person[] = [
    await addPerson(house, 'agent', { name: 'Aïcha Diallo' }),
    await addPerson(house, 'officer', { name: 'Sophie Marchetti' }),
  ]
  await signInAsStaff(house, agent, aicha!)
  await signInAsStaff(house, officer, sophie!)
})
afterAll(async () => {
  await browser?.close()
  await house?.close()
})

describe('stolen keys', { timeout: 120_000 }, () => {
  tellInOrder()

  it('the merchant takes his list as CSV, and reports what is not his from it', async () => {
    await owner.go('/merchant/payments')
    const exported = await owner.page.context().request.get(`${await house.url()}/merchant/payments.csv`)
    const [heading, ...rows] = (await exported.text()).trim().split('\r\n')
    const file = [heading, ...rows.filter((row) => row.includes('VOL-'))].join('\r\n')
    await owner.go('/merchant/fraud-cases/new')
    await owner.page.getByLabel(says('fraud:report.reason')).selectOption('stolen_keys')
    await owner.fill(says('fraud:report.statement'), 'Nos clés ont été publiées par erreur samedi.')
    await owner.page.getByLabel(says('fraud:report.file')).setInputFiles({
      name: 'paiements.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(file),
    })
    await owner.press(says('fraud:report.check'))
    expect(await owner.text()).toContain('3 paiements, 600,00 €')
    await look(owner, '1-checked')
    await owner.press(/^Signaler 3 paiements/)
    casePath = owner.path()
    expect(casePath).toMatch(/^\/merchant\/fraud-cases\/frdc_/)
    expect((await shop.live('POST', '/refunds', { payment: stolen[0] })).status).toBe(409)
  })

  it('an agent inquires, has the keys replaced, and proposes; he cannot decide', async () => {
    await agent.go(casePath.replace('/merchant/', '/console/'))
    await agent.press(says('fraud:act.claim'))
    await agent.follow(says('fraud:act.roll_keys'))
    await agent.press(says('fraud:roll_keys.submit'))
    expect((await shop.live('GET', '/checkout')).status).toBe(401)
    await agent.follow(says('fraud:act.propose'))
    await agent.follow(says('fraud:verdict.confirm'))
    await look(agent, '2-proposal')
    await agent.page.getByLabel(says('fraud:propose.finding')).selectOption('stolen_means')
    await agent.fill(says('web:form.reason'), 'Clés publiées samedi, remplacées dimanche ; aucun de ces clients n’est connu du marchand.')
    await agent.press(says('fraud:propose_fraud.submit'))
    const { status } = await (await house.clientOf({
      kind: 'staff',
      id: (await house.db.selectFrom('staff').select('id').where('name', '=', 'Aïcha Diallo').executeTakeFirstOrThrow()).id,
      name: 'Aïcha Diallo',
      roles: ['agent'],
    }))
      .get(`${casePath.replace('/merchant/', '/console/')}/confirm`)
    expect(status).toBe(403)
  })

  it('an officer sees every figure and confirms: the payers are paid once, the fees come back', async () => {
    await officer.go(casePath.replace('/merchant/', '/console/'))
    await officer.follow(says('fraud:act.decide'))
    await look(officer, '3-decision')
    expect(await officer.text()).toContain('400,00 €')
    await officer.press(says('fraud:confirm_fraud.submit'))
    expect(await officer.text()).toContain(says('fraud:state.confirmed'))
    await look(officer, '4-confirmed')
    await balances()
  })

  it('the certificate says who, why and how much', async () => {
    const href = await officer.page.getByRole('link', { name: /^Certificat du/ }).first().getAttribute('href')
    const answer = await officer.page.context().request.get((await house.url()) + href)
    expect(answer.headers()['content-type']).toContain('application/pdf')
    const pdf = await openPdf(new Uint8Array(await answer.body()))
    const words = pdf.pageText(1).replace(/\s+/g, ' ')
    pdf.close()
    for (const said of ['Sophie Marchetti', 'Aïcha Diallo', stolen[0]!]) expect(words).toContain(said)
  })

  it('the merchant sees nothing of them any more, in his area and by his key; what is his is there', async () => {
    await owner.go('/merchant/payments')
    const text = await owner.text()
    expect(text).toContain('CMD-1')
    for (const order of ['VOL-1', 'VOL-2', 'VOL-3']) expect(text).not.toContain(order)
    await owner.go('/merchant/developers')
    await owner.press(says('merchants:keys.reveal'))
    shop = { ...shop, live: apiClient(await house.url(), /sprod_[0-9A-Za-z]{24}/.exec(await owner.page.content())![0]) }
    expect(await inList()).toEqual([honest])
    expect((await shop.live('GET', `/checkout/${stolen[0]}`)).status).toBe(404)
    await look(owner, '5-gone')
  })

  it('his next invoice carries the credit', async () => {
    house.travel('2026-04-01T06:00:00Z')
    expect(await issueInvoices(house.ctx(system('issue-invoices')))).toMatchObject({ failed: 0 })
    const invoices = await house
      .db
      .selectFrom('invoices')
      .select(['kind', 'total_cents'])
      .where('merchant_id', '=', shop.merchantId)
      .orderBy('id')
      .execute()
    expect(invoices.some(({ kind }) => kind === 'credit_note')).toBe(true)
    await balances()
  })

  it('two people undo it: the operations are back, the fees due again, and the books balance', async () => {
    const again = await addPerson(house, 'officer', { name: 'Antoine Delmas' })
    const [first, second] = [await openVisitor(browser, await house.url()), await openVisitor(browser, await house.url())]
    await signInAsStaff(house, first, again)
    await first.go(casePath.replace('/merchant/', '/console/'))
    await first.follow(says('fraud:act.undo'))
    await first.fill(says('web:form.reason'), 'Les payeurs ont reconnu leurs achats.')
    await first.press(says('fraud:propose_undo.submit'))
    const marie = await addPerson(house, 'officer', { name: 'Marie Kermarrec' })
    await signInAsStaff(house, second, marie)
    await second.go(`${casePath.replace('/merchant/', '/console/')}/confirm-undo`)
    await look(second, '6-undo')
    await second.press(says('fraud:confirm_undo.submit'))
    expect(await second.text()).toContain(says('fraud:state.undone'))
    expect((await inList()).sort()).toEqual([honest, ...stolen].sort())
    await balances()
    for (const visitor of [owner, agent, officer, first, second]) expect(visitor.complaints()).toEqual([])
  })
})
