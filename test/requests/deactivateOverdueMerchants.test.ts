import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system } from '#src/kernel/actor.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findSession, openSession } from '#src/web/session.ts'
import { authenticateKey } from '#src/web/api-key.ts'
import { createApiKeys } from '#src/merchants/createApiKeys.ts'
import { deactivateOverdueMerchants } from '#src/requests/deactivateOverdueMerchants.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { answer, ask, askAt, deliver, dossierState, eventsOf, livingReview, letterOf, mailsAbout, merchantState, openCase,
  requestRow } from './case.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const run = (options = {}) => deactivateOverdueMerchants(house.ctx(system('deactivate-overdue-merchants'), options))
const runAt = (at: string) => {
  house.travel(at)
  return run()
}

// rules.md §1.9, issue 2 §7: the letter leaves at `asked`; the account is on at `before`, off at `at`
const vectors = [
  { asked: '2026-02-01T10:00:00Z', before: '2026-03-03T23:59:59+01:00', at: '2026-03-04T00:00:00+01:00', why: 'a month of 28 days' },
  { asked: '2028-02-01T10:00:00Z', before: '2028-03-02T23:59:59+01:00', at: '2028-03-03T00:00:00+01:00', why: 'a leap year' },
  { asked: '2026-01-30T10:00:00Z', before: '2026-03-01T23:59:59+01:00', at: '2026-03-02T00:00:00+01:00', why: 'over February' },
  { asked: '2026-03-10T10:00:00Z', before: '2026-04-09T23:59:59+02:00', at: '2026-04-10T00:00:00+02:00', why: 'clocks go forward' },
  { asked: '2026-10-10T10:00:00Z', before: '2026-11-09T23:59:59+01:00', at: '2026-11-10T00:00:00+01:00', why: 'clocks go back' },
  {
    asked: '2026-02-26T10:00:00Z',
    before: '2026-03-28T23:59:59+01:00',
    at: '2026-03-29T00:00:00+01:00',
    why: 'ends as the short day begins',
  },
  { asked: '2026-02-27T10:00:00Z', before: '2026-03-29T23:59:59+02:00', at: '2026-03-30T00:00:00+02:00', why: 'ends with the short day' },
  { asked: '2026-09-25T10:00:00Z', before: '2026-10-25T23:59:59+01:00', at: '2026-10-26T00:00:00+01:00', why: 'ends with the long day' },
  {
    asked: '2026-02-01T22:59:59Z',
    before: '2026-03-03T23:59:59+01:00',
    at: '2026-03-04T00:00:00+01:00',
    why: 'the last second of the day of sending',
  },
  {
    asked: '2026-02-01T23:00:00Z',
    before: '2026-03-04T23:59:59+01:00',
    at: '2026-03-05T00:00:00+01:00',
    why: 'midnight in Paris, the day before in UTC',
  },
]

describe('the end of day 30', () => {
  it.each(vectors)('asked $asked, on at $before, off at $at ($why)', async ({ asked, before, at }) => {
    const one = await askAt(house, asked)
    await runAt(before)
    expect(await merchantState(house, one.merchantId)).toBe('onboarding')
    await runAt(at)
    expect(await merchantState(house, one.merchantId)).toBe('deactivated')
    expect(await requestRow(house, one.requestId)).toMatchObject({
      state: 'lapsed',
      due_at: null,
      next_reminder_at: null,
      closed_at: new Date(at),
    })
    expect(await dossierState(house, one.dossierId)).toBe('lapsed')
    expect(await livingReview(house, one.dossierId)).toBeUndefined()
  })

  it('a letter two days late starts the clock two days late', async () => {
    house.travel('2027-02-01T10:00:00Z')
    const one = await openCase(house)
    const id = await ask(house, one)
    expect(await requestRow(house, id)).toMatchObject({ state: 'leaving', started_at: null, due_at: null })
    house.travel('2027-02-03T10:00:00Z')
    await deliver(house)
    expect(await requestRow(house, id)).toMatchObject({
      state: 'open',
      started_at: new Date('2027-02-03T10:00:00Z'),
      due_at: new Date('2027-03-06T00:00:00+01:00'),
    })
    expect((await mailsAbout(house, id))[0]!.subject).toContain('vendredi 5 mars 2027 à 24:00')
    await runAt('2027-03-05T23:59:59+01:00')
    expect(await merchantState(house, one.merchantId)).toBe('onboarding')
    await runAt('2027-03-06T00:00:00+01:00')
    expect(await merchantState(house, one.merchantId)).toBe('deactivated')
  })
})

describe('what goes with it', () => {
  it('sessions end, keys stop, the review is closed, the merchant is told, and all of it is in the history', async () => {
    const one = await askAt(house, '2029-01-02T10:00:00Z')
    const keys = await unit(house.ctx(), async (tx) => {
      await record(tx, 'merchant.tested', { subject: one.merchantId, merchantId: one.merchantId })
      return createApiKeys(tx, one.merchantId, 'test')
    })
    const basic = `Basic ${Buffer.from(`${keys.secret}:`).toString('base64')}`
    house.travel('2029-02-01T23:00:00Z')
    const token = await unit(
      house.ctx(),
      (tx) => openSession(tx, { door: 'merchant', personId: one.user.id, ip: '127.0.0.1', userAgent: 'test' }),
    )
    expect(await authenticateKey(house.db, basic, house.now(), '127.0.0.1')).toMatchObject({ merchantId: one.merchantId })
    expect(await findSession(house.db, 'merchant', token, house.now())).not.toBeNull()
    const report = await run()
    expect(report).toMatchObject({ done: 1, skipped: 0, failed: 0, touched: [{ subject: one.requestId, outcome: 'done', detail: null }] })
    expect(await findSession(house.db, 'merchant', token, house.now())).toBeNull()
    await expect(authenticateKey(house.db, basic, house.now(), '127.0.0.1')).rejects.toMatchObject({ status: 401 })
    const [letter] = (await mailsAbout(house, one.requestId)).filter(({ template }) => template === 'account_deactivated')
    expect(letter).toMatchObject({ state: 'queued', to_address: expect.stringContaining('@lenoir.example') })
    expect(letter!.subject).toContain('jeudi 1 février 2029 à 24:00'.replace('1 ', '1er '))
    const history = (await house
      .db
      .selectFrom('audit_events')
      .select('event')
      .where('merchant_id', '=', one.merchantId)
      .where('at', '=', house.now())
      .orderBy('id')
      .execute())
      .map(({ event }) => event)
    expect(history).toEqual(['document_request.lapsed', 'dossier.lapsed', 'review.closed', 'merchant.deactivated', 'mail.written'])
  })

  it('a validated merchant whose refresh goes unanswered is suspended, and his dossier stays validated', async () => {
    const one = await askAt(house, '2029-04-02T10:00:00Z', {
      dossier: 'validated',
      merchant: 'validated',
      review: null,
      purpose: 'refresh',
    })
    await runAt('2029-05-02T23:00:00Z')
    expect(await merchantState(house, one.merchantId)).toBe('suspended')
    expect(await dossierState(house, one.dossierId)).toBe('validated')
    expect(await letterOf(house, one.requestId, 'account_suspended')).toMatchObject({ template: 'account_suspended' })
  })

  it('an answer in full stops it; a partial one does not', async () => {
    const pieces = ['statutes', 'rbe_extract'].map((key) => ({
      requirementKey: key,
      kind: key,
      personId: null,
      reason: 'missing',
      note: '',
    }))
    const [full, partial] = [await askAt(house, '2029-06-01T10:00:00Z', { pieces }), await askAt(house, '2029-06-01T10:00:00Z', { pieces })]
    house.travel('2029-07-01T21:00:00Z')
    await answer(house, full, 'statutes')
    await answer(house, full, 'rbe_extract')
    await answer(house, partial, 'statutes')
    await runAt('2029-07-01T22:00:00Z')
    expect(await merchantState(house, full.merchantId)).toBe('onboarding')
    expect(await merchantState(house, partial.merchantId)).toBe('deactivated')
  })
})

describe('the sweep', () => {
  it('a job silent for nine days catches up; run again, it finds nothing', async () => {
    const one = await askAt(house, '2030-01-10T10:00:00Z')
    expect(await runAt('2030-02-18T09:00:00Z')).toMatchObject({ done: 1 })
    const before = await eventsOf(house, one.requestId)
    expect(await run()).toMatchObject({ done: 0, skipped: 0, failed: 0 })
    expect(await eventsOf(house, one.requestId)).toEqual(before)
  })

  it('two workers at once: one does it, one letter', async () => {
    const one = await askAt(house, '2030-03-01T10:00:00Z')
    house.travel('2030-04-05T10:00:00Z')
    const reports = await Promise.all([run(), run()])
    expect(reports.map(({ done }) => done).sort()).toEqual([0, 1])
    expect(reports.map(({ failed }) => failed)).toEqual([0, 0])
    expect((await mailsAbout(house, one.requestId)).filter(({ template }) => template === 'account_deactivated')).toHaveLength(1)
    expect((await eventsOf(house, one.merchantId)).filter((event) => event === 'merchant.deactivated')).toHaveLength(1)
  })

  it('the last piece and the job at the same instant: one of the two, whole', async () => {
    for (let i = 0; i < 5; i++) {
      const one = await askAt(house, '2030-04-20T10:00:00Z')
      house.travel('2030-05-20T22:00:00Z')
      await Promise.all([answer(house, one, 'statutes'), run()])
      const { state, due_at } = await requestRow(house, one.requestId)
      const [merchant, dossier, review] = [
        await merchantState(house, one.merchantId),
        await dossierState(house, one.dossierId),
        await livingReview(house, one.dossierId),
      ]
      expect(due_at).toBeNull()
      expect([state, merchant, dossier, review?.kind]).toEqual(
        state === 'answered'
          ? ['answered', 'onboarding', 'submitted', 'answered_request']
          : ['lapsed', 'deactivated', 'submitted', 'unlock_request'],
      )
    }
  })

  it('one poisoned row is shown and does not stop the others', async () => {
    const good = await askAt(house, '2030-06-01T10:00:00Z')
    const poisoned = await askAt(house, '2030-06-01T10:00:00Z', { merchant: 'closed' })
    const later = await askAt(house, '2030-06-01T10:00:00Z')
    const report = await runAt('2030-07-02T10:00:00Z')
    expect(report).toMatchObject({ done: 2, failed: 1 })
    expect(report.touched.find(({ subject }) => subject === poisoned.requestId)).toEqual({
      subject: poisoned.requestId,
      outcome: 'failed',
      detail: 'state_has_changed',
    })
    expect(await requestRow(house, poisoned.requestId)).toMatchObject({ state: 'open' })
    expect(await dossierState(house, poisoned.dossierId)).toBe('awaiting_documents')
    for (const one of [good, later]) expect(await merchantState(house, one.merchantId)).toBe('deactivated')
    expect(await run()).toMatchObject({ done: 0, failed: 1 })
    await unit(house.ctx(), async (tx) => {
      await tx.db.updateTable('merchants').set({ state: 'onboarding' }).where('id', '=', poisoned.merchantId).execute()
      await record(tx, 'merchant.repaired', { subject: poisoned.merchantId })
    })
    expect(await run()).toMatchObject({ done: 1, failed: 0 })
  })

  it('a dry run says the same counts and changes nothing', async () => {
    const one = await askAt(house, '2030-09-01T10:00:00Z')
    house.travel('2030-10-05T10:00:00Z')
    const events = await house.db.selectFrom('audit_events').select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()
    const dry = await run({ dryRun: true })
    expect(await merchantState(house, one.merchantId)).toBe('onboarding')
    expect(await house.db.selectFrom('audit_events').select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()).toEqual(
      events,
    )
    expect(await run()).toEqual(dry)
  })
})
