import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { openRequest } from '#src/requests/openRequest.ts'
import { reactivateMerchant } from '#src/merchants/reactivateMerchant.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { documentsOf, eventsDuring, insertPiece } from '#test/reviews/dossiers.ts'
import { expiryOf, itemsOf, lettersOf, noticesOf, openRenewing, put, remind, requestOf, say } from './clients.ts'

let house: House
beforeAll(async () => {
  house = await openHouse({ at: '2026-01-05T09:00:00Z' })
})
afterAll(() => house.close())
beforeEach(() => house.db.deleteFrom('document_expiries').execute())

const touched = (report: { touched: { subject: string; outcome: string }[] }, id: string) =>
  report.touched.filter(({ subject }) => subject === id).map(({ outcome }) => outcome)

describe('letters before a piece expires', () => {
  it('60, 30 and 7 days before in Paris, each on its day and not the day before, each once', async () => {
    house.travel('2026-01-05T09:00:00Z')
    const one = await openRenewing(house, '2026-06-30')
    for (
      const [before, on, rung] of [['2026-04-30T21:59:59Z', '2026-04-30T22:00:00Z', 60], [
        '2026-05-30T21:59:59Z',
        '2026-05-30T22:00:00Z',
        30,
      ], ['2026-06-22T21:59:59Z', '2026-06-22T22:00:00Z', 7]] as const
    ) {
      expect(await remind(house, before)).toMatchObject({ done: 0, failed: 0 })
      expect(await remind(house, on)).toMatchObject({ done: 1, failed: 0 })
      expect(await remind(house)).toMatchObject({ done: 0, skipped: 0, failed: 0 })
      expect((await noticesOf(house, one.cardId)).at(-1)).toEqual({ rung, state: 'sent' })
    }
    expect(await lettersOf(house, one)).toEqual(['document_expiring', 'document_expiring', 'document_expiring'])
    expect(await expiryOf(house, one.cardId)).toMatchObject({ state: 'running', next_notice_on: '2026-07-01' })
    expect(await requestOf(house, one)).toBeUndefined()
  })

  it('names the piece, the person, the last valid day and what is left', async () => {
    house.travel('2026-05-01T05:40:00Z')
    const one = await openRenewing(house, '2026-06-30')
    await remind(house)
    const letter = await house.db.selectFrom('mails').selectAll().where('subject_id', '=', one.cardId).executeTakeFirstOrThrow()
    for (const said of ['Pièce d’identité (Jeanne Lenoir)', 'mardi 30 juin 2026', '60 jours', '/merchant/documents'])
      expect(letter.text_body).toContain(said)
    expect(letter.html_body).toContain('mardi 30 juin 2026')
    expect(letter.subject).toContain('30 juin 2026')
  })

  it('silent for weeks: the last rung is written about, the others are superseded', async () => {
    house.travel('2026-01-05T09:00:00Z')
    const one = await openRenewing(house, '2026-06-30')
    await remind(house, '2026-06-10T05:40:00Z')
    expect(await noticesOf(house, one.cardId)).toEqual([{ rung: 60, state: 'superseded' }, { rung: 30, state: 'sent' }])
    expect(await lettersOf(house, one)).toEqual(['document_expiring'])
    expect(await expiryOf(house, one.cardId)).toMatchObject({ next_notice_on: '2026-06-23' })
  })

  it('on the last valid day itself there is still a letter, no request', async () => {
    house.travel('2026-01-05T09:00:00Z')
    const one = await openRenewing(house, '2026-06-30')
    await remind(house, '2026-06-30T21:59:59Z')
    expect(await noticesOf(house, one.cardId)).toEqual([{ rung: 60, state: 'superseded' }, { rung: 30, state: 'superseded' }, {
      rung: 7,
      state: 'sent',
    }])
    expect(await requestOf(house, one)).toBeUndefined()
    await remind(house, '2026-06-30T22:00:00Z')
    expect(await requestOf(house, one)).toMatchObject({ origin: 'expiry' })
  })

  it('the new piece is with us: nothing is written until it is judged', async () => {
    house.travel('2026-05-01T05:40:00Z')
    const one = await openRenewing(house, '2026-06-30')
    await unit(house.ctx(one.user), async (tx) => {
      const id = await insertPiece(tx, one, { requirementKey: one.cardKey, personId: one.personId })
      await record(tx, 'document.received', { subject: id, merchantId: one.merchantId })
    })
    expect(await remind(house)).toMatchObject({ done: 0, skipped: 1 })
    expect(await remind(house, '2026-07-10T05:40:00Z')).toMatchObject({ done: 0, skipped: 1 })
    expect(await lettersOf(house, one)).toEqual([])
  })
})

describe('past the last day', () => {
  it('a request opens by itself the day after, with its origin; the old piece counts no longer', async () => {
    house.travel('2026-01-05T09:00:00Z')
    const one = await openRenewing(house, '2026-06-30')
    const events = await eventsDuring(house, one.merchantId, () => remind(house, '2026-07-01T03:40:00Z'))
    expect(events).toEqual(['document.superseded', 'document_request.opened', 'mail.written', 'document.expiry_asked'])
    const request = (await requestOf(house, one))!
    expect(request).toMatchObject({ purpose: 'refresh', origin: 'expiry', state: 'leaving', opened_by: 'remind-expiring-documents' })
    expect(await itemsOf(house, request.id)).toEqual([{ requirement_key: one.cardKey, reason: 'expired', person_id: one.personId }])
    expect(await expiryOf(house, one.cardId)).toMatchObject({ state: 'asked', next_notice_on: null, request_id: request.id })
    expect(await remind(house)).toMatchObject({ done: 0, skipped: 0, failed: 0 })
    // the checks run again on the piece that was superseded: what is asked stays asked
    await say(house, one, { [one.cardId]: '2026-06-30' })
    expect(await expiryOf(house, one.cardId)).toMatchObject({ state: 'asked' })
  })

  it('everything that expired is asked for in one letter', async () => {
    house.travel('2026-01-05T09:00:00Z')
    const one = await openRenewing(house, '2026-06-30')
    const other = (await documentsOf(house, one.dossierId)).find(({ kind }) => kind === 'activity_proof')!
    await say(house, one, { [one.cardId]: '2026-06-30', [other.id]: '2026-06-20' })
    await remind(house, '2026-07-01T05:40:00Z')
    expect((await itemsOf(house, (await requestOf(house, one))!.id)).map(({ requirement_key }) => requirement_key).sort()).toEqual(
      [other.requirement_key, one.cardKey].sort(),
    )
    expect([(await expiryOf(house, one.cardId))?.state, (await expiryOf(house, other.id))?.state]).toEqual(['asked', 'asked'])
  })

  it('while another request is out: tomorrow; where that one asks for the line: asked', async () => {
    house.travel('2026-01-05T09:00:00Z')
    const [other, same] = [await openRenewing(house, '2026-06-30'), await openRenewing(house, '2026-06-30')]
    house.travel('2026-06-28T09:00:00Z')
    const analyst = await house.staff('analyst')
    for (const [one, key] of [[other, 'registration_proof'], [same, same.cardKey]] as const) {
      const items = [{ requirementKey: key, kind: key.split(':')[0]!, personId: null, reason: 'to_renew', note: '' }]
      await unit(
        house.ctx(analyst),
        (tx) => openRequest(tx, { dossierId: one.dossierId, merchantId: one.merchantId, purpose: 'refresh', items, message: '' }),
      )
    }
    const report = await remind(house, '2026-07-01T05:40:00Z')
    expect([touched(report, other.cardId), touched(report, same.cardId)]).toEqual([['skipped'], ['done']])
    expect(await expiryOf(house, other.cardId)).toMatchObject({ state: 'running' })
    expect(await expiryOf(house, same.cardId)).toMatchObject({ state: 'asked', request_id: (await requestOf(house, same))!.id })
    expect((await requestOf(house, same))!.origin).toBe('analyst')
  })
})

describe('merchants who are not served', () => {
  it.each(['suspended', 'deactivated', 'onboarding', 'closed'] as const)(
    '%s: met once, then no more; nothing is written',
    async (state) => {
      house.travel('2026-05-01T05:40:00Z')
      const one = await openRenewing(house, '2026-06-30')
      await put(house, one, state)
      expect(await remind(house)).toMatchObject({ done: 0, skipped: 1, failed: 0 })
      expect(await remind(house, '2026-07-03T05:40:00Z')).toMatchObject({ done: 0, skipped: 0, failed: 0 })
      expect(await lettersOf(house, one)).toEqual([])
      expect(await requestOf(house, one)).toBeUndefined()
      expect(await expiryOf(house, one.cardId)).toMatchObject({ state: 'dormant', next_notice_on: null })
    },
  )

  it('validated again, what was missed is due at once', async () => {
    house.travel('2026-05-01T05:40:00Z')
    const one = await openRenewing(house, '2026-06-30')
    await put(house, one, 'suspended')
    await remind(house)
    house.travel('2026-06-12T09:00:00Z')
    await unit(house.ctx(await house.staff('analyst')), (tx) => reactivateMerchant(tx, one.merchantId))
    expect(await expiryOf(house, one.cardId)).toMatchObject({ state: 'running', next_notice_on: '2026-06-12' })
    await remind(house)
    expect(await noticesOf(house, one.cardId)).toEqual([{ rung: 60, state: 'superseded' }, { rung: 30, state: 'sent' }])
  })
})

describe('the sweep', () => {
  it('two workers at once: each letter and each request once', async () => {
    house.travel('2026-01-05T09:00:00Z')
    const [soon, past] = [await openRenewing(house, '2026-07-31'), await openRenewing(house, '2026-06-30')]
    house.travel('2026-07-01T05:40:00Z')
    const reports = await Promise.all([remind(house), remind(house)])
    expect(reports.map(({ failed }) => failed)).toEqual([0, 0])
    expect(reports.reduce((sum, { done }) => sum + done, 0)).toBe(2)
    expect(await lettersOf(house, soon)).toEqual(['document_expiring'])
    expect(await lettersOf(house, past)).toEqual(['documents_requested'])
  })

  it('one poisoned row fails alone', async () => {
    house.travel('2026-01-05T09:00:00Z')
    const [good, poisoned, later] = [
      await openRenewing(house, '2026-06-29'),
      await openRenewing(house, '2026-06-29'),
      await openRenewing(house, '2026-06-30'),
    ]
    await unit(house.ctx(), async (tx) => {
      await tx.db.updateTable('document_expiries').set({ expires_on: 'infinity' }).where('document_id', '=', poisoned.cardId).execute()
      await record(tx, 'document.tested', { subject: poisoned.cardId })
    })
    const report = await remind(house, '2026-05-01T05:40:00Z')
    expect(report).toMatchObject({ done: 2, failed: 1 })
    expect([good, poisoned, later].map(({ cardId }) => touched(report, cardId))).toEqual([['done'], ['failed'], ['done']])
    expect(await noticesOf(house, poisoned.cardId)).toEqual([])
  })

  it('a dry run says the same and changes nothing', async () => {
    house.travel('2026-01-05T09:00:00Z')
    const one = await openRenewing(house, '2026-06-30')
    house.travel('2026-07-01T05:40:00Z')
    const dry = await remind(house, null, { dryRun: true })
    expect(await expiryOf(house, one.cardId)).toMatchObject({ state: 'running' })
    expect(await requestOf(house, one)).toBeUndefined()
    expect(await remind(house)).toEqual(dry)
  })
})
