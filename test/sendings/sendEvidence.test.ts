import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Acquirer, RepresentCall } from '#src/acquirer/acquirer.ts'
import { useAcquirer } from '#src/acquirer/gateway.ts'
import { insertDisputeLine } from '#src/acquirer/simulator.sql.ts'
import { openSimulator, type Mood } from '#src/acquirer/simulator.ts'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { expireDisputes } from '#src/disputeOutcomes/expireDisputes.ts'
import { recordOutcome } from '#src/disputeOutcomes/recordOutcome.ts'
import { readDisputeQuery } from '#src/disputes/disputeSearch.ts'
import { searchDisputes } from '#src/disputes/searchDisputes.sql.ts'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { sha256 } from '#src/platform/crypto.ts'
import { buildFile } from '#src/resolutions/buildFile.ts'
import { engageResolution } from '#src/resolutions/engageResolution.ts'
import { addPieces, saveStatement } from '#src/resolutions/gatherEvidence.ts'
import { openEvidenceFile } from '#src/resolutions/openFiles.ts'
import { representResolution } from '#src/resolutions/representResolution.ts'
import { submitResolution } from '#src/resolutions/submitResolution.ts'
import { sendEvidence } from '#src/sendings/sendEvidence.ts'
import { askAgainAt } from '#src/sendings/sending.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { newPdf } from '#test/support/merchant.ts'

// The evidence file on its way: decided first, sent after it, an unknown outcome asked for and never guessed (issues 4 and 5).

let house: House
let shop: ApiMerchant
let agent: StaffActor
let second: StaffActor
let mood: Mood = 'prompt'
let said: Partial<Acquirer> = {}
/** Every call that reached the acquirer's door. */
let calls: RepresentCall[] = []

const start = '2026-03-02T09:00:00Z'
const words = {
  cover: {
    title: 'Evidence',
    under: '',
    facts: [{ label: 'Amount', value: '€100.00' }],
    sections: [],
    index: { title: 'Index', columns: ['Piece', 'File', 'Page'] as const },
    piece: (number: number) => `Piece ${number}`,
    language: 'en-GB' as const,
  },
  label: (slot: string) => slot,
}
const job = (dryRun = false) => sendEvidence(house.ctx(system('send-evidence'), { dryRun }))
const build = (resolution: string) => buildFile(house.ctx(agent), resolution, words)

/** Decided: the file of a Visa 10.4, whose network's date is 1 April. */
const decided = async () => {
  const paymentId: string = (await shop.live('POST', '/checkout', {
    amount: 10_000,
    currency: 'eur',
    card: { number: '4000000000005423', exp_month: 12, exp_year: 2030, cvc: '123' },
  }))
    .body['id']
  const { id, report_key: key } = await house
    .db
    .selectFrom('disputes')
    .select(['id', 'report_key'])
    .where('payment_id', '=', paymentId)
    .executeTakeFirstOrThrow()
  const { id: resolution } = await engageResolution(house.ctx(shop.actor), id)
  await saveStatement(house.ctx(shop.actor), resolution, 'Livré le 3, signé par le client.')
  await addPieces(house.ctx(shop.actor), resolution, 'delivery', [{ fileName: 'livraison.pdf', bytes: await newPdf() }])
  await submitResolution(house.ctx(shop.actor), resolution)
  const file = await build(resolution)
  await representResolution(house.ctx(agent), resolution, file.id)
  return { id, key, resolution, file }
}
const sendingOf = (disputeId: string) =>
  house.db.selectFrom('evidence_sendings').selectAll().where('dispute_id', '=', disputeId).orderBy('id', 'desc').executeTakeFirstOrThrow()
const stateOf = async (id: string) =>
  (await house.db.selectFrom('disputes').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
const heard = (key: string) =>
  house.db.selectFrom('simulator_evidence').selectAll().where('dispute', '=', key).orderBy('received_at').execute()
const events = async (subject: string, name: string) =>
  (await house.db.selectFrom('audit_events').select('data').where('subject_id', '=', subject).where('event', '=', name).execute()).map((
    { data },
  ) => data)
const ringing = async () =>
  (await searchDisputes(house.db, readDisputeQuery({ state: 'alarm' }), parisDay(house.now()), 50)).map(({ id }) => id)
const later = (minutes: number) => house.forward(minutes * 60_000)

beforeAll(async () => {
  house = await openHouse({ at: start })
  shop = await openApiMerchant(house)
  ;[agent, second] = [await house.staff('agent'), await house.staff('officer')]
  const simulator = openSimulator({ db: house.db, mood: (_, act) => (act === 'represent' ? mood : 'prompt') })
  useAcquirer({
    ...simulator,
    represent: (call) => (calls.push(call), (said.represent ?? simulator.represent)(call)),
    inquireEvidence: (id) => (said.inquireEvidence ?? simulator.inquireEvidence)(id),
  })
})
afterEach(() => {
  house.travel(start)
  ;[mood, said, calls] = ['prompt', {}, []]
})
afterAll(async () => {
  expect((await verifyAuditTrail(house.db)).fault ?? null).toBeNull()
  await house.close()
})

describe('an evidence file', () => {
  it('is noted with the decision and leaves after it: the very bytes, once, whoever rings and how often', async () => {
    const { id, key, resolution, file } = await decided()
    expect(await sendingOf(id)).toMatchObject({ state: 'noted', tries: 0, noted_by: agent.id, file_id: file.id })
    expect(await heard(key)).toEqual([])
    expect(await job(true)).toMatchObject({ done: 0, skipped: 1 })
    expect(calls).toEqual([])
    const runs = await Promise.all([job(), job()])
    expect(runs.every(({ failed }) => failed === 0)).toBe(true)
    expect(await job()).toMatchObject({ done: 0, skipped: 0, failed: 0 })
    const { bytes } = await openEvidenceFile(house.ctx(agent), file.id)
    const [kept, ...others] = await heard(key)
    expect(others).toEqual([])
    expect(kept).toMatchObject({
      network: 'visa',
      byte_count: bytes.length,
      page_count: file.page_count,
      response: '00',
      sha256: sha256(bytes),
    })
    expect(await sendingOf(id)).toMatchObject({ state: 'acknowledged', response: '00', reference: kept!.reference })
    expect(await stateOf(id)).toBe('represented')
    expect(await events(resolution, 'resolution.file_acknowledged')).toEqual([{ fileId: file.id, reference: kept!.reference }])
  })

  it('says to its merchant that it is being sent, then sent and awaited, then acknowledged, on the page and in the list', async () => {
    const { id } = await decided()
    const own = await house.clientOf(shop.actor)
    const shown = async () => [(await own.get(`/merchant/disputes/${id}`)).text, (await own.get('/merchant/disputes')).text] as const
    const stands = async (chip: string, words: string) => {
      const [page, list] = await shown()
      expect([chip, page.includes(chip), page.includes(words), list.includes(chip)]).toEqual([chip, true, true, true])
      return page
    }
    expect(await stands('En cours d’envoi', 'nous l’envoyons au réseau')).not.toContain('Envoyée au réseau')
    mood = 'deaf'
    said = { inquireEvidence: () => Promise.reject(new Error('no line')) }
    await job()
    expect(await stands('Envoyée, accusé attendu', 'nous attendons l’accusé de réception')).not.toContain('Envoyée au réseau')
    ;[mood, said] = ['prompt', {}]
    later(20)
    await job()
    await stands('Reçue par le réseau', 'Accusé de réception du')
  })

  it('whose answer was lost is asked about: nothing is sent twice, and nothing is guessed', async () => {
    const { id, key } = await decided()
    mood = 'lost'
    expect(await job()).toMatchObject({ done: 1, failed: 0 })
    expect([calls.length, (await heard(key)).length, (await sendingOf(id)).state]).toEqual([1, 1, 'acknowledged'])
  })

  it('that nobody answers for stays unknown, is asked about less and less often, and arrives under the same id once they hear again', async () => {
    const { id, key } = await decided()
    mood = 'deaf'
    said = { inquireEvidence: () => Promise.reject(new Error('no line')) }
    expect(await job()).toMatchObject({ done: 0, skipped: 1 })
    expect(await sendingOf(id)).toMatchObject({ state: 'unknown', tries: 1, answered_at: null })
    await job()
    expect((await sendingOf(id)).tries).toBe(1)
    later(1)
    await job()
    expect(await sendingOf(id)).toMatchObject({ state: 'unknown', tries: 2 })
    expect(askAgainAt(new Date(0), 9)).toEqual(new Date(15 * 60_000))
    ;[mood, said] = ['prompt', {}]
    later(2)
    expect(await job()).toMatchObject({ done: 1 })
    expect(new Set(calls.map(({ callId }) => callId)).size).toBe(1)
    expect(await heard(key)).toHaveLength(1)
    expect((await sendingOf(id)).state).toBe('acknowledged')
  })

  it('that is not acknowledged the day before the network’s last one rings, once, and shows with its hours', async () => {
    const { id, resolution } = await decided()
    ;[mood, said] = ['deaf', { inquireEvidence: () => Promise.resolve(null) }]
    house.travel('2026-03-30T21:59:00Z')
    await job()
    expect([await ringing(), await events(resolution, 'resolution.file_late')]).toEqual([[], []])
    house.travel('2026-03-31T10:00:00Z')
    await job(true)
    expect(await events(resolution, 'resolution.file_late')).toEqual([])
    await job()
    later(20)
    await job()
    expect(await events(resolution, 'resolution.file_late')).toMatchObject([{ dueOn: '2026-04-01' }])
    expect(await ringing()).toContain(id)
    const page = (await (await house.clientOf(agent)).get(`/console/disputes/${id}`)).text
    for (const part of ['il ne reste que 35 heures', '1er avr. 2026']) expect(page).toContain(part)
    ;[mood, said] = ['prompt', {}]
    later(20)
    await job()
    expect(await ringing()).not.toContain(id)
  })
})

describe('a file that is refused', () => {
  it('comes back with the code and the hours left; that very one does not leave again, a new one does, and nobody defends twice', async () => {
    const { id, key, resolution, file } = await decided()
    said = { represent: async () => ({ response: 'too_large', reference: 'acqe_no' }) }
    expect(await job()).toMatchObject({ done: 1, failed: 0 })
    said = {}
    expect([await stateOf(id), (await sendingOf(id)).state, await events(id, 'dispute.file_refused')]).toMatchObject([
      'under_review',
      'refused',
      [{ fileId: file.id, response: 'too_large' }],
    ])
    const staff = await house.clientOf(agent)
    const page = (await staff.get(`/console/disputes/${id}`)).text
    for (const part of ['dépasse la taille', 'too_large', 'Il reste 733 heures']) expect(page).toContain(part)
    expect(page).not.toContain(`/console/disputes/${id}/represent`)
    expect((await (await house.clientOf(shop.actor)).get(`/merchant/disputes/${id}`)).text).not.toContain('too_large')
    await expect(representResolution(house.ctx(agent), resolution, file.id)).rejects.toMatchObject({
      status: 409,
      code: 'evidence_was_refused',
    })
    await addPieces(house.ctx(agent), resolution, 'history', [{ fileName: 'suite.pdf', bytes: await newPdf() }])
    const mended = await build(resolution)
    await representResolution(house.ctx(second), resolution, mended.id)
    await expect(representResolution(house.ctx(agent), resolution, mended.id)).rejects.toMatchObject({ code: 'evidence_already_sent' })
    expect(await job()).toMatchObject({ done: 1 })
    expect((await heard(key)).map(({ response, page_count: pages }) => [response, pages])).toEqual([['00', mended.page_count]])
    expect(await stateOf(id)).toBe('represented')
    // who sent the one that counts does not say what came of it; who sent the first may
    await expect(recordOutcome(house.ctx(second), id, { outcome: 'won', wonCents: null, dueOn: null, reason: 'Lettre' }))
      .rejects
      .toMatchObject({ code: 'four_eyes' })
    await recordOutcome(house.ctx(agent), id, { outcome: 'won', wonCents: null, dueOn: null, reason: 'Lettre' })
  })

  it('after the network’s date is accepted by default, told as it is', async () => {
    const { id } = await decided()
    ;[mood, said] = ['deaf', { inquireEvidence: () => Promise.resolve(null) }]
    await job()
    ;[mood, said] = ['prompt', {}]
    house.travel('2026-04-02T05:00:00Z')
    await job()
    expect(await sendingOf(id)).toMatchObject({ state: 'refused', response: 'too_late' })
    expect(await stateOf(id)).toBe('under_review')
    await expireDisputes(house.ctx(system('expire-disputes')))
    expect(await stateOf(id)).toBe('lost')
  })

  it('is refused above the limit, damaged, past the day that the bank itself named, and where another was taken', async () => {
    const bank = openSimulator({ db: house.db })
    const call = (callId: string, more: Partial<RepresentCall> = {}): RepresentCall => {
      const file = more.file ?? Buffer.from(`%PDF ${callId}`)
      return { callId, dispute: 'V-9', network: 'visa', file, sha256: sha256(file), pageCount: 1, at: house.now(), ...more }
    }
    await insertDisputeLine(house.db, '2026-02-01', 'V-9;acqr_9;visa;1040;;500;eur;2026-03-01;opened')
    expect((await bank.represent(call('evds_1', { at: new Date('2026-03-01T22:59:00Z'), network: 'amex' }))).response).toBe('too_large')
    expect((await bank.represent(call('evds_2', { file: Buffer.alloc(10_000_001) }))).response).toBe('too_large')
    expect((await bank.represent(call('evds_3', { sha256: sha256('else') }))).response).toBe('corrupt')
    expect((await bank.represent(call('evds_4', { at: new Date('2026-03-01T23:00:00Z') }))).response).toBe('too_late')
    const taken = await bank.represent(call('evds_5', { at: new Date('2026-03-01T22:59:00Z') }))
    expect(taken.response).toBe('00')
    expect(await bank.represent(call('evds_5'))).toEqual(taken)
    expect((await bank.represent(call('evds_6', { at: new Date('2026-03-01T22:59:00Z') }))).response).toBe('sent_before')
    expect(await bank.inquireEvidence('evds_5')).toEqual(taken)
    expect(await bank.inquireEvidence('evds_7')).toBeNull()
  })
})

describe('a dispute that is over before', () => {
  const withdrawn = (id: string) =>
    recordOutcome(house.ctx(second), id, { outcome: 'withdrawn', wonCents: null, dueOn: null, reason: 'Lettre' })

  it('sends nothing any more; what was put is asked about first', async () => {
    const [never, maybe, there] = [await decided(), await decided(), await decided()]
    await withdrawn(never.id)
    ;[mood, said] = ['deaf', { inquireEvidence: () => Promise.reject(new Error('no line')) }]
    await house.db.updateTable('evidence_sendings').set({ ask_at: new Date('2027-01-01') }).where('dispute_id', '=', there.id).execute()
    await job()
    await withdrawn(maybe.id)
    expect((await sendingOf(never.id)).state).toBe('dropped')
    ;[mood, said] = ['lost', { inquireEvidence: () => Promise.reject(new Error('no line')) }]
    await house.db.updateTable('evidence_sendings').set({ ask_at: house.now() }).where('dispute_id', '=', there.id).execute()
    await job()
    await withdrawn(there.id)
    ;[mood, said, calls] = ['prompt', {}, []]
    later(30)
    await job()
    expect([(await sendingOf(maybe.id)).state, (await sendingOf(there.id)).state, calls.length]).toEqual(['dropped', 'acknowledged', 0])
    expect((await heard(there.key)).length).toBe(1)
    expect(await stateOf(there.id)).toBe('won')
  })

  it('a file whose bytes are gone fails by name, and stops no other', async () => {
    const [broken, sound] = [await decided(), await decided()]
    await house.db.updateTable('evidence_files').set({ sha256: sha256('else') }).where('id', '=', broken.file.id).execute()
    expect(await job()).toMatchObject({ done: 1, failed: 1 })
    expect([(await sendingOf(broken.id)).state, (await sendingOf(sound.id)).state]).toEqual(['noted', 'acknowledged'])
  })
})
