import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimAlert } from '#src/alerts/claimAlert.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { pay as paid } from '#test/monitoring/trade.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant
let other: ApiMerchant
let mine: Client
let agent: StaffActor
let desk: Client
let officer: Client

const pay = async (said: Record<string, unknown> = {}, client = shop.live): Promise<string> =>
  (await client('POST', '/checkout', {
    amount: 10_000,
    currency: 'eur',
    card: { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123' },
    ...said,
  }))
    .body['id']
const seenIn = (text: string): string => (/name="seen" value="([^"]+)"/.exec(text)?.[1] ?? '').replaceAll('&#x3D;', '=')
const csv = (text: string): File => new File([text], 'paiements.csv', { type: 'text/csv' })
const flat = (text: string): string => text.replace(/<[^>]+>/g, ' ').replace(/[\s\u00a0\u202f]+/g, ' ')

const report = async (client: Client, door: 'merchant' | 'console', pasted: string, more: Record<string, string | File> = {}) =>
  client.post(`/${door}/fraud-cases/new`, {
    merchant: shop.merchantId,
    world: 'live',
    reason: 'stolen_keys',
    statement: 'Clés volées samedi',
    pasted,
    ...more,
  })
const file = async (client: Client, door: 'merchant' | 'console', pasted: string): Promise<string> => {
  const { location } = await report(client, door, pasted)
  const answer = await client.post(`${location}/file`, { seen: seenIn((await client.get(location!)).text) })
  return answer.location!
}

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  ;[shop, other] = [await openApiMerchant(house), await openApiMerchant(house)]
  agent = await house.staff('agent', 'Agathe Prévost')
  ;[mine, desk, officer] = [
    await house.clientOf(shop.actor),
    await house.clientOf(agent),
    await house.clientOf(await house.staff('officer')),
  ]
})
afterAll(() => house.close())

describe('the merchant', () => {
  it('reports by the file he exported, sees what was read, and files it once', async () => {
    const [one, two] = [await pay({ order_id: 'VOL-1' }), await pay({ order_id: 'VOL-2' })]
    const foreign = await pay({}, other.live)
    const exported = (await mine.get('/merchant/payments.csv?q=VOL-1')).text + `${two};x\r\n${foreign};x\r\n`
    const checked = await report(mine, 'merchant', 'pas un paiement', { file: csv(exported) })
    expect(checked.status).toBe(303)
    const page = await mine.get(checked.location!)
    expect(flat(page.text)).toContain('Retenus : 2 paiements, 200,00 €')
    for (const part of ['pas un paiement', foreign, 'Aucun de vos paiements', one, two]) expect(page.text).toContain(part)
    expect((await mine.get('/merchant/fraud-cases')).text).toContain('Aucun dossier')
    const seen = seenIn(page.text)
    const filed = await Promise.all([1, 2, 3].map(() => mine.post(`${checked.location}/file`, { seen })))
    expect(new Set(filed.map(({ location }) => location)).size).toBe(1)
    expect((await mine.get(filed[0]!.location!)).text).toContain('Reçu')
    expect((await mine.get(checked.location!)).location).toBe(filed[0]!.location)
  })

  it.each(['merchant', 'console'] as const)('who sends a field twice at /%s is told, and not that we failed', async (door) => {
    const form = { merchant: shop.merchantId, world: 'live', reason: 'stolen_keys', statement: 'Clés volées', pasted: ['a', 'b'] }
    const answer = await (door === 'merchant' ? mine : desk).post(`/${door}/fraud-cases/new`, form)
    expect([answer.status, answer.text.includes('Cette réponse ne peut pas être lue')]).toEqual([422, true])
  })

  it('reads why there is no refund, where the button was', async () => {
    const payment = await pay()
    await file(mine, 'merchant', payment)
    const { text } = await mine.get(`/merchant/payments/${payment}`)
    expect(flat(text)).toContain('Ne remboursez pas le payeur : le dossier est en cours d’examen.')
    expect(text).not.toContain(`${payment}/refund`)
    expect((await mine.get(`/merchant/payments/${payment}/refund`)).location).toBe(`/merchant/payments/${payment}`)
    expect((await mine.post(`/merchant/payments/${payment}/refund`, { amount: '1' })).location).toBe(`/merchant/payments/${payment}`)
    expect(await house.db.selectFrom('refunds').select('id').where('payment_id', '=', payment).execute()).toEqual([])
    expect(flat((await desk.get(`/console/payments/${payment}`)).text)).toMatch(
      /Ne remboursez pas le payeur *Le dossier est en cours d’examen\./,
    )
  })

  it('takes his report back with a reason, reads nothing of ours, and sees no other’s', async () => {
    const path = await file(mine, 'merchant', await pay())
    expect((await mine.post(`${path}/withdraw`, { reason: ' ' })).status).toBe(422)
    expect((await (await house.clientOf(other.actor)).get(path)).status).toBe(404)
    expect((await mine.post(`${path}/withdraw`, { reason: 'C’était un client' })).location).toBe(path)
    expect((await mine.get(path)).text).toContain('Vous avez retiré ce signalement')
    expect((await mine.post(`${path}/withdraw`, { reason: 'Encore' })).status).toBe(303)
    const ours = await file(desk, 'console', await pay())
    const seen = await mine.get(ours.replace('/console', '/merchant'))
    expect(seen.text).not.toContain('Clés volées samedi')
    expect(seen.text).not.toContain('/withdraw')
  })

  it.each([
    ['nothing named', { pasted: '' }],
    ['no reason', { pasted: 'x', reason: 'guerre' }],
    ['no words', { pasted: 'x', statement: ' ' }],
    ['another world', { pasted: 'x', world: 'mars' }],
    ['too much pasted', { pasted: 'x'.repeat(10_001) }],
    ['a picture for a file', { pasted: '', file: new File([new Uint8Array([137, 80, 78, 71, 0, 0, 0])], 'x.csv') }],
  ])('is told what is wrong: %s', async (_, said) => {
    const answer = await report(mine, 'merchant', 'x', said)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('error-summary')
  })
})

describe('the desk', () => {
  it('files what it saw, or sees the new figures', async () => {
    const [one, two] = [await pay(), await pay()]
    const { location } = await report(desk, 'console', `${one}\n${two}`)
    const seen = seenIn((await desk.get(location!)).text)
    await file(desk, 'console', one)
    const refused = await desk.post(`${location}/file`, { seen })
    expect(refused.status).toBe(409)
    expect(flat(refused.text)).toContain('Les chiffres ont changé')
    expect(seenIn(refused.text)).toBe('1|eur:10000')
    expect((await desk.post(`${location}/file`, { seen: '1|eur:10000' })).status).toBe(303)
    for (const bad of [{}, { seen: '' }, { seen: 'x'.repeat(600) }])
      expect((await desk.post(`${(await report(desk, 'console', await pay())).location}/file`, bad as Record<string, string>)).status)
        .toBeGreaterThanOrEqual(303)
  })

  it('walks a case: taken up, a payment out, a finding, proposed, decided by another; told in the history', async () => {
    const [one, two, three] = [await pay(), await pay(), await pay()]
    const path = await file(desk, 'console', [one, two, three].join('\n'))
    for (const again of [1, 2]) expect((await desk.post(`${path}/claim`)).status, `${again}`).toBe(303)
    expect((await officer.post(`${path}/claim`)).status).toBe(409)
    expect(flat((await desk.get(`${path}/remove?pick=${one}`)).text)).toContain('restent dans le dossier, pour 200,00 €')
    expect((await desk.post(`${path}/remove`, { pick: one, reason: '' })).status).toBe(422)
    expect((await desk.post(`${path}/remove`, { pick: one, reason: 'Client reconnu' })).status).toBe(303)
    expect((await desk.post(`${path}/remove`, { pick: one, reason: 'Encore' })).status).toBe(303)
    expect((await desk.post(`${path}/remove`, { pick: [two, three], reason: 'Tout' })).status).toBe(409)
    expect((await desk.post(`${path}/finding`, { pick: two, finding: 'authenticated' })).status).toBe(303)
    const added = await desk.post(`${path}/add`, { statement: 'Revenu', pasted: one })
    expect((await desk.post(`${added.location}/file`, { seen: seenIn((await desk.get(added.location!)).text) })).location).toBe(path)
    const propose = await desk.get(`${path}/propose`)
    expect(flat(propose.text)).toContain('2 paiements n’ont pas encore de constat')
    expect((await desk.post(`${path}/propose`, { seen: '9|eur:1', finding: 'other', reason: 'x' })).status).toBe(409)
    expect((await desk.post(`${path}/propose`, { seen: seenIn(propose.text), finding: 'no_evidence', reason: 'Rien vu' })).status).toBe(303)
    expect((await desk.get(`${path}/confirm`)).status).toBe(403)
    const confirm = await officer.get(`${path}/confirm`)
    expect(confirm.text).toContain('Rien vu')
    const proposal = /name="proposal" value="(\w+)"/.exec(confirm.text)![1]!
    expect((await officer.post(`${path}/confirm`, { proposal: 'frdd_000000000000000000000000' })).status).toBe(409)
    expect((await officer.post(`${path}/decline`, { reason: '' })).status).toBe(422)
    expect((await officer.post(`${path}/confirm`, { proposal })).location).toBe(path)
    expect((await officer.post(`${path}/confirm`, { proposal })).status).toBe(409)
    const shown = flat((await desk.get(path)).text)
    for (
      const part of [
        'Fraude non retenue',
        'a décidé que la fraude n’est pas retenue',
        'a retiré des paiements',
        'Authentification forte réussie',
        'Agathe Prévost',
      ]
    ) expect(shown).toContain(part)
    expect((await mine.get(path.replace('/console', '/merchant'))).text).toContain('la fraude n’a pas été retenue')
    expect((await shop.live('POST', '/refunds', { payment: two })).status).toBe(200)
  })

  it('writes notes on it', async () => {
    const path = await file(desk, 'console', await pay())
    expect((await desk.post(`${path}/notes`, { body: 'Le marchand rappelle demain' })).location).toBe(`${path}#notes`)
    expect((await desk.get(path)).text).toContain('Le marchand rappelle demain')
    expect((await desk.post(`${path}/notes`, { body: ' ' })).status).toBe(422)
  })

  it('finds cases, however it asks; takes them away, recorded', async () => {
    const payment = await pay()
    const path = await file(desk, 'console', payment)
    for (
      const said of [
        `q=${payment}`,
        `q=${path.split('/').at(-1)}`,
        `q=${shop.merchantId}`,
        'sort=most',
        'sort=fewest&reason=stolen_keys',
        'state=all&from=2026-03-02&to=2026-03-02',
      ]
    ) expect((await desk.get(`/console/fraud-cases?${said}`)).text, said).toContain(path)
    for (const bad of ['q[]=1', 'after=%00', 'after=1.frdc_x', 'sort=x&state=y&reason=z', 'from=9999-99-99'])
      expect((await desk.get(`/console/fraud-cases?${bad}`)).status, bad).toBe(200)
    const { text } = await desk.get('/console/fraud-cases.csv?state=all')
    expect(text).toContain(path.split('/').at(-1))
    expect(await house.db.selectFrom('audit_events').select('actor_id').where('event', '=', 'fraud_case.list_exported').execute()).toEqual([
      { actor_id: agent.id },
    ])
  })

  it('is not for everybody', async () => {
    const path = await file(desk, 'console', await pay())
    const auditor = await house.clientOf(await house.staff('auditor'))
    const administrator = await house.clientOf(await house.staff('administrator'))
    expect((await auditor.get(path)).text).not.toContain(`${path}/remove`)
    for (const act of ['add', 'remove', 'finding', 'propose', 'confirm'])
      expect((await auditor.get(`${path}/${act}`)).status, act).toBe(403)
    for (const act of ['claim', 'release', 'hand-over', 'remove', 'finding', 'propose', 'confirm', 'decline', 'notes'])
      expect((await auditor.post(`${path}/${act}`)).status, act).toBe(403)
    expect((await administrator.get(path)).status).toBe(403)
    for (
      const bad of [
        '/console/fraud-cases/x',
        '/console/fraud-cases/frdc_000000000000000000000000',
        '/console/fraud-reports/frdr_000000000000000000000000',
        '/console/fraud-cases/x/add',
      ]
    ) expect((await desk.get(bad)).status, bad).toBe(404)
  })
})

describe('from an alert', () => {
  let analyst: Client
  let colleague: StaffActor
  const alertOf = async (from: string): Promise<string> => {
    const id = newId('alrt', house.now())
    await house
      .database
      .db
      .insertInto('alerts')
      .values({
        id,
        scenario: 'TM-19',
        version: 1,
        revision: 1,
        merchant_id: shop.merchantId,
        level: 'high',
        window_from_on: from,
        window_to_on: from,
        says: 'night_sales',
        finding: JSON.stringify({ inputs: { captures: 3, nightCaptures: 3 }, values: { nightBps: 10_000 }, limits: {} }),
        raised_at: house.now(),
        due_at: house.now(),
      })
      .execute()
    return id
  }
  const rowOf = (id: string) => house.db.selectFrom('alerts').select(['state', 'case_id']).where('id', '=', id).executeTakeFirstOrThrow()
  const opened = async (merchantId = shop.merchantId) =>
    (await house
      .db
      .selectFrom('fraud_cases')
      .select('id')
      .where('alert_id', 'is not', null)
      .where('merchant_id', '=', merchantId)
      .execute())
      .length
  const pasted = (text: string): string => /name="pasted"[^>]*>([^<]*)</.exec(text)?.[1] ?? ''
  const send = (alert: string, more: Record<string, string> = {}, by = analyst) =>
    report(by, 'console', more['pasted'] ?? '', { alert, statement: 'Six cartes la nuit', ...more })

  beforeAll(async () => {
    colleague = await house.staff('analyst', 'Basile Roy')
    analyst = await house.clientOf(await house.staff('analyst', 'Ana Morel'))
  })

  it('its payments are in the form; filed, the case names it to who reads alerts and it leaves the queue; a double click opens one case', async () => {
    const ids = await paid(house, shop.merchantId, [{ at: '2026-02-10T03:00:00Z' }, { at: '2026-02-10T03:10:00Z' }])
    const alert = await alertOf('2026-02-10')
    expect((await analyst.get(`/console/alerts/${alert}`)).text.replaceAll('&#x3D;', '=')).toContain(
      `/console/fraud-cases/new?alert=${alert}`,
    )
    const form = (await analyst.get(`/console/fraud-cases/new?alert=${alert}`)).text
    expect(pasted(form).trim().split(/\s+/).sort()).toEqual([...ids].sort())
    for (const words of [`value="${shop.merchantId}"`, 'L’alerte entre dans ce dossier']) expect(form).toContain(words)
    const { location } = await send(alert, { pasted: pasted(form) })
    expect(await rowOf(alert)).toEqual({ state: 'new', case_id: null })
    const seen = seenIn((await analyst.get(location!)).text)
    const filed = await Promise.all([1, 2, 3].map(() => analyst.post(`${location}/file`, { seen })))
    expect(new Set(filed.map((answer) => answer.location)).size).toBe(1)
    const path = filed[0]!.location!
    expect([await rowOf(alert), await opened()]).toEqual([{ state: 'escalated', case_id: path.split('/').at(-1) }, 1])
    expect((await analyst.get('/console/alerts')).text).not.toContain(alert)
    expect((await analyst.get(`/console/alerts/${alert}`)).text).toContain(`href="${path}"`)
    expect((await analyst.get(path)).text).toContain(`/console/alerts/${alert}`)
    for (const page of [path, `/console/history?subject=${path.split('/').at(-1)}`, `/console/history?merchant=${shop.merchantId}`])
      expect((await desk.get(page)).text).not.toMatch(/alrt_|TM-19/)
    for (const answer of [await analyst.get(`/console/fraud-cases/new?alert=${alert}`), await send(alert, { pasted: ids[0]! })])
      expect(answer.status).toBe(409)
  })

  it('another merchant’s payments are none of it; another’s alert, one that support names, one that a colleague holds are refused', async () => {
    const [own] = await paid(house, shop.merchantId, [{ at: '2026-02-11T03:00:00Z' }])
    const [foreign] = await paid(house, other.merchantId, [{ at: '2026-02-11T03:00:00Z' }])
    const alert = await alertOf('2026-02-11')
    expect((await send(alert, { merchant: other.merchantId, pasted: foreign! })).status).toBe(404)
    const { location } = await send(alert, { pasted: `${own}\n${foreign}` })
    expect(flat((await analyst.get(location!)).text)).toContain('Retenus : 1 paiement,')
    expect(pasted((await desk.get(`/console/fraud-cases/new?alert=${alert}`)).text)).toBe('')
    expect((await send(alert, { pasted: own! }, desk)).status).toBe(403)
    for (const none of ['x', `alrt_${'0'.repeat(24)}`]) expect((await send(none, { pasted: own! })).status).toBe(404)
    expect((await send(alert, { pasted: own!, statement: ' ' })).text).toContain(`name="alert" value="${alert}"`)
    await claimAlert(house.ctx(colleague), alert)
    const refused = await analyst.post(`${location}/file`, { seen: seenIn((await analyst.get(location!)).text) })
    expect([refused.status, await rowOf(alert), await opened()]).toEqual([409, { state: 'triage', case_id: null }, 1])
  })

  it('of more than three hundred the newest are in the form, and it says so', async () => {
    await paid(
      house,
      shop.merchantId,
      Array.from(
        { length: 301 },
        (_, i) => ({ at: `2026-02-12T03:${String(i % 60).padStart(2, '0')}:${String(Math.floor(i / 60)).padStart(2, '0')}Z` }),
      ),
    )
    const alert = await alertOf('2026-02-12')
    const form = (await analyst.get(`/console/fraud-cases/new?alert=${alert}`)).text
    expect(form).toContain('Les 300 premiers paiements')
    const named = pasted(form)
    expect([named.trim().split(/\s+/).length, new Set(named.trim().split(/\s+/)).size]).toEqual([300, 300])
    const { location } = await send(alert, { pasted: named.replaceAll('\n', '\r\n') })
    expect(flat((await analyst.get(location!)).text)).toContain('Retenus : 300 paiements')
  })
})
