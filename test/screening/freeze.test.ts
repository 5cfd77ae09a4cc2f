import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findFreeze, findReport } from '#src/freezes/freezes.sql.ts'
import { reportPdf } from '#src/freezes/reportPdf.ts'
import { markReportSent } from '#src/freezes/sendReport.ts'
import { watchFreezes } from '#src/freezes/watchFreezes.ts'
import { confirmHit } from '#src/hits/decideHit.ts'
import { judgeHit } from '#src/hits/judgeHit.ts'
import { lookAgain } from '#src/hits/lookAgain.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { system } from '#src/kernel/actor.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { countRefused } from '#src/refusedPayments/countRefused.ts'
import { confirmRelease, proposeRelease } from '#src/releases/releaseHold.ts'
import { confirmSettings, proposeSettings } from '#src/screening/changeSettings.ts'
import { readProof, type Proof } from '#src/screening/proof.sql.ts'
import { proofPdf } from '#src/screening/proofPdf.ts'
import { measureThresholds } from '#src/screening/searches.sql.ts'
import { runRelease, stateOf } from '#test/holds/ground.ts'
import { fundsOf, payable, payoutsOf, receive } from '#test/payouts/ground.ts'
import { openHouse, type House } from '#test/support/house.ts'
import type { Signed } from '#test/support/merchant.ts'
import { proposalOf } from '#test/support/proposalOf.ts'
import { client, daily, due, hitsOf, register, take } from './ground.ts'

let house: House
let ana: StaffActor
let ben: StaffActor
let chief: StaffActor
let second: StaffActor
let plain: StaffActor
let shop: Signed
let dossierId: string

const listed = [{ id: 1, name: 'KELTIVAROV', first: 'Radomir', born: '1976-10-20', country: 'RUSSIE' }]
const same = { answer: 'same', code: 'birth_agrees', reason: 'Même date de naissance, pièce vue.' } as const
const freezeRow = () => house.db.selectFrom('freezes').selectAll().executeTakeFirstOrThrow()
const events = async () =>
  (await house.db.selectFrom('freeze_events').select(['kind', 'amount_cents', 'report_id']).orderBy('at').orderBy('id').execute()).map((
    { kind, amount_cents: cents, report_id: report },
  ) => ({ kind, cents, report }))
const reports = () => house.db.selectFrom('freeze_reports').selectAll().orderBy('number').execute()
const watch = () => watchFreezes(house.ctx(system('watch-freezes')))
const holdOf = async () => house.db.selectFrom('holds').selectAll().where('merchant_id', '=', shop.merchantId).executeTakeFirstOrThrow()

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T04:00:00Z' })
  ;[ana, ben, chief, second, plain] = [
    await house.staff('analyst', 'Ana'),
    await house.staff('analyst', 'Ben'),
    await house.staff('officer', 'Chef'),
    await house.staff('officer', 'Second'),
    await house.staff('officer', 'Hors cercle', null),
  ]
  shop = await payable(house)
  await receive(house, shop.merchantId, 50_000, 500)
  await createPayouts(house.ctx(system('create-payouts')))
  await receive(house, shop.merchantId, 30_000, 300)
  dossierId = (await house
    .db
    .updateTable('dossiers')
    .set({ state: 'validated' })
    .where('merchant_id', '=', shop.merchantId)
    .returning('id')
    .executeTakeFirstOrThrow())
    .id
  await house
    .db
    .updateTable('people')
    .set({ given_names: 'Radomyr', family_name: 'Keltivarof', birth_date: '1976-10-20' })
    .where('dossier_id', '=', dossierId)
    .execute()
  await take(house, 'fr', register('2026-03-01', listed))
  await due(house)
})
afterAll(() => house.close())

describe('a freeze', () => {
  it('is one act of two people: payouts stop, the merchant is barred, all he has is frozen, the report lies ready to the cent', async () => {
    const before = await fundsOf(house, shop.merchantId)
    const [hit] = await hitsOf(house, { dossierId })
    expect(hit).toMatchObject({ topic: 'freeze', state: 'open' })
    expect(await payoutsOf(house, shop.merchantId)).toMatchObject([{ state: 'pending' }])
    await judgeHit(house.ctx(ana), hit!.id, same)
    await expect(confirmHit(house.ctx(plain), hit!.id, { proposal: await proposalOf(house, 'verdict', hit!.id) })).rejects.toMatchObject({
      status: 403,
    })
    expect(await stateOf(house, shop.merchantId)).toBe('validated')
    expect(await payoutsOf(house, shop.merchantId)).toMatchObject([{ state: 'pending' }])
    await confirmHit(house.ctx(chief), hit!.id, { proposal: await proposalOf(house, 'verdict', hit!.id) })
    expect(await hitsOf(house, { dossierId })).toMatchObject([{ state: 'same', proposed_by: ana.id, decided_by: chief.id }])
    expect(await stateOf(house, shop.merchantId)).toBe('barred')
    expect(await payoutsOf(house, shop.merchantId)).toMatchObject([{ state: 'failed', failure: 'withheld' }])
    const funds = await fundsOf(house, shop.merchantId)
    expect(funds).toMatchObject({ availableCents: 0, frozenCents: before.availableCents + before.inTransitCents, inTransitCents: 0 })
    expect(await holdOf()).toMatchObject({
      title: 'asset_freeze',
      state: 'active',
      proposed_by: ana.id,
      decided_by: chief.id,
      left_cents: funds.frozenCents,
      wanted_cents: null,
    })
    expect(await events()).toMatchObject([{ kind: 'freeze_applied' }])
    const [first] = await house.db.selectFrom('freeze_events').select('funds').execute()
    expect(first!.funds).toEqual([{ currency: 'eur', account: 'frozen', cents: funds.frozenCents }])
    expect(await checkLedger(house.db)).toMatchObject({ ok: true })
  })

  it('says to the history that a hit was confirmed, and to the circle alone what was frozen', async () => {
    const { id } = await freezeRow()
    const seen = await house.db.selectFrom('audit_events').select(['event', 'merchant_id']).where('event', 'like', '%freez%').execute()
    expect(seen).toEqual([])
    expect(await house.db.selectFrom('closed_events').select('event').where('subject_id', '=', id).execute()).toEqual([{
      event: 'freeze.applied',
    }])
  })

  it('what comes in is frozen too, and told with the next look, once; the payout that did not leave as well', async () => {
    expect(await watch()).toMatchObject({ done: 1 })
    expect((await events()).map(({ kind }) => kind)).toEqual(['freeze_applied', 'attempt_blocked'])
    const [report] = await reports()
    await expect(markReportSent(house.ctx(chief), report!.id, { on: '2026-03-09', reference: ' ' })).rejects.toMatchObject({
      status: 422,
      fields: { sent_on: 'screening:freeze.bad_day', reference: 'web:field.missing' },
    })
    await expect(markReportSent(house.ctx(plain), report!.id, { on: '2026-03-02', reference: 'DGT 26-114' })).rejects.toMatchObject({
      status: 403,
    })
    await markReportSent(house.ctx(chief), report!.id, { on: '2026-03-02', reference: 'DGT 26-114' })
    await expect(markReportSent(house.ctx(chief), report!.id, { on: '2026-03-02', reference: 'DGT 26-114' })).rejects.toMatchObject({
      status: 409,
    })
    house.travel('2026-03-03T09:00:00Z')
    await receive(house, shop.merchantId, 10_000, 100)
    await runRelease(house)
    await watch()
    await watch()
    const all = await events()
    expect(all.map(({ kind, cents }) => [kind, cents])).toEqual([['freeze_applied', null], ['attempt_blocked', expect.any(Number)], [
      'credit_on_frozen',
      9_900,
    ]])
    expect((await reports()).map(({ number, sent_on: on }) => [number, on])).toEqual([[1, '2026-03-02'], [2, null]])
    expect(all.at(-1)!.report).toBe((await reports())[1]!.id)
  })

  it('payments tried since are told on its page, to the circle; to whoever may not know of it there is no page', async () => {
    const { id } = await freezeRow()
    const hear = countRefused(house.db)
    for (const amount of [1_000, 2_000])
      hear({ merchantId: shop.merchantId, state: 'barred', at: house.now(), call: 'post /v1/checkout', body: { amount, currency: 'eur' } })
    await vi.waitFor(async () =>
      expect(await house.db.selectFrom('refused_payments').select('call_count').execute()).toEqual([{ call_count: 2 }])
    )
    const seen = await (await house.clientOf(chief)).get(`/console/screening/freezes/${id}`)
    expect(seen.text).toMatch(/Paiements refusés depuis le gel[\s\S]*2 paiements, pour 30,00/)
    expect(seen.text).toMatch(/2 paiements refusés depuis le gel, 30,00\s€ en tout, le 3 mars 2026/)
    expect((await (await house.clientOf(plain)).get(`/console/screening/freezes/${id}`)).status).toBe(404)
    expect((await (await house.clientOf(plain)).get(`/console/merchants/${shop.merchantId}`)).text).not.toMatch(/depuis le gel|freezes/)
  })

  it('payments tried since are in the report, by currency with the first and the last day; once it is sent it says no more', async () => {
    const { id } = await freezeRow()
    const [sent, open] = await house
      .db
      .selectFrom('freeze_reports')
      .select(['id', 'refused'])
      .where('freeze_id', '=', id)
      .orderBy('number')
      .execute()
    expect(sent!.refused).toEqual([])
    const said = async (report: string) =>
      JSON.parse((await (await house.clientOf(chief)).get(`/console/screening/freezes/${id}/reports/${report}.json`)).text).refusedPayments
    const hear = countRefused(house.db)
    const tried = async (at: string, currency: string, rows: number) => {
      hear({ merchantId: shop.merchantId, state: 'barred', at: new Date(at), call: 'post /v1/checkout', body: { amount: 500, currency } })
      await vi.waitFor(async () => expect(await house.db.selectFrom('refused_payments').select('on_day').execute()).toHaveLength(rows))
    }
    await tried('2026-03-04T09:00:00Z', 'eur', 2)
    await tried('2026-03-05T09:00:00Z', 'usd', 3)
    const sums = [{ currency: 'eur', count: 3, cents: 3_500, firstOn: '2026-03-03', lastOn: '2026-03-04' }, {
      currency: 'usd',
      count: 1,
      cents: 500,
      firstOn: '2026-03-05',
      lastOn: '2026-03-05',
    }]
    expect([await said(sent!.id), await said(open!.id)]).toEqual([[], sums])
    const paper = await reportPdf({
      freeze: (await findFreeze(house.db, id))!,
      report: (await findReport(house.db, open!.id))!,
      events: [],
      merchant: [],
      subject: [],
      list: '',
      proposedBy: '',
      appliedBy: '',
      sentBy: null,
      refused: sums,
    })
    expect((await openPdf(new Uint8Array(paper))).pageText(1).replace(/\s+/g, ' ')).toMatch(
      /Paiements refusés depuis le gel .*3 mars 2026 mercredi 4 mars 2026 3 35,00 € .*5 mars 2026 jeudi 5 mars 2026 1 5,00 /,
    )
    house.travel('2026-03-06T09:00:00Z')
    await markReportSent(house.ctx(chief), open!.id, { on: '2026-03-06', reference: 'DGT 26-120' })
    await tried('2026-03-07T09:00:00Z', 'eur', 4)
    expect(await said(open!.id)).toEqual(sums)
  })

  it('its end as it was announced is told once, and lets nothing go (SAN-04)', async () => {
    const { expires_on: end, id } = await freezeRow()
    expect(end).toBe('2026-09-02')
    house.travel('2026-08-10T09:00:00Z')
    await watch()
    await watch()
    house.travel('2026-09-20T09:00:00Z')
    await watch()
    expect(
      await house
        .db
        .selectFrom('closed_events')
        .select('event')
        .where('subject_id', '=', id)
        .where('event', '=', 'freeze.expiry_near')
        .execute(),
    )
      .toHaveLength(1)
    expect(await freezeRow()).toMatchObject({ state: 'active' })
    expect((await fundsOf(house, shop.merchantId)).frozenCents).toBeGreaterThan(0)
  })

  it('a search raises the same one no second time; lifted by two with their ground, it is over, and told', async () => {
    await daily(house)
    expect(await hitsOf(house, { dossierId })).toHaveLength(1)
    const hold = await holdOf()
    await proposeRelease(house.ctx(chief), hold.id, { amountCents: null, reason: 'Arrêté abrogé, JO du 19 septembre.' })
    await expect(
      confirmRelease(house.ctx(chief), hold.id, { seenCents: hold.left_cents, proposal: await proposalOf(house, 'release', hold.id) }),
    )
      .rejects
      .toMatchObject({ code: 'four_eyes' })
    await confirmRelease(house.ctx(second), hold.id, { seenCents: hold.left_cents, proposal: await proposalOf(house, 'release', hold.id) })
    await watch()
    expect(await freezeRow()).toMatchObject({ state: 'released' })
    expect((await events()).at(-1)).toMatchObject({ kind: 'released', cents: hold.left_cents })
    expect(await hitsOf(house, { dossierId })).toMatchObject([{ state: 'ended', ended_why: 'released' }])
    expect(await checkLedger(house.db)).toMatchObject({ ok: true })
  })
})

describe('proof, thresholds, second looks', () => {
  it('a proof says who he was, against which lists, and what was decided by then; not what came later', async () => {
    const one = await client(house, { givenNames: 'Radomir', familyName: 'Keltiva', birthDate: '1976-10-20' })
    const begun = house.now()
    house.forward(3_600_000)
    await due(house)
    const searched = house.now()
    const { id: subjectId } = await house
      .db
      .selectFrom('screening_subjects')
      .select('id')
      .where('person_id', '=', one.personId)
      .executeTakeFirstOrThrow()
    await take(house, 'fr', register('2026-09-21', [...listed, { id: 9, name: 'AUTRE', first: 'Quelqu’un' }]))
    house.forward(3_600_000)
    await due(house)
    const at = (time: Date) => readProof(house.db, subjectId, new Date(time.getTime() + 1))
    expect(await at(begun)).toMatchObject({ version: null, search: null, run: null, hits: [] })
    expect(await at(searched)).toMatchObject({
      version: { name: 'Radomir Keltiva' },
      search: { trigger: 'entry' },
      lists: [{ list: 'fr', number: 1, publishedOn: '2026-03-01' }],
    })
    expect(await at(house.now())).toMatchObject({
      search: { trigger: 'entry' },
      run: { trigger: 'list', changedCount: 1 },
      lists: [{ list: 'fr', number: 2, publishedOn: '2026-09-21' }],
    })
    const [hit] = await hitsOf(house, one)
    if (hit) {
      house.forward(60_000)
      await judgeHit(house.ctx(ana), hit.id, { answer: 'unsure', code: 'birth_unknown', reason: 'À voir.', wants: 'document' })
      expect((await at(searched)).hits).toMatchObject([{ state: 'open', reason: null }])
    }
    const words = {
      onDay: '2026-09-20',
      role: 'Gérant',
      asked: [{ label: 'Nom', value: 'Радомир Keltiva' }],
      triggers: String,
      list: String,
      state: String,
      topic: String,
    }
    const pdf = await proofPdf(await at(house.now()), words)
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.equals(await proofPdf(await at(house.now()), words))).toBe(true)
    const page = async (proof: Proof) => (await openPdf(new Uint8Array(await proofPdf(proof, words)))).pageText(1).replace(/\s+/g, ' ')
    const { search, ...found } = await at(searched)
    expect(await page({ ...found, search: { ...search!, candidateCount: 0, bestBps: 0, raisedCount: 0 }, hits: [] })).toMatch(
      /En bref recherché sur toutes les listes ci-dessous ; aucun rapprochement.*aucun inscrit n’avait un nom/,
    )
    expect(await page(await at(begun))).toContain('En bref pas encore recherché à cette date')
  })

  it('a threshold changes by two people, with its measured effect, and everybody is searched anew under it', async () => {
    const now = { alertBps: 7_000, urgentBps: 9_500, twoPeopleBps: 10_001, secondLookBps: 10_000, reason: 'Essai plus large.' }
    await expect(proposeSettings(house.ctx(ana), now)).rejects.toMatchObject({ status: 403 })
    await expect(proposeSettings(house.ctx(chief), { ...now, alertBps: 9_600, twoPeopleBps: 9_000, reason: '' })).rejects.toMatchObject({
      fields: { urgent: expect.any(String), two_people: expect.any(String), reason: expect.any(String) },
    })
    const id = await proposeSettings(house.ctx(chief), now)
    await expect(proposeSettings(house.ctx(second), now)).rejects.toMatchObject({ status: 409 })
    await expect(confirmSettings(house.ctx(chief), id)).rejects.toMatchObject({ code: 'four_eyes' })
    const [effect] = await measureThresholds(house.db, [7_000])
    await confirmSettings(house.ctx(second), id)
    const before = (await house.db.selectFrom('screening_hits').select('id').execute()).length
    await due(house)
    const stale = await house
      .db
      .selectFrom('screening_versions')
      .select('id')
      .where('to_at', 'is', null)
      .where('alert_bps', '<>', 7_000)
      .execute()
    expect(stale).toEqual([])
    expect((await house.db.selectFrom('screening_hits').select('id').execute()).length).toBeGreaterThanOrEqual(before)
    expect(effect!.pairs).toBeGreaterThan(0)
  })

  it('a cleared hit that is drawn is judged again by another, who moves nothing', async () => {
    const one = await client(house, { givenNames: 'Radomir', familyName: 'Keltivarov', birthDate: '1976-10-20' })
    await due(house)
    const [hit] = await hitsOf(house, one)
    expect(await judgeHit(house.ctx(ana), hit!.id, { answer: 'different', code: 'birth_differs', reason: 'Autre personne.' })).toBe('clear')
    await expect(lookAgain(house.ctx(ana), hit!.id, { answer: 'same', reason: 'x' })).rejects.toMatchObject({ code: 'four_eyes' })
    await lookAgain(house.ctx(ben), hit!.id, { answer: 'same', reason: 'La date est la même.' })
    await expect(lookAgain(house.ctx(chief), hit!.id, { answer: 'same', reason: 'x' })).rejects.toMatchObject({ status: 409 })
    expect(await hitsOf(house, one)).toMatchObject([{ state: 'different' }])
  })
})

describe('the pages', () => {
  it('answer whatever an address asks; nothing of them to support, nothing of a freeze outside the circle', async () => {
    const [analyst, agent, outsider] = [
      await house.clientOf(ana),
      await house.clientOf(await house.staff('agent')),
      await house.clientOf(plain),
    ]
    const { id } = await freezeRow()
    for (
      const path of [
        '?q=a&q=b&state[]=x&topic=%00&after=1',
        '/searches?from=2026-13-45&merchant=x&merchant=y&after=srch_',
        '/looks?state=x&state=y',
        '/settings?x=1',
      ]
    ) expect((await analyst.get(`/console/screening${path}`)).status).toBe(200)
    for (
      const path of [
        '/hits/x',
        '/hits/schi_000000000000000000000000',
        '/subjects/scsj_000000000000000000000000',
        '/looks/schi_000000000000000000000000',
        '/freezes',
        `/freezes/${id}`,
      ]
    ) expect((await analyst.get(`/console/screening${path}`)).status, path).toBe(404)
    for (const path of ['', '/searches', '/settings']) expect((await agent.get(`/console/screening${path}`)).status).toBe(403)
    expect((await outsider.get('/console/screening/freezes')).status).toBe(404)
    const [one] = await house
      .db
      .selectFrom('screening_hits')
      .select(['id', 'subject_id', 'dossier_id'])
      .where('state', 'in', [
        'open',
        'unsure',
      ])
      .limit(1)
      .execute()
    if (one)
      expect((await analyst.post(`/console/screening/hits/${one.id}/judge`, { answer: 'same', code: 'x', reason: '', seen: 'y' })).status)
        .toBe(422)
    const proof = `/console/screening/subjects/${one?.subject_id}/proof`
    expect((await analyst.get(proof)).headers.get('content-type')).toContain('application/pdf')
    for (const on of ['2026-99-99', '2199-01-01']) expect((await analyst.get(`${proof}?on=${on}`)).status).toBe(422)
    expect((await agent.get(`/console/dossiers/${one?.dossier_id}`)).text).not.toContain('/console/screening')
  })
})
