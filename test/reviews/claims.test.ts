import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { runJob } from '#src/platform/job.ts'
import releaseIdle from '#jobs/release-idle-reviews.ts'
import { claimReview } from '#src/reviews/claimReview.ts'
import { handOverReview } from '#src/reviews/handOverReview.ts'
import { releaseIdleReviews } from '#src/reviews/releaseIdleReviews.ts'
import { releaseReview } from '#src/reviews/releaseReview.ts'
import { takeNextReview } from '#src/reviews/takeNextReview.ts'
import { keepReview } from '#src/reviews/touchReview.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { eventsDuring, openDossier, reviewRow } from './dossiers.ts'

let house: House
let ada: StaffActor
let bo: StaffActor
let officer: StaffActor
beforeAll(async () => {
  house = await openHouse()
  ada = await house.staff('analyst', 'Ada')
  bo = await house.staff('analyst', 'Bo')
  officer = await house.staff('officer', 'Claire')
})
afterAll(() => house.close())

const minutes = (n: number) => n * 60_000
const takeAll = async () => {
  for (;;) if (!(await takeNextReview(house.ctx(officer)))) return
}

describe('claim', () => {
  it('gives the file to one, and tells the other who was slower', async () => {
    const one = await openDossier(house)
    expect(await eventsDuring(house, one.merchantId, () => claimReview(house.ctx(ada), one.reviewId))).toEqual(['review.claimed'])
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ owner_id: ada.id, owner_active_at: house.now() })
    expect(
      await eventsDuring(house, one.merchantId, () =>
        expect(claimReview(house.ctx(bo), one.reviewId))
          .rejects
          .toMatchObject({ status: 409, code: 'review_held' })),
    )
      .toEqual([])
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ owner_id: ada.id })
  })

  it('twice by the same person changes nothing', async () => {
    const one = await openDossier(house)
    await claimReview(house.ctx(ada), one.reviewId)
    expect(await eventsDuring(house, one.merchantId, () => claimReview(house.ctx(ada), one.reviewId))).toEqual([])
  })

  it('by many at once: one has it', async () => {
    const one = await openDossier(house)
    const crowd = await Promise.all(Array.from({ length: 12 }, () => house.staff('analyst')))
    const ends = await Promise.allSettled(crowd.map((who) => claimReview(house.ctx(who), one.reviewId)))
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(ends.filter((end) => end.status === 'rejected' && end.reason.code === 'review_held')).toHaveLength(11)
  })

  it('is 404 for what does not exist, 409 for what is not before us, 403 for who may not', async () => {
    await expect(claimReview(house.ctx(ada), 'revw_000000000000000000000000')).rejects.toMatchObject({ status: 404 })
    const parked = await openDossier(house, { review: 'waiting', dossier: 'awaiting_documents' })
    await expect(claimReview(house.ctx(ada), parked.reviewId)).rejects.toMatchObject({ status: 409, code: 'state_has_changed' })
    const one = await openDossier(house)
    await expect(claimReview(house.ctx(await house.staff('auditor')), one.reviewId)).rejects.toMatchObject({ status: 403 })
  })
})

describe('take the next', () => {
  it('is the most urgent that nobody holds, and null when nothing waits', async () => {
    await takeAll()
    const late = await openDossier(house)
    house.forward(minutes(10))
    const later = await openDossier(house)
    expect(await takeNextReview(house.ctx(ada))).toEqual({ id: late.reviewId, dossierId: late.dossierId })
    expect(await takeNextReview(house.ctx(ada))).toEqual({ id: later.reviewId, dossierId: later.dossierId })
    expect(await takeNextReview(house.ctx(ada))).toBeNull()
  })

  it('by 32 people at once on 40 files: nobody is given what another holds', async () => {
    await takeAll()
    const files = await Promise.all(Array.from({ length: 40 }, () => openDossier(house, { pieces: null, isSigned: false })))
    const crowd = await Promise.all(Array.from({ length: 32 }, () => house.staff('analyst')))
    const taken = (await Promise.all(crowd.map((who) => takeNextReview(house.ctx(who))))).map((one) => one?.id)
    expect(new Set(taken).size).toBe(32)
    expect(taken.every((id) => files.some(({ reviewId }) => reviewId === id))).toBe(true)
    const rows = await house.db.selectFrom('review_items').select('owner_id').where('id', 'in', taken as string[]).execute()
    expect(new Set(rows.map(({ owner_id }) => owner_id)).size).toBe(32)
  })
})

describe('release and hand over', () => {
  it('only the owner gives it back', async () => {
    const one = await openDossier(house)
    await claimReview(house.ctx(ada), one.reviewId)
    await expect(releaseReview(house.ctx(bo), one.reviewId)).rejects.toMatchObject({ status: 409, code: 'review_not_yours' })
    expect(await eventsDuring(house, one.merchantId, () => releaseReview(house.ctx(ada), one.reviewId))).toEqual(['review.released'])
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ owner_id: null, owner_active_at: null })
  })

  it('the owner hands over to a colleague who may work it', async () => {
    const one = await openDossier(house)
    await claimReview(house.ctx(ada), one.reviewId)
    const auditor = await house.staff('auditor')
    for (const to of [auditor.id, 'staf_000000000000000000000000', ada.id]) {
      await expect(handOverReview(house.ctx(ada), one.reviewId, { to, reason: '' })).rejects.toMatchObject({
        status: 422,
        fields: { to: expect.any(String) },
      })
    }
    await expect(handOverReview(house.ctx(bo), one.reviewId, { to: bo.id, reason: '' })).rejects.toMatchObject({ status: 409 })
    await handOverReview(house.ctx(ada), one.reviewId, { to: bo.id, reason: 'Congés' })
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ owner_id: bo.id })
    await handOverReview(house.ctx(officer), one.reviewId, { to: ada.id, reason: '' })
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ owner_id: ada.id })
  })
})

describe('an idle lock', () => {
  const held = async () => {
    const one = await openDossier(house)
    await claimReview(house.ctx(ada), one.reviewId)
    return one
  }
  const release = async () => (await releaseIdleReviews(house.ctx())).touched

  it('lives for thirty minutes to the second', async () => {
    const one = await held()
    house.forward(minutes(30))
    await expect(claimReview(house.ctx(bo), one.reviewId)).rejects.toMatchObject({ code: 'review_held' })
    expect((await release()).map(({ subject }) => subject)).not.toContain(one.reviewId)
    house.forward(1_000)
    expect(await release()).toContainEqual({ subject: one.reviewId, outcome: 'done', detail: null })
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ owner_id: null, owner_active_at: null, state: 'open' })
    expect((await release()).map(({ subject }) => subject)).not.toContain(one.reviewId)
  })

  it('is taken over at once, before the job passes', async () => {
    const one = await held()
    house.forward(minutes(31))
    await claimReview(house.ctx(bo), one.reviewId)
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ owner_id: bo.id })
  })

  it('lives on while the page is open before its owner, and only for him', async () => {
    const one = await held()
    house.forward(minutes(25))
    expect(await keepReview(house.ctx(ada), one.dossierId)).toBe(true)
    expect(await keepReview(house.ctx(bo), one.dossierId)).toBe(false)
    house.forward(minutes(20))
    await expect(claimReview(house.ctx(bo), one.reviewId)).rejects.toMatchObject({ code: 'review_held' })
    expect((await release()).map(({ subject }) => subject)).not.toContain(one.reviewId)
    house.forward(minutes(11))
    expect((await release()).map(({ subject }) => subject)).toContain(one.reviewId)
  })

  it('a presence of before does not keep the next owner’s lock', async () => {
    const one = await held()
    await keepReview(house.ctx(ada), one.dossierId)
    await releaseReview(house.ctx(ada), one.reviewId)
    await claimReview(house.ctx(bo), one.reviewId)
    house.forward(minutes(20))
    await keepReview(house.ctx(ada), one.dossierId)
    house.forward(minutes(11))
    await claimReview(house.ctx(ada), one.reviewId)
  })

  it('a job a week late, two jobs at once, a dry run', async () => {
    const files = [await held(), await held()]
    house.forward(minutes(60 * 24 * 7))
    const facts = {
      name: 'release-idle-reviews',
      job: releaseIdle,
      db: house.db,
      at: house.now(),
      launch: { kind: 'command', by: 'test' },
    } as const
    expect(await runJob({ ...facts, dryRun: true })).toMatchObject({ dryRun: true, failed: 0 })
    expect(await reviewRow(house, files[0]!.reviewId)).toMatchObject({ owner_id: ada.id })
    const runs = await Promise.all([runJob(facts), runJob(facts)])
    expect(runs.reduce((sum, { done }) => sum + done, 0)).toBeGreaterThanOrEqual(2)
    expect(runs.every(({ failed }) => failed === 0)).toBe(true)
    const freed = await house
      .db
      .selectFrom('audit_events')
      .select('subject_id')
      .where('event', '=', 'review.lock_expired')
      .where('subject_id', 'in', files.map(({ reviewId }) => reviewId))
      .execute()
    expect(freed).toHaveLength(2)
  })
})
