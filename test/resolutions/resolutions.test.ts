import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { acceptDispute } from '#src/disputeOutcomes/acceptDispute.ts'
import { expireDisputes } from '#src/disputeOutcomes/expireDisputes.ts'
import { recordOutcome, type Outcome } from '#src/disputeOutcomes/recordOutcome.ts'
import { remindDeadlines } from '#src/disputes/remindDeadlines.ts'
import { system, type MerchantActor, type StaffActor } from '#src/kernel/actor.ts'
import { balancesOf } from '#src/ledger/balances.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { buildFile } from '#src/resolutions/buildFile.ts'
import { changeClock, type ClockChange } from '#src/resolutions/changeClock.ts'
import { engageResolution } from '#src/resolutions/engageResolution.ts'
import { addPieces, removePiece, saveStatement } from '#src/resolutions/gatherEvidence.ts'
import { openEvidenceFile, openPiece } from '#src/resolutions/openFiles.ts'
import { representResolution } from '#src/resolutions/representResolution.ts'
import { listPieces } from '#src/resolutions/resolutions.sql.ts'
import { sendBack, submitResolution } from '#src/resolutions/submitResolution.ts'
import { watchResolutions } from '#src/resolutions/watchResolutions.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { letterOf, newPdf } from '#test/support/merchant.ts'

let house: House
let shop: ApiMerchant
let other: { actor: MerchantActor }
let agent: StaffActor
let second: StaffActor
let email: string

/** A Visa 10.4 on the day: due on D+30, the merchant's date on D+23. */
const contested = async (number = '4000000000005423'): Promise<string> => {
  const paymentId: string =
    (await shop.live('POST', '/checkout', { amount: 10_000, currency: 'eur', card: { number, exp_month: 12, exp_year: 2030, cvc: '123' } }))
      .body['id']
  return (await house.db.selectFrom('disputes').select('id').where('payment_id', '=', paymentId).executeTakeFirstOrThrow()).id
}
const engaged = async () => {
  const id = await contested()
  return { id, resolution: (await engageResolution(house.ctx(shop.actor), id)).id }
}
const submitted = async () => {
  const one = await engaged()
  await saveStatement(house.ctx(shop.actor), one.resolution, 'Livré le 3, signé par le client.')
  await addPieces(house.ctx(shop.actor), one.resolution, 'delivery', [{ fileName: 'livraison.pdf', bytes: await newPdf() }])
  await submitResolution(house.ctx(shop.actor), one.resolution)
  return one
}
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
const build = (id: string, by = agent) => buildFile(house.ctx(by), id, words)
const disputeOf = (id: string) => house.db.selectFrom('disputes').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const resolutionOf = (id: string) => house.db.selectFrom('resolutions').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const outcome = (by: StaffActor, id: string, said: Outcome, more: { wonCents?: number; dueOn?: string; reason?: string } = {}) =>
  recordOutcome(house.ctx(by), id, {
    outcome: said,
    wonCents: more.wonCents ?? null,
    dueOn: more.dueOn ?? null,
    reason: more.reason ?? 'Message du réseau n° 4',
  })
const clock = (id: string, said: Partial<ClockChange> = {}, by: ApiMerchant['actor'] | StaffActor = agent) =>
  changeClock(house.ctx(by), id, { kind: 'suspend', cause: 'waiting_for_network', days: null, reason: 'Le réseau instruit', ...said })
const job = {
  expire: () => expireDisputes(house.ctx(system('expire-disputes'))),
  remind: () => remindDeadlines(house.ctx(system('remind-dispute-deadlines'))),
  watch: () => watchResolutions(house.ctx(system('watch-resolutions'))),
}
const lettersOf = async (template: string, about: string) =>
  (await house.db.selectFrom('mails').select('id').where('template', '=', template).where('subject_id', '=', about).execute()).length

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  shop = await openApiMerchant(house)
  other = {
    actor: { kind: 'merchant', id: 'musr_000000000000000000000000', merchantId: 'mrch_000000000000000000000000', name: 'Un autre' },
  }
  ;[agent, second] = [await house.staff('agent'), await house.staff('officer')]
  email = (await house
    .db
    .selectFrom('merchant_users')
    .select('email')
    .where('merchant_id', '=', shop.merchantId)
    .executeTakeFirstOrThrow())
    .email
})
afterAll(async () => {
  expect((await checkLedger(house.db)).fault).toBeUndefined()
  expect((await verifyAuditTrail(house.db)).fault ?? null).toBeNull()
  await house.close()
})

describe('the merchant', () => {
  it('accepts once, of his own only', async () => {
    const id = await contested()
    await expect(acceptDispute(house.ctx(other.actor), id)).rejects.toMatchObject({ status: 404 })
    await expect(acceptDispute(house.ctx(await house.staff('auditor')), id)).rejects.toMatchObject({ status: 403 })
    await Promise.all([acceptDispute(house.ctx(shop.actor), id), acceptDispute(house.ctx(shop.actor), id)])
    expect(await disputeOf(id)).toMatchObject({ state: 'lost', cause: 'accepted' })
    expect(await lettersOf('dispute_ended', id)).toBe(1)
    await expect(engageResolution(house.ctx(shop.actor), id)).rejects.toMatchObject({ code: 'state_has_changed' })
  })

  it('engages a resolution once, of his own, in time', async () => {
    const id = await contested()
    await expect(engageResolution(house.ctx(other.actor), id)).rejects.toMatchObject({ status: 404 })
    const two = await Promise.all([engageResolution(house.ctx(shop.actor), id), engageResolution(house.ctx(shop.actor), id)])
    expect(new Set(two.map((one) => one.id)).size).toBe(1)
    expect(two[0]).toMatchObject({ due_on: '2026-04-01' })
    expect(two[0]!.id).toMatch(/^rslv_/)
  })

  it('cannot defend a debit that came back', async () => {
    const paymentId: string = (await shop.live('POST', '/checkout', {
      amount: 900,
      currency: 'eur',
      sepa: { iban: 'NL82RABO0300065266', name: 'Jan Smit', mandate: 'M-1', date_mandate: 1_600_000_000 },
    }))
      .body['id']
    const dispute = await house.db.selectFrom('disputes').selectAll().where('payment_id', '=', paymentId).executeTakeFirstOrThrow()
    expect(dispute).toMatchObject({ category: 'refund_request', r_type: 'refund', due_on: '2026-03-02' })
    await expect(engageResolution(house.ctx(shop.actor), dispute.id)).rejects.toMatchObject({ code: 'dispute_has_no_defence' })
  })

  it('gathers pieces in the slots of the category, the same file once, and takes his own out again', async () => {
    const { resolution } = await engaged()
    const bytes = await newPdf()
    const ctx = house.ctx(shop.actor)
    await addPieces(ctx, resolution, 'delivery', [{ fileName: 'a.pdf', bytes }])
    await addPieces(ctx, resolution, 'delivery', [{ fileName: 'a.pdf', bytes }])
    await addPieces(house.ctx(agent), resolution, 'history', [{ fileName: 'b.pdf', bytes: await newPdf() }])
    await expect(addPieces(ctx, resolution, 'terms', [{ fileName: 'a.pdf', bytes }])).rejects.toMatchObject({
      status: 422,
      fields: { slot: 'web:field.bad_value' },
    })
    await expect(addPieces(ctx, resolution, 'delivery', [{ fileName: 'a.pdf', bytes: Buffer.from('MZ nothing') }])).rejects.toMatchObject({
      status: 422,
    })
    await expect(addPieces(house.ctx(other.actor), resolution, 'delivery', [{ fileName: 'a.pdf', bytes }])).rejects.toMatchObject({
      status: 404,
    })
    const pieces = await listPieces(house.db, resolution)
    expect(pieces.map(({ slot, sent_by_kind: kind }) => [slot, kind])).toEqual([['delivery', 'merchant'], ['history', 'staff']])
    expect((await openPiece(ctx, pieces[0]!.id)).bytes.equals(bytes)).toBe(true)
    await expect(openPiece(house.ctx(other.actor), pieces[0]!.id)).rejects.toMatchObject({ status: 404 })
    await expect(removePiece(ctx, pieces[1]!.id)).rejects.toMatchObject({ status: 409 })
    await removePiece(ctx, pieces[0]!.id)
    await removePiece(ctx, pieces[0]!.id)
    expect(await listPieces(house.db, resolution)).toHaveLength(1)
  })

  it('hands it in with his own account, and then changes nothing until it is sent back', async () => {
    const { id, resolution } = await engaged()
    const ctx = house.ctx(shop.actor)
    await expect(submitResolution(ctx, resolution)).rejects.toMatchObject({
      status: 422,
      fields: { statement: 'disputes:own.statement_missing' },
    })
    await saveStatement(ctx, resolution, 'Voici.')
    await submitResolution(ctx, resolution)
    await submitResolution(ctx, resolution)
    await expect(saveStatement(ctx, resolution, 'Autre')).rejects.toMatchObject({ status: 409 })
    await sendBack(house.ctx(agent), resolution, 'Il manque la signature.')
    expect(await disputeOf(id)).toMatchObject({ state: 'engaged' })
    expect(await letterOf(house, 'dispute_sent_back', email)).toContain('Il manque la signature.')
    await saveStatement(ctx, resolution, 'Avec la signature.')
  })
})

describe('the file', () => {
  it('is sent once, as it was built of the pieces as they are; another person says what came of it', async () => {
    const { id, resolution } = await submitted()
    const first = await build(resolution)
    await addPieces(house.ctx(agent), resolution, 'other', [{ fileName: 'plus.pdf', bytes: await newPdf() }])
    await expect(representResolution(house.ctx(agent), resolution, first.id)).rejects.toMatchObject({ code: 'evidence_has_changed' })
    const built = await build(resolution)
    expect(built.page_count).toBe(3)
    expect((await openEvidenceFile(house.ctx(agent), built.id)).bytes.subarray(0, 5).toString()).toBe('%PDF-')
    await expect(openEvidenceFile(house.ctx(shop.actor), built.id)).rejects.toMatchObject({ status: 404 })
    await Promise.all([
      representResolution(house.ctx(agent), resolution, built.id),
      representResolution(house.ctx(agent), resolution, built.id),
    ])
    await expect(representResolution(house.ctx(second), resolution, built.id)).rejects.toMatchObject({ status: 409 })
    expect(await disputeOf(id)).toMatchObject({ state: 'represented' })
    await expect(acceptDispute(house.ctx(shop.actor), id)).rejects.toMatchObject({ status: 409 })
    await expect(outcome(agent, id, 'won')).rejects.toMatchObject({ status: 403, code: 'four_eyes' })
    await expect(outcome(second, id, 'partly', { wonCents: 10_000 })).rejects.toMatchObject({ status: 422 })
    await expect(outcome(second, id, 'won', { reason: ' ' })).rejects.toMatchObject({ status: 422 })
    const purse = () => balancesOf(house.db, { merchantId: shop.merchantId, book: 'live', currency: 'eur' })
    const before = await purse()
    await outcome(second, id, 'pre_arbitration', { dueOn: '2026-05-04' })
    await outcome(second, id, 'won')
    const after = await purse()
    expect(after.availableCents - after.owedCents - before.availableCents + before.owedCents).toBe(10_000)
    expect(await resolutionOf(resolution)).toMatchObject({ outcome_by: second.id, represented_by: agent.id })
    expect(await letterOf(house, 'dispute_ended', email)).toContain('100,00')
    await expect(outcome(second, id, 'lost')).rejects.toMatchObject({ status: 409 })
  })

  it('does not leave after the network’s date', async () => {
    const { resolution } = await submitted()
    const built = await build(resolution)
    house.travel('2026-04-02T08:00:00Z')
    await expect(representResolution(house.ctx(agent), resolution, built.id)).rejects.toMatchObject({
      status: 409,
      code: 'dispute_date_passed',
      details: { day: '2026-04-01' },
    })
    house.travel('2026-03-02T09:00:00Z')
    await expect(build(resolution, await house.staff('auditor'))).rejects.toMatchObject({ status: 403 })
  })
})

describe('the clock', () => {
  it('stops and goes on only by the staff, with a reason, by a letter that is kept', async () => {
    const { resolution } = await engaged()
    await expect(clock(resolution, {}, shop.actor)).rejects.toMatchObject({ status: 403 })
    await expect(clock(resolution, { reason: '' })).rejects.toMatchObject({ status: 422 })
    await expect(clock(resolution, { cause: null })).rejects.toMatchObject({ status: 422 })
    await expect(clock(resolution, { kind: 'resume', cause: null })).rejects.toMatchObject({ status: 409 })
    for (const days of [null, 0, 91, 1.5]) await expect(clock(resolution, { kind: 'extend', days })).rejects.toMatchObject({ status: 422 })
    await clock(resolution)
    await expect(clock(resolution)).rejects.toMatchObject({ status: 409 })
    house.travel('2026-03-12T09:00:00Z')
    await clock(resolution, { kind: 'resume', cause: null, reason: 'Réponse reçue' })
    expect(await resolutionOf(resolution)).toMatchObject({ due_on: '2026-04-11', suspended_on: null })
    await clock(resolution, { kind: 'extend', cause: 'complexity', days: 15 })
    expect(await resolutionOf(resolution)).toMatchObject({ due_on: '2026-04-26' })
    expect(await lettersOf('resolution_clock', resolution)).toBe(3)
    house.travel('2026-03-02T09:00:00Z')
  })
})

describe('the jobs', () => {
  it('remind at 7, 2 and 1 days, each once; after a silence one letter stands for those before', async () => {
    const id = await contested()
    house.travel('2026-03-17T23:00:00Z')
    const dry = await remindDeadlines(house.ctx(system('x'), { dryRun: true }))
    expect(dry.done).toBeGreaterThan(0)
    await job.remind()
    expect(await lettersOf('dispute_reminder', id)).toBe(1)
    expect((await job.remind()).done).toBe(0)
    house.travel('2026-03-24T06:00:00Z')
    await job.remind()
    expect(await lettersOf('dispute_reminder', id)).toBe(2)
    expect((await house.db.selectFrom('dispute_reminders').select(['reader', 'days']).where('dispute_id', '=', id).execute()).length).toBe(
      3,
    )
    house.travel('2026-03-25T06:00:00Z')
    await job.remind()
    expect(
      await house.db.selectFrom('dispute_reminders').select('days').where('dispute_id', '=', id).where('reader', '=', 'staff').execute(),
    )
      .toEqual([{ days: 7 }])
  })

  it('accept by default the day after, hand over what was gathered, and end what never left', async () => {
    house.travel('2026-03-02T09:00:00Z')
    const [nothing, part, ready] = [await contested(), await engaged(), await submitted()]
    await saveStatement(house.ctx(shop.actor), part.resolution, 'Un début.')
    house.travel('2026-03-25T22:59:00Z')
    await job.expire()
    expect(await disputeOf(nothing)).toMatchObject({ state: 'open' })
    house.travel('2026-03-25T23:00:00Z')
    await expect(saveStatement(house.ctx(shop.actor), part.resolution, 'Trop tard')).rejects.toMatchObject({ code: 'dispute_date_passed' })
    await job.expire()
    expect(await disputeOf(nothing)).toMatchObject({ state: 'lost', cause: 'expired', won_cents: 0 })
    expect(await disputeOf(part.id)).toMatchObject({ state: 'under_review' })
    expect(await disputeOf(ready.id)).toMatchObject({ state: 'under_review' })
    expect((await job.expire()).done).toBe(0)
    house.travel('2026-04-10T06:00:00Z')
    await Promise.all([job.expire(), job.expire()])
    for (const { id } of [part, ready]) expect(await disputeOf(id)).toMatchObject({ state: 'lost', cause: 'expired' })
    expect(await lettersOf('dispute_ended', part.id)).toBe(1)
  })

  it('flag a resolution past its 30 days, and carry it to the officer a week later', async () => {
    house.travel('2026-05-04T09:00:00Z')
    const { id, resolution } = await submitted()
    await representResolution(house.ctx(agent), resolution, (await build(resolution)).id)
    house.travel('2026-06-03T12:00:00Z')
    await job.watch()
    expect(await resolutionOf(resolution)).toMatchObject({ due_on: '2026-06-03', alerted_at: null })
    house.travel('2026-06-04T12:00:00Z')
    await job.watch()
    expect((await resolutionOf(resolution)).alerted_at).not.toBeNull()
    house.travel('2026-06-11T12:00:00Z')
    await job.watch()
    await job.watch()
    expect((await resolutionOf(resolution)).escalated_at).not.toBeNull()
    expect((await house
      .db
      .selectFrom('audit_events')
      .select('event')
      .where('subject_id', '=', resolution)
      .where('event', 'in', [
        'resolution.alerted',
        'resolution.escalated',
      ])
      .orderBy('id')
      .execute())
      .map(({ event }) => event))
      .toEqual(['resolution.alerted', 'resolution.escalated'])
    await outcome(second, id, 'lost')
    expect(await letterOf(house, 'dispute_ended', email)).toContain('pas d’autre recours')
  })
})
