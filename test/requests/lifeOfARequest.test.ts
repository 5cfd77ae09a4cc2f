import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system } from '#src/kernel/actor.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { parkReview } from '#src/reviews/parkReview.ts'
import { acceptAnswers } from '#src/requests/acceptAnswers.ts'
import { deactivateOverdueMerchants } from '#src/requests/deactivateOverdueMerchants.ts'
import { extendRequest } from '#src/requests/extendRequest.ts'
import { readRequestClock } from '#src/requests/requests.sql.ts'
import { requestForMerchant } from '#src/requests/requestForMerchant.sql.ts'
import { sendClockReminders } from '#src/requests/sendClockReminders.ts'
import { settleRequest } from '#src/requests/settleRequest.ts'
import { startRequestClocks } from '#src/requests/startRequestClocks.ts'
import { withdrawRequest } from '#src/requests/withdrawRequest.ts'
import { moveDossier } from '#src/dossiers/moveDossier.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { openRequest } from '#src/requests/openRequest.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { answer, ask, askAt, deliver, dossierState, eventsOf, judge, livingReview, letterOf, mailsAbout, merchantState, openCase, piece,
  requestRow, type Case } from './case.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const remind = (options = {}) => sendClockReminders(house.ctx(system('send-clock-reminders'), options))
const clockOf = async (id: string) => (await readRequestClock(house.db, id, house.now()))!
const lapse = async (at: string) => {
  house.travel(at)
  return deactivateOverdueMerchants(house.ctx(system('deactivate-overdue-merchants')))
}

/** The analyst gives the request back, as reviews/askForDocuments does. */
const giveBack = (one: Case, pieces = [piece('statutes', 'unreadable')]) =>
  unit(house.ctx(one.analyst), async (tx) => {
    const dossier = await lockDossier(tx.db, one.dossierId)
    if (dossier.state === 'submitted') await moveDossier(tx, dossier, 'ask')
    await parkReview(tx, one.dossierId)
    return openRequest(tx, { dossierId: one.dossierId, merchantId: one.merchantId, purpose: 'onboarding', items: pieces, message: '' })
  })

describe('asking', () => {
  it('writes one letter, and the clock waits for it', async () => {
    house.travel('2026-02-01T10:00:00Z')
    const one = await openCase(house)
    const id = await ask(house, one, {
      pieces: [piece('statutes'), piece('rbe_extract', 'too_old', 'Moins de trois mois.')],
      message: 'Bonjour.',
    })
    expect(await requestRow(house, id)).toMatchObject({ state: 'leaving', started_at: null, base_days: 30, opened_by: one.analyst.id })
    expect(await startRequestClocks(house.ctx())).toMatchObject({ done: 0, skipped: 0, failed: 0 })
    const [letter] = await mailsAbout(house, id)
    expect(letter).toMatchObject({ template: 'documents_requested', subject: '2 pièces à nous envoyer jusqu’au mardi 3 mars 2026 à 24:00' })
    await deliver(house)
    expect(await requestRow(house, id)).toMatchObject({
      state: 'open',
      started_at: house.now(),
      due_at: new Date('2026-03-04T00:00:00+01:00'),
      next_reminder_at: new Date('2026-02-08T09:00:00+01:00'),
    })
    expect(await eventsOf(house, id)).toEqual(['document_request.opened', 'document_request.left'])
  })

  it('a second request waits for the first; nothing asked is refused', async () => {
    const one = await askAt(house, '2026-02-01T10:00:00Z')
    await expect(ask(house, one)).rejects.toMatchObject({ status: 409, code: 'request_is_open' })
    await expect(ask(house, await openCase(house), { pieces: [] })).rejects.toMatchObject({ status: 422 })
    await expect(unit(house.ctx(one.user), (tx) =>
      openRequest(tx, {
        dossierId: one.dossierId,
        merchantId: one.merchantId,
        purpose: 'refresh',
        items: [piece('statutes')],
        message: '',
      })))
      .rejects
      .toMatchObject({ status: 403 })
  })

  it('a letter to several people has left when the last of them has', async () => {
    house.travel('2026-02-01T10:00:00Z')
    const one = await openCase(house)
    await unit(house.ctx(), async (tx) => {
      await tx
        .db
        .insertInto('merchant_users')
        .values({
          id: 'musr_second',
          merchant_id: one.merchantId,
          email: 'second@lenoir.example',
          password_hash: 'none',
          language: 'en',
          activated_at: tx.now,
          last_contact_at: tx.now,
          created_at: tx.now,
        })
        .execute()
      await record(tx, 'merchant.user_added', { subject: 'musr_second', merchantId: one.merchantId })
    })
    const id = await ask(house, one)
    const setState = (nth: number, state: 'sent' | 'failed', sent_at: Date | null) =>
      unit(house.ctx(), async (tx) => {
        const mail = (await mailsAbout(house, id))[nth]!
        await tx.db.updateTable('mails').set({ state, sent_at }).where('id', '=', mail.id).execute()
        await record(tx, 'mail.sent', { subject: mail.id, merchantId: one.merchantId })
      })
    await setState(0, 'sent', new Date('2026-02-01T10:00:00Z'))
    await startRequestClocks(house.ctx())
    expect((await requestRow(house, id)).state).toBe('leaving')
    await setState(1, 'sent', new Date('2026-02-02T10:00:00Z'))
    await startRequestClocks(house.ctx())
    expect(await requestRow(house, id)).toMatchObject({ state: 'open', started_at: new Date('2026-02-02T10:00:00Z') })
  })

  it('a letter that no server took starts no clock', async () => {
    house.travel('2026-02-01T10:00:00Z')
    const one = await openCase(house)
    const id = await ask(house, one)
    await unit(house.ctx(), async (tx) => {
      await tx.db.updateTable('mails').set({ state: 'failed' }).where('subject_id', '=', id).execute()
      await record(tx, 'mail.failed', { subject: id })
    })
    expect(await startRequestClocks(house.ctx())).toMatchObject({ done: 0 })
    expect((await requestRow(house, id)).state).toBe('leaving')
    await withdrawRequest(house.ctx(one.analyst), id, { reason: 'Adresse fausse' })
    expect(await dossierState(house, one.dossierId)).toBe('submitted')
  })
})

describe('reminders', () => {
  it('at day 7, 21 and 28, each once, with the true date and hours left', async () => {
    const one = await askAt(house, '2026-02-01T10:00:00Z', { lang: 'en' })
    const reminders = async () => (await mailsAbout(house, one.requestId)).filter(({ template }) => template === 'clock_reminder')
    house.travel('2026-02-08T08:59:59+01:00')
    await remind()
    expect(await reminders()).toHaveLength(0)
    house.travel('2026-02-08T09:00:00+01:00')
    await remind()
    await remind()
    expect(await reminders()).toHaveLength(1)
    const [first] = await reminders()
    expect(first!.subject).toBe('Reminder: one document to send us until Tuesday 3 March 2026, 24:00')
    expect(first!.text_body).toMatch(/You have 23\sdays and 15\shours left\./)
    for (const at of ['2026-02-22T09:00:00+01:00', '2026-03-01T09:00:00+01:00']) {
      house.travel(at)
      await Promise.all([remind(), remind()])
    }
    expect(await reminders()).toHaveLength(3)
    expect((await requestRow(house, one.requestId)).next_reminder_at).toBeNull()
    expect((await clockOf(one.requestId)).rungs.map(({ day, sent }) => [day, sent])).toEqual([[7, true], [21, true], [28, true]])
  })

  it('a job silent for nine days sends the newest that is due, and says that the older were passed over', async () => {
    const one = await askAt(house, '2026-02-01T10:00:00Z')
    house.travel('2026-03-02T09:00:00+01:00')
    expect(await remind()).toMatchObject({ done: expect.any(Number) })
    const rungs = await house
      .db
      .selectFrom('clock_reminders')
      .select(['rung', 'state'])
      .where('request_id', '=', one.requestId)
      .orderBy('rung')
      .execute()
    expect(rungs).toEqual([{ rung: 7, state: 'superseded' }, { rung: 21, state: 'superseded' }, { rung: 28, state: 'sent' }])
    expect((await mailsAbout(house, one.requestId)).filter(({ template }) => template === 'clock_reminder')).toHaveLength(1)
  })

  it('none once the time is over, none while it is paused', async () => {
    const late = await askAt(house, '2026-02-01T10:00:00Z')
    const paused = await askAt(house, '2026-02-01T10:00:00Z')
    await answer(house, paused, 'statutes')
    house.travel('2026-03-04T00:00:00+01:00')
    const report = await remind()
    expect(report.touched.filter(({ subject }) => [late.requestId, paused.requestId].includes(subject))).toEqual([])
  })

  it('a dry run changes nothing', async () => {
    const one = await askAt(house, '2027-02-01T10:00:00Z')
    house.travel('2027-02-08T10:00:00Z')
    const dry = await remind({ dryRun: true })
    expect(dry.touched).toContainEqual({ subject: one.requestId, outcome: 'done', detail: null })
    expect(await mailsAbout(house, one.requestId)).toHaveLength(1)
    expect(await remind()).toEqual(dry)
  })
})

describe('answering', () => {
  it('the last piece stops the clock and puts the dossier before us', async () => {
    const one = await askAt(house, '2026-02-01T10:00:00Z', { pieces: [piece('statutes'), piece('rbe_extract')] })
    house.travel('2026-02-11T10:00:00Z')
    await answer(house, one, 'statutes')
    await answer(house, one, 'identity_document:pers_x')
    expect(await requestRow(house, one.requestId)).toMatchObject({ state: 'open', due_at: new Date('2026-03-04T00:00:00+01:00') })
    expect(await dossierState(house, one.dossierId)).toBe('awaiting_documents')
    await answer(house, one, 'rbe_extract')
    expect(await requestRow(house, one.requestId)).toMatchObject({ state: 'answered', due_at: null, next_reminder_at: null })
    expect(await dossierState(house, one.dossierId)).toBe('submitted')
    expect(await livingReview(house, one.dossierId)).toMatchObject({ state: 'open', kind: 'answered_request' })
    house.travel('2026-05-01T10:00:00Z')
    expect(await clockOf(one.requestId)).toMatchObject({ isPaused: true, isLate: false, merchantDays: 9, ourDays: 80, daysLeft: 21 })
  })

  it('a piece taken back is no answer', async () => {
    const one = await askAt(house, '2026-02-01T10:00:00Z', { pieces: [piece('statutes'), piece('rbe_extract')] })
    const first = await answer(house, one, 'statutes')
    await unit(house.ctx(one.user), async (tx) => {
      await tx.db.updateTable('documents').set({ state: 'withdrawn' }).where('id', '=', first).execute()
      await record(tx, 'document.withdrawn', { subject: first, merchantId: one.merchantId })
    })
    await answer(house, one, 'rbe_extract')
    expect((await requestRow(house, one.requestId)).state).toBe('open')
    await answer(house, one, 'statutes')
    expect((await requestRow(house, one.requestId)).state).toBe('answered')
  })

  it('before the letter left is an answer too', async () => {
    house.travel('2026-02-01T10:00:00Z')
    const one = await openCase(house)
    const id = await ask(house, one)
    await answer(house, one, 'statutes')
    expect(await requestRow(house, id)).toMatchObject({ state: 'answered', started_at: null })
    await deliver(house)
    expect(await requestRow(house, id)).toMatchObject({ state: 'answered', started_at: null, due_at: null })
    house.travel('2026-02-05T10:00:00Z')
    await giveBack(one)
    await deliver(house)
    expect(await requestRow(house, id)).toMatchObject({
      state: 'open',
      started_at: house.now(),
      due_at: new Date('2026-03-08T00:00:00+01:00'),
    })
  })
})

describe('giving back', () => {
  it('what was left counts on, and our days do not', async () => {
    const one = await askAt(house, '2026-02-01T10:00:00Z')
    house.travel('2026-02-11T10:00:00Z')
    const document = await answer(house, one, 'statutes')
    house.travel('2026-02-20T10:00:00Z')
    await judge(house, one, document, 'refused')
    await giveBack(one)
    expect(await requestRow(house, one.requestId)).toMatchObject({ state: 'leaving', due_at: null })
    const letter = (await letterOf(house, one.requestId, 'documents_reopened'))!
    expect(letter.subject).toBe('Une pièce à renvoyer jusqu’au vendredi 13 mars 2026 à 24:00')
    await deliver(house)
    // 9 days were his, 11 to 20 February were ours (10 days): 21 are left after the 20th
    expect(await requestRow(house, one.requestId)).toMatchObject({ state: 'open', due_at: new Date('2026-03-14T00:00:00+01:00') })
    expect(await clockOf(one.requestId)).toMatchObject({ merchantDays: 9, ourDays: 10, totalDays: 30, lastDay: '2026-03-13' })
  })

  it('never leaves fewer than ten days, and its letter may be late: the time stays ours', async () => {
    const one = await askAt(house, '2026-02-01T10:00:00Z')
    house.travel('2026-03-03T22:00:00Z')
    const document = await answer(house, one, 'statutes')
    house.travel('2026-03-10T10:00:00Z')
    await judge(house, one, document, 'refused')
    await giveBack(one)
    house.travel('2026-03-12T10:00:00Z')
    await deliver(house)
    expect(await requestRow(house, one.requestId)).toMatchObject({ state: 'open', due_at: new Date('2026-03-23T00:00:00+01:00') })
    const letter = (await letterOf(house, one.requestId, 'documents_reopened'))!
    expect(letter.subject).toBe('Une pièce à renvoyer jusqu’au dimanche 22 mars 2026 à 24:00')
    await lapse('2026-03-22T23:59:59+01:00')
    expect(await merchantState(house, one.merchantId)).toBe('onboarding')
    await lapse('2026-03-23T00:00:00+01:00')
    expect(await merchantState(house, one.merchantId)).toBe('deactivated')
  })

  it('a piece that is new joins the list, and the accepted one stays accepted', async () => {
    const one = await askAt(house, '2026-02-01T10:00:00Z')
    const document = await answer(house, one, 'statutes')
    await judge(house, one, document, 'accepted')
    house.forward(60_000)
    await giveBack(one, [piece('source_of_funds')])
    await deliver(house)
    const page = (await requestForMerchant(house.db, one.merchantId, house.now()))!
    expect(page.pieces.map(({ requirementKey, state }) => [requirementKey, state])).toEqual([['statutes', 'answered'], [
      'source_of_funds',
      'asked',
    ]])
    await answer(house, one, 'source_of_funds')
    expect((await requestRow(house, one.requestId)).state).toBe('answered')
  })
})

describe('extending', () => {
  it('moves the end, tells the merchant, keeps who and why', async () => {
    const officer = await house.staff('officer')
    const one = await askAt(house, '2026-02-01T10:00:00Z')
    const due = await extendRequest(house.ctx(officer), one.requestId, { days: 10, reason: 'Greffe fermé' })
    expect(due).toEqual(new Date('2026-03-14T00:00:00+01:00'))
    expect(await requestRow(house, one.requestId)).toMatchObject({ due_at: due, extension_days: 10, state: 'open' })
    expect(await letterOf(house, one.requestId, 'clock_extended')).toMatchObject({
      template: 'clock_extended',
      subject: 'Vous avez maintenant jusqu’au vendredi 13 mars 2026 à 24:00 pour envoyer vos pièces',
    })
    expect((await clockOf(one.requestId)).rungs.map(({ day }) => day)).toEqual([7, 21, 28, 38])
    await lapse('2026-03-13T23:59:59+01:00')
    expect(await merchantState(house, one.merchantId)).toBe('onboarding')
  })

  it('is the officer’s, at least a day, at most thirty in all, and shows a new end', async () => {
    const officer = await house.staff('officer')
    const one = await askAt(house, '2026-02-01T10:00:00Z')
    const extend = (days: number, actor = officer, more = {}) =>
      extendRequest(house.ctx(actor), one.requestId, { days, reason: 'x', ...more })
    await expect(extend(5, one.analyst)).rejects.toMatchObject({ status: 403 })
    await expect(extend(0)).rejects.toMatchObject({ status: 422, fields: { days: 'requests:field.days_too_few' } })
    await expect(extend(31)).rejects.toMatchObject({ status: 422, fields: { days: 'requests:field.days_too_many' } })
    await expect(extend(5, officer, { seenDueAt: new Date('2026-03-13T23:00:00Z') })).rejects.toMatchObject({
      status: 409,
      code: 'request_end_has_changed',
    })
    await extend(29)
    await expect(extend(2)).rejects.toMatchObject({ status: 422 })
    await extend(1)
    await expect(extend(1)).rejects.toMatchObject({ status: 409, code: 'request_cannot_be_extended' })
    expect(await house.db.selectFrom('clock_extensions').select('days').where('request_id', '=', one.requestId).execute()).toHaveLength(2)
  })

  it('after a request was given back, it adds to the days that were left', async () => {
    const officer = await house.staff('officer')
    const one = await askAt(house, '2026-02-01T10:00:00Z')
    house.travel('2026-03-01T10:00:00Z')
    const document = await answer(house, one, 'statutes')
    await judge(house, one, document, 'refused')
    await giveBack(one)
    await deliver(house)
    const { due_at } = await requestRow(house, one.requestId)
    expect(due_at).toEqual(new Date('2026-03-12T00:00:00+01:00'))
    expect(await extendRequest(house.ctx(officer), one.requestId, { days: 3, reason: 'x' })).toEqual(new Date('2026-03-15T00:00:00+01:00'))
  })

  it('a late clock can still be saved before the job comes, not with a date that is over', async () => {
    const officer = await house.staff('officer')
    const one = await askAt(house, '2026-02-01T10:00:00Z')
    house.travel('2026-03-08T10:00:00Z')
    await expect(extendRequest(house.ctx(officer), one.requestId, { days: 2, reason: 'x' })).rejects.toMatchObject({
      status: 422,
      fields: { days: 'requests:field.days_already_over' },
    })
    await extendRequest(house.ctx(officer), one.requestId, { days: 10, reason: 'x' })
    await lapse('2026-03-08T11:00:00Z')
    expect(await merchantState(house, one.merchantId)).toBe('onboarding')
  })
})

describe('withdrawing', () => {
  it('ends the clock, brings the dossier back to the queue, tells the merchant', async () => {
    const one = await askAt(house, '2026-02-01T10:00:00Z')
    await withdrawRequest(house.ctx(one.analyst), one.requestId, { reason: 'Reçu par ailleurs' })
    expect(await requestRow(house, one.requestId)).toMatchObject({ state: 'withdrawn', due_at: null, closed_at: house.now() })
    expect(await dossierState(house, one.dossierId)).toBe('submitted')
    expect(await livingReview(house, one.dossierId)).toMatchObject({ state: 'open', kind: 'new_dossier' })
    expect(await letterOf(house, one.requestId, 'request_withdrawn')).toMatchObject({ template: 'request_withdrawn' })
    await expect(withdrawRequest(house.ctx(one.analyst), one.requestId, { reason: 'x' })).rejects.toMatchObject({ status: 409 })
    await expect(withdrawRequest(house.ctx(one.user), (await askAt(house, '2026-02-01T10:00:00Z')).requestId, { reason: 'x' }))
      .rejects
      .toMatchObject({ status: 403 })
  })

  it('a refresh given up leaves the merchant validated, and nothing in the queue', async () => {
    const one = await askAt(house, '2026-02-01T10:00:00Z', {
      dossier: 'validated',
      merchant: 'validated',
      review: null,
      purpose: 'refresh',
    })
    await answer(house, one, 'statutes')
    expect(await livingReview(house, one.dossierId)).toMatchObject({ kind: 'answered_request' })
    await withdrawRequest(house.ctx(one.analyst), one.requestId, { reason: 'x' })
    expect(await livingReview(house, one.dossierId)).toBeUndefined()
    expect(await merchantState(house, one.merchantId)).toBe('validated')
  })
})

describe('coming back', () => {
  it('deactivated, he answers, the pieces are accepted, the account works again and the decision is still due', async () => {
    const one = await askAt(house, '2026-02-01T10:00:00Z')
    await lapse('2026-03-04T00:00:00+01:00')
    house.travel('2026-03-20T10:00:00Z')
    expect(await requestForMerchant(house.db, one.merchantId, house.now())).toMatchObject({ state: 'lapsed', pieces: [{ state: 'asked' }] })
    const document = await answer(house, one, 'statutes')
    expect(await requestRow(house, one.requestId)).toMatchObject({ state: 'lapsed' })
    expect(await dossierState(house, one.dossierId)).toBe('submitted')
    expect(await livingReview(house, one.dossierId)).toMatchObject({ state: 'open', kind: 'unlock_request' })
    await expect(acceptAnswers(house.ctx(one.analyst), one.dossierId)).rejects.toMatchObject({
      status: 409,
      code: 'request_pieces_not_accepted',
    })
    await judge(house, one, document, 'accepted')
    await acceptAnswers(house.ctx(one.analyst), one.dossierId)
    expect(await merchantState(house, one.merchantId)).toBe('onboarding')
    expect(await requestRow(house, one.requestId)).toMatchObject({ state: 'satisfied' })
    expect(await livingReview(house, one.dossierId)).toMatchObject({ state: 'open' })
    expect(await letterOf(house, one.requestId, 'account_reactivated')).toMatchObject({ template: 'account_reactivated' })
    await expect(acceptAnswers(house.ctx(one.analyst), one.dossierId)).rejects.toMatchObject({ status: 404 })
  })

  it('suspended, the same, and the review ends there', async () => {
    const one = await askAt(house, '2026-04-01T10:00:00Z', {
      dossier: 'validated',
      merchant: 'validated',
      review: null,
      purpose: 'refresh',
    })
    await lapse('2026-05-02T00:00:00+02:00')
    expect(await merchantState(house, one.merchantId)).toBe('suspended')
    const document = await answer(house, one, 'statutes')
    expect(await livingReview(house, one.dossierId)).toMatchObject({ kind: 'unlock_request' })
    await judge(house, one, document, 'accepted')
    await acceptAnswers(house.ctx(one.analyst), one.dossierId)
    expect(await merchantState(house, one.merchantId)).toBe('validated')
    expect(await livingReview(house, one.dossierId)).toBeUndefined()
  })

  it('a refresh answered in time ends with a word of thanks', async () => {
    const one = await askAt(house, '2026-04-01T10:00:00Z', {
      dossier: 'validated',
      merchant: 'validated',
      review: null,
      purpose: 'refresh',
    })
    const document = await answer(house, one, 'statutes')
    await judge(house, one, document, 'accepted')
    await acceptAnswers(house.ctx(one.analyst), one.dossierId)
    expect(await letterOf(house, one.requestId, 'documents_satisfied')).toMatchObject({ template: 'documents_satisfied' })
    expect(await requestRow(house, one.requestId)).toMatchObject({ state: 'satisfied', closed_at: house.now() })
  })

  it('a dossier decided without its pieces leaves no request behind', async () => {
    const one = await askAt(house, '2026-04-01T10:00:00Z')
    await answer(house, one, 'statutes')
    await unit(house.ctx(one.analyst), (tx) => settleRequest(tx, one.dossierId))
    expect(await requestRow(house, one.requestId)).toMatchObject({ state: 'withdrawn' })
    expect(await house.db.selectFrom('clock_suspensions').select('to_at').where('request_id', '=', one.requestId).executeTakeFirst())
      .toEqual({ to_at: house.now() })
  })

  it('a request that still waits for the merchant is not settled', async () => {
    const one = await askAt(house, '2026-04-01T10:00:00Z')
    expect(await unit(house.ctx(one.analyst), (tx) => settleRequest(tx, one.dossierId))).toBeNull()
    expect((await requestRow(house, one.requestId)).state).toBe('open')
  })
})
