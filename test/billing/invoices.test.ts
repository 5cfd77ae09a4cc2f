import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueInvoice } from '#src/billing/issueInvoice.ts'
import { issueInvoices } from '#src/billing/issueInvoices.ts'
import { listFees } from '#src/billing/fees.sql.ts'
import { byKind, lastDayOf, monthsOver, nextMonth } from '#src/billing/invoice.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { post } from '#src/ledger/post.ts'
import { disputeFee, feeRefunded } from '#src/ledger/postings.ts'
import { unit } from '#src/platform/ctx.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { record } from '#src/platform/record.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { payable, purse, receive } from '#test/payouts/ground.ts'

let house: House
let shop: ApiMerchant
let other: ApiMerchant
beforeAll(async () => {
  house = await openHouse({ at: '2026-01-31T22:30:00Z' }) // 23:30 in Paris, the last of January
  ;[shop, other] = [await payable(house), await payable(house)]
})
afterAll(() => house.close())

const issue = () => issueInvoices(house.ctx())
const invoices = () => house.db.selectFrom('invoices').selectAll().orderBy('id').execute()
const linesOf = (id: string) =>
  house
    .db
    .selectFrom('invoice_lines')
    .select(['what', 'operations', 'net_cents', 'vat_cents', 'tax_code'])
    .where('invoice_id', '=', id)
    .orderBy('line')
    .execute()
const book = (
  merchantId: string,
  draft: (
    availableCents: number,
  ) => Parameters<typeof post>[1] extends infer E ? Omit<E & object, 'eventKey' | 'book' | 'currency' | 'subjectId' | 'at'> : never,
  key: string,
) =>
  unit(house.ctx(), async (tx) => {
    const { availableCents } = await lockBalances(tx, purse(merchantId))
    await post(tx, { ...(draft(availableCents) as any), eventKey: key, book: 'live', currency: 'eur', subjectId: merchantId, at: tx.now })
    await record(tx, 'payment.captured', { subject: merchantId, merchantId })
  })

describe('the calendar', () => {
  it('months by their first day, whole ones only', () => {
    expect([lastDayOf('2026-02-01'), lastDayOf('2028-02-01'), nextMonth('2026-12-01')]).toEqual(['2026-02-28', '2028-02-29', '2027-01-01'])
    expect(monthsOver('2026-01-01', '2026-01-31')).toEqual([])
    expect(monthsOver('2026-01-01', '2026-02-01')).toEqual(['2026-01-01'])
    expect(monthsOver('2025-11-01', '2026-02-28')).toEqual(['2025-11-01', '2025-12-01', '2026-01-01'])
  })

  it('what is charged comes before what is given back', () => {
    const line = { what: 'processing', taxCode: 'x', currency: 'eur', operations: 1, netCents: 5, vatCents: 0 } as const
    expect(
      byKind([{ ...line, kind: 'credit_note' }, { ...line, kind: 'invoice' }, { ...line, kind: 'invoice', currency: 'usd', netCents: 0 }])
        .map(({ kind, currency }) => [kind, currency]),
    )
      .toEqual([['invoice', 'eur'], ['credit_note', 'eur']])
  })
})

describe('issuing', () => {
  it('bills the month of Paris, by line and tax code, on the first and not before', async () => {
    for (let i = 0; i < 3; i++) await receive(house, shop.merchantId, 10_000, 77)
    await book(
      shop.merchantId,
      (availableCents) => disputeFee({ merchantId: shop.merchantId, feeCents: 1_500, funds: { availableCents } }),
      'dispute_fee:one',
    )
    await receive(house, other.merchantId, 500, 20)
    expect(await issue()).toMatchObject({ done: 0, skipped: 0, failed: 0 })
    house.travel('2026-01-31T23:30:00Z') // half past midnight: February
    await receive(house, shop.merchantId, 10_000, 33)
    house.travel('2026-02-01T05:30:00Z')
    expect(await issue()).toMatchObject({ done: 2, failed: 0 })
    const rows = await invoices()
    expect(rows.map((row) => [row.merchant_id, row.number, row.total_cents, row.period_from, row.period_to, row.issued_on]).sort()).toEqual(
      [
        [shop.merchantId, expect.any(String), 1_731, '2026-01-01', '2026-01-31', '2026-02-01'],
        [other.merchantId, expect.any(String), 20, '2026-01-01', '2026-01-31', '2026-02-01'],
      ]
        .sort(),
    )
    expect(rows.map(({ number }) => number)).toEqual(['F2026-000001', 'F2026-000002'])
    expect(await linesOf(rows.find((row) => row.merchant_id === shop.merchantId)!.id)).toEqual([
      { what: 'dispute', operations: 1, net_cents: 1_500, vat_cents: 0, tax_code: 'exempt_261c' },
      { what: 'processing', operations: 3, net_cents: 231, vat_cents: 0, tax_code: 'exempt_261c' },
    ])
    expect(rows[0]!.billed_to).toMatchObject({ name: 'Boulangerie Lenoir', address: ['12 quai de l’Odet', '29000 Quimper', 'FR'] })
  })

  it('again: nothing; catching up: every month that was missed, fees with VAT by their code, what was given back as a credit note', async () => {
    expect(await issue()).toMatchObject({ done: 0, failed: 0 })
    house.travel('2026-03-10T09:00:00Z')
    await receive(house, other.merchantId, 9_000, 70)
    await book(
      other.merchantId,
      (availableCents) =>
        disputeFee({ merchantId: other.merchantId, feeCents: 1_000, vatCents: 200, taxCode: 'fr_20', funds: { availableCents } }),
      'dispute_fee:two',
    )
    await book(other.merchantId, () => feeRefunded({ merchantId: other.merchantId, feeCents: 20 }), 'fee_refund:one')
    house.travel('2026-05-04T09:00:00Z')
    expect(await issue()).toMatchObject({ done: 2, failed: 0 })
    const rows = await invoices()
    expect(rows.map((row) => [row.number, row.period_from, row.net_cents, row.vat_cents])).toEqual([
      ['F2026-000001', '2026-01-01', expect.any(Number), 0],
      ['F2026-000002', '2026-01-01', expect.any(Number), 0],
      ['F2026-000003', '2026-02-01', 33, 0],
      ['F2026-000004', '2026-03-01', 1_070, 200],
      ['A2026-000001', '2026-03-01', 20, 0],
    ])
    expect(rows[4]).toMatchObject({ kind: 'credit_note', corrects_id: rows[3]!.id })
    expect((await linesOf(rows[3]!.id)).find(({ what }) => what === 'dispute')).toEqual({
      what: 'dispute',
      operations: 1,
      net_cents: 1_000,
      vat_cents: 200,
      tax_code: 'fr_20',
    })
    expect(await linesOf(rows[4]!.id)).toMatchObject([{ what: 'refunded', operations: 1, net_cents: 20 }])
  })

  it('many at once leave no gap, and one each; a unit that fails gives its number back', async () => {
    for (const one of [shop, other]) await receive(house, one.merchantId, 4_000, 40)
    house.travel('2026-06-02T09:00:00Z')
    const [billed] = await listFees(house.db, '2026-05-01', '2026-05-31', '', 10)
    await expect(unit(house.ctx(), async (tx) => {
      await issueInvoice(tx, billed!, '2026-05-01')
      throw new Error('died')
    }))
      .rejects
      .toThrow('died')
    const reports = await Promise.all([issue(), issue(), issue(), issue()])
    expect(reports.reduce((sum, { done }) => sum + done, 0)).toBe(2)
    expect(reports.every(({ failed }) => failed === 0)).toBe(true)
    const serials = (await invoices()).filter(({ series }) => series === 'F2026').map(({ serial }) => serial)
    expect(serials).toEqual(serials.map((_, i) => i + 1))
    expect((await issue()).done).toBe(0)
  })

  it('what was issued is never edited', async () => {
    const [row] = await invoices()
    for (
      const change of [
        house.db.updateTable('invoices').set({ net_cents: 1 }).where('id', '=', row!.id),
        house.db.deleteFrom('invoices').where('id', '=', row!.id),
        house.db.updateTable('invoice_lines').set({ net_cents: 1 }),
        house.db.deleteFrom('invoice_lines'),
      ]
    ) {
      await expect(change.execute()).rejects.toThrow('written once')
    }
  })

  it('a dry run draws no number', async () => {
    await receive(house, shop.merchantId, 4_000, 11)
    house.travel('2026-07-01T05:30:00Z')
    const before = await house.db.selectFrom('invoice_counters').selectAll().orderBy('series').execute()
    expect(await issueInvoices(house.ctx(undefined, { dryRun: true }))).toMatchObject({ done: 1 })
    expect(await house.db.selectFrom('invoice_counters').selectAll().orderBy('series').execute()).toEqual(before)
    expect(await issue()).toMatchObject({ done: 1 })
  })
})

describe('faces', () => {
  const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/[\s\u00a0\u202f]+/g, ' ')

  it('the merchant reads and takes his own, and no other’s', async () => {
    const own = await house.clientOf(shop.actor)
    const page = textOf((await own.get('/merchant/invoices')).text)
    for (const words of ['F2026-0000', '17,31 €', 'janvier 2026']) expect(page).toContain(words)
    const mine = (await invoices()).find((row) => row.merchant_id === shop.merchantId)!
    const file = await fetch(`${await house.url()}/merchant/invoices/${mine.id}/file`, {
      headers: { cookie: [...own.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    expect(file.headers.get('content-type')).toBe('application/pdf')
    const pdf = await openPdf(new Uint8Array(await file.arrayBuffer()))
    const said = pdf.pageText(1).replace(/[\u00a0\u202f]/g, ' ')
    pdf.close()
    for (
      const words of [
        'Facture',
        mine.number,
        '17,31 €',
        '15,00 €',
        'Frais de contestation',
        '261 C',
        'Boulangerie Lenoir',
        'net à payer 0,00 €',
      ]
    ) expect(said).toContain(words)
    const strange = (await invoices()).find((row) => row.merchant_id === other.merchantId)!
    for (const id of [strange.id, 'invc_x']) expect((await own.get(`/merchant/invoices/${id}/file`)).status).toBe(404)
    expect((await own.get('/merchant/invoices.csv')).text).toContain('17,31')
    for (const query of ['?kind=credit_note', '?kind=x&sort=y&after=1.z', '?sort=largest', '?sort=smallest', '?sort=oldest', '?after[]=1'])
      expect((await own.get(`/merchant/invoices${query}`)).status).toBe(200)
  })

  it('the console finds by number and name; an analyst does not', async () => {
    const officer = await house.clientOf(await house.staff('officer'))
    expect(textOf((await officer.get('/console/invoices?q=a2026-000001')).text)).toMatch(/Avoir.*−0,20 €/)
    expect(textOf((await officer.get('/console/invoices?q=boulangerie')).text)).toContain('F2026-000001')
    expect((await officer.get('/console/invoices.csv')).text).toContain('-0,20')
    const [row] = await invoices()
    expect((await officer.get(`/console/invoices/${row!.id}/file`)).status).toBe(200)
    expect((await (await house.clientOf(await house.staff('analyst'))).get('/console/invoices')).status).toBe(403)
  })
})
