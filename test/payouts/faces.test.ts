import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system } from '#src/kernel/actor.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { openBatches } from '#src/payouts/openBatches.ts'
import { readBankAnswers } from '#src/payouts/readBankAnswers.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { post } from '#src/ledger/post.ts'
import { held } from '#src/ledger/postings.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { lastPayout, payable, purse, receive } from './ground.ts'

let house: House
let shop: ApiMerchant
let other: ApiMerchant
let own: Client
let payoutId: string
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T06:30:00Z' })
  ;[shop, other] = [await payable(house), await payable(house)]
  for (const [gross, fee] of [[15_000, 112], [200, 8]] as const) await receive(house, shop.merchantId, gross, fee)
  await createPayouts(house.ctx(system('create-payouts')))
  await sendPayouts(house.ctx(system('create-payouts')))
  await readBankAnswers(house.ctx(system('read-bank-answers')))
  payoutId = (await lastPayout(house, shop.merchantId)).id
  own = await house.clientOf(shop.actor)
})
afterAll(() => house.close())

const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/[\s\u00a0\u202f]+/g, ' ')
/** As a page writes an amount, with blanks that do not break. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ')

describe('the merchant area', () => {
  it('lists his payouts; filters and orders that mean nothing are as if they were not there', async () => {
    const page = textOf((await own.get('/merchant/payouts')).text)
    expect(page).toContain('150,80 €')
    expect(page).toContain('Payé')
    expect(textOf((await own.get('/merchant/payouts?state=failed')).text)).toContain('Aucun reversement ne correspond')
    for (
      const query of [
        '?state=nothing',
        '?from=2026-02-30',
        '?sort=x&after=1.pout_x',
        '?from[]=1',
        `?after=${'9'.repeat(40)}`,
        '?sort=largest',
        '?sort=smallest',
        '?sort=oldest',
        '?from=2026-03-02&to=2026-03-02',
        '?state=paid',
      ]
    ) {
      const answer = await own.get(`/merchant/payouts${query}`)
      expect([query, answer.status, textOf(answer.text).includes('150,80 €')]).toEqual([query, 200, true])
    }
    expect(textOf((await own.get('/merchant/payouts?from=2026-03-03')).text)).not.toContain('150,80 €')
  })

  it('pages by key in every order', async () => {
    const many = await payable(house)
    for (let i = 0; i < 60; i++) {
      await receive(house, many.merchantId, 100 + (i % 7))
      await createPayouts(house.ctx(system('create-payouts')))
    }
    const client = await house.clientOf(many.actor)
    for (const sort of ['newest', 'oldest', 'largest', 'smallest']) {
      const ids: string[] = []
      for (let path: string | undefined = `/merchant/payouts?sort=${sort}`; path;) {
        const { text } = await client.get(path)
        ids.push(...[...text.matchAll(/href="\/merchant\/payouts\/(pout_\w+)"/g)].map((found) => found[1]!))
        path = /href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')
      }
      expect([sort, ids.length, new Set(ids).size]).toEqual([sort, 60, 60])
    }
    const { text } = await client.get('/merchant/payouts.csv')
    expect(text.trim().split('\r\n')).toHaveLength(61)
  }, 60_000)

  it('shows one, its statement and its lines', async () => {
    const page = textOf((await own.get(`/merchant/payouts/${payoutId}`)).text)
    for (const words of ['150,80 €', '152,00 €', '−1,20 €', 'IBAN se terminant par 2606', 'VIGIE REVERSEMENT'])
      expect(page).toContain(words)
    const statement = await fetch(`${await house.url()}/merchant/payouts/${payoutId}/statement`, {
      headers: { cookie: [...own.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    expect([statement.status, statement.headers.get('content-type')]).toEqual([200, 'application/pdf'])
    const pdf = await openPdf(new Uint8Array(await statement.arrayBuffer()))
    const said = plain(pdf.pageText(1))
    pdf.close()
    for (const words of ['Relevé de reversement', payoutId, '152,00 €', '150,80 €', 'Boulangerie Lenoir', '261 C'])
      expect(said).toContain(words)
    expect(said).not.toContain('FR1420041010050500013M02606')
    const { text } = await own.get(`/merchant/payouts/${payoutId}/lines.csv`)
    expect(text.trim().split('\r\n').slice(1).map((line) => line.split(';')[3])).toEqual(['150,00', '-1,12', '2,00', '-0,08'])
  })

  it('another’s is not found', async () => {
    const stranger = await house.clientOf(other.actor)
    for (const path of ['', '/statement', '/lines.csv'])
      expect((await stranger.get(`/merchant/payouts/${payoutId}${path}`)).status).toBe(404)
    expect((await stranger.get('/merchant/payouts/pout_x')).status).toBe(404)
    expect((await (await house.client()).get('/merchant/payouts')).status).toBe(303)
  })

  it('the balance says when the next payout comes', async () => {
    await receive(house, shop.merchantId, 4_000)
    const page = textOf((await own.get('/merchant/balance')).text)
    expect(page).toContain('Prochain reversement le 3 mars 2026 : 40,00 € à ce jour, sur votre compte au plus tard le 4 mars 2026.')
    expect(page).not.toMatch(/gel|TRACFIN|vérification/i)
  })

  it('money held and money frozen read alike, and tip nobody off', async () => {
    // One after the other: a run for the one would pay out the other's money before it is held.
    const ones: Awaited<ReturnType<typeof payable>>[] = []
    for (const to of ['aml_hold', 'frozen'] as const) {
      const one = await payable(house)
      await receive(house, one.merchantId, 5_000)
      await unit(house.ctx(), async (tx) => {
        await lockBalances(tx, purse(one.merchantId))
        await post(tx, {
          ...held({ merchantId: one.merchantId, amountCents: 700, to }),
          eventKey: `hold:${one.merchantId}`,
          book: 'live',
          currency: 'eur',
          subjectId: one.merchantId,
          at: tx.now,
        })
        await record(tx, 'payment.captured', { subject: one.merchantId, merchantId: one.merchantId })
      })
      ones.push(one)
    }
    await createPayouts(house.ctx(system('create-payouts')))
    const pages = await Promise.all(
      ones.map(async ({ actor }) =>
        textOf(/<main[\s\S]*<\/main>/.exec((await (await house.clientOf(actor)).get('/merchant/balance')).text)![0])
      ),
    )
    expect(pages[0]).toBe(pages[1])
    expect(pages[0]).toContain('En cours de vérification')
    expect(pages[0]).not.toMatch(/gel|fraude|blanchiment|tracfin|soupçon/i)
  })
})

describe('the console', () => {
  it('lists, finds, exports; who may not is told so', async () => {
    const officer = await house.clientOf(await house.staff('officer'))
    for (const q of [payoutId, shop.merchantId, 'boulangerie', ''])
      expect(textOf((await officer.get(`/console/payouts?sort=oldest&q=${q}`)).text)).toContain('150,80 €')
    expect(textOf((await officer.get('/console/payouts?q=nobody%25')).text)).toContain('Aucun reversement ne correspond')
    const page = textOf((await officer.get(`/console/payouts/${payoutId}`)).text)
    for (const words of ['Exécuté', 'Reversement créé', 'Reversement payé', '2050']) expect(page).toContain(words)
    expect((await officer.get('/console/payouts.csv')).text).toContain(payoutId)
    expect(
      await house
        .db
        .selectFrom('audit_events')
        .select('id')
        .where('event', '=', 'payout.list_exported')
        .where('actor_kind', '=', 'staff')
        .execute(),
    )
      .toHaveLength(1)
    const analyst = await house.clientOf(await house.staff('analyst'))
    for (const path of ['/console/payouts', `/console/payouts/${payoutId}`, '/console/payout-batches', '/console/withheld-payouts'])
      expect((await analyst.get(path)).status).toBe(403)
    expect((await officer.get('/console/payouts/pout_x')).status).toBe(404)
  })

  it('says whose payouts are withheld, in words that tell no secret', async () => {
    const page = textOf((await (await house.clientOf(await house.staff('auditor'))).get('/console/withheld-payouts')).text)
    expect(page).toContain('Des opérations sont en cours de vérification')
    expect(page).not.toMatch(/gelé|TRACFIN/i)
  })

  it('hands a file over and gives it out; an auditor may neither', async () => {
    await receive(house, other.merchantId, 900)
    await createPayouts(house.ctx(system('create-payouts')))
    const [batchId] = await openBatches(house.ctx(system('create-payouts')))
    const officer = await house.clientOf(await house.staff('officer'))
    const auditor = await house.clientOf(await house.staff('auditor'))
    expect((await officer.get(`/console/payout-batches/${batchId}/file`)).status).toBe(409)
    expect((await auditor.post(`/console/payout-batches/${batchId}/export`)).status).toBe(403)
    expect((await officer.get('/console/payout-batches')).text).toContain(`/console/payout-batches/${batchId}/export`)
    expect((await officer.post(`/console/payout-batches/${batchId}/export`)).location).toBe('/console/payout-batches')
    expect((await officer.post(`/console/payout-batches/${batchId}/export`)).status).toBe(303)
    const given = await officer.get(`/console/payout-batches/${batchId}/file`)
    expect([given.status, given.headers.get('content-type'), given.text.includes('FR1420041010050500013M02606')]).toEqual([
      200,
      'application/xml',
      true,
    ])
    expect((await auditor.get(`/console/payout-batches/${batchId}/file`)).status).toBe(403)
    expect((await officer.get('/console/payout-batches/btch_x/file')).status).toBe(404)
    expect((await officer.post('/console/payout-batches/btch_x/export')).status).toBe(404)
    const events = await house.db.selectFrom('audit_events').select('event').where('subject_id', '=', batchId!).orderBy('id').execute()
    expect(events.map(({ event }) => event)).toEqual([
      'payout_batch.opened',
      'payout_batch.closed',
      'payout_batch.handed',
      'payout_batch.downloaded',
    ])
  })
})
