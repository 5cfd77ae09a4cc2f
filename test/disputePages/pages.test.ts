import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertDisputeLine } from '#src/acquirer/simulator.sql.ts'
import { openDisputes } from '#src/disputeLines/openDisputes.ts'
import { countLivingDisputes } from '#src/disputes/searchDisputes.sql.ts'
import { addDays, parisDay } from '#src/kernel/calendar.ts'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { sendEvidence } from '#src/sendings/sendEvidence.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { newPdf, openAccount } from '#test/support/merchant.ts'

let house: House
let shop: ApiMerchant
let agent: StaffActor
let staff: Client
let second: Client
let auditor: Client
let own: Client
let stranger: Client

const pay = async (number: string, amount = 10_000) => {
  const paymentId: string =
    (await shop.live('POST', '/checkout', { amount, currency: 'eur', card: { number, exp_month: 12, exp_year: 2030, cvc: '123' } }))
      .body['id']
  const { reference } = await house
    .db
    .selectFrom('acquirer_calls')
    .select('reference')
    .where('payment_id', '=', paymentId)
    .executeTakeFirstOrThrow()
  return { paymentId, original: reference! }
}
const contested = async (): Promise<string> =>
  (await house
    .db
    .selectFrom('disputes')
    .select('id')
    .where('payment_id', '=', (await pay('4000000000005423')).paymentId)
    .executeTakeFirstOrThrow())
    .id
const pdf = async (name = 'livraison.pdf') => new File([new Uint8Array(await newPdf())], name, { type: 'application/pdf' })
const stateOf = async (id: string) =>
  (await house.db.selectFrom('disputes').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state

/** Sessions do not outlast a journey in time. */
const travel = async (to: string): Promise<void> => {
  house.travel(to)
  ;[staff, own] = [await house.clientOf(agent), await house.clientOf(shop.actor)]
}

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  shop = await openApiMerchant(house)
  agent = await house.staff('agent', 'Paul Quéré')
  ;[second, auditor, stranger] = [
    await house.clientOf(await house.staff('officer')),
    await house.clientOf(await house.staff('auditor')),
    await house.clientOf((await openAccount(house)).actor),
  ]
  await travel('2026-03-02T09:00:00Z')
})
afterAll(async () => {
  expect((await checkLedger(house.db)).fault).toBeUndefined()
  await house.close()
})

describe('the journey', () => {
  it('goes from the merchant’s list to the network and back to his balance', async () => {
    const id = await contested()
    const list = await own.get('/merchant/disputes')
    for (const part of [`/merchant/disputes/${id}`, '100,00', 'Accepter ou contester', '25 mars 2026', '23 jours'])
      expect(list.text).toContain(part)
    expect((await own.get(`/merchant/disputes/${id}`)).text).toContain('Ne remboursez pas ce payeur')
    expect((await own.get(`/merchant/disputes/${id}/accept`)).text).toContain('sans recours')
    expect((await own.get(`/merchant/disputes/${id}/engage`)).text).toContain('30 jours')
    expect((await own.post(`/merchant/disputes/${id}/engage`)).location).toBe(`/merchant/disputes/${id}`)
    const empty = await own.post(`/merchant/disputes/${id}/submit`, { statement: ' ' })
    expect(empty.status).toBe(422)
    expect(empty.text).toContain('error-summary')
    expect((await own.post(`/merchant/disputes/${id}/pieces`, { slot: 'delivery', file: await pdf() })).location).toContain('#evidence')
    const bad = await own.post(`/merchant/disputes/${id}/pieces`, {
      slot: 'delivery',
      file: new File([new Uint8Array([77, 90, 0])], 'x.pdf'),
    })
    expect(bad.status).toBe(422)
    expect((await own.post(`/merchant/disputes/${id}/pieces`, { slot: 'nowhere', file: await pdf() })).status).toBe(422)
    await own.post(`/merchant/disputes/${id}/statement`, { statement: 'Brouillon <b>gardé</b>' })
    const draft = await own.get(`/merchant/disputes/${id}`)
    for (const part of ['Brouillon &lt;b&gt;', 'livraison.pdf', 'Authentification forte', 'Livraison']) expect(draft.text).toContain(part)
    expect((await own.post(`/merchant/disputes/${id}/submit`, { statement: 'Livré et signé.' })).status).toBe(303)
    expect(await stateOf(id)).toBe('under_review')

    const page = await staff.get(`/console/disputes/${id}`)
    for (
      const part of [
        'Livré et signé.',
        'livraison.pdf',
        'Constituer le dossier',
        '30 jours',
        'visa.1040.1',
        shop.merchantId,
        'class="clock is-',
        'Fin du délai du réseau',
        '24:00',
        'Rappel J-7',
        'Contestation de 100,00 € · '.replace(' €', '\u00a0€'),
      ]
    ) expect(page.text).toContain(part)
    expect((await staff.post(`/console/disputes/${id}/pieces`, { slot: 'history', file: await pdf('historique.pdf') })).status).toBe(303)
    expect((await staff.post(`/console/disputes/${id}/build`)).location).toBe(`/console/disputes/${id}#file`)
    const file = (await house.db.selectFrom('evidence_files').select('id').executeTakeFirstOrThrow()).id
    expect((await staff.get(`/console/evidence-files/${file}`)).headers.get('content-type')).toContain('pdf')
    const send = await staff.get(`/console/disputes/${id}/represent`)
    for (const part of ['30 jours', 'Une seule fois', file]) expect(send.text).toContain(part)
    expect((await staff.post(`/console/disputes/${id}/represent`, { file })).status).toBe(303)
    expect(await stateOf(id)).toBe('represented')
    expect((await staff.get(`/console/disputes/${id}`)).text).toContain('il part dans la minute')
    expect((await own.get(`/merchant/disputes/${id}`)).text).toContain('nous l’envoyons au réseau')
    await sendEvidence(house.ctx(system('send-evidence')))
    const kept = await house.db.selectFrom('simulator_evidence').select('reference').executeTakeFirstOrThrow()
    for (const part of ['Chez l’acquéreur depuis', kept.reference])
      expect((await staff.get(`/console/disputes/${id}`)).text).toContain(part)
    const his = (await own.get(`/merchant/disputes/${id}`)).text
    expect([his.includes('Accusé de réception du'), his.includes(kept.reference)]).toEqual([true, false])
    expect((await staff.get(`/console/disputes/${id}/clock`)).text).toContain('Une lettre')
    expect(
      (await staff.post(`/console/disputes/${id}/clock`, { kind: 'suspend', cause: 'waiting_for_network', days: '', reason: '' })).status,
    )
      .toBe(422)
    expect(
      (await staff.post(`/console/disputes/${id}/clock`, {
        kind: 'suspend',
        cause: 'waiting_for_network',
        days: '',
        reason: 'Le réseau instruit.',
      }))
        .status,
    )
      .toBe(303)
    expect((await staff.get(`/console/disputes/${id}`)).text).toContain('Le réseau instruit.')

    const sender = (await staff.get(`/console/disputes/${id}`)).text
    expect([
      sender.includes('une autre personne que celle qui a envoyé le dossier'),
      sender.includes('button-primary" href="/console/disputes'),
      sender.includes('Noter une étape du réseau'),
    ])
      .toEqual([true, false, true])
    const his_own = (await staff.get(`/console/disputes/${id}/outcome`)).text
    expect([his_own.includes('value="pre_arbitration"'), his_own.includes('value="won"')]).toEqual([true, false])
    expect((await second.get(`/console/disputes/${id}`)).text).not.toContain('une autre personne que celle')
    const form = await second.get(`/console/disputes/${id}/outcome`)
    expect(form.text).toContain('qui a envoyé le dossier ne note pas son issue')
    expect((await staff.post(`/console/disputes/${id}/outcome`, { outcome: 'won', won: '', due_on: '', reason: 'Lettre 4' })).status)
      .not
      .toBe(200)
    expect(await stateOf(id)).toBe('represented')
    expect(
      (await second.post(`/console/disputes/${id}/outcome`, { outcome: 'partly', won: 'beaucoup', due_on: '', reason: 'Lettre 4' })).status,
    )
      .toBe(422)
    expect(
      (await second.post(`/console/disputes/${id}/outcome`, { outcome: 'partly', won: '40,00', due_on: '', reason: 'Lettre 4' })).status,
    )
      .toBe(303)
    expect(await stateOf(id)).toBe('partly_won')
    expect((await own.get(`/merchant/disputes/${id}`)).text).toContain('pas d’autre recours')
    expect((await own.get('/merchant/disputes?of=all')).text).toContain(id)
  })

  it('lets him accept, and says so once', async () => {
    const id = await contested()
    expect((await own.post(`/merchant/disputes/${id}/accept`)).status).toBe(303)
    expect((await own.post(`/merchant/disputes/${id}/accept`)).status).toBe(303)
    expect(await stateOf(id)).toBe('lost')
    expect((await own.get(`/merchant/disputes/${id}/accept`)).status).toBe(303)
  })

  it('sends back, and takes over what is there', async () => {
    const id = await contested()
    await staff.post(`/console/disputes/${id}/engage`)
    await own.post(`/merchant/disputes/${id}/statement`, { statement: 'Un début' })
    await staff.post(`/console/disputes/${id}/take-over`)
    expect(await stateOf(id)).toBe('under_review')
    expect((await staff.get(`/console/disputes/${id}/send-back`)).text).toContain('Ce qui manque')
    await staff.post(`/console/disputes/${id}/send-back`, { reason: 'La signature.' })
    expect(await stateOf(id)).toBe('engaged')
    await travel('2026-03-30T09:00:00Z')
    expect((await own.post(`/merchant/disputes/${id}/submit`, { statement: 'Trop tard' })).status).toBe(303)
    expect(await stateOf(id)).toBe('engaged')
    expect((await staff.get('/console/disputes?state=alarm')).text).toContain(id)
    expect((await staff.get('/console/disputes?state=overrun')).text).toContain(id)
    await travel('2026-03-02T09:00:00Z')
  })
})

describe('who may', () => {
  it('sees another’s dispute nowhere; the auditor reads and does nothing', async () => {
    const id = await contested()
    await own.post(`/merchant/disputes/${id}/engage`)
    await own.post(`/merchant/disputes/${id}/pieces`, { slot: 'delivery', file: await pdf() })
    const piece = (await house.db.selectFrom('resolution_pieces').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id
    expect((await own.get(`/merchant/resolution-pieces/${piece}`)).status).toBe(200)
    for (
      const path of [
        `disputes/${id}`,
        `disputes/${id}/accept`,
        `disputes/${id}/engage`,
        `resolution-pieces/${piece}`,
        'disputes/x',
        'disputes/dspt_000000000000000000000000',
      ]
    ) expect((await stranger.get(`/merchant/${path}`)).status, path).toBe(404)
    for (
      const path of [
        `disputes/${id}/accept`,
        `disputes/${id}/engage`,
        `disputes/${id}/submit`,
        `disputes/${id}/statement`,
        `resolution-pieces/${piece}/remove`,
      ]
    ) expect((await stranger.post(`/merchant/${path}`, { statement: 'x' })).status, path).toBe(404)
    expect((await stranger.get('/merchant/disputes?of=all')).text).not.toContain(id)
    expect((await auditor.get(`/console/disputes/${id}`)).status).toBe(200)
    for (const path of ['engage', 'take-over', 'send-back', 'build', 'represent', 'clock', 'outcome'])
      expect((await auditor.post(`/console/disputes/${id}/${path}`, { reason: 'x' })).status, path).toBe(403)
    expect((await auditor.get('/console/dispute-imports/new')).status).toBe(403)
    const administrator = await house.clientOf(await house.staff('administrator'))
    for (const path of ['disputes', `disputes/${id}`, 'dispute-lines', `resolution-pieces/${piece}`])
      expect((await administrator.get(`/console/${path}`)).status, path).toBe(403)
    await house.db.updateTable('disputes').set({ hidden_at: house.now() }).where('id', '=', id).execute()
    expect((await own.get(`/merchant/disputes/${id}`)).status).toBe(404)
    expect((await own.get('/merchant/disputes?of=all')).text).not.toContain(id)
    expect((await staff.get(`/console/disputes/${id}`)).text).toContain('Masquée au marchand')
  })
})

describe('the list', () => {
  it('filters, sorts, pages and exports, and takes nonsense for nothing', async () => {
    const id = await contested()
    for (
      const query of [
        '',
        '?state=all',
        '?network=visa&category=fraud',
        `?q=${id}`,
        '?sort=newest',
        '?sort=oldest&state=all',
        '?sort=largest',
        '?sort=smallest',
        `?after=2026-01-01.5.dspt_000000000000000000000000`,
        '?state=x&sort=y&from=2026-02-30&world=z&after=q',
        '?from=2026-04-01&to=2026-04-01',
      ]
    ) {
      const { status, text } = await staff.get(`/console/disputes${query}`)
      expect(status, query).toBe(200)
      if (!query.includes('oldest')) expect(text, query).toContain(id)
    }
    expect((await staff.get('/console/disputes?network=mastercard')).text).not.toContain(id)
    expect((await staff.get('/console/disputes?world=test')).text).not.toContain(id)
    const csv = await staff.get('/console/disputes.csv?state=all')
    expect(csv.text).toContain(id)
    expect(csv.text.split('\n')[0]).toContain('Date du réseau')
    expect((await staff.get('/console')).status).toBe(200)
    const today = parisDay(house.now())
    const told = async () => ({
      nav: /href="\/console\/disputes"[\s\S]*?<\/li>/.exec((await staff.get('/console/disputes')).text)![0].includes('side-late'),
      ...await countLivingDisputes(house.db, today),
    })
    await house
      .db
      .updateTable('disputes')
      .set({ due_on: addDays(today, 6), merchant_due_on: addDays(today, -1) })
      .where('id', '=', id)
      .execute()
    const before = await told()
    expect([before.nav, before.breaches, before.alarms > 0]).toEqual([false, 0, true])
    await house
      .db
      .updateTable('disputes')
      .set({ due_on: addDays(today, -1), merchant_due_on: addDays(today, -1) })
      .where('id', '=', id)
      .execute()
    expect(await told()).toMatchObject({ nav: true, breaches: 1 })
    expect(
      (await staff.get(`/console/payments/${(await house .db .selectFrom('disputes') .select('payment_id') .where('id', '=', id) .executeTakeFirstOrThrow()) .payment_id}`))
        .text,
    )
      .toContain(`/console/disputes/${id}`)
  })
})

describe('a file of the staff', () => {
  const csv = (text: string | Uint8Array<ArrayBuffer>) => new File([text], 'litiges.csv', { type: 'text/csv' })
  const heading = 'reference;original;network;code;r_type;amount;currency;due_on;stage'
  const send = async (text: string | Uint8Array<ArrayBuffer>) => staff.post('/console/dispute-imports/new', { file: csv(text) })

  it('is shown line by line before it is taken, and taken once', async () => {
    const { original, paymentId } = await pay('4000000000000077')
    const sent = await send(
      `\ufeff${heading}\r\nF-1;${original};visa;1040;;40,00;EUR;31/03/2026;opened\r\nF-2;R-NOWHERE;visa;1040;;40,00;eur;;opened\r\nF-3;${original};amex;1040;;1;eur;;opened\r\nF-1;${original};visa;1040;;40,00;EUR;31/03/2026;opened\r\n=cmd|' /C calc'!A0;x;visa;1040;;5;eur;;opened\r\n`,
    )
    expect(sent.location).toMatch(/^\/console\/dispute-imports\/dspi_/)
    const page = await staff.get(sent.location!)
    for (const part of ['Prête', 'Paiement inconnu', 'Réseau inconnu', 'Répétée', 'Référence absente']) expect(page.text).toContain(part)
    // one about a dispute that an earlier line opens: the books know nothing of it yet
    const both = await send(`${heading}\nF-7;${original};visa;1040;;40,00;eur;;opened\nF-7;;visa;1040;;40,00;eur;;won\n`)
    expect((await staff.get(both.location!)).text).toContain('Après la ligne 2')
    expect((await second.get(sent.location!)).status).toBe(404)
    expect(await house.db.selectFrom('disputes').select('id').where('payment_id', '=', paymentId).execute()).toEqual([])
    const taken = await Promise.all([staff.post(`${sent.location}/take`), staff.post(`${sent.location}/take`)])
    for (const { status, headers } of taken)
      expect([status, (headers.get('set-cookie') ?? '').includes('import_failed')]).toEqual([303, false])
    expect(await house.db.selectFrom('disputes').select(['due_on', 'amount_cents']).where('payment_id', '=', paymentId).execute()).toEqual([
      { due_on: '2026-03-31', amount_cents: 4_000 },
    ])
    const lines = await staff.get('/console/dispute-lines')
    expect(lines.text).toContain('F-2')
    const line = (await house.db.selectFrom('dispute_lines').select('id').where('reference', '=', 'F-2').executeTakeFirstOrThrow()).id
    expect((await staff.post(`/console/dispute-lines/${line}/resolve`, { reason: ' ' })).status).toBe(422)
    expect((await staff.post(`/console/dispute-lines/${line}/resolve`, { reason: 'Erreur du réseau' })).status).toBe(303)
    expect((await second.post(`/console/dispute-lines/${line}/resolve`, { reason: 'Autre' })).status).toBe(303)
    expect((await staff.get(`/console/dispute-lines/${line}`)).text).toContain('Erreur du réseau')
    expect((await staff.get('/console/dispute-lines')).text).not.toContain('F-2')
  })

  it('is refused where it is none, by the field', async () => {
    const utf16 = new Uint8Array(Buffer.from(`\ufeff${heading}\nF-9;R-9;visa;1040;;1,00;eur;;opened\n`, 'utf16le'))
    expect((await send(utf16)).location).toMatch(/dspi_/)
    for (
      const text of [
        '',
        ' \n',
        'a;b\n1;2',
        `${heading}\n`,
        `${heading};amount\n1`,
        `${heading}\n${'x;y;visa;1040;;1;eur;;opened\n'.repeat(2_001)}`,
        new Uint8Array([0, 1, 2, 0, 255, 254]),
      ]
    ) {
      const { status, text: page } = await send(text)
      expect(status).toBe(422)
      expect(page).toContain('error-summary')
    }
  })
})

it('reads a report and shows what it said on the page of its dispute', async () => {
  const { original, paymentId } = await pay('4000000000000077', 500)
  await insertDisputeLine(house.db, '2026-03-02', `N-1;${original};visa;1261;;500;eur;2026-04-15;opened`)
  await travel('2026-03-03T05:00:00Z')
  await openDisputes(house.ctx(system('open-disputes')))
  const { id } = await house.db.selectFrom('disputes').select('id').where('payment_id', '=', paymentId).executeTakeFirstOrThrow()
  for (const part of ['N-1', 'fixée par le réseau', 'Rapport de l’acquéreur', '15 avr. 2026'])
    expect((await staff.get(`/console/disputes/${id}`)).text).toContain(part)
})
