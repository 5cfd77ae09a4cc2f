import { z } from 'zod'
import { claimDispute, handOverDispute, releaseDispute, takeNextDispute } from '#src/disputes/claimDispute.ts'
import { isLiving } from '#src/disputes/dispute.ts'
import type { Refused } from '#src/disputes/disputeWords.page.ts'
import { colleagueField } from '#src/owners/owner.page.ts'
import { good, seeOther, type Answer } from '#src/web/answer.ts'
import { refill } from '#src/web/components.ts'
import { line, parse } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { actPage } from './disputeActs.console.ts'
import { disputePath, lookedAt } from './disputePage.page.ts'

const here = '/console/disputes'

/** POST /console/disputes/next */
export const postNextDispute = async (visit: Visit): Promise<Answer> => {
  const id = await takeNextDispute(visit.ctx)
  return id
    ? seeOther(disputePath({ id }), good('disputes:flash.claimed'))
    : seeOther(here, { tone: 'neutral', key: 'disputes:flash.nothing_free' })
}

/** POST /console/disputes/:id/claim */
export const postClaimDispute = async (visit: Visit): Promise<Answer> => {
  const { dispute } = await lookedAt(visit)
  await claimDispute(visit.ctx, dispute.id)
  return seeOther(disputePath(dispute), good('disputes:flash.claimed'))
}

/** POST /console/disputes/:id/release */
export const postReleaseDispute = async (visit: Visit): Promise<Answer> => {
  const { dispute } = await lookedAt(visit)
  await releaseDispute(visit.ctx, dispute.id)
  return seeOther(disputePath(dispute), good('disputes:flash.released'))
}

/** GET /console/disputes/:id/hand-over */
export const showHandOverDispute = async (visit: Visit, refused: Refused = { values: {}, errors: {} }): Promise<Answer> => {
  const one = await lookedAt(visit)
  if (!isLiving(one.dispute.state) || refused.errors['form']) return seeOther(disputePath(one.dispute))
  const fields = refill([await colleagueField(visit, one.dispute, 'disputes.work')], refused.values, refused.errors, visit.t)
  return actPage(visit, one, { name: 'hand_over', effects: [], fields }, refused)
}

/** POST /console/disputes/:id/hand-over */
export const postHandOverDispute = async (visit: Visit): Promise<Answer> => {
  const { dispute } = await lookedAt(visit)
  await handOverDispute(visit.ctx, dispute.id, parse(z.object({ to: line(40) }), visit.body))
  return seeOther(disputePath(dispute), good('disputes:flash.handed_over'))
}
