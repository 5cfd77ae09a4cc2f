import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDispute } from '#src/disputes/openDispute.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { unit } from '#src/platform/ctx.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { breach, runRelease, takeBreach, twoOfficers } from '#test/holds/ground.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { lastPayout, night, payable, receive } from './ground.ts'

/** The last payout of a terminated merchant whose reserve bore a dispute: which, of which payment, how much (RES-07). */
let house: House
let shop: ApiMerchant
let [paymentId, disputeId, payoutId] = ['', '', '']

const plain = (text: string): string => text.replaceAll(/[\s\u00a0\u202f]+/g, ' ')
const textOf = (html: string): string => plain(html.replaceAll(/<[^>]*>/g, ' '))

beforeAll(async () => {
  house = await openHouse({ at: '2026-01-30T09:00:00Z' })
  const two = await twoOfficers(house)
  shop = await payable(house)
  await receive(house, shop.merchantId, 100_000)
  paymentId = (await shop.live('POST', '/checkout', {
    amount: 12_900,
    currency: 'eur',
    card: { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123' },
  }))
    .body['id']
  await night(house, '2026-01-31T09:00:00Z')
  await takeBreach(house, two, breach(shop.merchantId))
  await unit(house.ctx(), async (tx) => {
    const payment = await tx.db.selectFrom('payments').selectAll().where('id', '=', paymentId).executeTakeFirstOrThrow()
    disputeId = (await openDispute(tx, payment as Parameters<typeof openDispute>[1], {
      network: 'visa',
      code: '1040',
      key: 'V-1',
      amountCents: 12_900,
    }))!
      .id
  })
  house.travel('2027-02-26T05:30:00Z')
  expect(await runRelease(house)).toMatchObject({ failed: 0 })
  payoutId = (await lastPayout(house, shop.merchantId)).id
})
afterAll(async () => {
  expect(await checkLedger(house.db)).toMatchObject({ ok: true })
  await house.close()
})

const get = async (path: string, isConsole = false): Promise<Response> => {
  const client = await house.clientOf(isConsole ? await house.staff('auditor') : shop.actor)
  return fetch(`${await house.url()}${path}`, {
    headers: { cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  })
}

describe('a dispute charged to the reserve', () => {
  it.each(['/merchant', '/console'])('is said on the page of the payout, with its payment and amount (%s)', async (door) => {
    const html = await (await get(`${door}/payouts/${payoutId}`, door === '/console')).text()
    const page = textOf(html)
    expect(page).toMatch(/31 janv\. 2026 −129,00 €[ ·]*Contestation imputée à la réserve/)
    for (const href of [`${door}/disputes/${disputeId}`, `${door}/payments/${paymentId}`]) expect(html).toContain(`href="${href}"`)
    expect(page).toContain('Sommes retenues −1 128,03 € Sommes libérées 999,03 € Montant versé 984,03 €')
    // and counted by the same words
    expect(page).toMatch(/Sommes retenues \d+ Sommes libérées \d+/)
    expect(page).not.toContain('Ajustements')
  })

  it('is said in the statement', async () => {
    const pdf = await openPdf(new Uint8Array(await (await get(`/merchant/payouts/${payoutId}/statement`)).arrayBuffer()))
    const said = plain(Array.from({ length: pdf.pageCount }, (_, i) => pdf.pageText(i + 1)).join(' '))
    pdf.close()
    for (const words of ['Imputé à la réserve', disputeId, paymentId, '-129,00 €', 'Sommes libérées', 'Somme libérée'])
      expect(said).toContain(words)
  })

  it('has a column of its own in the lines, of which the other still adds up', async () => {
    const rows = (await (await get(`/merchant/payouts/${payoutId}/lines.csv`)).text()).trim().split('\r\n').slice(1).map((line) =>
      line.split(';')
    )
    const cents = (text = ''): number => Math.round(Number(text.replace(',', '.')) * 100)
    const { amount_cents: amount } = await lastPayout(house, shop.merchantId)
    expect(rows.reduce((sum, row) => sum + cents(row[3]), 0)).toBe(amount)
    expect(rows.at(-1)!.slice(1)).toEqual(['Contestation imputée à la réserve', disputeId, '0,00', '-129,00', paymentId])
  })

  it('stands on one payout, the first that lets the reserve go after it', async () => {
    await receive(house, shop.merchantId, 700)
    await runRelease(house)
    const later = await lastPayout(house, shop.merchantId)
    expect(later.id).not.toBe(payoutId)
    expect(textOf(await (await get(`/merchant/payouts/${later.id}`)).text())).not.toContain('imputée')
  })

  it('that its merchant no longer sees keeps its amount and is not named', async () => {
    await house.db.updateTable('disputes').set({ hidden_at: house.now() }).where('id', '=', disputeId).execute()
    for (const path of ['', '/lines.csv']) {
      const text = await (await get(`/merchant/payouts/${payoutId}${path}`)).text()
      expect(text).not.toContain(disputeId)
      expect(text).toContain('Autre somme imputée à la réserve')
      expect(text).toMatch(/[-−]129,00/)
    }
    expect(await (await get(`/console/payouts/${payoutId}`, true)).text()).toContain(disputeId)
  })
})
